"""The convex problem behind learned weights: logistic loss of pairs, a pull towards given weights, no weight below 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_STEPS = 60
_SMALL = 1e-10
_SHARPNESS = np.geomspace(1.0, 100.0, 41)
"""Tried slopes of the logistic curve, a unit being the whole score. Bounded, since labels that agree know no end."""


@dataclass(frozen=True)
class Pairs:
    """differences: float64 [pairs, factors], the better one's values less the worse one's; share: [pairs], sum 1."""

    differences: Floats
    share: Floats

    @classmethod
    def of_posting(cls, differences: Floats) -> Self:
        count = len(differences)
        return cls(differences, np.full(count, 1 / max(count, 1)))

    @classmethod
    def of_all(cls, parts: Sequence[Pairs]) -> Self:
        """Every posting counts the same, whether two people were decided upon or fifty."""
        share = np.concatenate([part.share for part in parts]) / len(parts)
        return cls(np.concatenate([part.differences for part in parts]), share)


def logistic_loss(pairs: Pairs, weights: Floats) -> float:
    """Mean of log(1 + exp(-margin)); log 2 for weights that tell nothing apart."""
    return float(pairs.share @ np.logaddexp(0, -(pairs.differences @ weights)))


def sharpness(pairs: Pairs, parts: Floats) -> float:
    """The slope at which `parts` (1 in sum) explain the pairs best: how much a point of score decides."""
    margins = pairs.differences @ parts
    losses = [float(pairs.share @ np.logaddexp(0, -slope * margins)) for slope in _SHARPNESS]
    return float(_SHARPNESS[int(np.argmin(losses))])


def nonnegative_fit(pairs: Pairs, start: Floats, strength: float) -> Floats:
    """float64 [factors], at least 0: least loss plus strength x squared distance to `start`, in shares of its sum.

    Projected Newton steps; the problem is strictly convex, so the end does not depend on the way.
    """
    pull = 2 * strength / start.sum() ** 2
    weights = start.copy()
    for _ in range(_STEPS):
        slope, bend = _derivatives(pairs, weights)
        slope = slope + pull * (weights - start)
        bend = bend + pull * np.eye(len(start))
        lower = _lower(pairs, weights, _step(weights, slope, bend), start, strength)
        if lower is None:
            break
        weights = lower
    return weights


def _objective(pairs: Pairs, weights: Floats, start: Floats, strength: float) -> float:
    moved = (weights - start) / start.sum()
    return logistic_loss(pairs, weights) + strength * float(moved @ moved)


def _derivatives(pairs: Pairs, weights: Floats) -> tuple[Floats, Floats]:
    margins = pairs.differences @ weights
    doubt = 1 / (1 + np.exp(np.clip(margins, -500, 500)))
    slope = -(pairs.differences.T @ (pairs.share * doubt))
    curved = pairs.differences * (pairs.share * doubt * (1 - doubt))[:, None]
    return slope, pairs.differences.T @ curved


def _step(weights: Floats, slope: Floats, bend: Floats) -> Floats:
    """Newton's step in the weights that are free to move; those that would fall below 0 stay there."""
    free = ~((weights <= 0) & (slope > 0))
    step = np.zeros_like(weights)
    if free.any():
        step[free] = -np.linalg.solve(bend[np.ix_(free, free)], slope[free])
    return step


def _lower(pairs: Pairs, weights: Floats, step: Floats, start: Floats, strength: float) -> Floats | None:
    """As far along the step, cut off at 0, as the objective falls; None at the end of the way."""
    now = _objective(pairs, weights, start, strength)
    size = 1.0
    while size * np.abs(step).max() > _SMALL:
        tried = np.maximum(weights + size * step, 0)
        if _objective(pairs, tried, start, strength) < now - _SMALL:
            return tried
        size /= 4
    return None
