"""Hours by one's own clock: nights, zones, the days the clocks change, zones that do not exist."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.meetings.hours import awake, known_zone, minutes_outside, rows
from tests.events.test_expiry import ZONES, instants, zones

WAKES, SLEEPS = time(8), time(22)


def outside(at: str, minutes: int, zone: str, wakes: time = WAKES, sleeps: time = SLEEPS) -> int:
    start = datetime.fromisoformat(at)
    return minutes_outside(start, start + timedelta(minutes=minutes), zone, wakes, sleeps)


@pytest.mark.parametrize(
    ("at", "minutes", "zone", "expected"),
    [
        ("2026-12-01T00:00Z", 30, "Asia/Shanghai", 0),  # 08:00 sharp is day
        ("2026-11-30T23:45Z", 30, "Asia/Shanghai", 15),
        ("2026-12-01T13:45Z", 30, "Asia/Shanghai", 15),  # 22:00 sharp is night
        ("2026-12-01T06:00Z", 30, "America/New_York", 30),  # 14:00 in Beijing is one at night there
        ("2026-12-01T02:00Z", 30, "America/New_York", 0),  # 10:00 in Beijing, 21:00 the evening before
        ("2026-10-31T13:00Z", 60, "America/New_York", 0),  # 09:00 summer time
        ("2026-11-01T12:30Z", 60, "America/New_York", 30),  # the clocks went back in the night: 07:30 to 08:30
        ("2026-03-08T11:30Z", 60, "America/New_York", 30),  # they went forward: 07:30 to 08:30 summer time
        ("2026-03-07T12:30Z", 60, "America/New_York", 30),  # the day before, still winter time
        ("2026-11-01T05:30Z", 60, "America/New_York", 60),  # the hour that comes twice: each minute counts as it passes
        ("2026-03-08T06:30Z", 60, "America/New_York", 60),  # across the hour that is left out
        ("2026-12-01T02:30Z", 30, "Asia/Kathmandu", 0),  # 08:15 to 08:45: a zone of three quarters of an hour
    ],
)
def test_minutes_outside_ones_day(at, minutes, zone, expected):
    assert outside(at, minutes, zone) == expected


def test_a_host_in_beijing_and_a_guest_in_new_york_on_the_night_the_clocks_change():
    """The same hour in Beijing a day later is an hour earlier by the guest's clock: 21:30 is social, 22:30 is not."""
    before, after = "2026-11-01T01:30Z", "2026-11-02T01:30Z"  # 09:30 in Beijing
    assert (outside(before, 60, "America/New_York"), outside(after, 60, "America/New_York")) == (30, 0)
    assert outside(before, 60, "Asia/Shanghai") == outside(after, 60, "Asia/Shanghai") == 0


@pytest.mark.parametrize(
    ("wakes", "sleeps", "hour", "expected"),
    [
        (time(8), time(22), time(8), True),
        (time(8), time(22), time(22), False),
        (time(14), time(2), time(1, 59), True),  # awake beyond midnight
        (time(14), time(2), time(2), False),
        (time(14), time(2), time(13, 59), False),
        (time(0), time(0), time(3), True),  # always
    ],
)
def test_when_somebody_is_awake(wakes, sleeps, hour, expected):
    assert awake(hour, wakes, sleeps) is expected


@settings(max_examples=1000, deadline=None)
@given(at=instants, zone=zones, minutes=st.integers(1, 90))
def test_every_minute_is_counted_by_the_clock_of_the_zone(at, zone, minutes):
    start = at.replace(second=0, microsecond=0)
    found = minutes_outside(start, start + timedelta(minutes=minutes), zone.key, WAKES, SLEEPS)
    local = [(start + timedelta(minutes=n)).astimezone(zone).time() for n in range(minutes)]
    assert found == sum(not WAKES <= one < SLEEPS for one in local)


@settings(max_examples=300, deadline=None)
@given(at=instants, zone=st.sampled_from(ZONES), count=st.integers(1, 16))
def test_slots_are_instants_and_never_overlap_whatever_the_clocks_do(at, zone, count):
    found = rows(at.astimezone(ZoneInfo(zone)), minutes=25, pause=5, count=count)
    assert len(found) == count
    assert all(begins.tzinfo is UTC and ends - begins == timedelta(minutes=25) for begins, ends in found)
    assert all(after[0] - before[0] == timedelta(minutes=30) for before, after in pairwise(found))


def test_zones_that_do_not_exist():
    assert [known_zone(name) for name in ("Mars/Olympus", "", "../etc/passwd", "Asia/Beijing\0")] == [None] * 4
    assert known_zone("Asia/Shanghai") == ZoneInfo("Asia/Shanghai")
    with pytest.raises(ValueError, match="no such time zone"):
        outside("2026-12-01T00:00Z", 30, "Mars/Olympus")
