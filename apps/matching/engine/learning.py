"""Weights from what people decided: pairwise logistic regression on factor values, within each posting.

A better pair should score above a worse one of the same posting. The weights lean on the present ones, are never
negative (more evidence never lowers a score), and how strongly they lean is chosen by cross-validation over postings:
no posting stands on both sides. Everything is deterministic; neither ids nor the order of rows matter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.evaluation.metrics import paired_bootstrap
from apps.matching.engine.solving import Pairs, logistic_loss, nonnegative_fit, sharpness
from apps.matching.engine.weights import TOTAL, Factor, Weights

Floats = NDArray[np.float64]
FOLDS = 5
FEWEST_POSTINGS = 10
"""Postings with a better and a worse pair, below which nothing is learned: folds would hold next to nothing."""

STRENGTHS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""How dear it is to move away from the present weights; tried from loose to tight, the present weights come after."""

TOP = 10


class TooFewLabels(ValueError):
    """Not enough decisions to learn from. `labels` and `postings` are what was found."""

    def __init__(self, labels: int, postings: int) -> None:
        super().__init__(f"{labels} labelled pairs, {postings} postings with a better and a worse one")
        self.labels, self.postings = labels, postings


@dataclass(frozen=True)
class Decided:
    """The decided pairs of one posting. values: factor -> 0..1 or None, one mapping a pair; grades: higher is better.

    A factor that a mapping lacks (it is newer than the decision) is unknown there.
    """

    posting: str
    values: tuple[Mapping[str, float | None], ...]
    grades: tuple[int, ...]


@dataclass(frozen=True)
class Gain:
    """A measure on postings that were not learned from: with the present and with the learned weights.

    low and high: 95 % interval of the difference, by bootstrap over postings.
    """

    before: float
    after: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True)
class Learned:
    """points: thousandths, TOTAL in sum. strength: None when nothing did better than the present weights."""

    points: Mapping[Factor, int]
    strength: float | None
    labels: int
    postings: int
    pairs: int
    gains: Mapping[str, Gain]


@dataclass(frozen=True)
class _Posting:
    values: Floats
    grades: NDArray[np.int64]
    pairs: Pairs


def learn(decided: Sequence[Decided], present: Weights, *, fewest: int = 200) -> Learned:
    """Learn weights and measure them. Raises TooFewLabels below `fewest` pairs or FEWEST_POSTINGS usable postings."""
    labels = sum(len(row.grades) for row in decided)
    usable = [row for row in _ordered(decided) if len(set(row.grades)) > 1]
    if labels < fewest or len(usable) < FEWEST_POSTINGS:
        raise TooFewLabels(labels, len(usable))
    postings = [_posting(row, present) for row in usable]
    start = shares(present)
    strength = _chosen(postings, start)
    points = _fitted(postings, start, strength)
    return Learned(
        points=dict(zip(Factor, points, strict=True)),
        strength=strength,
        labels=labels,
        postings=len(postings),
        pairs=sum(len(posting.pairs.differences) for posting in postings),
        gains=_gains(postings, start),
    )


def shares(weights: Weights) -> Floats:
    """float64 [factors]: each factor's part of the whole, 1 in sum."""
    return np.array([weights.points[factor] for factor in Factor], np.float64) / TOTAL


def to_points(parts: Floats) -> list[int]:
    """Integers that sum to TOTAL, by largest remainder; equal remainders go to the earlier factor."""
    exact = parts / parts.sum() * TOTAL
    points = np.floor(exact).astype(int)
    missing = TOTAL - int(points.sum())
    for place in np.argsort(points - exact, kind="stable")[:missing]:
        points[place] += 1
    return [int(n) for n in points]


def _ordered(decided: Sequence[Decided]) -> list[Decided]:
    """In an order that has nothing to do with time: folds are cut from it."""
    return sorted(decided, key=lambda row: hashlib.blake2b(row.posting.encode(), digest_size=8).digest())


