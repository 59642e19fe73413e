"""What meetings do when they hear of events put off, of registrations given back, and of accounts that are erased."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.accounts.signals import erased
from apps.core.actors import SYSTEM
from apps.core.signals import moved
from apps.events.models import Event, Registration
from apps.meetings import erasure, lifecycle, taking_part
from apps.meetings.models import Availability, Meeting
from apps.meetings.states import COMING

PUT_OFF = {"cancel": "event_cancelled", "postpone": "event_postponed"}
GONE = ("cancel", "reject", "expire")


def event_moved(sender: type, obj: Event, name: str, **_kwargs: Any) -> None:
    """A cancelled or postponed event holds no meetings: its slots are past."""
    if name in PUT_OFF:
        for meeting in Meeting.objects.filter(event=obj, state__in=COMING).select_related("event").order_by("pk"):
            lifecycle.cancel(meeting, by=SYSTEM, reason="", reason_code=PUT_OFF[name])


def registration_moved(sender: type, obj: Registration, name: str, **_kwargs: Any) -> None:
    """Who no longer comes to the event meets nobody there; an employer leaves with its last registration."""
    if name not in GONE or obj.user_id is None:
        return
    rows = Availability.objects.filter(event=obj.event_id).select_related("event", "talent", "organisation")
    mine = (
        rows.filter(organisation=obj.organisation_id) if obj.organisation_id else rows.filter(talent__user=obj.user_id)
    )
    row = mine.first()
    if row and not taking_part.registered(obj.event, talent=row.talent, organisation=row.organisation):
        taking_part.leave(row, by=SYSTEM, reason_code="left_event")


def account_erased(sender: type, user: User, **_kwargs: Any) -> None:
    erasure.forget(user)


def connect() -> None:
    moved.connect(event_moved, sender=Event, dispatch_uid="meetings.event_moved")
    moved.connect(registration_moved, sender=Registration, dispatch_uid="meetings.registration_moved")
    erased.connect(account_erased, dispatch_uid="meetings.account_erased")
