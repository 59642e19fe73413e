"""Spreading attention over people: how crowded lists are, and an order that lets near-equals go first who are seen less.

Scores are never touched. All is deterministic: the same scores and counts give the same order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Crowding:
    """How unevenly places are spread. gini: 0 (all alike) to 1; top_share: part of the lists that the most listed
    person is in; never_share: part of the people who are in none.
    """

    lists: int
    people: int
    gini: float
    top_share: float
    never_share: float


def spread(scores: Sequence[int], exposures: Sequence[int], within: int) -> list[int]:
    """Rows in the order of their places. scores: falling, thousandths; exposures: lists each is on already.

    Place by place the least exposed of those goes first who score at most `within` below the best one left; equals by
    rank. So nobody is overtaken by anybody more than `within` below her, and 0 changes nothing.
    """
    left = list(range(len(scores)))
    if within <= 0:
        return left
    order: list[int] = []
    while left:
        bar = scores[left[0]] - within
        near = [row for row in left if scores[row] >= bar]
        chosen = min(near, key=lambda row: (exposures[row], row))
        order.append(chosen)
        left.remove(chosen)
    return order


def crowding(counts: Sequence[int], *, lists: int) -> Crowding:
    """counts: for each person the number of lists she is in, zeros included."""
    people = len(counts)
    if not people or not lists:
        return Crowding(lists, people, 0.0, 0.0, 1.0 if people else 0.0)
    return Crowding(
        lists=lists,
        people=people,
        gini=gini(counts),
        top_share=max(counts) / lists,
        never_share=sum(count == 0 for count in counts) / people,
    )


def gini(counts: Sequence[int]) -> float:
    """Mean absolute difference of two people, in parts of twice the mean; 0 where nobody has any."""
    ordered = np.sort(np.asarray(counts, np.float64))
    total = ordered.sum()
    if not total:
        return 0.0
    places = np.arange(1, len(ordered) + 1)
    return float(((2 * places - len(ordered) - 1) * ordered).sum() / (len(ordered) * total))
