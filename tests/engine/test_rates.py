"""Selection rates: planted differences are found, chance is not taken for one."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from apps.matching.engine.rates import CHANCE, ENOUGH, Count, fell, fewer_by_chance, standings


@pytest.mark.parametrize(("a", "b"), [((20, 3), (30, 15)), ((5, 0), (5, 5)), ((40, 40), (40, 40)), ((7, 2), (90, 11))])
def test_the_chance_is_that_of_the_hypergeometric_distribution(a: tuple[int, int], b: tuple[int, int]) -> None:
    (n, x), (m, y) = a, b
    exact = sum(comb(n, k) * comb(m, x + y - k) for k in range(x + 1) if 0 <= x + y - k <= m) / comb(n + m, x + y)
    assert fewer_by_chance(Count(n, x), Count(m, y)) == pytest.approx(exact, rel=1e-9)


def test_a_planted_difference_is_found_and_the_others_are_left_alone() -> None:
    rows = {row.group: row for row in standings({"a": Count(200, 60), "b": Count(200, 20), "c": Count(200, 58)})}
    assert [group for group, row in rows.items() if row.below] == ["b"]
    assert rows["b"].ratio == pytest.approx(1 / 3)
    assert rows["a"].ratio == 1
    assert rows["a"].chance is None


@pytest.mark.parametrize("seed", range(40))
def test_chance_alone_raises_no_alarm(seed: int) -> None:
    dice = np.random.default_rng(seed)
    counts = {group: Count(n, int(dice.binomial(n, 0.2))) for group, n in (("a", 150), ("b", 60), ("c", 25), ("d", 90))}
    assert not [row for row in standings(counts) if row.below]


def test_a_low_ratio_of_few_people_is_no_alarm() -> None:
    rows = standings({"a": Count(ENOUGH, 6), "b": Count(ENOUGH, 3), "c": Count(ENOUGH - 1, 0)})
    assert not [row for row in rows if row.below]
    assert rows[2].ratio is None  # too few to be compared at all


def test_nobody_selected_or_one_group_alone_is_nothing_to_compare() -> None:
    for counts in ({}, {"a": Count(100, 0), "b": Count(100, 0)}, {"a": Count(100, 50), "b": Count(3, 0)}):
        assert [row.ratio for row in standings(counts)] == [None] * len(counts)


def test_the_limit_is_shared_by_all_groups() -> None:
    alone = standings({"best": Count(100, 40), "low": Count(100, 23)})[1]
    assert CHANCE / 3 < (alone.chance or 0) < CHANCE
    assert alone.below
    among = standings({"best": Count(100, 40), "low": Count(100, 23), "b": Count(100, 39), "c": Count(100, 38)})
    assert not among[1].below


def test_a_rate_that_fell_beyond_chance_is_drift() -> None:
    assert fell(Count(200, 60), Count(200, 30))
    assert not fell(Count(200, 60), Count(200, 52))
    assert not fell(Count(ENOUGH - 1, 15), Count(200, 0))
    assert not fell(Count(200, 30), Count(200, 60))
