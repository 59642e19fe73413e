"""Learning weights: what made the labels is found again, noise teaches nothing, more evidence never costs."""

import dataclasses
import random

import numpy as np
import pytest

from apps.matching.engine import learning, solving
from apps.matching.engine.learning import Decided, TooFewLabels, learn, to_points
from apps.matching.engine.weights import TOTAL, WEIGHTS, Factor, Weights

FACTORS = [factor.value for factor in Factor]


def people(rng, count):
    return [dict(zip(FACTORS, rng.random(len(FACTORS)).round(4).tolist(), strict=True)) for _ in range(count)]


def decided(judge, *, postings=40, each=12, seed=1):
    """Postings whose people `judge(values, rng)` gives a number; the best third is taken further."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(postings):
        rows = people(rng, each)
        scores = np.array([judge(row, rng) for row in rows])
        grades = (scores >= np.sort(scores)[-each // 3]).astype(int)
        found.append(Decided(f"posting{number}", tuple(rows), tuple(grades.tolist())))
    return found


def by_skills(row, rng):
    return 0.3 * row["text"] + 0.6 * row["skills"] + 0.1 * row["years"] + 0.05 * rng.standard_normal()


def by_chance(row, rng):
    return rng.random()


def by_the_less_skilled(row, rng):
    return row["text"] - row["skills"] + 0.05 * rng.standard_normal()


@pytest.fixture(scope="module")
def taught():
    return learn(decided(by_skills), WEIGHTS)


def test_the_weights_behind_the_labels_are_found_again(taught):
    points = taught.points
    assert points[Factor.SKILLS] > 40_000 > WEIGHTS.points[Factor.SKILLS]
    assert points[Factor.TEXT] < 45_000 < WEIGHTS.points[Factor.TEXT]
    assert points[Factor.SKILLS] > points[Factor.TEXT] > points[Factor.CHAIN]
    assert Weights(1001, points, WEIGHTS.neutral).version == 1001  # whole thousandths that sum to the whole


def test_there_is_a_gain_on_postings_that_were_not_learned_from(taught):
    for gain in taught.gains.values():
        assert gain.low > 0
        assert gain.difference == pytest.approx(gain.after - gain.before)
    assert (taught.labels, taught.postings, taught.pairs) == (480, 40, 40 * 4 * 8)


def test_labels_by_chance_show_no_gain():
    found = [learn(decided(by_chance, seed=seed), WEIGHTS) for seed in range(8)]
    gains = [gain for one in found for gain in one.gains.values()]
    assert all(gain.low <= 0 and abs(gain.difference) < 0.02 for gain in gains)
    assert sum(gain.high < 0 for gain in gains) <= 1  # an interval of 95 % may miss once
    assert sum(one.strength is None for one in found) >= 7  # the present weights stay


def test_labels_that_agree_with_the_present_weights_change_next_to_nothing():
    def as_now(row, rng):
        return sum(WEIGHTS.points[factor] * row[factor.value] for factor in Factor) / TOTAL

    found = learn(decided(as_now), WEIGHTS)
    assert max(abs(found.points[factor] - WEIGHTS.points[factor]) for factor in Factor) < 6_000
    assert all(gain.low <= 0 for gain in found.gains.values())


def test_no_weight_falls_below_nothing():
    found = learn(decided(by_the_less_skilled), WEIGHTS)
    assert found.points[Factor.SKILLS] == 0
    assert min(found.points.values()) >= 0
    pairs = solving.Pairs.of_all([learning._posting(row, WEIGHTS).pairs for row in decided(by_the_less_skilled)])
    free = np.linalg.lstsq(pairs.differences, np.ones(len(pairs.differences)), rcond=None)[0]
    assert free[FACTORS.index("skills")] < 0  # without the bound it would


def test_neither_order_nor_a_second_try_changes_anything(taught):
    rows = decided(by_skills)
    random.Random(3).shuffle(rows)
    shuffled = [dataclasses.replace(row, values=row.values[::-1], grades=row.grades[::-1]) for row in rows]
    again = learn(shuffled, WEIGHTS)
    assert dict(again.points) == dict(taught.points)
    assert again.gains["pairs"] == taught.gains["pairs"]


def test_no_posting_is_learned_from_and_judged_by():
    for train, test in learning._folds(23):
        assert set(train) & set(test) == set()
        assert sorted([*train, *test]) == list(range(23))
    assert sorted(i for _, test in learning._folds(23) for i in test) == list(range(23))


@pytest.mark.parametrize(("postings", "each", "fewest"), [(40, 12, 500), (9, 60, 200), (0, 0, 0)])
def test_too_few_labels_are_refused(postings, each, fewest):
    with pytest.raises(TooFewLabels) as refused:
        learn(decided(by_skills, postings=postings, each=each) if each else [], WEIGHTS, fewest=fewest)
    assert (refused.value.labels, refused.value.postings) == (postings * each, postings)


def test_postings_where_all_were_treated_alike_teach_nothing():
    rows = [dataclasses.replace(row, grades=(1,) * len(row.grades)) for row in decided(by_skills)]
    with pytest.raises(TooFewLabels) as refused:
        learn(rows, WEIGHTS)
    assert refused.value.postings == 0


def test_a_factor_that_old_labels_do_not_know_keeps_its_place():
    rows = [
        dataclasses.replace(row, values=tuple({k: v for k, v in values.items() if k != "pay"} for values in row.values))
        for row in decided(by_skills)
    ]
    found = learn(rows, WEIGHTS)
    others = {f: n for f, n in found.points.items() if f is not Factor.PAY}
    assert 1_000 < found.points[Factor.PAY] < 6_000
    assert sum(others.values()) + found.points[Factor.PAY] == TOTAL


def test_points_are_whole_and_sum_up():
    assert sum(to_points(np.array([1.0, 1.0, 1.0]))) == TOTAL
    assert to_points(np.array([1.0, 1.0, 1.0])) == [33_334, 33_333, 33_333]
    assert to_points(np.array([0.0, 2.0])) == [0, TOTAL]


def test_the_end_of_the_fit_is_a_minimum():
    pairs = solving.Pairs.of_all([learning._posting(row, WEIGHTS).pairs for row in decided(by_skills, postings=10)])
    start = learning.shares(WEIGHTS) * 10
    weights = solving.nonnegative_fit(pairs, start, 0.1)
    least = solving._objective(pairs, weights, start, 0.1)
    rng = np.random.default_rng(0)
    for _ in range(200):
        near = np.maximum(weights + rng.normal(0, 0.05, len(weights)), 0)
        assert solving._objective(pairs, near, start, 0.1) >= least - 1e-12
