"""Until when a place is kept for an answer: long enough, and never ending while the person sleeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apps.procedures.calendar import WorkingDate, add_working_days, after_long_holiday, city_zone

WAKES, SLEEPS = time(8, 0), time(22, 0)
OFFICE_CLOSES = time(17, 30)
EMPLOYER_DAYS = 2  # working days of the city


class Answer(StrEnum):
    """What is waited for."""

    CONFIRMATION = "confirmation"  # of a place that was free at once
    TALENT_MOVED_UP = "talent"  # from the waiting list
    EMPLOYER_MOVED_UP = "employer"


HOURS = {Answer.CONFIRMATION: 48, Answer.TALENT_MOVED_UP: 72}


def zone_of(name: str) -> ZoneInfo:
    """A person's zone; the city's where the name is none that the tables know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return city_zone()


def expiry(
    now: datetime,
    zone: ZoneInfo,
    kind: Answer,
    working_days: Callable[[date, int], WorkingDate] = add_working_days,
    after_holiday: Callable[[date], date | None] = after_long_holiday,
) -> datetime:
    """The instant (UTC) until which an answer given to a question of `now` counts.

    Hours run as they pass, whatever the clocks do; an employer has the whole of its second working day, until the city's
    offices close. Between 22:00 and 08:00 of `zone` nothing ends: it then ends at the next 08:00 there. Nor does anything
    end in a week-long holiday of the city: it then ends at 08:00 of `zone` on the working day after it. Raises ValueError
    for a naive instant.
    """
    if now.tzinfo is None:
        raise ValueError("the instant needs a time zone")
    if kind in HOURS:
        return _not_in_holidays(awake(now.astimezone(UTC) + timedelta(hours=HOURS[kind]), zone), zone, after_holiday)
    city = city_zone()
    last = working_days(now.astimezone(city).date(), EMPLOYER_DAYS).date
    at = awake(datetime.combine(last, OFFICE_CLOSES, city).astimezone(UTC), zone)
    return _not_in_holidays(at, zone, after_holiday)


def _not_in_holidays(at: datetime, zone: ZoneInfo, after_holiday: Callable[[date], date | None]) -> datetime:
    """The city's day decides whether it is a holiday."""
    ends = after_holiday(at.astimezone(city_zone()).date())
    return at if ends is None else awake(datetime.combine(ends, WAKES, zone).astimezone(UTC), zone)


def awake(at: datetime, zone: ZoneInfo) -> datetime:
    """`at`, or the next 08:00 in `zone` when it falls into the night there; in UTC, never earlier than `at`.

    An 08:00 that the clocks leave out becomes the hour after the gap.
    """
    local = at.astimezone(zone)
    if WAKES <= local.time() < SLEEPS:
        return at.astimezone(UTC)
    day = local.date() + timedelta(days=1 if local.time() >= SLEEPS else 0)
    return datetime.combine(day, WAKES, zone).astimezone(UTC)
