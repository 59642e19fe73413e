"""Working days of the city, Asia/Shanghai: public holidays and make-up workdays included.

Days that operators entered come first, then the package `chinesecalendar` for the years it knows. For later years Monday
to Friday is assumed and the answer is `provisional` until somebody enters the State Council's notice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
from django.conf import settings

from apps.procedures.models import CalendarDay

MORNING = (time(9), time(12))
AFTERNOON = (time(13, 30), time(17, 30))
LONGEST = 3660  # days looked ahead before a nonsensical request is refused


@dataclass(frozen=True)
class WorkingDate:
    """A day, and whether the calendar up to it rests on an assumption."""

    date: date
    provisional: bool


def _known(day: date) -> bool | None:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def _entered(start: date, end: date) -> dict[date, bool]:
    return dict(CalendarDay.objects.filter(date__range=(start, end)).values_list("date", "is_workday"))


def _judge(day: date, entered: dict[date, bool]) -> tuple[bool, bool]:
    """(is a working day, is assumed)."""
    if day in entered:
        return entered[day], False
    known = _known(day)
    return (day.weekday() < 5, True) if known is None else (known, False)


def is_workday(day: date) -> bool:
    return _judge(day, _entered(day, day))[0]


def add_working_days(start: date, count: int) -> WorkingDate:
    """The day on which `count` working days after `start` have passed; `start` itself does not count.

    With count 0 the first working day at or after `start`. Raises ValueError for a negative or absurd count.
    """
    if not 0 <= count <= LONGEST // 2:
        raise ValueError("count must lie between 0 and some years of working days")
    horizon = start + timedelta(days=count * 3 + 60)
    entered, provisional, day, left = _entered(start, horizon), False, start, count
    while True:
        worked, assumed = _judge(day, entered)
        provisional |= assumed
        if day > start and worked:
            left -= 1
        if left <= 0 and worked:
            return WorkingDate(day, provisional)
        day += timedelta(days=1)


def working_hours_after(instant: datetime, hours: float) -> datetime:
    """The instant at which `hours` office hours (9-12, 13:30-17:30) after `instant` have passed."""
    zone = ZoneInfo(settings.CITY_TIME_ZONE)
    here, left = instant.astimezone(zone), timedelta(hours=hours)
    for offset in range(LONGEST):
        day = here.date() + timedelta(days=offset)
        if not is_workday(day):
            continue
        for opens, closes in (MORNING, AFTERNOON):
            begin = max(datetime.combine(day, opens, zone), here)
            span = datetime.combine(day, closes, zone) - begin
            if span <= timedelta(0):
                continue
            if left <= span:
                return (begin + left).astimezone(instant.tzinfo)
            left -= span
    raise ValueError("too many hours")
