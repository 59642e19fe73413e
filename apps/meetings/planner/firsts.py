"""How many people can have a first meeting at all: an exact maximum flow, slots included.

A first meeting is a path: source, talent (once), an employer in a slot (once), that employer (up to its limit), sink. A
flow of integers is a set of meetings in which nobody is in two places, so its greatest value is the number proved.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import maximum_flow

from apps.meetings.planner.instance import Bools, Case, Ints


def most_first_meetings(case: Case, minutes: int | None = None) -> int:
    """The greatest number of talents with a meeting, those who have an accepted one included.

    With `minutes` only meetings count that keep each talent's unsocial minutes within it.
    """
    t, e, s = _edges(case, case.within(minutes))
    already = int(case.met.sum())
    if not len(t):
        return already
    return already + _flow(case, t, e, s)


def _edges(case: Case, hours: Bools) -> tuple[Ints, Ints, Ints]:
    """Talents without a meeting, employers and slots: each way to have a first one."""
    wanted = ~case.met[case.pairs[:, 0]]
    pairs = case.pairs[wanted]
    row, slot = np.nonzero(hours[pairs[:, 0]] & case.employer_hours[pairs[:, 1]])
    return pairs[row, 0], pairs[row, 1], slot


def _flow(case: Case, t: Ints, e: Ints, s: Ints) -> int:
    desks, desk = np.unique(e * case.slots + s, return_inverse=True)
    people, firms = np.unique(t), np.unique(e)
    first_desk = 1 + case.talents
    first_firm = first_desk + len(desks)
    sink = first_firm + case.employers
    rows = np.concatenate([np.zeros_like(people), 1 + t, first_desk + np.arange(len(desks)), first_firm + firms])
    columns = np.concatenate(
        [1 + people, first_desk + desk, first_firm + desks // case.slots, np.full_like(firms, sink)]
    )
    room = np.ones(len(rows), dtype=np.int32)
    room[-len(firms) :] = case.employer_caps[firms]
    graph = sparse.csr_array((room, (rows, columns)), shape=(sink + 1, sink + 1))
    return int(maximum_flow(graph, 0, sink).flow_value)
