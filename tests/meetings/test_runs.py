"""Whole schedules: planned by a worker, looked at, released in one act, refilled once after cancellations."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from apps.core import marks
from apps.core.models import Mark
from apps.core.moves import GuardFailed, IllegalMove
from apps.meetings import lifecycle, runs, taking_part, tasks
from apps.meetings.gather import gather
from apps.meetings.models import Availability, DraftMeeting, Meeting, ScheduleRun
from apps.meetings.planner.reasons import Reason
from apps.meetings.terms import Side
from apps.notifications.models import Message
from apps.talents.models import BlockedEmployer
from tests.factories import make_operator, make_position, make_talent
from tests.matching.conftest import cheap_encoder  # noqa: F401  a fixture of this file too
from tests.matching.world import ranked
from tests.meetings.cases import ROOM, firm, make_fair, person, planned, propose, scheduled, wish, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return make_operator(verbs=["events.keep"])


@pytest.fixture
def fair():
    return make_fair()


def pairs(rows):
    return {(row.talent_id, row.organisation_id) for row in rows}


# ---------------------------------------------------------------- what is planned
def test_pairs_come_from_wishes_and_vetoes_of_both_sides_are_kept(fair):
    one, two, three = (person(fair) for _ in range(3))
    wanted, other = firm(fair), firm(fair)
    wish(one, wanted, "must")
    wish(one, wanted, "may", Side.EMPLOYER)
    wish(two, wanted, "may")
    wish(two, wanted, "no", Side.EMPLOYER)
    wish(three, other, "must")
    BlockedEmployer.objects.create(talent=three.talent, organisation=other.organisation)
    found = gather(fair.event).instance
    assert found.pairs.tolist() == [[0, 0], [1, 0], [2, 1]]
    assert found.utility.tolist() == [1.25, 0.25, 1.0]
    assert found.vetoes.tolist() == [[1, 0], [2, 1]]


@pytest.mark.usefixtures("taxonomy")
def test_a_score_of_a_list_in_force_makes_a_pair(fair):
    theirs = firm(fair)
    talent = make_talent()
    position = make_position(theirs.organisation.employer)
    ranked(position, talent)
    person(fair, talent=talent), person(fair)
    found = gather(fair.event).instance
    score = position.runs.get(current=True).results.get(match__talent=talent).score
    assert found.pairs.tolist() == [[0, 0]]
    assert found.utility.tolist() == [max(score / 100_000, 0.01)]
    type(position).objects.update(state="closed")
    assert gather(fair.event).instance.pairs.tolist() == []


def test_hours_limits_and_nights_are_those_each_side_gave(fair):
    person(fair, slots=fair.slots[1:3], zone="America/New_York", most=2)
    firm(fair, slots=fair.slots[:2], most=3)
    found = gather(fair.event).instance
    assert found.talent_hours.tolist() == [[False, True, True, False]]
    assert found.employer_hours.tolist() == [[True, True, False, False]]
    assert (found.talent_caps.tolist(), found.employer_caps.tolist()) == ([2], [3])
    assert found.unsocial.shape == (1, 4)


def test_what_has_begun_is_left_out_and_a_meeting_elsewhere_takes_the_time(fair):
    talent = make_talent()
    elsewhere = make_fair()
    propose(person(elsewhere, talent=talent), firm(elsewhere), elsewhere.slots[1])
    person(fair, talent=talent), firm(fair)
    assert gather(fair.event).instance.talent_hours.tolist() == [[True, False, True, True]]
    with time_machine.travel(fair.slots[0].starts_at, tick=False):
        assert len(gather(fair.event).instance.slots) == 3


def test_pairs_that_ended_are_not_planned_again(fair):
    meeting = scheduled(fair)
    hers = Availability.objects.get(talent=meeting.talent)
    wish(hers, Availability.objects.get(organisation=meeting.organisation))
    assert len(gather(fair.event).instance.fixed) == 1
    lifecycle.cancel(meeting, by=meeting.owner, side=Side.EMPLOYER, reason="ill")
    found = gather(fair.event).instance
    assert (found.fixed, found.vetoes.tolist()) == ([], [[0, 0]])


def test_reading_an_event_asks_a_constant_number_of_questions(fair, django_assert_max_num_queries):
    def crowd(count):
        for _ in range(count):
            wish(person(fair), firm(fair))

    crowd(2)
    with django_assert_max_num_queries(12):
        gather(fair.event)
    crowd(5)
    with django_assert_max_num_queries(12):
        gather(fair.event)


# ---------------------------------------------------------------- the draft
def test_from_the_request_to_the_release(fair, keeper):
    one, two = person(fair), person(fair)
    alone, theirs = person(fair), firm(fair)
    wish(one, theirs)
    wish(two, theirs)
    run = runs.start(fair.event, by=keeper)
    assert (run.state, run.stage) == ("queued", "waiting")
    work(runs.SCHEDULE)
    run.refresh_from_db()
    assert (run.state, run.stage, run.proved, run.reached, run.talents, run.employers) == ("ready", "done", 2, 2, 3, 1)
    assert run.without == {"talent": {alone.public_id: Reason.NOBODY_SUITS}, "employer": {}}
    assert (run.utility, run.worst, run.left_out) == (2.0, 0, 0)
    assert run.utility <= run.bound
    assert not Meeting.objects.exists()
    assert Message.objects.filter(recipient=keeper, kind="meeting_schedule_ready").count() == 1
    assert runs.release(run, by=keeper) == 2
    made = list(Meeting.objects.all())
    assert pairs(made) == {(one.talent_id, theirs.organisation_id), (two.talent_id, theirs.organisation_id)}
    assert {(row.state, row.link, row.waits_for) for row in made} == {("scheduled", ROOM, "")}
    assert run.state == "released"
    for user in (one.talent.user, two.talent.user):
        assert Message.objects.filter(recipient=user, kind="meeting_scheduled").count() == 1
    assert Message.objects.filter(recipient=theirs.owner, kind="meeting_scheduled").count() == 2


def test_accepted_meetings_stay_and_are_planned_around(fair, keeper):
    meeting = scheduled(fair)
    theirs = Availability.objects.get(organisation=meeting.organisation)
    wish(person(fair, slots=fair.slots[:2]), theirs)
    run = planned(fair, keeper)
    assert (run.fixed, run.reached, run.proved) == (1, 2, 2)
    assert list(run.drafts.values_list("slot", flat=True)) == [fair.slots[1].pk]
    runs.release(run, by=keeper)
    meeting.refresh_from_db()
    assert meeting.starts_at == fair.slots[0].starts_at


def test_what_became_impossible_is_left_out_and_counted(fair, keeper):
    rows = [(person(fair), firm(fair)) for _ in range(5)]
    for hers, theirs in rows:
        wish(hers, theirs)
    run = planned(fair, keeper)
    (one, two, three, four, five) = rows
    taking_part.wish(one[0], one[1], "no", side=Side.EMPLOYER)
    slot = run.drafts.get(talent=two[0].talent).slot
    propose(two[0], firm(fair), slot)  # her time is taken
    three[1].slots.clear()  # not free any more
    Availability.objects.filter(pk=four[0].pk).update(most=0)  # wants none any more
    assert runs.release(run, by=keeper) == 1
    assert (run.left_out, pairs(Meeting.objects.filter(run=run))) == (4, {(five[0].talent_id, five[1].organisation_id)})


def test_a_meeting_at_another_event_leaves_a_draft_out(fair, keeper):
    hers, theirs = person(fair), firm(fair)
    wish(hers, theirs)
    run = planned(fair, keeper)
    number = fair.slots.index(run.drafts.get().slot)
    elsewhere = make_fair()
    propose(person(elsewhere, talent=hers.talent), firm(elsewhere), elsewhere.slots[number])
    assert runs.release(run, by=keeper) == 0
    assert (run.state, run.left_out) == ("released", 1)


def test_a_draft_is_not_released_after_its_slots_began(fair, keeper):
    wish(person(fair, slots=fair.slots[:1]), firm(fair))
    run = planned(fair, keeper)
    with time_machine.travel(fair.slots[0].starts_at, tick=False):
        assert runs.release(run, by=keeper) == 0


def test_one_schedule_at_a_time_and_a_draft_can_be_discarded(fair, keeper):
    wish(person(fair), firm(fair))
    run = planned(fair, keeper)
    with pytest.raises(GuardFailed, match="Release it or discard it"):
        runs.start(fair.event, by=keeper)
    runs.discard(run, by=keeper)
    assert not DraftMeeting.objects.exists()
    with pytest.raises(IllegalMove):
        runs.release(run, by=keeper)
    assert runs.start(fair.event, by=keeper).state == "queued"


def test_discarded_while_it_is_planned_nothing_is_stored(fair, keeper, monkeypatch):
    wish(person(fair), firm(fair))
    run = runs.start(fair.event, by=keeper)
    real = runs.plan

    def slow(instance):
        runs.discard(ScheduleRun.objects.get(pk=run.pk), by=keeper)
        return real(instance)

    monkeypatch.setattr(runs, "plan", slow)
    work(runs.SCHEDULE)
    run.refresh_from_db()
    assert (run.state, run.drafts.count()) == ("discarded", 0)


def test_a_worker_that_lost_its_lease_stores_nothing(fair, keeper):
    wish(person(fair), firm(fair))
    run = runs.start(fair.event, by=keeper)
    (mark_id,) = marks.due(runs.SCHEDULE)
    lost = marks.claim(mark_id)
    Mark.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    again = marks.claim(mark_id)
    runs.execute(lost)
    run.refresh_from_db()
    assert (run.state, run.drafts.count()) == ("running", 0)
    runs.execute(again)
    run.refresh_from_db()
    assert (run.state, run.drafts.count()) == ("ready", 1)


def test_what_fails_for_good_says_why_and_may_be_asked_for_again(fair, keeper, monkeypatch, settings):
    settings.MARK_ATTEMPTS = 1
    run = runs.start(fair.event, by=keeper)

    def broken(_event):
        raise ValueError("no such luck")

    monkeypatch.setattr(runs, "gather", broken)
    tasks.plan_schedule(marks.due(runs.SCHEDULE)[0])
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", "ValueError: no such luck")
    assert runs.start(fair.event, by=keeper).state == "queued"


@pytest.mark.parametrize("state", ["finished", "cancelled"])
def test_events_that_are_over_are_not_planned(fair, keeper, state):
    type(fair.event).objects.update(state=state)
    with pytest.raises(GuardFailed, match="no meetings now"):
        runs.start(fair.event, by=keeper)


# ---------------------------------------------------------------- the bound that follows
def test_the_tighter_bound_follows(fair, keeper):
    one, two, theirs = person(fair), person(fair), firm(fair, slots=fair.slots[:1])
    wish(one, theirs)
    wish(two, theirs)
    run = planned(fair, keeper)
    assert run.tighter is None
    work(runs.BOUND)
    run.refresh_from_db()
    assert run.tighter == pytest.approx(1.0)
    assert run.fraction == pytest.approx(1.0)


def test_no_bound_of_other_rows_is_stored(fair, keeper):
    hers, theirs = person(fair), firm(fair)
    wish(hers, theirs)
    run = planned(fair, keeper)
    wish(hers, theirs, "may")
    work(runs.BOUND)
    run.refresh_from_db()
    assert run.tighter is None
    assert marks.due(runs.BOUND) == []


# ---------------------------------------------------------------- refill
def released(fair, keeper, people=3):
    """A schedule of some people with one employer of two slots, released: one of them has none."""
    theirs = firm(fair, slots=fair.slots[:2])
    rows = [person(fair, slots=fair.slots[:2]) for _ in range(people)]
    for row in rows:
        wish(row, theirs)
    runs.release(planned(fair, keeper), by=keeper)
    return theirs, rows


def test_cancellations_are_refilled_by_one_task(fair, keeper):
    theirs, _rows = released(fair, keeper, people=4)
    gone = list(Meeting.objects.live())
    for meeting in gone:
        lifecycle.cancel(meeting, by=theirs.owner, side=Side.EMPLOYER, reason="ill")
    assert len(marks.due(lifecycle.REFILL)) == 1
    work(lifecycle.REFILL)
    work(runs.SCHEDULE)
    run = ScheduleRun.objects.latest("pk")
    assert (run.kind, run.state, run.by) == ("refill", "released", None)
    live = pairs(Meeting.objects.live())
    assert len(live) == 2
    assert live.isdisjoint(pairs(gone))


def test_a_refill_keeps_what_stands(fair, keeper):
    theirs, _rows = released(fair, keeper)
    stays, goes = Meeting.objects.live().order_by("pk")
    lifecycle.cancel(goes, by=theirs.owner, side=Side.EMPLOYER, reason="ill")
    work(lifecycle.REFILL)
    work(runs.SCHEDULE)
    before = (stays.slot_id, stays.state, stays.sequence)
    stays.refresh_from_db()
    assert (stays.slot_id, stays.state, stays.sequence) == before
    assert Meeting.objects.live().count() == 2


def test_a_refill_waits_as_a_draft_where_the_event_says_so(keeper):
    fair = make_fair(refill_at_once=False)
    theirs, _rows = released(fair, keeper)
    lifecycle.cancel(Meeting.objects.live().first(), by=theirs.owner, side=Side.EMPLOYER, reason="ill")
    work(lifecycle.REFILL)
    work(runs.SCHEDULE)
    assert ScheduleRun.objects.latest("pk").state == "ready"
    assert Meeting.objects.live().count() == 1


def test_nothing_to_refill_is_put_away(fair, keeper):
    theirs, _rows = released(fair, keeper, people=2)
    lifecycle.cancel(Meeting.objects.live().first(), by=theirs.owner, side=Side.EMPLOYER, reason="ill")
    work(lifecycle.REFILL)
    work(runs.SCHEDULE)
    assert ScheduleRun.objects.latest("pk").state == "discarded"


def test_a_refill_waits_while_a_draft_is_open(fair, keeper):
    theirs, _rows = released(fair, keeper)
    runs.start(fair.event, by=keeper)
    lifecycle.cancel(Meeting.objects.live().first(), by=theirs.owner, side=Side.EMPLOYER, reason="ill")
    work(lifecycle.REFILL)
    assert ScheduleRun.objects.filter(kind="refill").count() == 0
    assert marks.pending(lifecycle.REFILL, fair.event.pk) is not None


def test_an_event_that_is_over_is_not_refilled(fair, keeper):
    theirs, _rows = released(fair, keeper)
    lifecycle.cancel(Meeting.objects.live().first(), by=theirs.owner, side=Side.EMPLOYER, reason="ill")
    type(fair.event).objects.update(state="cancelled")
    work(lifecycle.REFILL)
    assert not ScheduleRun.objects.filter(kind="refill").exists()
    assert marks.pending(lifecycle.REFILL, fair.event.pk) is None
