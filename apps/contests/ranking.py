"""From sheets to an order (R18): pure functions, no database. The tie-break is fixed before any mark is given.

A judge's total is the mean of her marks weighted by the criteria; an entry's total the mean of its judges' totals, rounded
half up to hundredths: what is shown is what is compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from apps.contests.terms import TieBreak

HUNDREDTH = Decimal("0.01")
FEWEST_TO_DROP = 5
Marks = Mapping[int, Decimal]  # 0..100 by criterion


@dataclass(frozen=True)
class Entrant:
    """An entry by its reference, with its locked sheets by reference of the judge."""

    ref: str
    sheets: Mapping[str, Marks]
    submitted_at: datetime


@dataclass(frozen=True)
class Placed:
    """`told_apart_by`: what put it behind the one before it where totals are equal."""

    ref: str
    rank: int
    total: Decimal
    first_criterion: Decimal
    spread: Decimal
    judges: int
    told_apart_by: str = ""


def rank(entrants: Sequence[Entrant], weights: Mapping[int, int], *, drop_extremes: bool = False) -> list[Placed]:
    """Best first; the order of `entrants` changes nothing. Raises ValueError for one without a sheet."""
    if any(not one.sheets for one in entrants):
        raise ValueError("an entry without a sheet cannot be ranked")
    rows = [(_placed(one, weights, drop_extremes=drop_extremes), one) for one in entrants]
    rows.sort(key=lambda pair: (-pair[0].total, *_ties(*pair).values(), pair[1].ref))
    found: list[Placed] = []
    for at, (row, entrant) in enumerate(rows):
        by = ""
        if at and found[-1].total == row.total:
            before, this = _ties(*rows[at - 1]), _ties(row, entrant)
            by = next((rule for rule in TieBreak.values if before[rule] != this[rule]), "")
        found.append(replace(row, rank=at + 1, told_apart_by=by))
    return found


def _ties(row: Placed, entrant: Entrant) -> dict[str, object]:
    """Smaller is better, in the order of the tie-break."""
    return {
        TieBreak.FIRST_CRITERION: -row.first_criterion,
        TieBreak.SPREAD: row.spread,
        TieBreak.SUBMITTED_EARLIER: entrant.submitted_at,
    }


def _placed(entrant: Entrant, weights: Mapping[int, int], *, drop_extremes: bool) -> Placed:
    totals = {judge: _total(marks, weights) for judge, marks in entrant.sheets.items()}
    counted = sorted(totals, key=lambda judge: (totals[judge], judge))
    if drop_extremes and len(counted) >= FEWEST_TO_DROP:
        counted = counted[1:-1]
    first = next(iter(weights))
    return Placed(
        ref=entrant.ref,
        rank=0,
        total=_mean([totals[judge] for judge in counted]),
        first_criterion=_mean([entrant.sheets[judge][first] for judge in counted]),
        spread=_rounded(max(totals.values()) - min(totals.values())),
        judges=len(counted),
    )


def _total(marks: Marks, weights: Mapping[int, int]) -> Decimal:
    return sum((marks[key] * weight for key, weight in weights.items()), Decimal(0)) / sum(weights.values())


def _mean(values: Sequence[Decimal]) -> Decimal:
    return _rounded(sum(values, Decimal(0)) / len(values))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, ROUND_HALF_UP)
