"""How much an expert has open. What she is asked for lives above, so those apps bring their own count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from apps.experts.models import Expert

Count = Callable[[list[int]], Mapping[int, int]]  # keys of experts -> open cases of those who have any
_counts: dict[str, Count] = {}


def register(name: str, count: Count) -> None:
    """Called once, in the `ready` of the app whose cases are counted."""
    _counts[name] = count


def open_cases(experts: Iterable[Expert]) -> dict[int, int]:
    """Open cases by key of the expert, in one call for each app that counts."""
    keys = [expert.pk for expert in experts]
    total: Counter[int] = Counter(dict.fromkeys(keys, 0))
    for count in _counts.values():
        total.update(count(keys))
    return dict(total)


def with_room(experts: Iterable[Expert]) -> list[Expert]:
    """Those who can take one more case."""
    rows = list(experts)
    held = open_cases(rows)
    return [expert for expert in rows if held[expert.pk] < expert.cases_max]
