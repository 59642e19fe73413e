"""Who may do what with an event and a registration: role by verb."""

import pytest
from django.contrib.auth.models import AnonymousUser

from apps.events import policies
from apps.events.models import Event, Registration
from tests.events.cases import make_event, seat
from tests.factories import make_operator, make_user

pytestmark = pytest.mark.django_db
OF_EVENT = ("keep", "edit", "operate", "check_in", "register", "see")
OF_REGISTRATION = ("read", "confirm", "withdraw", "decide")
KEEPER = {"keep", "edit", "operate", "register", "see", "read", "decide"}
EXPECTED = {
    "keeper of the city": KEEPER,
    "keeper of the district": KEEPER,
    "keeper of another district": {"register", "see"},
    "door": {"operate", "check_in", "register", "see", "read"},
    "door of another district": {"register", "see"},
    "she herself": {"register", "see", "read", "confirm", "withdraw"},
    "keeper about herself": {"keep", "edit", "operate", "register", "see", "read", "confirm", "withdraw"},
    "operator for positions": {"register", "see"},
    "anybody": {"register", "see"},
    "closed account": {"see"},
    "signed out": {"see"},
}


def people():
    return {
        "keeper of the city": make_operator(verbs=["events.keep"]),
        "keeper of the district": make_operator(district="370212", verbs=["events.keep"]),
        "keeper of another district": make_operator(district="370202", verbs=["events.keep"]),
        "door": make_operator(district="370212", verbs=["events.door"]),
        "door of another district": make_operator(district="370202", verbs=["events.door"]),
        "she herself": make_user(),
        "keeper about herself": make_operator(verbs=["events.keep"]),
        "operator for positions": make_operator(verbs=["positions.review"]),
        "anybody": make_user(),
        "closed account": make_user(is_active=False),
        "signed out": AnonymousUser(),
    }


@pytest.mark.parametrize("who", EXPECTED)
def test_role_by_verb(who):
    user, event = people()[who], make_event()
    row = seat(event, user if who in ("she herself", "keeper about herself") else None)
    row.event = event
    found = {verb for verb in OF_EVENT if getattr(policies, f"can_{verb}")(user, event)}
    found |= {verb for verb in OF_REGISTRATION if getattr(policies, f"can_{verb}")(user, row)}
    assert found == EXPECTED[who]
    assert Registration.objects.visible_to(user).exists() is ("read" in found)


@pytest.mark.parametrize("who", EXPECTED)
def test_planned_events_are_seen_by_their_keepers_alone(who):
    user, event = people()[who], make_event(state="planned")
    keeps = "keep" in EXPECTED[who]
    assert policies.can_see(user, event) is keeps
    assert Event.objects.visible_to(user).exists() is keeps
    assert not policies.can_register(user, event)


@pytest.mark.parametrize(
    ("state", "expected"), [("planned", True), ("running", True), ("finished", False), ("cancelled", False)]
)
def test_what_is_over_is_not_edited(state, expected):
    assert policies.can_edit(make_operator(verbs=["events.keep"]), make_event(state=state)) is expected
