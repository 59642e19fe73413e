"""Every pair of state and step: those the tables do not name are refused and change nothing."""

import pytest
from django.utils import timezone

from apps.core.actors import SYSTEM
from apps.core.models import AuditEntry
from apps.core.moves import IllegalMove, move
from apps.events.models import Event, Registration
from apps.events.states import MOVES, REGISTRATION_MOVES, EventState, RegistrationState
from tests.events.cases import make_event
from tests.factories import make_user

pytestmark = pytest.mark.django_db
FORBIDDEN = [(s, n) for n, row in MOVES.items() for s in EventState if s not in row.sources]
FORBIDDEN_REGISTRATIONS = [
    (s, n) for n, row in REGISTRATION_MOVES.items() for s in RegistrationState if s not in row.sources
]


@pytest.mark.parametrize(("state", "name"), FORBIDDEN)
def test_forbidden_steps_of_events(state, name):
    event = make_event(state=state)
    with pytest.raises(IllegalMove):
        move(event, name, by=SYSTEM)
    assert Event.objects.get().state == state
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(("state", "name"), FORBIDDEN_REGISTRATIONS)
def test_forbidden_steps_of_registrations(state, name):
    now = timezone.now()
    row = Registration.objects.create(
        event=make_event(), user=make_user(), state=state, requested_at=now, answer_until=now, checked_in_at=now
    )
    with pytest.raises(IllegalMove):
        move(row, name, by=SYSTEM)
    assert Registration.objects.get().state == state
    assert not AuditEntry.objects.exists()
