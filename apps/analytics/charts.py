"""Geometry of the charts: pure numbers, drawn as SVG by the templates, so that every part of a chart is a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from apps.analytics.breakdowns import Line
from apps.analytics.steps import Spread

HEIGHT, COLUMN, GAP, LEFT, FOOT = 160, 26, 12, 34, 22
MOST_MONTHS = 24


@dataclass(frozen=True)
class Block:
    """A part of a column: which figure it shows, and where it stands."""

    figure: str
    count: int
    y: float
    height: float


@dataclass(frozen=True)
class Column:
    month: str
    x: float
    blocks: tuple[Block, ...]

    @property
    def middle(self) -> float:
        return self.x + COLUMN / 2

    @property
    def short(self) -> str:
        """`3`, and with its year for a January: `2026`."""
        year, month = self.month.split("-")
        return year if month == "01" else str(int(month))


@dataclass(frozen=True)
class Columns:
    width: float
    height: float
    base: float
    left: float
    column: float
    ticks: tuple[tuple[int, float], ...]
    columns: tuple[Column, ...]
    tick_x: float = LEFT - 6


def months(lines: Sequence[Line], figures: Sequence[str]) -> Columns | None:
    """A column each month from the first to the last, also the empty ones; at most the last two years."""
    counts = {line.code: line.counts for line in lines if any(line.counts[code] for code in figures)}
    if not counts:
        return None
    shown = _between(min(counts), max(counts))[-MOST_MONTHS:]
    most = max(sum(counts[month][code] for code in figures) for month in shown if month in counts)
    top = _round_up(most)
    scale = HEIGHT / top
    columns = tuple(
        Column(month, LEFT + at * (COLUMN + GAP), _blocks(counts.get(month, {}), figures, scale))
        for at, month in enumerate(shown)
    )
    ticks = tuple((value, round(10 + HEIGHT - value * scale, 1)) for value in sorted({0, top // 2, top}))
    width = LEFT + len(shown) * (COLUMN + GAP)
    return Columns(width, HEIGHT + FOOT + 10, HEIGHT + 10, LEFT, COLUMN, ticks, columns)


def _blocks(counts: dict[str, int], figures: Sequence[str], scale: float) -> tuple[Block, ...]:
    """Stacked from the foot up in the order given."""
    made, filled = [], 0.0
    for code in figures:
        count = counts.get(code, 0)
        if count:
            filled += count * scale
            made.append(Block(code, count, round(10 + HEIGHT - filled, 1), round(count * scale, 1)))
    return tuple(made)


def _between(first: str, last: str) -> list[str]:
    day, months_of = date.fromisoformat(f"{first}-01"), []
    while day.isoformat()[:7] <= last:
        months_of.append(day.isoformat()[:7])
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return months_of


def _round_up(most: int) -> int:
    """An even number at the top of the scale, so that its half is whole too."""
    step = 2 if most <= 20 else 10 if most <= 100 else 50
    return -(-most // step) * step


@dataclass(frozen=True)
class Box:
    """A spread on a common scale of 0 to 100: from the lower to the upper quartile, with the median."""

    spread: Spread
    left: float
    width: float
    median: float


def boxes(found: Sequence[Spread]) -> list[Box]:
    most = max((row.upper for row in found), default=0) or 1
    return [
        Box(
            row,
            round(100 * row.lower / most, 1),
            max(1.0, round(100 * (row.upper - row.lower) / most, 1)),
            round(100 * row.median / most, 1),
        )
        for row in found
    ]
