"""What spreading exposure costs: nDCG of the lists as people would see them, and how crowded they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.matching.engine.evaluation.dataset import Dataset
from apps.matching.engine.evaluation.evaluate import Run
from apps.matching.engine.evaluation.metrics import mean, measures, paired_bootstrap
from apps.matching.engine.exposure import Crowding, crowding, spread

TOP, KEPT = 10, 50
ROUNDS = 2
"""Lists are made one after the other, then once more: as they are when every list rests on all the others."""


@dataclass(frozen=True)
class Price:
    """within: points. ndcg: mean nDCG@10; change with its 95 % interval is against the lists by score alone."""

    within: float
    ndcg: float
    hit: float
    change: tuple[float, float, float]
    crowding: Crowding


def prices(data: Dataset, run: Run, settings: Sequence[float]) -> list[Price]:
    """One row a setting. `run`: the rankings by score, everybody in them."""
    plain = _measured(data, run)
    out = []
    for within in settings:
        lists = spread_all(run, round(within * 1000))
        rows = _measured(data, lists)
        change = paired_bootstrap([rows[p]["ndcg@10"] for p in rows], [plain[p]["ndcg@10"] for p in rows])
        means = mean(list(rows.values()))
        out.append(Price(within, means["ndcg@10"], means["hit@1"], change, _crowding(data, lists)))
    return out


def spread_all(run: Run, within: int) -> Run:
    """Every list in the order it would be shown in, each knowing in which others people are."""
    lists = dict(run)
    for _round in range(ROUNDS):
        for posting in run:
            seen = _seen(lists, besides=posting) if within else Counter[str]()
            lists[posting] = _spread(run[posting], seen, within)
    return lists


def _spread(ranked: Sequence[tuple[str, float]], seen: Mapping[str, int], within: int) -> list[tuple[str, float]]:
    shown, rest = ranked[:KEPT], ranked[KEPT:]
    order = spread([round(score * 1000) for _, score in shown], [seen.get(t, 0) for t, _ in shown], within)
    return [shown[row] for row in order] + list(rest)


def _seen(lists: Run, *, besides: str) -> Counter[str]:
    return Counter(t for posting, ranked in lists.items() if posting != besides for t, _ in ranked[:TOP])


def _crowding(data: Dataset, lists: Run) -> Crowding:
    seen = _seen(lists, besides="")
    return crowding([seen[talent.id] for talent in data.talents], lists=len(lists))


def _measured(data: Dataset, run: Run) -> dict[str, dict[str, float]]:
    return {p: measures([t for t, _ in run[p]], grades) for p, grades in data.grades.items() if p in run}
