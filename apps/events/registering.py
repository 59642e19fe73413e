"""Places: asked for, kept, waited for, confirmed, given back (machine 8a). Callers have asked the policies.

Whatever changes how many places are taken holds the lock of the event's row, and stores the number counted under it: the
database refuses more than the capacity, whatever the code does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Organisation, User
from apps.core import audit
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed, move
from apps.events import asking
from apps.events.expiry import Answer, expiry, zone_of
from apps.events.models import Event, Registration
from apps.events.states import COMING, EventState, RegistrationState
from apps.events.telling import tell_person, when
from apps.events.terms import Party

R = RegistrationState
OVER = (EventState.FINISHED, EventState.REPORTED, EventState.CANCELLED)


def lock(event: Event) -> Event:
    """The event's row, held until the transaction ends."""
    return Event.objects.select_for_update().get(pk=event.pk)


def recount(event: Event) -> None:
    """Store how many places are taken. The caller holds the lock."""
    event.taken = event.registrations.seated().count()
    Event.objects.filter(pk=event.pk).update(taken=event.taken)


@transaction.atomic
def request(
    event: Event,
    *,
    by: User,
    party: str = Party.TALENT,
    organisation: Organisation | None = None,
    answers: Mapping[str, str] | None = None,
) -> Registration:
    """Ask for a place. It is kept at once if one is free and no operator decides; else the request waits.

    `answers` to the event's own questions, by their public ids. Raises GuardFailed when registration is not open or she
    has registered already, ValidationError by the question for an answer that is missing or wrong.
    """
    row = lock(event)
    now = timezone.now()
    if row.state != EventState.REGISTRATION_OPEN or row.closes_at <= now:
        raise GuardFailed(_("Registration for this event is not open."))
    if row.registrations.live().filter(user=by).exists():
        raise GuardFailed(_("You have registered for this event already."))
    if (party == Party.EMPLOYER) != (organisation is not None):
        raise GuardFailed(_("Please say for which employer you come."))
    answered = asking.clean(row, answers or {})
    made = Registration.objects.create(event=row, user=by, party=party, organisation=organisation, requested_at=now)
    asking.store(made, answered)
    audit.record(made, "request_place", by=by, role=_role(made), state_to=made.state)
    if not row.approval:
        _seat_or_wait(row, made, by=SYSTEM)
    return made


@transaction.atomic
def approve(registration: Registration, *, by: Actor) -> None:
    """An operator's yes to a request: a place, or the waiting list where none is free."""
    event, row = _locked(registration)
    _still_to_come(event)
    if row.state != R.REQUESTED:
        move(row, "wait", by=by)  # says which state forbids it
    _seat_or_wait(event, row, by=by)
    registration.refresh_from_db()


@transaction.atomic
def reject(registration: Registration, *, by: Actor, reason: str) -> None:
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    _event, row = _locked(registration)
    move(row, "reject", by=by, role="operator", reason=reason.strip())
    tell_person(row, "event_rejected", reason=reason.strip())
    registration.refresh_from_db()


@transaction.atomic
def confirm(registration: Registration, *, by: User) -> None:
    """She will come. Too late is too late, also before the clock has looked."""
    event, row = _locked(registration)
    _still_to_come(event)
    if row.state == R.APPROVED and row.answer_until is not None and row.answer_until <= timezone.now():
        raise GuardFailed(_("The time to confirm is over. You may register again."))
    move(row, "confirm", by=by, role=_role(row))
    tell_person(row, "event_confirmed")
    registration.refresh_from_db()


@transaction.atomic
def cancel(registration: Registration, *, by: Actor, reason: str = "") -> None:
    """By herself, or by an operator who says why. A place that was kept goes to the next in the waiting list."""
    event, row = _locked(registration)
    own = row.user_id is not None and row.user_id == getattr(by, "pk", None)
    if not own and not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    move(row, "cancel", by=by, role=_role(row) if own else "operator", reason=reason.strip())
    if not own:
        tell_person(row, "event_place_cancelled", reason=reason.strip())
    _move_up(event)
    registration.refresh_from_db()


@transaction.atomic
def expire(registration: Registration) -> None:
    """The clock gives a place back that nobody confirmed."""
    event, row = _locked(registration)
    if row.state != R.APPROVED or row.answer_until is None or row.answer_until > timezone.now():
        raise GuardFailed(_("The place is still kept."))
    move(row, "expire", by=SYSTEM)
    tell_person(row, "event_place_expired")
    _move_up(event)
    registration.refresh_from_db()


@transaction.atomic
def move_up(event: Event) -> int:
    """Give free places to those who wait, longest waiting first; how many got one."""
    return _move_up(lock(event))


def settle(event: Event) -> None:
    """When it is over: who was inside attended, who confirmed and did not come is noted, open requests end."""
    for row in event.registrations.select_related("user").order_by("pk"):
        act = {
            R.CHECKED_IN: "attend",
            R.CONFIRMED: "miss",
            R.APPROVED: "expire",
            R.WAITLISTED: "expire",
            R.REQUESTED: "expire",
        }.get(RegistrationState(row.state))
        if act:
            move(row, act, by=SYSTEM)
    recount(event)


def answer_by(registration: Registration, kind: Answer, now: datetime) -> datetime:
    """Never after the event has begun."""
    zone = zone_of(registration.user.time_zone if registration.user else "")
    return min(expiry(now, zone, kind), registration.event.starts_at)


def _move_up(event: Event) -> int:
    recount(event)
    if event.state not in COMING or event.state == EventState.RUNNING or event.starts_at <= timezone.now():
        return 0
    count = 0
    for row in event.registrations.waiting().select_related("user")[: event.free]:
        row.event = event
        kind = Answer.EMPLOYER_MOVED_UP if row.party == Party.EMPLOYER else Answer.TALENT_MOVED_UP
        _seat(row, kind, by=SYSTEM, notice="event_moved_up")
        count += 1
    if count:
        recount(event)
    return count


def _seat_or_wait(event: Event, row: Registration, *, by: Actor) -> None:
    """Nobody passes those who wait already."""
    recount(event)
    full = event.free is not None and (event.free < 1 or event.registrations.waiting().exists())
    if full:
        move(row, "wait", by=by, role=_acting(by))
        tell_person(row, "event_waitlisted")
        return
    _seat(row, Answer.CONFIRMATION, by=by, notice="event_place")
    recount(event)


def _seat(row: Registration, kind: Answer, *, by: Actor, notice: str) -> None:
    until = answer_by(row, kind, timezone.now())
    move(row, "approve", by=by, role=_acting(by), facts={"answer_until": until, "reminded_at": None})
    assert row.user is not None, "who waits has an account"
    tell_person(row, notice, until=when(until, row.user))


def _locked(registration: Registration) -> tuple[Event, Registration]:
    """The event first, then the registration: one order of locks for everybody."""
    event = lock(registration.event)
    row = Registration.objects.select_related("user").get(pk=registration.pk)
    row.event = event
    return event, row


def _still_to_come(event: Event) -> None:
    if event.state in OVER:
        raise GuardFailed(_("The event is over or was cancelled."))


def _role(row: Registration) -> str:
    return "talent" if row.party == Party.TALENT else "participant"


def _acting(by: Actor) -> str:
    return "" if by is SYSTEM else "operator"
