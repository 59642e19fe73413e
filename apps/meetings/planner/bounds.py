"""What no schedule can exceed: a bound by flows without slots, at once, and a tighter one by a linear programme with slots.

Both hold for schedules in which as many talents have a meeting as was proved possible. What is paid for a first meeting in
the flow comes off again (Lagrange): whatever the payment, flow value less payment times number proved is a bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from apps.meetings.planner.instance import Bools, Case, Ints

ENOUGH = 2.0  # utilities of the best pair: what a first meeting is paid, so that who has none is served first


@dataclass(frozen=True)
class Flow:
    """chosen: bool[P], pairs within everybody's limits; bound: no schedule's new meetings are worth more."""

    chosen: Bools
    bound: float


def quota_flow(case: Case, proved: int, minutes: int | None = None, *, first: float = ENOUGH) -> Flow:
    """The most valuable pairs within everybody's limits, slots left aside but for their number.

    `proved` is the number of talents with a meeting that a schedule reaches; `first` is paid for each first meeting, in
    utilities of the best pair. Raises RuntimeError when the solver gives up.
    """
    hours = case.within(minutes)
    usable = case.can_meet(hours)
    chosen = np.zeros(len(case.pairs), dtype=bool)
    pay = first * case.best_utility
    owed = pay * (proved - int(case.met.sum()))
    if not usable.any():
        return Flow(chosen, 0.0)
    pairs, value = case.pairs[usable], case.utility[usable]
    of_t, of_e = _incidence(pairs[:, 0], case.talents), _incidence(pairs[:, 1], case.employers)
    has_one = sparse.eye_array(case.talents)  # a column more for each talent: whether she has a meeting
    rows = sparse.block_array([[of_t, None], [of_e, None], [-of_t, has_one]])
    seats_e = np.minimum(case.employer_caps, case.employer_hours.sum(axis=1))
    limits = np.concatenate([_seats(case, hours, minutes), seats_e, np.zeros(case.talents)])
    cost = np.concatenate([-value, np.where(case.met, 0.0, -pay)])
    solved = linprog(cost, A_ub=rows.tocsr(), b_ub=limits, bounds=(0, 1), method="highs-ds")
    if solved.x is None:
        raise RuntimeError(f"the quota flow was not solved: {solved.message}")
    chosen[usable] = solved.x[: len(pairs)] > 0.5
    return Flow(chosen, float(-solved.fun) - owed)


def _seats(case: Case, hours: Bools, minutes: int | None) -> Ints:
    """int[T]: most meetings of each talent: her limit, her hours, and how many of these fit into her minutes."""
    slots: Ints = hours.sum(axis=1)
    if minutes is not None:
        cost = np.sort(np.where(hours, case.unsocial, minutes + 1), axis=1).cumsum(axis=1)
        slots = (case.spent[:, None] + cost <= minutes).sum(axis=1)
    return np.minimum(case.talent_caps, slots)


def slot_bound(case: Case, proved: int, *, seconds: float | None = None) -> float | None:
    """The linear programme over pairs and slots: the tighter bound of what new meetings are worth.

    None when it was not solved within `seconds` of the clock.
    """
    pair, slot = np.nonzero(case.talent_hours[case.pairs[:, 0]] & case.employer_hours[case.pairs[:, 1]])
    if not len(pair):
        return 0.0
    t, e = case.pairs[pair, 0], case.pairs[pair, 1]
    once = sparse.vstack([_grouped(t * case.slots + slot), _grouped(e * case.slots + slot), _grouped(pair)])
    plain = sparse.vstack([once, _incidence(t, case.talents), _incidence(e, case.employers)])
    limits = np.concatenate([np.ones(once.shape[0]), case.talent_caps, case.employer_caps])
    cost, options = -case.utility[pair], {} if seconds is None else {"time_limit": seconds}
    new = np.unique(t[~case.met[t]])
    if len(new):  # one column more for each talent without a meeting: whether she has one now
        asks = np.flatnonzero(~case.met[t])
        has = sparse.csr_array((np.ones(len(asks)), (np.searchsorted(new, t[asks]), asks)), shape=(len(new), len(t)))
        every = sparse.csr_array(np.ones((1, len(new))))
        plain = sparse.block_array([[plain, None], [-has, sparse.eye_array(len(new))], [None, -every]])
        limits = np.concatenate([limits, np.zeros(len(new)), [float(case.met.sum()) - proved]])
        cost = np.concatenate([cost, np.zeros(len(new))])
    solved = linprog(cost, A_ub=plain.tocsr(), b_ub=limits, bounds=(0, 1), method="highs-ipm", options=options)
    return float(-solved.fun) if solved.status == 0 else None


def _incidence(group: Ints, groups: int) -> sparse.csr_array:
    """One row a group, with a one in each of its columns."""
    return sparse.csr_array((np.ones(len(group)), (group, np.arange(len(group)))), shape=(groups, len(group)))


def _grouped(key: Ints) -> sparse.csr_array:
    found, group = np.unique(key, return_inverse=True)
    return _incidence(group, len(found))


def total(case: Case, bound: float) -> float:
    """With what accepted meetings are worth."""
    return case.fixed_utility + max(bound, 0.0)
