"""Hours of a person in her own zone, and what of a slot lies outside them. Slots are instants in UTC."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MINUTE = timedelta(minutes=1)


def known_zone(name: str) -> ZoneInfo | None:
    """The zone of a name; None for one that the tables do not have."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=20_000)
def minutes_outside(starts_at: datetime, ends_at: datetime, zone: str, wakes: time, sleeps: time) -> int:
    """Minutes of the slot outside `wakes` to `sleeps` by the clock of `zone`, counted as they pass.

    Each minute is asked for itself: an hour that the clocks repeat counts twice, one they leave out does not exist.
    `sleeps` before `wakes` means after midnight; both the same means always awake. Raises ValueError for an unknown zone.
    """
    local = known_zone(zone)
    if local is None:
        raise ValueError(f"no such time zone: {zone!r}")
    return sum(not awake(at.astimezone(local).time(), wakes, sleeps) for at in _minutes(starts_at, ends_at))


def both_clocks(at: datetime, city: ZoneInfo, zone: str) -> str:
    """An instant by the city's clock, and by that of `zone` where it shows another time."""
    there = known_zone(zone) or city
    first, second = at.astimezone(city), at.astimezone(there)
    text = f"{first:%Y-%m-%d %H:%M} ({city.key})"
    return text if first.utcoffset() == second.utcoffset() else f"{text} / {second:%Y-%m-%d %H:%M} ({there.key})"


def awake(at: time, wakes: time, sleeps: time) -> bool:
    if wakes <= sleeps:
        return wakes == sleeps or wakes <= at < sleeps
    return at >= wakes or at < sleeps


def _minutes(starts_at: datetime, ends_at: datetime) -> Iterator[datetime]:
    """In UTC, where no minute is missing or comes twice."""
    at, end = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    while at < end:
        yield at
        at += MINUTE


def rows(first: datetime, *, minutes: int, pause: int, count: int) -> list[tuple[datetime, datetime]]:
    """`count` slots of `minutes` from `first` on, `pause` minutes apart, as time passes whatever the clocks do."""
    start, step = first.astimezone(UTC), timedelta(minutes=minutes + pause)
    return [(start + n * step, start + n * step + timedelta(minutes=minutes)) for n in range(count)]
