"""What a schedule is made from: people, slots, hours, wishes, limits. Arrays of NumPy; no Django, no names of persons.

`Instance` is what a caller gives. `Case` is what the planner works on: everything in the order of the stable keys, what
was accepted before taken out of hours and limits, pairs that cannot meet left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Meeting(NamedTuple):
    """Places in the lists of an instance: a talent meets an employer in a slot."""

    talent: int
    employer: int
    slot: int


def _no_pairs() -> Ints:
    return np.zeros((0, 2), dtype=np.int64)


@dataclass(frozen=True)
class Instance:
    """One event to be planned, T talents, E employers, S slots.

    talents, employers, slots: stable keys; they break every tie, so the order of the lists decides nothing.
    talent_hours: bool[T, S], employer_hours: bool[E, S]: who can come when.
    pairs: int[P, 2], talent and employer who may meet; utility: float[P], above 0: what a meeting of them is worth.
    vetoes: int[V, 2]: pairs that never meet, whatever `pairs` says.
    talent_caps: int[T], employer_caps: int[E]: most meetings, accepted ones included.
    unsocial: int[T, S]: minutes of the slot that lie outside the hours in which the talent is awake.
    fixed: meetings accepted before; they stay, whatever the hours and limits say today.
    """

    talents: Sequence[str]
    employers: Sequence[str]
    slots: Sequence[str]
    talent_hours: Bools
    employer_hours: Bools
    pairs: Ints
    utility: Floats
    talent_caps: Ints
    employer_caps: Ints
    unsocial: Ints
    vetoes: Ints = field(default_factory=_no_pairs)
    fixed: Sequence[Meeting] = ()

    def check(self) -> None:
        """Raises ValueError when shapes or indices do not fit, or when accepted meetings clash with one another."""
        talents, employers, slots = len(self.talents), len(self.employers), len(self.slots)
        shapes = {
            "talent_hours": (self.talent_hours, (talents, slots)),
            "employer_hours": (self.employer_hours, (employers, slots)),
            "unsocial": (self.unsocial, (talents, slots)),
            "talent_caps": (self.talent_caps, (talents,)),
            "employer_caps": (self.employer_caps, (employers,)),
            "utility": (self.utility, (len(self.pairs),)),
        }
        for name, (array, shape) in shapes.items():
            if array.shape != shape:
                raise ValueError(f"{name} has the shape {array.shape}, not {shape}")
        for name, keys in (("talents", self.talents), ("employers", self.employers), ("slots", self.slots)):
            if len(set(keys)) != len(keys):
                raise ValueError(f"a key stands twice among the {name}")
        _inside("pairs", self.pairs, talents, employers)
        _inside("vetoes", self.vetoes, talents, employers)
        if len(self.pairs) and not (np.isfinite(self.utility).all() and self.utility.min() > 0):
            raise ValueError("utility has to be finite and above 0")
        if any(array.size and array.min() < 0 for array in (self.unsocial, self.talent_caps, self.employer_caps)):
            raise ValueError("limits and minutes are not negative")
        if len(np.unique(self.pairs, axis=0)) != len(self.pairs):
            raise ValueError("a pair stands twice")
        self._check_fixed()

    def _check_fixed(self) -> None:
        for t, e, s in self.fixed:
            if not (0 <= t < len(self.talents) and 0 <= e < len(self.employers) and 0 <= s < len(self.slots)):
                raise ValueError("an accepted meeting is of nobody in the lists")
        for first, second in ((0, 2), (1, 2), (0, 1)):
            if len({(row[first], row[second]) for row in self.fixed}) != len(self.fixed):
                raise ValueError("accepted meetings clash with one another")


def _inside(name: str, rows: Ints, talents: int, employers: int) -> None:
    if rows.ndim != 2 or rows.shape[1] != 2:
        raise ValueError(f"{name} are rows of a talent and an employer")
    if len(rows) and (rows.min() < 0 or rows[:, 0].max() >= talents or rows[:, 1].max() >= employers):
        raise ValueError(f"{name} name somebody who is not in the lists")


@dataclass(frozen=True)
class Case:
    """What is left to decide. Talents, employers and slots are numbered by the order of their keys.

    Hours and limits are what accepted meetings left; `spent` minutes and `met` are what they gave already. A pair that is
    here is nobody's veto, has no meeting yet, has a limit left on both sides and a slot in common.
    """

    instance: Instance
    talent_order: Ints  # place here -> place in the instance
    employer_order: Ints
    slot_order: Ints
    talent_hours: Bools
    employer_hours: Bools
    pairs: Ints
    utility: Floats
    talent_caps: Ints
    employer_caps: Ints
    unsocial: Ints
    spent: Ints
    met: Bools
    fixed_utility: float
    best_utility: float

    @property
    def talents(self) -> int:
        return len(self.talent_order)

    @property
    def employers(self) -> int:
        return len(self.employer_order)

    @property
    def slots(self) -> int:
        return len(self.slot_order)

    def back(self, meetings: Sequence[Meeting]) -> list[Meeting]:
        """Meetings of this case in the numbers of the instance."""
        t, e, s = self.talent_order, self.employer_order, self.slot_order
        return [Meeting(int(t[m.talent]), int(e[m.employer]), int(s[m.slot])) for m in meetings]

    def within(self, minutes: int | None) -> Bools:
        """bool[T, S]: hours of talents in which one meeting more keeps them within `minutes`; None is no limit."""
        if minutes is None:
            return self.talent_hours
        return self.talent_hours & (self.spent[:, None] + self.unsocial <= minutes)

    def can_meet(self, hours: Bools) -> Bools:
        """bool[P]: pairs with a slot in common when talents have `hours`."""
        t, e = self.pairs[:, 0], self.pairs[:, 1]
        return np.any(hours[t] & self.employer_hours[e], axis=1)


def case_of(instance: Instance) -> Case:
    """The instance in the order of its keys without what is decided. Raises ValueError as `Instance.check`."""
    instance.check()
    order = [
        np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
        for keys in (instance.talents, instance.employers, instance.slots)
    ]
    place = [np.argsort(row) for row in order]  # place in the instance -> place here
    talents, employers, slots = order
    hours_t = instance.talent_hours[np.ix_(talents, slots)].copy()
    hours_e = instance.employer_hours[np.ix_(employers, slots)].copy()
    unsocial = instance.unsocial[np.ix_(talents, slots)]
    fixed = [Meeting(*(int(place[axis][n]) for axis, n in enumerate(row))) for row in instance.fixed]
    caps_t, caps_e = instance.talent_caps[talents].copy(), instance.employer_caps[employers].copy()
    spent, met = np.zeros(len(talents), dtype=np.int64), np.zeros(len(talents), dtype=bool)
    for t, e, s in fixed:
        hours_t[t, s] = hours_e[e, s] = False
        caps_t[t], caps_e[e] = max(caps_t[t] - 1, 0), max(caps_e[e] - 1, 0)
        spent[t] += unsocial[t, s]
        met[t] = True
    pairs = np.stack([place[0][instance.pairs[:, 0]], place[1][instance.pairs[:, 1]]], axis=1)
    by_key = np.lexsort((pairs[:, 1], pairs[:, 0]))
    pairs, utility = pairs[by_key], instance.utility[by_key].astype(np.float64)
    decided = {(m.talent, m.employer) for m in fixed}
    worth = {(t, e): value for (t, e), value in zip(pairs.tolist(), utility.tolist(), strict=True) if (t, e) in decided}
    vetoes = zip(place[0][instance.vetoes[:, 0]].tolist(), place[1][instance.vetoes[:, 1]].tolist(), strict=True)
    keep: Bools = _open_pairs(pairs, len(employers), chain(decided, vetoes))
    keep &= (caps_t[pairs[:, 0]] > 0) & (caps_e[pairs[:, 1]] > 0)
    keep &= np.any(hours_t[pairs[:, 0]] & hours_e[pairs[:, 1]], axis=1)
    return Case(
        instance, talents, employers, slots, hours_t, hours_e, pairs[keep], utility[keep], caps_t, caps_e, unsocial,
        spent, met, float(sum(worth.values())), float(utility.max(initial=1.0)),
    )  # fmt: skip


def _open_pairs(pairs: Ints, employers: int, closed: chain[tuple[int, int]]) -> Bools:
    codes = np.array([t * employers + e for t, e in closed], dtype=np.int64)
    found: Bools = ~np.isin(pairs[:, 0] * employers + pairs[:, 1], codes)
    return found
