"""Small events for the planner, and what is true of every schedule."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from apps.meetings.planner.instance import Instance, Meeting
from apps.meetings.planner.plan import Plan

MOST = {"talents": 5, "employers": 4, "slots": 3}


def instance(pairs: dict[tuple[int, int], float], *, slots: int = 2, **changed: Any) -> Instance:
    """Everybody always free, one meeting a slot, no minute unsocial unless told otherwise."""
    talents = 1 + max((t for t, _e in pairs), default=0)
    employers = 1 + max((e for _t, e in pairs), default=0)
    talents, employers = changed.pop("talents", talents), changed.pop("employers", employers)
    plain = Instance(
        talents=[f"t{n}" for n in range(talents)],
        employers=[f"e{n}" for n in range(employers)],
        slots=[f"s{n}" for n in range(slots)],
        talent_hours=np.ones((talents, slots), dtype=bool),
        employer_hours=np.ones((employers, slots), dtype=bool),
        pairs=np.array(list(pairs), dtype=np.int64).reshape(-1, 2),
        utility=np.array(list(pairs.values()), dtype=np.float64),
        talent_caps=np.full(talents, slots),
        employer_caps=np.full(employers, slots),
        unsocial=np.zeros((talents, slots), dtype=np.int64),
    )
    return replace(plain, **changed)


@st.composite
def instances(draw: st.DrawFn, *, most: dict[str, int] = MOST, fixed: bool = True) -> Instance:
    """Any event of a few people; accepted meetings may break hours, limits and vetoes of today."""
    talents, employers, slots = (draw(st.integers(1, most[name])) for name in ("talents", "employers", "slots"))
    every = list(product(range(talents), range(employers)))
    pairs = draw(st.lists(st.sampled_from(every), unique=True))
    vetoes = draw(st.lists(st.sampled_from(every), unique=True, max_size=3))
    bools = lambda count: draw(st.lists(st.booleans(), min_size=count, max_size=count))  # noqa: E731
    numbers = lambda count, top: draw(st.lists(st.integers(0, top), min_size=count, max_size=count))  # noqa: E731
    kept: list[Meeting] = []
    for t, e, s in draw(st.lists(st.tuples(*map(st.integers, (0, 0, 0), (talents - 1, employers - 1, slots - 1))), max_size=2)) if fixed else []:  # fmt: skip
        if all((t, s) != (m.talent, m.slot) and (e, s) != (m.employer, m.slot) and (t, e) != m[:2] for m in kept):
            kept.append(Meeting(t, e, s))
    return Instance(
        talents=[f"t{n}" for n in range(talents)],
        employers=[f"e{n}" for n in range(employers)],
        slots=[f"s{n}" for n in range(slots)],
        talent_hours=np.array(bools(talents * slots)).reshape(talents, slots),
        employer_hours=np.array(bools(employers * slots)).reshape(employers, slots),
        pairs=np.array(pairs, dtype=np.int64).reshape(-1, 2),
        utility=np.array([draw(st.integers(1, 8)) / 4 for _ in pairs], dtype=np.float64),
        vetoes=np.array(vetoes, dtype=np.int64).reshape(-1, 2),
        talent_caps=np.array(numbers(talents, slots)),
        employer_caps=np.array(numbers(employers, slots)),
        unsocial=30 * np.array(numbers(talents * slots, 2)).reshape(talents, slots),
        fixed=kept,
    )


def scarce(seed: int) -> Instance:
    """A few people with few hours: placing pairs one after the other often leaves somebody out who could be seated."""
    random = np.random.default_rng(seed)
    talents, employers, slots = random.integers(2, 10), random.integers(1, 6), random.integers(1, 5)
    pairs = np.argwhere(random.random((talents, employers)) < 0.5)
    pairs = pairs if len(pairs) else np.array([[0, 0]])
    return Instance(
        [f"t{n:02}" for n in range(talents)],
        [f"e{n}" for n in range(employers)],
        [f"s{n}" for n in range(slots)],
        talent_hours=random.random((talents, slots)) < 0.5,
        employer_hours=random.random((employers, slots)) < 0.7,
        pairs=pairs,
        utility=random.integers(1, 9, len(pairs)) / 4,
        talent_caps=np.full(talents, 2),
        employer_caps=random.integers(1, slots + 1, employers),
        unsocial=30 * random.integers(0, 3, (talents, slots)),
    )


def problems(given: Instance, found: Plan) -> list[str]:
    """Rules that a schedule breaks; accepted meetings and new ones together."""
    every, new = [*given.fixed, *found.meetings], found.meetings
    pairs, vetoes = set(map(tuple, given.pairs.tolist())), set(map(tuple, given.vetoes.tolist()))
    met_t, met_e = (np.bincount([m[axis] for m in every], minlength=n) for axis, n in enumerate(map(len, (given.talents, given.employers))))  # fmt: skip
    new_t, new_e = {m.talent for m in new}, {m.employer for m in new}
    rules = {
        "talent in two places": len({(m.talent, m.slot) for m in every}) == len(every),
        "employer in two places": len({(m.employer, m.slot) for m in every}) == len(every),
        "the same pair twice": len({m[:2] for m in every}) == len(every),
        "a pair that was not given": all(m[:2] in pairs for m in new),
        "a veto": not any(m[:2] in vetoes for m in new),
        "hours of a talent": all(given.talent_hours[m.talent, m.slot] for m in new),
        "hours of an employer": all(given.employer_hours[m.employer, m.slot] for m in new),
        "limit of a talent": all(met_t[t] <= given.talent_caps[t] for t in new_t),
        "limit of an employer": all(met_e[e] <= given.employer_caps[e] for e in new_e),
    }
    return [name for name, kept in rules.items() if not kept]


def minutes(given: Instance, meetings: list[Meeting]) -> int:
    """Most unsocial minutes of one talent."""
    spent = np.zeros(len(given.talents), dtype=np.int64)
    for m in [*given.fixed, *meetings]:
        spent[m.talent] += given.unsocial[m.talent, m.slot]
    return int(spent.max(initial=0))


def every_schedule(given: Instance) -> list[list[Meeting]]:
    """All schedules of a tiny event around its accepted meetings, by trying everything."""
    vetoes = set(map(tuple, given.vetoes.tolist())) | {m[:2] for m in given.fixed}
    ways = [
        Meeting(t, e, s)
        for (t, e), s in product(map(tuple, given.pairs.tolist()), range(len(given.slots)))
        if (t, e) not in vetoes and given.talent_hours[t, s] and given.employer_hours[e, s]
    ]
    found: list[list[Meeting]] = [[]]

    def fits(one: Meeting, chosen: list[Meeting]) -> bool:
        every = [*given.fixed, *chosen]
        clash = any(
            (one.talent, one.slot) == (m.talent, m.slot)
            or (one.employer, one.slot) == (m.employer, m.slot)
            or one[:2] == m[:2]
            for m in every
        )
        full_t = sum(m.talent == one.talent for m in every) >= given.talent_caps[one.talent]
        full_e = sum(m.employer == one.employer for m in every) >= given.employer_caps[one.employer]
        return not (clash or full_t or full_e)

    for one in ways:
        found += [[*chosen, one] for chosen in found if fits(one, chosen)]
    return found
