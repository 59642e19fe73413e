"""Years of experience, counted from the posts held: overlapping posts count once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol


class Spell(Protocol):
    @property
    def start_on(self) -> date | None: ...

    @property
    def end_on(self) -> date | None: ...


def years(spells: Iterable[Spell], today: date) -> int | None:
    """Whole years, rounded to the nearest, of the union of all spells; None when no spell has a start.

    Months count as a whole: from 2019-10 to 2019-10 is one month. A spell without an end lasts until today.
    """
    months: set[int] = set()
    known = False
    for spell in spells:
        if spell.start_on is None or spell.start_on > today:
            continue
        known = True
        end = min(spell.end_on or today, today)
        months.update(range(_month(spell.start_on), _month(end) + 1))
    return min(60, (len(months) + 6) // 12) if known else None


def _month(day: date) -> int:
    return day.year * 12 + day.month
