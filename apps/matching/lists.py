"""The current list of a position, in the order people see: as computed, unless an operator gave another place."""

from __future__ import annotations

from apps.matching.models import MatchResult, MatchRun
from apps.matching.states import OUT_OF_LIST
from apps.positions.models import Position


def current_run(position: Position) -> MatchRun | None:
    return MatchRun.objects.filter(position=position, current=True).select_related("calibration").first()


def results(position: Position, *, reserve: bool = False) -> list[MatchResult]:
    """Rows of the current run as computed (exposure spread, if that is set), with match and talent; without the reserve unless asked for."""
    rows = MatchResult.objects.filter(run__position=position, run__current=True)
    if not reserve:
        rows = rows.filter(reserve=False)
    return list(rows.select_related("run", "match__talent__user", "match__position").order_by("place"))


def arrange(rows: list[MatchResult]) -> list[MatchResult]:
    """Put each row with a hand-given rank at that place; the others keep their order around them."""
    placed = sorted((r for r in rows if r.match.override_rank), key=lambda r: (r.match.override_rank or 0, r.place))
    free = iter([r for r in rows if not r.match.override_rank])
    ordered: list[MatchResult] = []
    for row in placed:
        while len(ordered) < (row.match.override_rank or 1) - 1:
            following = next(free, None)
            if following is None:
                break
            ordered.append(following)
        ordered.append(row)
    return [*ordered, *free]


def ordered(position: Position) -> list[MatchResult]:
    """The list as reviewed: without rejected pairs, hand-given places respected."""
    return arrange([row for row in results(position) if row.match.state not in OUT_OF_LIST])


def released(position: Position) -> list[MatchResult]:
    """What the employer sees, in order: pairs released to it that the current run still holds (reserve included)."""
    rows = [row for row in results(position, reserve=True) if row.match.released_at is not None]
    return arrange([row for row in rows if row.match.state not in OUT_OF_LIST])
