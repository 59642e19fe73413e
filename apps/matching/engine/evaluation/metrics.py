"""Measures of a ranking against graded judgements. Plain arithmetic; grades 1 to 3, unlisted is 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

METRICS = ("ndcg@10", "map", "recall@50", "hit@1")
_RESAMPLES = 10_000


def measures(ranked: Sequence[str], grades: Mapping[str, int]) -> dict[str, float]:
    """The four measures of one posting. `grades` holds at least one grade above 0; `ranked` everybody, best first."""
    got = [grades.get(talent, 0) for talent in ranked]
    wanted = sorted((g for g in grades.values() if g > 0), reverse=True)
    hits = [place for place, grade in enumerate(got, start=1) if grade > 0]
    return {
        "ndcg@10": _gain(got[:10]) / _gain(wanted[:10]),
        "map": sum(n / place for n, place in enumerate(hits, start=1)) / len(wanted),
        "recall@50": sum(place <= 50 for place in hits) / len(wanted),
        "hit@1": float(bool(got) and got[0] == wanted[0]),
    }


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / np.log2(place + 1) for place, grade in enumerate(grades, start=1))


def mean(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: float(np.mean([row[name] for row in rows])) if rows else float("nan") for name in METRICS}


def interval(values: Sequence[float], *, seed: int = 20221) -> tuple[float, float]:
    """(2.5 %, 97.5 %) of the mean over resampled postings."""
    _, low, high = paired_bootstrap(values, [0.0] * len(values), seed=seed)
    return low, high


def paired_bootstrap(
    ours: Sequence[float], theirs: Sequence[float], *, seed: int = 20221
) -> tuple[float, float, float]:
    """(difference of means, 2.5 %, 97.5 %) over resampled postings. A gain counts when the interval lies above 0."""
    difference = np.asarray(ours) - np.asarray(theirs)
    if not len(difference):
        return float("nan"), float("nan"), float("nan")
    drawn = np.random.default_rng(seed).integers(0, len(difference), (_RESAMPLES, len(difference)))
    means = difference[drawn].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(difference.mean()), float(low), float(high)
