"""The city's dates for positions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

OPEN_FOR = timedelta(days=90)  # of a position whose author names no closing day
LONGEST = timedelta(days=365)


def today() -> date:
    """The city's date."""
    return datetime.now(ZoneInfo(settings.CITY_TIME_ZONE)).date()


def default_closing_day() -> date:
    return today() + OPEN_FOR
