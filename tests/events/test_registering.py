"""Places: kept, waited for, confirmed, given back; what everybody is told."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.signals import erased
from apps.core.moves import GuardFailed, IllegalMove
from apps.events import lifecycle, registering, tasks
from apps.events.models import Event, Registration
from apps.notifications.models import Message
from tests.events.cases import confirmed, make_event, seat
from tests.factories import make_employer, make_operator, make_user

pytestmark = pytest.mark.django_db


def states(event):
    return list(event.registrations.order_by("pk").values_list("state", flat=True))


def kinds(user):
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def keeper():
    return make_operator(verbs=["events.keep"])


def test_a_free_place_is_kept_at_once_and_confirmed():
    event, user = make_event(), make_user()
    row = seat(event, user)
    assert row.state == "approved"
    assert timedelta(hours=48) <= row.answer_until - timezone.now() + timedelta(minutes=1)
    registering.confirm(row, by=user)
    assert (row.state, kinds(user)) == ("confirmed", ["event_place", "event_confirmed"])


def test_beyond_the_capacity_one_waits_and_moves_up_in_order():
    event = make_event(capacity=1)
    first, second, third = seat(event), seat(event), seat(event)
    assert states(event) == ["approved", "waitlisted", "waitlisted"]
    registering.cancel(first, by=first.user)
    assert states(event) == ["cancelled", "approved", "waitlisted"]
    second.refresh_from_db()
    assert timedelta(hours=72) <= second.answer_until - timezone.now() + timedelta(minutes=1)
    assert kinds(second.user) == ["event_waitlisted", "event_moved_up"]
    assert kinds(third.user) == ["event_waitlisted"]
    assert Event.objects.get().taken == 1


def test_without_a_limit_everybody_has_a_place():
    event = make_event(capacity=None)
    for _ in range(3):
        seat(event)
    assert set(states(event)) == {"approved"}


def test_nobody_passes_those_who_wait():
    event = make_event(capacity=1)
    seat(event), seat(event)
    Event.objects.update(capacity=2)  # a larger room, before the clock has looked
    assert seat(event).state == "waitlisted"
    assert tasks.fill() == 1
    assert states(event) == ["approved", "approved", "waitlisted"]


def test_nobody_registers_twice_but_again_after_cancelling():
    event, user = make_event(), make_user()
    row = seat(event, user)
    with pytest.raises(GuardFailed, match="already"):
        seat(event, user)
    registering.cancel(row, by=user)
    assert seat(event, user).state == "approved"


def test_the_database_refuses_a_second_live_registration_and_an_overfull_room():
    event, user = make_event(capacity=1), make_user()
    seat(event, user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(event=event, user=user, requested_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.update(taken=2)


@pytest.mark.parametrize("state", ["planned", "announced", "registration_closed", "running", "finished", "cancelled"])
def test_only_an_open_event_takes_registrations(state):
    with pytest.raises(GuardFailed, match="not open"):
        seat(make_event(state=state))


def test_after_the_closing_nobody_registers_although_the_clock_has_not_looked():
    event = make_event(registration_closes_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(GuardFailed, match="not open"):
        seat(event)


def test_an_employer_has_to_be_named():
    event = make_event()
    with pytest.raises(GuardFailed, match="employer"):
        seat(event, party="employer")
    with pytest.raises(GuardFailed, match="employer"):
        seat(event, organisation=make_employer().organisation)


def test_an_operator_decides_where_the_event_says_so(keeper):
    event = make_event(approval=True, capacity=1)
    one, two, three = seat(event), seat(event), seat(event)
    assert states(event) == ["requested"] * 3
    registering.approve(two, by=keeper)
    registering.approve(one, by=keeper)
    with pytest.raises(GuardFailed, match="reason"):
        registering.reject(three, by=keeper, reason=" ")
    registering.reject(three, by=keeper, reason="名额有限")
    assert states(event) == ["waitlisted", "approved", "rejected"]
    assert kinds(three.user) == ["event_rejected"]
    with pytest.raises(IllegalMove):
        registering.approve(three, by=keeper)


def test_an_operator_says_why_she_cancels(keeper):
    row = confirmed(make_event())
    with pytest.raises(GuardFailed, match="reason"):
        registering.cancel(row, by=keeper)
    registering.cancel(row, by=keeper, reason="重复报名")
    assert kinds(row.user)[-1] == "event_place_cancelled"


def test_what_nobody_confirms_goes_to_the_next():
    event = make_event(capacity=1)
    with time_machine.travel("2026-12-01T02:00:00Z", tick=False):
        event = make_event(capacity=1)
        first, second = seat(event), seat(event)
    with time_machine.travel("2026-12-03T01:59:00Z", tick=False):
        assert tasks.expire_places() == 0
        with pytest.raises(GuardFailed, match="kept"):
            registering.expire(first)
    with time_machine.travel("2026-12-03T02:00:00Z", tick=False):
        with pytest.raises(GuardFailed, match="over"):  # before the clock has looked
            registering.confirm(first, by=first.user)
        assert tasks.run_clock() == 1
        assert states(event) == ["expired", "approved"]
        assert kinds(first.user)[-1] == "event_place_expired"
        second.refresh_from_db()
        assert second.answer_until.isoformat() == "2026-12-06T02:00:00+00:00"


def test_an_employer_that_moves_up_has_two_working_days():
    with time_machine.travel("2026-12-04T02:00:00Z", tick=False):  # a Friday
        event, employer = make_event(capacity=1), make_employer()
        first = seat(event)
        second = seat(event, employer.owner, party="employer", organisation=employer.organisation)
        registering.cancel(first, by=first.user)
        second.refresh_from_db()
    assert second.answer_until.isoformat() == "2026-12-08T09:30:00+00:00"  # Tuesday, when the offices close


def test_no_place_is_kept_beyond_the_beginning():
    event = make_event(days=1)
    assert seat(event).answer_until == event.starts_at


def test_a_reminder_comes_a_day_before_once():
    with time_machine.travel("2026-12-01T02:00:00Z", tick=False):
        row = seat(make_event())
    with time_machine.travel("2026-12-02T01:59:00Z", tick=False):
        assert tasks.run_clock() == 0
    with time_machine.travel("2026-12-02T02:01:00Z", tick=False):
        assert (tasks.run_clock(), tasks.run_clock()) == (1, 0)
    assert kinds(row.user) == ["event_place", "event_answer_due"]


def test_a_day_before_the_event_those_who_confirmed_are_told_once():
    event = make_event(days=3)
    row = confirmed(event)
    with time_machine.travel(event.starts_at - timedelta(hours=23), tick=False):
        assert (tasks.remind_events(), tasks.remind_events()) == (1, 0)
    assert kinds(row.user)[-1] == "event_soon"


def test_the_clock_leads_an_event_through_its_life():
    now = timezone.now()
    event = make_event(
        state="announced",
        registration_opens_at=now + timedelta(days=1),
        registration_closes_at=now + timedelta(days=10),
    )
    seen = []
    for day in (0, 2, 11, 20.01, 20.2):
        with time_machine.travel(now + timedelta(days=day), tick=False):
            tasks.step_events()
        seen.append(Event.objects.get().state)
    assert seen == ["announced", "registration_open", "registration_closed", "running", "finished"]
    lifecycle.report(Event.objects.get(pk=event.pk), by=make_operator(verbs=["events.keep"]))


def test_when_it_is_over_everything_is_settled():
    event = make_event(capacity=3, days=1)
    one, two = confirmed(event), seat(event)
    seat(event), seat(event)
    Registration.objects.filter(pk=one.pk).update(state="checked_in", checked_in_at=timezone.now())
    registering.confirm(two, by=two.user)
    with time_machine.travel(event.ends_at, tick=False):
        tasks.run_clock()
    assert states(event) == ["attended", "no_show", "expired", "expired"]


@pytest.mark.parametrize("step", ["postpone", "cancel"])
def test_everybody_registered_is_told_why(step, keeper):
    event = make_event(capacity=1)
    one, waits, gone = confirmed(event), seat(event), seat(event)
    registering.cancel(gone, by=gone.user)
    with pytest.raises(GuardFailed, match="reason"):
        getattr(lifecycle, step)(event, by=keeper, reason="")
    getattr(lifecycle, step)(event, by=keeper, reason="台风")
    kind = {"postpone": "event_postponed", "cancel": "event_cancelled"}[step]
    assert [kinds(row.user)[-1] == kind for row in (one, waits, gone)] == [True, True, False]
    kept = ["confirmed", "waitlisted", "cancelled"]
    assert states(event) == (kept if step == "postpone" else ["cancelled"] * 3)
    assert (event.public_reason, event.sequence) == ("台风", 1)
    assert Event.objects.get().taken == (step == "postpone")


def test_a_new_time_is_told_and_places_stay(keeper):
    event = make_event()
    row = confirmed(event)
    lifecycle.postpone(event, by=keeper, reason="台风")
    start = timezone.now() + timedelta(days=40)
    for bad in ((timezone.now(), start), (start, start)):
        with pytest.raises(GuardFailed, match="future"):
            lifecycle.reschedule(event, by=keeper, starts_at=bad[0], ends_at=bad[1])
    lifecycle.reschedule(event, by=keeper, starts_at=start, ends_at=start + timedelta(hours=1))
    assert (event.state, states(event), kinds(row.user)[-1]) == ("announced", ["confirmed"], "event_rescheduled")


def test_guards_of_the_steps(keeper):
    with pytest.raises(GuardFailed, match="passed"):
        lifecycle.announce(make_event(state="planned", days=-1), by=keeper)
    with pytest.raises(GuardFailed, match="where"):
        lifecycle.announce(make_event(state="planned", venue_zh="", venue_en=""), by=keeper)
    with pytest.raises(GuardFailed, match="over"):
        lifecycle.open_registration(make_event(state="announced", registration_closes_at=timezone.now()), by=keeper)
    with pytest.raises(GuardFailed, match="until its time"):
        lifecycle.close_registration(make_event(), by=tasks.SYSTEM)
    with pytest.raises(GuardFailed, match="not begun"):
        lifecycle.begin(make_event(state="registration_closed"))
    with pytest.raises(GuardFailed, match="not over"):
        lifecycle.finish(make_event(state="running"))


def test_an_erased_account_gives_its_place_back():
    event = make_event(capacity=1)
    one, two = confirmed(event), seat(event)
    erased.send(sender=type(one.user), user=one.user, addresses=[])
    assert tasks.fill() == 1
    assert states(event) == ["cancelled", "approved"]
    assert two.user is not None


def test_times_are_told_by_both_clocks():
    user = make_user(time_zone="Europe/London")
    with time_machine.travel("2026-12-01T02:00:00Z", tick=False):
        seat(make_event(), user)
    until = Message.objects.get(recipient=user).context["until"]
    assert until == "2026-12-03 16:00 (Asia/Shanghai) / 2026-12-03 08:00 (Europe/London)"
