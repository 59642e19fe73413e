"""The calendar of the sample world: everything happened on one of the last days, nothing in the future or today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

HISTORY = 90  # days
OPENS, CLOSES = 8 * 60 + 30, 18 * 60  # minutes of the city's day
WORKDAY = (CLOSES - OPENS) * 60  # seconds


@dataclass(frozen=True)
class Days:
    """`today` is the city's date on the day of loading."""

    today: date

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def ahead(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def moment(self, rng: Random, days: int) -> datetime:
        """A minute of the city's working hours, so many days ago (at least one), in UTC."""
        return self._on(self.ago(max(1, days)), rng.randint(OPENS, CLOSES - 1), rng.randint(0, 59))

    def slot(self, days: int, hour: int) -> datetime:
        """A full hour of the city's clock so many days ahead, in UTC: interview times."""
        return self._on(self.ahead(days), hour * 60, 0)

    def row(self, rng: Random, first: int, last: int, count: int) -> list[datetime]:
        """`count` growing instants between `first` and `last` days ago."""
        found = sorted(self.moment(rng, rng.randint(last, first)) for _ in range(count))
        return [moment + timedelta(seconds=place) for place, moment in enumerate(found)]

    def between(self, rng: Random, start: datetime, end: datetime, count: int) -> list[datetime]:
        """`count` growing instants of working hours after `start` and up to `end`, whole seconds."""
        first, last = self._worked(start), self._worked(end)
        span = max(last - first, count + 1)
        return [self._at_work(first + second) for second in sorted(rng.sample(range(1, span + 1), count))]

    def yesterday(self) -> datetime:
        """The last instant at which anything has happened: yesterday at six in the evening."""
        return self._on(self.ago(1), CLOSES, 0)

    def _worked(self, moment: datetime) -> int:
        """Seconds of working hours up to a moment: nights take no time."""
        local = moment.astimezone(ZoneInfo(settings.CITY_TIME_ZONE))
        inside = (local.hour * 60 + local.minute - OPENS) * 60 + local.second
        return local.date().toordinal() * WORKDAY + min(max(inside, 0), WORKDAY)

    def _at_work(self, seconds: int) -> datetime:
        day, inside = divmod(seconds, WORKDAY)
        return self._on(date.fromordinal(day), OPENS + inside // 60, inside % 60)

    def _on(self, day: date, minutes: int, seconds: int) -> datetime:
        local = datetime.combine(day, time(), ZoneInfo(settings.CITY_TIME_ZONE))
        return (local + timedelta(minutes=minutes, seconds=seconds)).astimezone(UTC)
