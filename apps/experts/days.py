"""The city's day: undertakings and facts hold by it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings


def today() -> date:
    return datetime.now(ZoneInfo(settings.CITY_TIME_ZONE)).date()
