"""Until when a place is kept: over zones, nights, the days the clocks change, and holidays of the city."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.events.expiry import Answer, awake, expiry, zone_of
from apps.procedures.calendar import WorkingDate, after_long_holiday

ZONES = (
    "Asia/Shanghai", "Europe/London", "Europe/Berlin", "America/New_York", "America/St_Johns", "America/Los_Angeles",
    "America/Sao_Paulo", "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Apia", "Pacific/Chatham",
    "Pacific/Auckland", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Tehran",
    "Asia/Tokyo", "Asia/Singapore", "Africa/Casablanca", "Africa/Cairo", "Atlantic/Azores", "America/Havana",
    "America/Santiago", "Antarctica/Troll", "Europe/Dublin", "Asia/Beirut", "America/Caracas", "Asia/Pyongyang", "UTC",
)  # fmt: skip
CITY = ZoneInfo("Asia/Shanghai")
instants = st.datetimes(datetime(2005, 1, 1), datetime(2035, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001  the zone is added
zones = st.sampled_from(ZONES).map(ZoneInfo)


def mondays(start: date, n: int) -> WorkingDate:
    """A calendar without holidays."""
    day = start
    while n:
        day += timedelta(days=1)
        n -= day.weekday() < 5
    return WorkingDate(day, False)


def no_holiday(day: date) -> None:
    """So that only nights and weekends count."""


@settings(max_examples=1500, deadline=None)
@given(now=instants, zone=zones, kind=st.sampled_from(Answer))
def test_nothing_ends_at_night_and_nobody_gets_less_than_the_time(now, zone, kind):
    until = expiry(now, zone, kind, mondays, no_holiday)
    assert until.tzinfo is UTC
    assert time(8) <= until.astimezone(zone).time() < time(22)
    least = {Answer.CONFIRMATION: timedelta(hours=48), Answer.TALENT_MOVED_UP: timedelta(hours=72)}.get(kind)
    if least is not None:
        assert least <= until - now <= least + timedelta(hours=36)  # a night, and a day that Samoa left out
    else:
        whole = [now.astimezone(CITY).date() + timedelta(days=n) for n in range(1, 9)]
        second = [day for day in whole if day.weekday() < 5][1]
        assert until >= datetime.combine(second, time(17, 30), CITY)


@settings(max_examples=500, deadline=None)
@given(now=instants, zone=zones)
def test_it_moves_by_no_more_than_it_must(now, zone):
    moved = awake(now, zone)
    assert awake(moved, zone) == moved
    if time(8) <= now.astimezone(zone).time() < time(22):
        assert moved == now
    else:
        step = now
        while step < moved:  # no hour between lies by day
            assert not time(8) <= step.astimezone(zone).time() < time(22)
            step += timedelta(minutes=15)


@pytest.mark.parametrize(
    ("zone", "night", "ends"),
    [
        ("Europe/London", "2026-10-25T00:30Z", "2026-10-25T08:00Z"),  # the hour that comes twice: winter time by eight
        ("Europe/London", "2026-10-25T01:30Z", "2026-10-25T08:00Z"),
        ("Europe/London", "2026-03-29T01:00Z", "2026-03-29T07:00Z"),  # the hour that is left out
        ("America/New_York", "2026-11-01T06:30Z", "2026-11-01T13:00Z"),
        ("America/New_York", "2026-03-08T07:00Z", "2026-03-08T12:00Z"),
        ("Asia/Shanghai", "2026-12-01T14:00Z", "2026-12-02T00:00Z"),  # 22:00 sharp is night
        ("Asia/Shanghai", "2026-12-02T00:00Z", "2026-12-02T00:00Z"),  # 08:00 sharp is day
        ("Pacific/Apia", "2011-12-30T09:00Z", "2011-12-30T18:00Z"),  # 30 December was left out: the 31st at eight
    ],
)
def test_nights_on_which_the_clocks_change(zone, night, ends):
    assert awake(datetime.fromisoformat(night), ZoneInfo(zone)) == datetime.fromisoformat(ends)


@pytest.mark.django_db
def test_an_employer_has_two_working_days_of_the_city():
    asked = datetime(2026, 9, 30, 10, 0, tzinfo=CITY)  # the day before the national holidays, 1 to 7 October
    closes = expiry(asked, CITY, Answer.EMPLOYER_MOVED_UP).astimezone(CITY)
    assert closes.date() > date(2026, 10, 8)
    assert closes.time() == time(17, 30)


def test_a_zone_nobody_knows_is_the_citys():
    assert [zone_of(name).key for name in ("Mars/Olympus", "", "../etc/passwd", "Europe/Berlin")] == [
        "Asia/Shanghai",
        "Asia/Shanghai",
        "Asia/Shanghai",
        "Europe/Berlin",
    ]


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        expiry(datetime(2026, 1, 1), CITY, Answer.CONFIRMATION)  # noqa: DTZ001  that is the case


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "zone", "ends"),
    [
        # the national holidays of 2025 run from 1 to 8 October; the offices open on the 9th
        ("2025-09-29T04:00Z", "Asia/Shanghai", "2025-10-09T00:00Z"),
        ("2025-09-29T04:00Z", "America/New_York", "2025-10-09T12:00Z"),
        ("2025-10-05T04:00Z", "Europe/Berlin", "2025-10-09T06:00Z"),
        ("2025-09-24T04:00Z", "Asia/Shanghai", "2025-09-27T04:00Z"),  # the day lies before
        ("2025-04-03T04:00Z", "Asia/Shanghai", "2025-04-06T04:00Z"),  # three days of Qingming are no such holiday
    ],
)  # fmt: skip
def test_nothing_ends_in_a_week_long_holiday(asked, zone, ends):
    until = expiry(datetime.fromisoformat(asked), ZoneInfo(zone), Answer.TALENT_MOVED_UP)
    assert until == datetime.fromisoformat(ends)


@pytest.mark.django_db
def test_a_long_holiday_is_found_from_each_of_its_days():
    days = [date(2025, 10, day) for day in range(1, 9)]
    assert {after_long_holiday(day) for day in days} == {date(2025, 10, 9)}
    assert [after_long_holiday(date(2025, *day)) for day in ((9, 30), (10, 9), (10, 11), (5, 1), (9, 27))] == [None] * 5
