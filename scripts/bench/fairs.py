"""Invented fairs for measuring the planner of one-to-one meetings: nobody in them exists."""

from __future__ import annotations

import numpy as np

from apps.meetings.planner.instance import Instance

HOUR = 60
OFFSETS = np.array([0, 0, 0, 1, -5, -6, -7, -12, -13, -15])  # hours from the city's clock to where talents live
FIRST, LENGTH = 8 * HOUR, 30  # the fair's first slot by the city's clock, minutes a slot
WAKES, SLEEPS = 8 * HOUR, 22 * HOUR


def fair(seed: int, talents: int = 500, employers: int = 150, slots: int = 16) -> Instance:
    """Interests in eight directions, employers that many want, wishes of both sides, zones all over the world."""
    random = np.random.default_rng(seed)
    have, want = random.standard_normal((talents, 8)), random.standard_normal((employers, 8))
    likeness = have @ want.T / 4
    hers = likeness + random.gamma(2.0, 0.5, employers) + 0.3 * random.standard_normal((talents, employers))
    theirs = likeness + random.gamma(2.0, 0.3, (talents, 1)) + 0.3 * random.standard_normal((talents, employers))
    up, down = _placed(hers, 1), _placed(theirs, 0)
    may = (up > 0.75) & (down > 0.4)
    pairs = np.argwhere(may)
    vetoes = pairs[random.random(len(pairs)) < 0.05]
    utility = (up[may] + down[may]) / 2
    offsets = OFFSETS[random.integers(0, len(OFFSETS), talents)] * HOUR
    firms_hours = random.random((employers, slots)) < 0.85
    return Instance(
        talents=[f"talent{number:04}" for number in range(talents)],
        employers=[f"employer{number:04}" for number in range(employers)],
        slots=[f"slot{number:03}" for number in range(slots)],
        talent_hours=random.random((talents, slots)) < 0.7,
        employer_hours=firms_hours,
        pairs=pairs,
        utility=utility,
        vetoes=vetoes,
        talent_caps=np.full(talents, 5),
        employer_caps=np.minimum(firms_hours.sum(axis=1), 14),
        unsocial=asleep(offsets, slots),
    )


def asleep(offsets: np.ndarray, slots: int) -> np.ndarray:
    """int[T, S]: minutes of each slot outside waking hours where the clock differs by `offsets` minutes."""
    minute = FIRST + np.arange(slots * LENGTH).reshape(1, slots, LENGTH) + offsets.reshape(-1, 1, 1)
    day = minute % (24 * HOUR)
    found: np.ndarray = ((day < WAKES) | (day >= SLEEPS)).sum(axis=2)
    return found


def _placed(values: np.ndarray, axis: int) -> np.ndarray:
    """Each value's place among its row or column, from 0 to 1."""
    order: np.ndarray = values.argsort(axis=axis).argsort(axis=axis) / (values.shape[axis] - 1)
    return order