def _posting(row: Decided, present: Weights) -> _Posting:
    filled = [
        [_filled(values.get(factor.value), present.neutral[factor]) for factor in Factor] for values in row.values
    ]
    values, grades = np.array(filled, np.float64), np.array(row.grades, np.int64)
    order = np.lexsort([*values.T[::-1], grades])  # rows have no order of their own
    values, grades = values[order], grades[order]
    better, worse = np.nonzero(grades[:, None] > grades[None, :])
    return _Posting(values, grades, Pairs.of_posting(values[better] - values[worse]))


def _filled(value: float | None, neutral: float) -> float:
    return neutral if value is None else float(value)


def _fitted(postings: Sequence[_Posting], start: Floats, strength: float | None) -> list[int]:
    if strength is None:
        return to_points(start)
    pairs = Pairs.of_all([posting.pairs for posting in postings])
    return to_points(nonnegative_fit(pairs, start * sharpness(pairs, start), strength))


def _chosen(postings: Sequence[_Posting], start: Floats) -> float | None:
    """The tightest strength whose held-out loss lies within one standard error of the best.

    None, the present weights, unless they are worse than the best by more than two: noise must not move them.
    """
    losses = np.array([_held_out_losses(postings, start, strength) for strength in (*STRENGTHS, None)])
    means = losses.mean(axis=1)
    best = int(means.argmin())
    error = (losses - losses[best]).std(axis=1, ddof=1) / np.sqrt(len(postings))
    behind = means - means[best]
    if behind[-1] <= 2 * error[-1]:
        return None
    return STRENGTHS[int(np.flatnonzero(behind[:-1] <= error[:-1]).max())]


def _held_out_losses(postings: Sequence[_Posting], start: Floats, strength: float | None) -> Floats:
    """float64 [postings]: how badly each one's pairs are told apart by weights learned from the other folds."""
    losses = np.zeros(len(postings))
    for train, test in _folds(len(postings)):
        rest = [postings[i] for i in train]
        parts = np.array(_fitted(rest, start, strength), np.float64) / TOTAL
        steepness = sharpness(Pairs.of_all([posting.pairs for posting in rest]), parts)
        for i in test:
            losses[i] = logistic_loss(postings[i].pairs, parts * steepness)
    return losses


def _folds(count: int) -> list[tuple[list[int], list[int]]]:
    places = range(count)
    return [([i for i in places if i % FOLDS != k], [i for i in places if i % FOLDS == k]) for k in range(FOLDS)]


def _gains(postings: Sequence[_Posting], start: Floats) -> dict[str, Gain]:
    """Measured on postings that neither the weights nor the strength saw: both are chosen within each fold's rest."""
    before = [_measures(posting, to_points(start)) for posting in postings]
    after = list(before)
    for train, test in _folds(len(postings)):
        rest = [postings[i] for i in train]
        points = _fitted(rest, start, _chosen(rest, start))
        for i in test:
            after[i] = _measures(postings[i], points)
    return {name: _gain([row[name] for row in before], [row[name] for row in after]) for name in before[0]}


def _gain(before: Sequence[float], after: Sequence[float]) -> Gain:
    difference, low, high = paired_bootstrap(after, before)
    return Gain(float(np.mean(before)), float(np.mean(after)), difference, low, high)


def _measures(posting: _Posting, points: Sequence[int]) -> dict[str, float]:
    """Among the decided people of one posting: share of pairs in the right order (ties half), and nDCG@10."""
    weights = np.array(points, np.float64)
    signs = np.sign(np.round(posting.pairs.differences @ weights, 6))
    scores = posting.values @ weights
    ranked = posting.grades[np.argsort(-scores, kind="stable")]  # rows come worst first: ties are no merit
    ideal = np.sort(posting.grades)[::-1]
    return {"pairs": float(((signs + 1) / 2).mean()), "ndcg@10": _discounted(ranked) / _discounted(ideal)}


def _discounted(grades: NDArray[np.int64]) -> float:
    top = grades[:TOP]
    return float(((2.0**top - 1) / np.log2(np.arange(2, len(top) + 2))).sum())
