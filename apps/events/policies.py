"""Who may do what with events and registrations."""

from __future__ import annotations

from typing import Any

from apps.accounts.policies import may
from apps.events.models import DOOR, KEEPERS, Event, Registration
from apps.events.states import EDITABLE, PUBLIC, EventState


def can_plan(user: Any, district: str = "") -> bool:
    """Make an event of a district; without one, of the city."""
    return may(user, KEEPERS, district)


def can_keep(user: Any, event: Event) -> bool:
    """Announce, open, postpone, cancel, report; read who has registered."""
    return may(user, KEEPERS, event.district)


def can_edit(user: Any, event: Event) -> bool:
    return event.state in EDITABLE and can_keep(user, event)


def can_see(user: Any, event: Event) -> bool:
    return event.state in PUBLIC or can_keep(user, event)


def can_operate(user: Any, event: Event) -> bool:
    """Whether any operator's step on this event is hers: the admin's page."""
    return can_keep(user, event) or can_check_in(user, event)


def can_check_in(user: Any, event: Event) -> bool:
    """Stand at the door: tickets, people without registration, check-out."""
    return may(user, DOOR, event.district)


def can_register(user: Any, event: Event) -> bool:
    """Everybody who is signed in, while registration is open."""
    return user.is_authenticated and user.is_active and event.state == EventState.REGISTRATION_OPEN


def can_read(user: Any, registration: Registration) -> bool:
    return is_own(user, registration) or can_operate(user, registration.event)


def can_confirm(user: Any, registration: Registration) -> bool:
    return is_own(user, registration)


def can_withdraw(user: Any, registration: Registration) -> bool:
    return is_own(user, registration)


def can_decide(user: Any, registration: Registration) -> bool:
    """Approve, decline, cancel: an operator of the event, never about herself."""
    return can_keep(user, registration.event) and not is_own(user, registration)


def is_own(user: Any, registration: Registration) -> bool:
    return user.is_authenticated and user.is_active and registration.user_id == user.pk
