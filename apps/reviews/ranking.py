"""From sheets to an order (R18): pure functions, no database. The rules are fixed before a call is published.

An expert's total is the mean of her marks (0 to 100) weighted by the rubric. A proposal's total is the mean of its
experts' totals, without the highest and the lowest one where the programme says so, rounded half up to hundredths: what
is shown is what is compared. Equal totals are told apart by the tie-break of the programme, in its order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from apps.challenges.terms import TieBreak

HUNDREDTH = Decimal("0.01")
OUTLIER_POINTS = Decimal(15)
"""An expert stands out when her total is farther from the median of a proposal than this."""
FEWEST_TO_DROP = 5  # highest and lowest are dropped only where three totals are left

Marks = Mapping[int, Decimal]  # marks 0..100 by criterion


@dataclass(frozen=True)
class Entrant:
    """A proposal with its locked sheets, by reference of the expert. `price` in yuan; `sealed_at` tells last ties apart."""

    ref: str
    sheets: Mapping[str, Marks]
    sealed_at: datetime
    price: int | None = None


@dataclass(frozen=True)
class Placed:
    """Where a proposal stands. `told_apart_by`: the tie-break that put it behind the one before it, if totals are equal."""

    ref: str
    rank: int
    total: Decimal
    by_expert: Mapping[str, Decimal]
    dropped: tuple[str, ...]
    outliers: tuple[str, ...]
    spread: Decimal
    first_criterion: Decimal
    passes: bool
    told_apart_by: str = ""


def expert_total(marks: Marks, weights: Mapping[int, int]) -> Decimal:
    """Weighted mean of one sheet; exact. Raises KeyError for a criterion without a mark."""
    whole = sum(weights.values())
    return sum((marks[criterion] * weight for criterion, weight in weights.items()), Decimal(0)) / whole


def rank(
    entrants: Sequence[Entrant],
    weights: Mapping[int, int],
    *,
    tie_break: Sequence[str],
    pass_mark: Decimal,
    drop_extremes: bool = False,
) -> list[Placed]:
    """The order, best first; `weights` by criterion in the order of the rubric. The order of entrants changes nothing.

    Raises ValueError for an entrant without a sheet, or a tie-break that does not end with the time of sealing.
    """
    if not tie_break or tie_break[-1] != TieBreak.SEALED_EARLIER:
        raise ValueError("the tie-break has to end with the time of sealing")
    if any(not entrant.sheets for entrant in entrants):
        raise ValueError("a proposal without a sheet cannot be ranked")
    rows = [(_placed(one, weights, pass_mark, drop_extremes=drop_extremes), one) for one in entrants]
    rows.sort(key=lambda pair: (-pair[0].total, *(_key(rule, *pair) for rule in tie_break), pair[1].ref))
    placed: list[Placed] = []
    for at, (row, entrant) in enumerate(rows):
        by = _told_apart(rows[at - 1], (row, entrant), tie_break) if at else ""
        placed.append(replace(row, rank=at + 1, told_apart_by=by))
    return placed


def _placed(entrant: Entrant, weights: Mapping[int, int], pass_mark: Decimal, *, drop_extremes: bool) -> Placed:
    totals = {ref: expert_total(marks, weights) for ref, marks in entrant.sheets.items()}
    dropped = _extremes(totals) if drop_extremes and len(totals) >= FEWEST_TO_DROP else ()
    counted = [total for ref, total in totals.items() if ref not in dropped]
    total = _rounded(sum(counted, Decimal(0)) / len(counted))
    first = next(iter(weights))
    middle = median(totals.values())
    marks = [sheet[first] for ref, sheet in entrant.sheets.items() if ref not in dropped]
    return Placed(
        ref=entrant.ref,
        rank=0,
        total=total,
        by_expert={ref: _rounded(value) for ref, value in sorted(totals.items())},
        dropped=dropped,
        outliers=tuple(ref for ref, value in sorted(totals.items()) if abs(value - middle) > OUTLIER_POINTS),
        spread=_rounded(max(totals.values()) - min(totals.values())),
        first_criterion=_rounded(sum(marks, Decimal(0)) / len(marks)),
        passes=total >= pass_mark,
    )


def _extremes(totals: Mapping[str, Decimal]) -> tuple[str, ...]:
    """One highest and one lowest; of equal ones the first by reference, which changes no total."""
    ordered = sorted(totals, key=lambda ref: (totals[ref], ref))
    return (ordered[0], ordered[-1])


def _key(rule: str, row: Placed, entrant: Entrant) -> tuple[object, ...]:
    """Smaller is better. A proposal without a price comes after those that have one."""
    if rule == TieBreak.FIRST_CRITERION:
        return (-row.first_criterion,)
    if rule == TieBreak.SPREAD:
        return (row.spread,)
    if rule == TieBreak.PRICE:
        return (entrant.price is None, entrant.price or 0)
    return (entrant.sealed_at,)


def _told_apart(before: tuple[Placed, Entrant], this: tuple[Placed, Entrant], tie_break: Sequence[str]) -> str:
    if before[0].total != this[0].total:
        return ""
    return next((rule for rule in tie_break if _key(rule, *before) != _key(rule, *this)), "")


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, ROUND_HALF_UP)
