"""Events as the product would leave them. Names are invented."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.events import registering
from apps.events.models import Event, Registration
from tests.factories import make_user


def make_event(*, state: str = "registration_open", days: float = 20, **fields: Any) -> Event:
    """On site in a district, in `days` days, for two hours, with ten places unless told otherwise."""
    start: datetime = fields.pop("starts_at", timezone.now() + timedelta(days=days))
    given = {
        "title_zh": "深海装备人才对接会", "title_en": "Deep-sea talent day", "district": "370212", "capacity": 10,
        "venue_zh": "崂山区会展中心", "venue_en": "Laoshan Hall", "starts_at": start, "ends_at": start + timedelta(hours=2),
    }  # fmt: skip
    return Event.objects.create(**{**given, "state": state, **fields})


def seat(event: Event, user: User | None = None, **how: Any) -> Registration:
    """A request as the page makes it."""
    return registering.request(event, by=user or make_user(), **how)


def confirmed(event: Event, user: User | None = None) -> Registration:
    row = seat(event, user)
    assert row.user is not None
    registering.confirm(row, by=row.user)
    return row
