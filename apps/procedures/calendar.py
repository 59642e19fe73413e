"""Working days and office hours of the city, in Asia/Shanghai.

A day's answer comes from the operators' exceptions, else from the package `chinesecalendar` where it knows the year (with
make-up days at weekends), else from Monday to Friday: the last is provisional until the year has been entered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
from django.conf import settings
from django.utils.dateparse import parse_datetime

from apps.procedures.models import CalendarDay, CalendarYear

OFFICE_HOURS = ((time(9, 0), time(12, 0)), (time(13, 30), time(17, 30)))
HOURS_A_DAY = 7
NEVER = "the calendar has no working days"  # operators would have to close a decade
MOST_DAYS = 2_000  # working days that one question may reach ahead: eight years
_ONE_DAY = timedelta(days=1)
A_WEEK, LONGEST_HOLIDAY = 7, 16  # days on which offices are closed in a row


@dataclass(frozen=True, slots=True)
class WorkingDate:
    """A day; `provisional` when it rests on a year whose holidays are not known yet."""

    date: date
    provisional: bool


class Calendar:
    """The calendar of a stretch of days, read from the database once."""

    def __init__(self, first: date, last: date) -> None:
        rows = CalendarDay.objects.filter(date__range=(first, last))
        self._exceptions = dict(rows.values_list("date", "is_workday"))
        self._entered = set(CalendarYear.objects.values_list("year", flat=True))

    def is_workday(self, day: date) -> bool:
        if day in self._exceptions:
            return self._exceptions[day]
        known = None if day.year in self._entered else _known(day)
        return day.weekday() < 5 if known is None else known

    def is_provisional(self, day: date) -> bool:
        return day not in self._exceptions and day.year not in self._entered and _known(day) is None


def _known(day: date) -> bool | None:
    """What the package says; None for a year that it does not know."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def today() -> date:
    """The city's day now."""
    return datetime.now(city_zone()).date()


def instant_of(text: str) -> datetime | None:
    """What a field of a day and an hour holds, in the city's time; None for an empty one. Raises ValueError for no time."""
    if not text:
        return None
    found = parse_datetime(text)
    if found is None:
        raise ValueError(f"no day and hour: {text!r}")
    return found.replace(tzinfo=city_zone()) if found.tzinfo is None else found


def city_zone() -> ZoneInfo:
    return ZoneInfo(settings.CITY_TIME_ZONE)


def city_time(instant: datetime | None) -> str:
    """Day and hour in the city's time, as messages write it beside a word that says so; empty for none."""
    return f"{instant.astimezone(city_zone()):%Y-%m-%d %H:%M}" if instant else ""


def is_workday(day: date) -> bool:
    """Whether the city's offices are open on `day`."""
    return Calendar(day, day).is_workday(day)


def is_provisional(day: date) -> bool:
    """Whether the answer for `day` may change once the holidays of its year are entered."""
    return Calendar(day, day).is_provisional(day)


def add_working_days(start: date, n: int) -> WorkingDate:
    """The n-th working day after `start`, which itself does not count; for 0 the first one on or after `start`.

    A publicity period of five working days announced on `start` ends with this day for n = 5. Raises ValueError for a
    negative n or one above MOST_DAYS.
    """
    if not 0 <= n <= MOST_DAYS:
        raise ValueError(f"working days must be between 0 and {MOST_DAYS}, not {n}")
    left = n or 1
    provisional = False
    for day, calendar in _days_from(start + _ONE_DAY if n else start):
        provisional = provisional or calendar.is_provisional(day)
        left -= calendar.is_workday(day)
        if not left:
            return WorkingDate(day, provisional)
    raise ValueError(NEVER)


def after_long_holiday(day: date) -> date | None:
    """The first working day after the week-long holiday that `day` lies in; None on any other day.

    Seven days in a row on which the city's offices are closed make such a holiday: the Spring Festival, the National Day.
    """
    first = last = day
    calendar = Calendar(day - timedelta(days=LONGEST_HOLIDAY), day + timedelta(days=LONGEST_HOLIDAY))
    if calendar.is_workday(day):
        return None
    while (first - _ONE_DAY) >= day - timedelta(days=LONGEST_HOLIDAY) and not calendar.is_workday(first - _ONE_DAY):
        first -= _ONE_DAY
    while (last + _ONE_DAY) <= day + timedelta(days=LONGEST_HOLIDAY) and not calendar.is_workday(last + _ONE_DAY):
        last += _ONE_DAY
    return last + _ONE_DAY if (last - first).days + 1 >= A_WEEK else None


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and with `end`; 0 when `end` is not later."""
    if end <= start:
        return 0
    calendar = Calendar(start, end)
    return sum(calendar.is_workday(start + timedelta(days=i)) for i in range(1, (end - start).days + 1))


def working_hours_after(instant: datetime, hours: float) -> datetime:
    """The earliest instant at which `hours` of office hours (09:00-12:00, 13:30-17:30) have passed since `instant`.

    Returned in the zone of `instant`. Raises ValueError for a naive instant, negative hours, or more than MOST_DAYS days.
    """
    if instant.tzinfo is None:
        raise ValueError("the instant needs a time zone")
    if not 0 <= hours <= MOST_DAYS * HOURS_A_DAY:
        raise ValueError(f"office hours cannot be {hours}")
    zone = city_zone()
    begin, left = instant.astimezone(zone), timedelta(hours=hours)
    if not left:
        return instant
    for day, calendar in _days_from(begin.date()):
        if not calendar.is_workday(day):
            continue
        for opens, closes in OFFICE_HOURS:
            since = max(begin, datetime.combine(day, opens, zone))
            until = datetime.combine(day, closes, zone)
            if since + left <= until:
                return (since + left).astimezone(instant.tzinfo)
            left -= max(until - since, timedelta())
    raise ValueError(NEVER)


def _days_from(first: date) -> Iterator[tuple[date, Calendar]]:
    """Days from `first` on with a calendar that covers them, read in stretches of two years."""
    stretch = timedelta(days=731)
    for _ in range(8):
        calendar = Calendar(first, first + stretch)
        for i in range(stretch.days):
            yield first + timedelta(days=i), calendar
        first += stretch
