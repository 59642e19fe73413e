"""Slots of an event: made in a row, dropped while nobody meets in them."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import audit
from apps.core.actors import Actor
from apps.core.moves import GuardFailed
from apps.events.models import Event
from apps.meetings import booking
from apps.meetings.hours import rows
from apps.meetings.models import Meeting, Slot

SHORTEST, LONGEST, MOST_SLOTS = 5, 240, 64  # minutes, minutes, slots of one event


@transaction.atomic
def make(event: Event, *, by: Actor, first: datetime, minutes: int, pause: int, count: int) -> list[Slot]:
    """`count` slots of `minutes` from `first` on, `pause` minutes apart, all within the event.

    Raises GuardFailed for times in the past or outside the event, too many slots, and slots that overlap others.
    """
    booking.lock(event)
    if not (SHORTEST <= minutes <= LONGEST and 0 <= pause <= LONGEST):
        raise GuardFailed(_("A slot has 5 to 240 minutes, and a pause at most 240."))
    if not 1 <= count <= MOST_SLOTS - event.slots.count():
        raise GuardFailed(_("An event has at most 64 slots."))
    times = rows(first, minutes=minutes, pause=pause, count=count)
    if first <= timezone.now():
        raise GuardFailed(_("Please give a time in the future."))
    if times[0][0] < event.starts_at or times[-1][1] > event.ends_at:
        raise GuardFailed(_("Slots have to lie within the event."))
    try:
        with transaction.atomic():
            made = [Slot.objects.create(event=event, starts_at=begins, ends_at=ends) for begins, ends in times]
    except IntegrityError as overlap:
        raise GuardFailed(_("Slots of an event must not overlap.")) from overlap
    audit.record(event, "make_slots", by=by, role="operator", data={"slots": len(made)}, public=False)
    return made


@transaction.atomic
def drop(slot: Slot, *, by: Actor) -> None:
    """Take a slot away. Raises GuardFailed once a meeting was ever in it."""
    booking.lock(slot.event)
    if Meeting.objects.filter(slot=slot).exists():
        raise GuardFailed(_("There are meetings in this slot."))
    event = slot.event
    slot.delete()
    audit.record(event, "drop_slot", by=by, role="operator", public=False)
