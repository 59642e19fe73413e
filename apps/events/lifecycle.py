"""What can happen to an event. Callers have asked the policies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import audit
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed, move
from apps.events import registering
from apps.events.models import Event
from apps.events.states import CANCELLABLE, EventState, RegistrationState
from apps.events.telling import tell_everybody
from apps.events.terms import Format

ROLE = "operator"
TOLD = frozenset({"starts_at", "ends_at", "venue_zh", "venue_en", "link", "format"})


@transaction.atomic
def announce(event: Event, *, by: Actor) -> None:
    """Show it in the public calendar. It has to say when and where."""
    _is_to_come(event)
    if event.format != Format.ONLINE and not (event.venue_zh or event.venue_en):
        raise GuardFailed(_("Please say where the event takes place."))
    move(event, "announce", by=by, role=ROLE)


@transaction.atomic
def open_registration(event: Event, *, by: Actor) -> None:
    if event.closes_at <= timezone.now():
        raise GuardFailed(_("The time for registration is over."))
    move(event, "open_registration", by=by, role=_role(by))


@transaction.atomic
def close_registration(event: Event, *, by: Actor) -> None:
    """By hand, or by the clock at its time."""
    if by is SYSTEM and event.closes_at > timezone.now():
        raise GuardFailed(_("Registration is open until its time."))
    move(event, "close_registration", by=by, role=_role(by))


@transaction.atomic
def begin(event: Event, *, by: Actor = SYSTEM) -> None:
    if event.starts_at > timezone.now():
        raise GuardFailed(_("The event has not begun."))
    move(event, "begin", by=by, role=_role(by))


@transaction.atomic
def finish(event: Event, *, by: Actor = SYSTEM) -> None:
    """The clock ends it; who was there has attended, who was expected and did not come is noted."""
    if event.ends_at > timezone.now():
        raise GuardFailed(_("The event is not over."))
    row = registering.lock(event)
    move(row, "finish", by=by, role=_role(by))
    registering.settle(row)
    event.refresh_from_db()


@transaction.atomic
def report(event: Event, *, by: Actor) -> None:
    """Its figures have been looked at and stand."""
    move(event, "report", by=by, role=ROLE)


@transaction.atomic
def postpone(event: Event, *, by: Actor, reason: str) -> None:
    """Put it off without a new date yet; everybody who registered is told and keeps the place."""
    facts = {"public_reason": _needed(reason), "sequence": event.sequence + 1}
    move(event, "postpone", by=by, role=ROLE, reason=reason.strip(), facts=facts)
    tell_everybody(event, "event_postponed", reason=reason.strip())


@transaction.atomic
def reschedule(event: Event, *, by: Actor, starts_at: datetime, ends_at: datetime) -> None:
    """Give a postponed event its new time. Everybody who registered is told and may cancel."""
    if starts_at <= timezone.now() or ends_at <= starts_at:
        raise GuardFailed(_("Please give a time in the future, its end after its beginning."))
    facts = {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "registration_opens_at": None,
        "registration_closes_at": None,
        "public_reason": "",
        "sequence": event.sequence + 1,
    }
    move(event, "reschedule", by=by, role=ROLE, facts=facts)
    event.registrations.update(told_soon_at=None)
    tell_everybody(event, "event_rescheduled")


@transaction.atomic
def cancel(event: Event, *, by: Actor, reason: str) -> None:
    """Everybody who registered is told why; tickets are void."""
    row = registering.lock(event)
    facts = {"public_reason": _needed(reason), "sequence": row.sequence + 1}
    move(row, "cancel", by=by, role=ROLE, reason=reason.strip(), facts=facts)
    tell_everybody(row, "event_cancelled", reason=reason.strip())
    for registration in row.registrations.filter(state__in=CANCELLABLE).order_by("pk"):
        move(registration, "cancel", by=by, role=ROLE, reason_code="event_cancelled")
    registering.recount(row)
    event.refresh_from_db()


@transaction.atomic
def edited(event: Event, *, by: Actor, fields: Iterable[str]) -> None:
    """After `fields` were stored: noted in the trail; a new time or place is told to everybody who registered."""
    named = sorted(fields)
    audit.record(event, "edit", by=by, role=ROLE, data={"fields": named}, public=False)
    if event.state == EventState.PLANNED or not TOLD.intersection(named):
        return
    event.sequence += 1
    Event.objects.filter(pk=event.pk).update(sequence=event.sequence)
    late = event.registrations.filter(state=RegistrationState.APPROVED, answer_until__gt=event.starts_at)
    late.update(answer_until=event.starts_at)  # no place is kept beyond the beginning
    event.registrations.update(told_soon_at=None)
    tell_everybody(event, "event_changed")


def _is_to_come(event: Event) -> None:
    if event.starts_at <= timezone.now():
        raise GuardFailed(_("The time of the event has passed."))


def _needed(reason: str) -> str:
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    return reason.strip()


def _role(by: Actor) -> str:
    return "" if by is SYSTEM else ROLE
