"""A crowd before few places, over real connections: exactly as many places as there are."""

import pytest

from apps.events import door, registering, tickets
from apps.events.models import Event, Registration
from tests.events.cases import confirmed, make_event
from tests.events.test_door import at_the_door
from tests.factories import make_operator, make_user
from tests.proposals.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_crowd_gets_exactly_the_places_there_are():
    event = make_event(capacity=5)
    users = [make_user() for _ in range(24)]
    found = at_once(*[lambda user=user: registering.request(event, by=user).state for user in users])
    assert (found.count("approved"), found.count("waitlisted")) == (5, 19)
    assert Event.objects.get().taken == 5


def test_one_person_clicking_often_has_one_registration():
    event, user = make_event(), make_user()
    found = at_once(*[lambda: registering.request(event, by=user).state] * 6)
    assert found.count("approved") == 1
    assert Registration.objects.count() == 1


def test_places_given_back_at_once_go_to_as_many_others():
    event = make_event(capacity=4)
    rows = [registering.request(event, by=make_user()) for _ in range(10)]
    at_once(*[lambda row=row: registering.cancel(row, by=row.user) for row in rows[:4]])
    states = list(Registration.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["cancelled"] * 4 + ["approved"] * 4 + ["waitlisted"] * 2
    assert Event.objects.get().taken == 4


def test_one_ticket_at_two_doors_lets_one_in():
    event, keeper = make_event(days=1), make_operator(verbs=["events.door"])
    code = tickets.ticket(confirmed(event))
    with at_the_door(event):
        found = at_once(*[lambda: door.check_in(event, code=code, by=keeper).state] * 3)
    assert found.count("checked_in") == 1
    assert sum("already used" in answer for answer in found) == 2
