"""Readings that a scanner at the door sends: at once, or hours later because the hall had no network.

A reading has a reference of the scanner's making: whatever is sent twice counts once. A scanner's clock may be wrong: with
each batch it says what time it thinks it is, and its readings are moved by the difference. The earliest reading of a
ticket lets its holder in, whichever door sends first; every later one is told when the first was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.moves import GuardFailed, move
from apps.events import registering, tickets
from apps.events.door import OPENS_BEFORE, ROLE
from apps.events.models import DoorScan, Event, Registration
from apps.events.states import EventState, RegistrationState
from apps.events.terms import ScanResult

R = RegistrationState
MOST = 500  # readings in a batch
SENT_AFTER = timedelta(days=2)  # so long after its end an event still takes readings
TAKES = (EventState.REGISTRATION_OPEN, EventState.REGISTRATION_CLOSED, EventState.RUNNING, EventState.FINISHED)
HOLDS = (R.APPROVED, R.CONFIRMED, R.CHECKED_IN, R.ATTENDED, R.NO_SHOW)


@dataclass(frozen=True)
class Reading:
    """What a scanner read, and when by its own clock."""

    ref: str
    code: str
    at: datetime


@dataclass(frozen=True)
class Answer:
    """`first_at`: when the ticket let somebody in, by the right time."""

    ref: str
    result: str
    who: str = ""
    first_at: datetime | None = None


def list_of(event: Event) -> list[dict[str, Any]]:
    """What a scanner keeps to work without network: a hash of each ticket, never the ticket, and whose it is."""
    rows = event.registrations.filter(state__in=HOLDS, walk_in=False).select_related("user").order_by("pk")
    return [{"key": key_of(tickets.ticket(row)), "who": row.who, "in": row.checked_in_at} for row in rows]


def key_of(code: str) -> str:
    return hashlib.sha256(code.strip().encode()).hexdigest()


@transaction.atomic
def take(event: Event, readings: Sequence[Reading], *, by: User, device: str, its_now: datetime) -> list[Answer]:
    """Store a batch and say what came of each reading, in the order of their (righted) times.

    `its_now`: the scanner's clock as it sends. Raises GuardFailed where the event takes no readings.
    """
    row, now = registering.lock(event), timezone.now()
    if row.state not in TAKES or now > row.ends_at + SENT_AFTER:
        raise GuardFailed(_("The doors of this event are not open."))
    skew = now - its_now
    found = []
    for reading in sorted(readings[:MOST], key=lambda one: (one.at, one.ref)):
        at = min(max(reading.at + skew, row.starts_at - OPENS_BEFORE), now)
        found.append(_one(row, reading, at, by, device))
    registering.recount(row)
    return found


def _one(event: Event, reading: Reading, at: datetime, by: User, device: str) -> Answer:
    before = DoorScan.objects.filter(event=event, ref=reading.ref).select_related("registration__user").first()
    if before is not None:
        who = before.registration.who if before.registration else ""
        return Answer(
            reading.ref, before.result, who, before.registration.checked_in_at if before.registration else None
        )
    registration = _holder(event, reading.code)
    result = ScanResult.REFUSED if registration is None else _let_in(registration, at, by)
    DoorScan.objects.create(
        event=event, registration=registration, ref=reading.ref, device=device, read_at=at, scanned_by=by, result=result
    )
    if registration is None:
        return Answer(reading.ref, result)
    return Answer(reading.ref, result, registration.who, registration.checked_in_at)


def _holder(event: Event, code: str) -> Registration | None:
    try:
        found = tickets.read(code, event)
    except GuardFailed:
        return None
    found.event = event
    return found if found.state in HOLDS else None


def _let_in(row: Registration, at: datetime, by: User) -> str:
    """The first one in; a reading that turns out to be earlier than the one that counted sets the time back."""
    if row.checked_in_at is not None:
        if at < row.checked_in_at:
            Registration.objects.filter(pk=row.pk).update(checked_in_at=at)
            row.checked_in_at = at
        return ScanResult.AGAIN
    if row.state == R.APPROVED:
        move(row, "confirm", by=by, role=ROLE)
    act = "come_after_all" if row.state == R.NO_SHOW else "check_in"
    move(row, act, by=by, role=ROLE, facts={"checked_in_at": at})
    return ScanResult.IN
