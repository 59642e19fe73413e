"""At the door: tickets in, people without registration, check-out. Callers have asked the policies."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit
from apps.core.moves import GuardFailed, move
from apps.events import registering, tickets
from apps.events.models import Event, Registration
from apps.events.states import DOORS_OPEN, RegistrationState
from apps.events.terms import Party
from apps.procedures.calendar import city_zone

OPENS_BEFORE = timedelta(hours=3)
ROLE = "door"
R = RegistrationState


@transaction.atomic
def check_in(event: Event, *, code: str, by: User) -> Registration:
    """Let the holder of a ticket in, once. Who has not confirmed yet does so by coming.

    Raises GuardFailed with what the person at the door should know.
    """
    row = registering.lock(event)
    _doors(row)
    found = tickets.read(code, row)
    found.event = row
    if found.checked_in_at is not None:
        at = f"{found.checked_in_at.astimezone(city_zone()):%H:%M}"
        raise GuardFailed(_("This ticket was already used at %(time)s.") % {"time": at})
    if found.state == R.APPROVED:
        move(found, "confirm", by=by, role=ROLE)
    if found.state != R.CONFIRMED:
        raise GuardFailed(_("No place is kept on this ticket: %(state)s.") % {"state": found.get_state_display()})
    move(found, "check_in", by=by, role=ROLE, facts={"checked_in_at": timezone.now()})
    return found


@transaction.atomic
def walk_in(event: Event, *, name: str, by: User) -> Registration:
    """Let somebody in who has not registered, as long as a place is free."""
    row = registering.lock(event)
    _doors(row)
    if not name.strip():
        raise GuardFailed(_("Please write down the name."))
    registering.recount(row)
    if row.free is not None and row.free < 1:
        raise GuardFailed(_("Every place is taken."))
    now = timezone.now()
    made = Registration.objects.create(
        event=row, name=name.strip()[:120], party=Party.GUEST, walk_in=True, requested_at=now
    )
    audit.record(made, "walk_in", by=by, role=ROLE, state_to=made.state)
    move(made, "approve", by=by, role=ROLE, facts={"answer_until": now})
    move(made, "confirm", by=by, role=ROLE)
    move(made, "check_in", by=by, role=ROLE, facts={"checked_in_at": now})
    registering.recount(row)
    return made


@transaction.atomic
def check_out(registration: Registration, *, by: User) -> None:
    """She leaves; the seat stays hers in the figures."""
    move(registration, "attend", by=by, role=ROLE, facts={"checked_out_at": timezone.now()})


def _doors(event: Event) -> None:
    now = timezone.now()
    if event.state not in DOORS_OPEN or not event.starts_at - OPENS_BEFORE <= now < event.ends_at:
        raise GuardFailed(_("The doors of this event are not open."))
