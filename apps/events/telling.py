"""What people who registered hear; times by the city's clock and by their own."""

from __future__ import annotations

from datetime import datetime

from apps.accounts.models import User
from apps.events.expiry import zone_of
from apps.events.models import Event, Registration
from apps.events.states import CANCELLABLE
from apps.notifications.send import tell
from apps.procedures.calendar import city_zone


def tell_person(registration: Registration, kind: str, *, stamp: str = "", **facts: str) -> None:
    """Once for each kind and stamp; who came to the door without an account is told nothing."""
    user = registration.user
    if user is None:
        return
    event = registration.event
    context = {"event": titles(event), "at": when(event.starts_at, user), **facts}
    key = f"{registration.public_id}:{stamp or event.sequence}"
    tell(user, kind, context=context, url=f"/events/mine/{registration.public_id}/", key=key)


def tell_everybody(event: Event, kind: str, **facts: str) -> None:
    """Everybody who may still come."""
    rows = event.registrations.filter(state__in=CANCELLABLE, user__isnull=False).select_related("user")
    for row in rows.order_by("pk"):
        row.event = event
        tell_person(row, kind, **facts)


def titles(event: Event) -> dict[str, str]:
    """By language, for messages that are told in the reader's language."""
    named = {"zh-hans": event.title_zh, "en": event.title_en}
    return {code: title for code, title in named.items() if title}


def when(at: datetime, user: User) -> str:
    """By the city's clock, and by the person's own where it shows another time."""
    city, own = at.astimezone(city_zone()), at.astimezone(zone_of(user.time_zone))
    first = f"{city:%Y-%m-%d %H:%M} (Asia/Shanghai)"
    return first if city.utcoffset() == own.utcoffset() else f"{first} / {own:%Y-%m-%d %H:%M} ({own.tzinfo})"
