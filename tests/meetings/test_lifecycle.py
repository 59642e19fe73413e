"""A meeting from the question to the outcome, and what forbids each step."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.models import Grant
from apps.accounts.signals import erased
from apps.core.models import Mark
from apps.core.moves import GuardFailed, IllegalMove
from apps.events import lifecycle as events
from apps.events import registering
from apps.events.models import Registration
from apps.meetings import lifecycle, outcomes, taking_part, tasks
from apps.meetings.models import Availability, Meeting, Planning, ScheduleRun, Slot, Wish
from apps.meetings.terms import Side
from apps.notifications.models import Message
from apps.talents.models import BlockedEmployer
from tests.factories import make_notice, make_operator, make_talent, make_user
from tests.meetings.cases import ROOM, firm, make_fair, person, propose, scheduled, wish

pytestmark = pytest.mark.django_db
TALENT, EMPLOYER = Side.TALENT, Side.EMPLOYER


@pytest.fixture
def fair():
    return make_fair()


def kinds(user):
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


# ---------------------------------------------------------------- proposing
def test_from_the_question_to_the_schedule(fair):
    hers, theirs = person(fair), firm(fair)
    meeting = propose(hers, theirs, fair.slots[0])
    assert (meeting.state, meeting.waits_for) == ("proposed", "employer")
    assert kinds(theirs.owner) == ["meeting_proposed"]
    lifecycle.accept(meeting, by=theirs.owner, side=EMPLOYER)
    assert (meeting.state, meeting.link, meeting.waits_for) == ("scheduled", ROOM, "")
    assert kinds(hers.talent.user) == kinds(theirs.owner)[1:] == ["meeting_scheduled"]


def test_without_a_way_to_meet_the_employer_has_to_give_one(fair):
    hers, theirs = person(fair), firm(fair, link="")
    meeting = propose(hers, theirs, fair.slots[0], EMPLOYER)
    lifecycle.accept(meeting, by=hers.talent.user, side=TALENT)
    assert (meeting.state, kinds(theirs.owner)) == ("accepted", ["meeting_link_missing"])
    lifecycle.set_link(meeting, ROOM, by=theirs.owner)
    assert (meeting.state, meeting.sequence) == ("scheduled", 1)


def test_a_phone_number_is_a_way_to_meet(fair):
    hers, theirs = person(fair, phone="+49 151 0000000"), firm(fair, link="")
    meeting = propose(hers, theirs, fair.slots[0], EMPLOYER)
    lifecycle.accept(meeting, by=hers.talent.user, side=TALENT)
    assert meeting.state == "scheduled"


def test_declining_frees_the_slot(fair):
    hers, theirs = person(fair), firm(fair)
    meeting = propose(hers, theirs, fair.slots[0])
    lifecycle.decline(meeting, by=theirs.owner, side=EMPLOYER)
    assert (meeting.state, kinds(hers.talent.user)) == ("declined", ["meeting_declined"])
    assert propose(person(fair), theirs, fair.slots[0]).state == "proposed"


def test_another_time_turns_the_question_round(fair):
    hers, theirs = person(fair), firm(fair)
    meeting = propose(hers, theirs, fair.slots[0])
    lifecycle.counter(meeting, fair.slots[2], by=theirs.owner, side=EMPLOYER)
    assert (meeting.state, meeting.waits_for, meeting.sequence) == ("proposed", "talent", 1)
    assert meeting.starts_at == fair.slots[2].starts_at
    with pytest.raises(GuardFailed, match="other side has to answer"):
        lifecycle.accept(meeting, by=theirs.owner, side=EMPLOYER)
    with pytest.raises(GuardFailed, match="already"):
        lifecycle.counter(meeting, fair.slots[2], by=hers.talent.user, side=TALENT)
    lifecycle.accept(meeting, by=hers.talent.user, side=TALENT)
    assert meeting.state == "scheduled"


@pytest.mark.parametrize("act", ["accept", "decline"])
def test_nobody_answers_for_the_other_side(fair, act):
    hers, theirs = person(fair), firm(fair)
    meeting = propose(hers, theirs, fair.slots[0])
    with pytest.raises(GuardFailed, match="other side has to answer"):
        getattr(lifecycle, act)(meeting, by=hers.talent.user, side=TALENT)


def test_two_people_do_not_take_one_slot(fair):
    hers, theirs, others = person(fair), firm(fair), firm(fair)
    propose(hers, theirs, fair.slots[0])
    with pytest.raises(GuardFailed, match="taken"):
        propose(person(fair), theirs, fair.slots[0])
    with pytest.raises(GuardFailed, match="taken"):
        propose(hers, others, fair.slots[0])


def test_the_database_refuses_what_the_code_might_forget(fair):
    hers, theirs = person(fair), firm(fair)
    meeting = propose(hers, theirs, fair.slots[0])
    late = meeting.starts_at + timedelta(minutes=10)  # overlapping, not the same

    def copy(**changed):
        fields = ("event", "slot", "starts_at", "ends_at", "talent", "organisation", "waits_for", "answer_until")
        facts = {name: getattr(meeting, name) for name in fields} | changed
        with transaction.atomic():
            return Meeting.objects.create(**facts)

    other = {"starts_at": late, "ends_at": late + timedelta(minutes=30)}
    for clash in (
        {"organisation": firm(fair).organisation, **other},
        {"talent": make_talent(), **other},
        {"starts_at": meeting.ends_at, "ends_at": meeting.ends_at + timedelta(minutes=30)},  # the same pair again
    ):
        with pytest.raises(IntegrityError):
            copy(**clash)
    copy(talent=make_talent(), starts_at=meeting.ends_at, ends_at=meeting.ends_at + timedelta(minutes=30))


def test_a_meeting_at_another_event_takes_the_time_too(fair):
    talent = make_talent()
    elsewhere = make_fair()
    propose(person(elsewhere, talent=talent), firm(elsewhere), elsewhere.slots[1])
    hers, theirs = person(fair, talent=talent), firm(fair)
    with pytest.raises(GuardFailed, match="taken"):
        propose(hers, theirs, fair.slots[1])
    assert propose(hers, theirs, fair.slots[2]).state == "proposed"


def test_what_forbids_a_proposal(fair):
    hers, theirs = person(fair, slots=fair.slots[:2], most=1), firm(fair, most=1)
    with pytest.raises(GuardFailed, match="not free"):
        propose(hers, theirs, fair.slots[3])
    elsewhere = make_fair()
    with pytest.raises(GuardFailed, match="another event"):
        propose(hers, theirs, elsewhere.slots[0])
    with time_machine.travel(fair.slots[0].starts_at, tick=False), pytest.raises(GuardFailed, match="begun"):
        propose(hers, theirs, fair.slots[0])
    propose(hers, theirs, fair.slots[0])
    with pytest.raises(GuardFailed, match="each other already"):
        propose(hers, theirs, fair.slots[1])
    with pytest.raises(GuardFailed, match="as many meetings"):
        propose(hers, firm(fair), fair.slots[1])
    with pytest.raises(GuardFailed, match="as many meetings"):
        propose(person(fair), theirs, fair.slots[1])


@pytest.mark.parametrize("side", Side)
def test_a_veto_of_either_side_is_kept_and_not_told(fair, side):
    hers, theirs = person(fair), firm(fair)
    wish(hers, theirs, "no", side)
    for proposer in Side:
        with pytest.raises(GuardFailed, match="not possible"):
            propose(hers, theirs, fair.slots[0], proposer)
    wish(hers, theirs, "", side)
    assert propose(hers, theirs, fair.slots[0]).state == "proposed"


def test_who_hides_from_an_employer_is_not_asked_by_it(fair):
    hers, theirs = person(fair), firm(fair)
    BlockedEmployer.objects.create(talent=hers.talent, organisation=theirs.organisation)
    with pytest.raises(GuardFailed, match="not possible"):
        propose(hers, theirs, fair.slots[0], EMPLOYER)


@pytest.mark.parametrize("state", ["planned", "finished", "cancelled", "postponed"])
def test_an_event_that_is_not_to_come_takes_no_meetings(fair, state):
    hers, theirs = person(fair), firm(fair)
    type(fair.event).objects.update(state=state)
    with pytest.raises(GuardFailed, match="no meetings now"):
        propose(hers, theirs, fair.slots[0])


def test_an_event_without_planning_holds_none(fair):
    hers, theirs = person(fair), firm(fair)
    Planning.objects.all().delete()
    with pytest.raises(GuardFailed, match="holds no"):
        propose(hers, theirs, fair.slots[0])


# ---------------------------------------------------------------- the clock
def test_what_nobody_answers_ends_by_the_clock_of_events():
    with time_machine.travel("2026-12-04T02:00:00Z", tick=False):  # a Friday
        fair = make_fair()
        hers, theirs = person(fair, zone="Europe/London"), firm(fair)
        asked_firm = propose(hers, theirs, fair.slots[0])
        asked_her = propose(person(fair, zone="Europe/London"), firm(fair), fair.slots[0], EMPLOYER)
    assert asked_firm.answer_until.isoformat() == "2026-12-08T09:30:00+00:00"  # two working days of the city
    assert asked_her.answer_until.isoformat() == "2026-12-07T08:00:00+00:00"  # 72 hours end at two at night there
    with time_machine.travel("2026-12-07T07:59:00Z", tick=False):
        assert tasks.expire_proposals() == 0
        with pytest.raises(GuardFailed, match="still time"):
            lifecycle.expire(asked_her)
    with time_machine.travel("2026-12-07T08:00:00Z", tick=False):
        with pytest.raises(GuardFailed, match="over"):  # before the clock has looked
            lifecycle.accept(asked_her, by=asked_her.talent.user, side=TALENT)
        assert (tasks.expire_proposals(), tasks.expire_proposals()) == (1, 0)
    asked_her.refresh_from_db()
    assert (asked_her.state, kinds(asked_her.talent.user)[-1]) == ("expired", "meeting_expired")


def test_nobody_answers_after_the_beginning():
    fair = make_fair(days=1)
    meeting = propose(person(fair), firm(fair), fair.slots[0])
    assert meeting.answer_until == fair.slots[0].starts_at


def test_reminders_come_a_day_and_an_hour_before_once(fair):
    meeting = scheduled(fair)
    user = meeting.talent.user
    start = meeting.starts_at
    for before, expected in (
        (timedelta(hours=25), []),
        (timedelta(hours=23), ["meeting_tomorrow"]),
        (timedelta(hours=22), ["meeting_tomorrow"]),
        (timedelta(minutes=59), ["meeting_tomorrow", "meeting_soon"]),
        (timedelta(minutes=1), ["meeting_tomorrow", "meeting_soon"]),
        (timedelta(), ["meeting_tomorrow", "meeting_soon"]),
    ):
        with time_machine.travel(start - before, tick=False):
            tasks.run_clock()
            tasks.run_clock()
        assert kinds(user)[1:] == expected
    assert kinds(meeting.owner).count("meeting_soon") == 1


def test_who_hears_of_it_within_the_hour_hears_it_once(fair):
    meeting = scheduled(fair)
    with time_machine.travel(meeting.starts_at - timedelta(minutes=30), tick=False):
        assert (tasks.remind(), tasks.remind()) == (1, 0)
    assert kinds(meeting.talent.user)[1:] == ["meeting_soon"]


def test_a_new_time_is_reminded_of_anew(fair):
    meeting = scheduled(fair)
    with time_machine.travel(meeting.starts_at - timedelta(hours=20), tick=False):
        assert tasks.remind() == 1
        lifecycle.reschedule(meeting, fair.slots[2], by=meeting.owner, side=EMPLOYER)
        assert tasks.remind() == 1
    assert kinds(meeting.talent.user).count("meeting_tomorrow") == 2


def test_cancelled_meetings_are_not_reminded_of(fair):
    meeting = scheduled(fair)
    lifecycle.cancel(meeting, by=meeting.owner, side=EMPLOYER, reason="ill")
    with time_machine.travel(meeting.starts_at - timedelta(minutes=30), tick=False):
        assert tasks.remind() == 0


# ---------------------------------------------------------------- changes
def test_a_new_time_stands_and_is_confirmed_by_the_other_side(fair):
    meeting = scheduled(fair)
    lifecycle.reschedule(meeting, fair.slots[3], by=meeting.talent.user, side=TALENT)
    assert (meeting.state, meeting.waits_for, meeting.starts_at) == ("rescheduled", "employer", fair.slots[3].starts_at)
    assert kinds(meeting.owner)[-1] == "meeting_rescheduled"
    with pytest.raises(GuardFailed, match="other side"):
        lifecycle.confirm(meeting, by=meeting.talent.user, side=TALENT)
    lifecycle.confirm(meeting, by=meeting.owner, side=EMPLOYER)
    assert (meeting.state, meeting.waits_for) == ("scheduled", "")
    propose(person(fair), Availability.objects.get(organisation=meeting.organisation), fair.slots[0])  # free again


def test_a_new_time_has_to_be_free(fair):
    meeting = scheduled(fair)
    theirs = Availability.objects.get(organisation=meeting.organisation)
    propose(person(fair), theirs, fair.slots[1])
    with pytest.raises(GuardFailed, match="taken"):
        lifecycle.reschedule(meeting, fair.slots[1], by=meeting.owner, side=EMPLOYER)
    theirs.slots.remove(fair.slots[2])
    with pytest.raises(GuardFailed, match="not free"):
        lifecycle.reschedule(meeting, fair.slots[2], by=meeting.owner, side=EMPLOYER)
    assert Meeting.objects.get(pk=meeting.pk).starts_at == fair.slots[0].starts_at


def test_cancelling_says_why_and_frees_the_time(fair):
    meeting = scheduled(fair)
    with pytest.raises(GuardFailed, match="reason"):
        lifecycle.cancel(meeting, by=meeting.owner, side=EMPLOYER, reason=" ")
    lifecycle.cancel(meeting, by=meeting.owner, side=EMPLOYER, reason="Ill")
    told = Message.objects.filter(recipient=meeting.talent.user).latest("pk")
    assert (meeting.state, told.kind, told.context["reason"]) == ("cancelled", "meeting_cancelled", "Ill")
    assert "meeting_cancelled" not in kinds(meeting.owner)
    assert not Mark.objects.filter(kind="schedule_refill").exists()  # nothing was released here


def test_the_organiser_cancels_and_both_hear(fair):
    meeting = scheduled(fair)
    lifecycle.cancel(meeting, by=make_operator(verbs=["events.keep"]), reason="Room closed")
    assert kinds(meeting.owner)[-1] == kinds(meeting.talent.user)[-1] == "meeting_cancelled"


def test_what_has_begun_is_neither_moved_nor_cancelled(fair):
    meeting = scheduled(fair)
    with time_machine.travel(meeting.starts_at, tick=False):
        with pytest.raises(GuardFailed, match="begun"):
            lifecycle.cancel(meeting, by=meeting.owner, side=EMPLOYER, reason="late")
        with pytest.raises(GuardFailed, match="begun"):
            lifecycle.reschedule(meeting, fair.slots[2], by=meeting.owner, side=EMPLOYER)


def test_a_changed_link_is_told_and_counts_as_a_change(fair):
    meeting = scheduled(fair)
    lifecycle.set_link(meeting, ROOM, by=meeting.owner)
    assert meeting.sequence == 0  # the same again
    lifecycle.set_link(meeting, "https://teams.microsoft.com/l/x", by=meeting.owner)
    assert (meeting.sequence, kinds(meeting.talent.user)[-1]) == (1, "meeting_link_changed")
    lifecycle.cancel(meeting, by=meeting.owner, side=EMPLOYER, reason="ill")
    with pytest.raises(GuardFailed, match="no link"):
        lifecycle.set_link(meeting, ROOM, by=meeting.owner)


@pytest.mark.parametrize(("step", "kind"), [("cancel", "event_cancelled"), ("postpone", "event_postponed")])
def test_an_event_put_off_holds_no_meetings(fair, step, kind):
    meeting = scheduled(fair)
    getattr(events, step)(fair.event, by=make_operator(verbs=["events.keep"]), reason="Typhoon")
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"
    said = Message.objects.filter(recipient=meeting.owner, kind="meeting_cancelled").get().context["reason"]
    assert said == lifecycle.WHY[kind]


def test_who_gives_the_place_back_meets_nobody(fair):
    meeting = scheduled(fair)
    registering.cancel(Registration.objects.get(user=meeting.talent.user), by=meeting.talent.user)
    meeting.refresh_from_db()
    assert (meeting.state, kinds(meeting.owner)[-1]) == ("cancelled", "meeting_cancelled")
    assert not Availability.objects.get(talent=meeting.talent).slots.exists()


def test_an_employer_leaves_with_its_last_registration(fair):
    meeting = scheduled(fair)
    colleague = Registration.objects.create(
        event=fair.event, user=make_user(), party="employer", organisation=meeting.organisation, state="confirmed",
        requested_at=timezone.now(),
    )  # fmt: skip
    registering.cancel(Registration.objects.get(user=meeting.owner), by=meeting.owner)
    meeting.refresh_from_db()
    assert meeting.state == "scheduled"
    registering.cancel(colleague, by=colleague.user)
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"


def test_an_erased_account_leaves_no_hours_wishes_or_meetings_to_come(fair):
    meeting = scheduled(fair)
    hers = Availability.objects.get(talent=meeting.talent)
    wish(hers, Availability.objects.get(organisation=meeting.organisation))
    erased.send(sender=type(meeting.owner), user=meeting.talent.user, addresses=[])
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"
    assert not Availability.objects.filter(talent=meeting.talent).exists()
    assert not Wish.objects.exists()


# ---------------------------------------------------------------- afterwards
def test_held_with_an_outcome_of_each_side(fair):
    meeting = scheduled(fair)
    with pytest.raises(GuardFailed, match="not begun"):
        lifecycle.hold(meeting, by=meeting.owner, role="recruiter")
    with pytest.raises(IllegalMove):
        outcomes.note(meeting, "follow_up", by=meeting.owner, side=EMPLOYER)
    with time_machine.travel(meeting.ends_at, tick=False):
        lifecycle.hold(meeting, by=meeting.owner, role="recruiter")
        with pytest.raises(GuardFailed, match="choose an outcome"):
            outcomes.note(meeting, "great", by=meeting.owner, side=EMPLOYER)
        outcomes.note(meeting, "follow_up", by=meeting.owner, side=EMPLOYER)
        outcomes.note(meeting, "intention", by=meeting.talent.user, side=TALENT)
    assert meeting.state == "outcome_recorded"
    assert (meeting.talent_outcome, meeting.employer_outcome) == ("intention", "follow_up")


def test_missed_by_somebody(fair):
    meeting = scheduled(fair)
    with pytest.raises(GuardFailed, match="not begun"):
        lifecycle.miss(meeting, by=meeting.owner, role="recruiter", who=TALENT)
    with time_machine.travel(meeting.ends_at, tick=False):
        lifecycle.miss(meeting, by=meeting.owner, role="recruiter", who=TALENT)
    assert (meeting.state, meeting.missed_by) == ("missed", "talent")


def test_what_a_meeting_opened_has_to_be_theirs(fair):
    meeting = scheduled(fair)
    with pytest.raises(GuardFailed, match="not been held"):
        outcomes.open_next(meeting, "agreement", "abc", by=meeting.owner, role="recruiter")
    with time_machine.travel(meeting.ends_at, tick=False):
        lifecycle.hold(meeting, by=meeting.owner, role="recruiter")
    for kind in ("application", "proposal", "agreement", "nonsense"):
        with pytest.raises(GuardFailed, match="do not find"):
            outcomes.open_next(meeting, kind, "" if kind == "agreement" else "abc", by=meeting.owner, role="recruiter")


def test_a_profile_is_opened_by_the_talent_for_this_employer_until_ninety_days_later(fair):
    make_notice("share_meeting")
    meeting = scheduled(fair)
    lifecycle.open_profile(meeting, by=meeting.talent.user)
    grant = Grant.objects.get()
    assert (grant.organisation, grant.person) == (meeting.organisation, meeting.talent.user)
    assert grant.until == meeting.ends_at + timedelta(days=90)
    lifecycle.cancel(meeting, by=meeting.owner, side=EMPLOYER, reason="ill")
    with pytest.raises(GuardFailed, match="does not take place"):
        lifecycle.open_profile(meeting, by=meeting.talent.user)


# ---------------------------------------------------------------- hours
def test_what_forbids_taking_part(fair):
    talent = make_talent()

    def keep(**facts):
        return taking_part.keep_hours(fair.event, by=talent.user, talent=talent, slots=[], **facts)

    with pytest.raises(GuardFailed, match="register"):
        keep()
    Registration.objects.create(
        event=fair.event, user=talent.user, state="confirmed", requested_at=timezone.now(), party="talent"
    )
    for facts, said in (({"zone": "Mars/Olympus"}, "no such time zone"), ({"most": 17}, "0 to 16")):
        with pytest.raises(GuardFailed, match=said):
            keep(**facts)
    with pytest.raises(GuardFailed, match="another event"):
        taking_part.keep_hours(fair.event, by=talent.user, talent=talent, slots=make_fair().slots)
    type(talent).objects.update(confirmed_at=None)
    talent.refresh_from_db()
    with pytest.raises(GuardFailed, match="confirm your profile"):
        keep()
    assert not Availability.objects.exists()


def test_hours_are_kept_once_and_changed(fair):
    first = person(fair, zone="Europe/London")
    again = person(fair, talent=first.talent, slots=fair.slots[:1], most=2)
    assert (first.pk, again.zone, again.most, again.slots.count()) == (again.pk, "Europe/London", 2, 1)


def test_limits_are_those_of_the_event_unless_told_otherwise():
    fair = make_fair(most_talent=3, most_employer=7)
    assert (person(fair).most, firm(fair).most) == (3, 7)


def test_slots_of_an_event_do_not_overlap(fair):
    late = fair.slots[0].starts_at + timedelta(minutes=29)
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.create(event=fair.event, starts_at=late, ends_at=late + timedelta(minutes=30))
    assert Slot.objects.create(
        event=make_fair(slots=0).event, starts_at=late, ends_at=late + timedelta(minutes=30)
    ).pk  # another event may


def test_a_wish_is_one_of_three_and_of_one_event(fair):
    hers, theirs = person(fair), firm(fair)
    with pytest.raises(GuardFailed, match="choose a wish"):
        wish(hers, theirs, "perhaps")
    with pytest.raises(GuardFailed, match="takes no part"):
        wish(hers, firm(make_fair()))
    wish(hers, theirs, "must")
    wish(hers, theirs, "may")
    assert Wish.objects.get().want == "may"


def test_one_open_schedule_an_event(fair):
    ScheduleRun.objects.create(event=fair.event)
    with pytest.raises(IntegrityError), transaction.atomic():
        ScheduleRun.objects.create(event=fair.event)
