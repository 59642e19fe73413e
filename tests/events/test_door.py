"""At the door: tickets that are ours, for this event, once; people without registration; check-out."""

from datetime import timedelta

import pytest
import time_machine
from django.core.signing import Signer

from apps.core.moves import GuardFailed, IllegalMove
from apps.events import door, registering, tickets
from apps.events.models import Event, Registration
from tests.events.cases import confirmed, make_event, seat
from tests.factories import make_operator

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return make_operator(verbs=["events.door"])


@pytest.fixture
def event():
    return make_event(days=1, capacity=2)


def at_the_door(event):
    return time_machine.travel(event.starts_at - timedelta(minutes=5), tick=False)


def test_a_ticket_lets_in_once(event, keeper):
    row = confirmed(event)
    code = tickets.ticket(row)
    with at_the_door(event):
        assert door.check_in(event, code=f" {code}\n", by=keeper).state == "checked_in"
        with pytest.raises(GuardFailed, match="already used at"):
            door.check_in(event, code=code, by=keeper)
        row.refresh_from_db()
        door.check_out(row, by=keeper)
    assert row.state == "attended"
    assert row.checked_out_at is not None


def test_forged_tickets_and_those_of_others_are_refused(event, keeper):
    row = confirmed(event)
    elsewhere = confirmed(make_event(days=1))
    forged = [
        row.public_id,
        f"{row.public_id}.abc",
        Signer(key="other", salt="events.ticket", sep=".").sign(row.public_id),
        "",
    ]
    with at_the_door(event):
        for code in forged:
            with pytest.raises(GuardFailed, match="not a ticket"):
                door.check_in(event, code=code, by=keeper)
        with pytest.raises(GuardFailed, match="another event"):
            door.check_in(event, code=tickets.ticket(elsewhere), by=keeper)


def test_who_comes_confirms_by_coming_but_who_waits_stays_outside(event, keeper):
    one, _two, waits = seat(event), seat(event), seat(event)
    with at_the_door(event):
        assert door.check_in(event, code=tickets.ticket(one), by=keeper).state == "checked_in"
        with pytest.raises(GuardFailed, match="No place"):
            door.check_in(event, code=tickets.ticket(waits), by=keeper)


def test_a_cancelled_ticket_is_void(event, keeper):
    row = confirmed(event)
    registering.cancel(row, by=row.user)
    with at_the_door(event), pytest.raises(GuardFailed, match="No place"):
        door.check_in(event, code=tickets.ticket(row), by=keeper)


def test_the_doors_have_their_hours(event, keeper):
    code = tickets.ticket(confirmed(event))
    for at in (event.starts_at - timedelta(hours=3, seconds=1), event.ends_at):
        with time_machine.travel(at, tick=False), pytest.raises(GuardFailed, match="not open"):
            door.check_in(event, code=code, by=keeper)
    Event.objects.update(state="cancelled")
    with at_the_door(event), pytest.raises(GuardFailed, match="not open"):
        door.walk_in(event, name="访客", by=keeper)


def test_who_has_not_registered_comes_in_while_a_place_is_free(event, keeper):
    confirmed(event)
    with at_the_door(event):
        row = door.walk_in(event, name=" 林访客 ", by=keeper)
        assert (row.state, row.who, row.walk_in) == ("checked_in", "林访客", True)
        with pytest.raises(GuardFailed, match="Every place"):
            door.walk_in(event, name="迟到者", by=keeper)
        with pytest.raises(GuardFailed, match="name"):
            door.walk_in(event, name=" ", by=keeper)
    assert Event.objects.get().taken == 2


def test_only_who_is_inside_checks_out(event, keeper):
    with pytest.raises(IllegalMove):
        door.check_out(Registration.objects.get(pk=confirmed(event).pk), by=keeper)
