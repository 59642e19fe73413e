"""The current list of a position, in the order people see: as computed, unless an operator gave another place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.matching import by_hand
from apps.matching.models import Match, MatchResult, MatchRun
from apps.matching.states import OUT_OF_LIST
from apps.positions.models import Position


@dataclass(frozen=True)
class Entry:
    """One place of a list: what a run computed for a pair, or (no `result`) somebody whom an operator placed by hand."""

    match: Match
    result: MatchResult | None = None

    @property
    def score(self) -> int | None:
        return self.result.score if self.result else None

    @property
    def computed(self) -> int:
        """The place a run gave; 0 for who was never ranked."""
        return self.result.place if self.result else 0


def current_run(position: Position) -> MatchRun | None:
    return MatchRun.objects.filter(position=position, current=True).select_related("calibration").first()


def results(position: Position, *, reserve: bool = False) -> list[MatchResult]:
    """The current run as computed (exposure spread, if that is set); without the reserve unless asked for."""
    rows = MatchResult.objects.filter(run__position=position, run__current=True, match__by_hand=False)
    if not reserve:
        rows = rows.filter(reserve=False)
    return list(rows.select_related("run", "match__talent__user", "match__position").order_by("place"))


def entries(position: Position, *, reserve: bool = False) -> list[Entry]:
    """The current run as computed, then those placed by hand."""
    ranked = [Entry(row.match, row) for row in results(position, reserve=reserve)]
    return [*ranked, *map(Entry, by_hand.placements(position))]


def arrange(rows: Sequence[Entry]) -> list[Entry]:
    """Put each row with a hand-given rank at that place; the others keep their order around them."""
    placed = sorted((r for r in rows if r.match.override_rank), key=lambda r: (r.match.override_rank or 0, r.computed))
    free = iter([r for r in rows if not r.match.override_rank])
    ordered: list[Entry] = []
    for row in placed:
        while len(ordered) < (row.match.override_rank or 1) - 1:
            following = next(free, None)
            if following is None:
                break
            ordered.append(following)
        ordered.append(row)
    return [*ordered, *free]


def ordered(position: Position) -> list[Entry]:
    """The list as reviewed: without rejected pairs, hand-given places respected."""
    return arrange([row for row in entries(position) if row.match.state not in OUT_OF_LIST])


def released(position: Position) -> list[Entry]:
    """What the employer sees, in order: pairs released to it that the current run still holds (reserve included)."""
    rows = [row for row in entries(position, reserve=True) if row.match.released_at is not None]
    return arrange([row for row in rows if row.match.state not in OUT_OF_LIST])


def entry_of(match: Match) -> Entry | None:
    """One pair as the current list holds it; None if it left the list."""
    if match.by_hand:
        return Entry(match) if by_hand.stands(match) else None
    row = MatchResult.objects.filter(match=match, run__current=True).select_related("run", "match").first()
    return Entry(match, row) if row is not None else None
