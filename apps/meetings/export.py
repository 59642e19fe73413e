"""What meetings hold about a person, for the file of her own data."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.core import audit
from apps.meetings.models import Availability, Meeting, Wish
from apps.meetings.terms import Side


def own_data(user: User) -> dict[str, list[dict[str, Any]]]:
    """Her hours, her wishes, her meetings with their history. Nothing of what the other side wished or noted."""
    hours = Availability.objects.filter(talent__user=user).select_related("event").prefetch_related("slots")
    wishes = Wish.objects.filter(talent__user=user, side=Side.TALENT).select_related("event", "organisation")
    meetings = Meeting.objects.filter(talent__user=user).select_related("event", "organisation")
    return {
        "availability": [_hours(row) for row in hours.order_by("pk")],
        "wishes": [
            {"event": row.event.title, "employer": row.organisation.name, "wish": row.want}
            for row in wishes.order_by("pk")
        ],
        "meetings": [_meeting(row) for row in meetings.order_by("pk")],
    }


def _hours(row: Availability) -> dict[str, Any]:
    return {
        "event": row.event.title,
        "time_zone": row.zone,
        "day_begins": row.wakes,
        "day_ends": row.sleeps,
        "most_meetings": row.most,
        "joins_from_mainland_china": row.in_mainland,
        "phone": row.phone,
        "free_in": [slot.starts_at for slot in row.slots.all()],
    }


def _meeting(row: Meeting) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "event": row.event.title,
        "employer": row.organisation.name,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "state": row.state,
        "link": row.link,
        "outcome": row.talent_outcome or None,
        "opened": {"kind": row.next_kind, "id": row.next_ref} if row.next_kind else None,
        "timeline": list(audit.timeline(row).values("act", "at")),
    }
