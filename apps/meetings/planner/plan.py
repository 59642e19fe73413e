"""The whole schedule: first meetings, then what it is worth, then the hours of the person who is worst off.

In this order: as many people as possible meet somebody (the number is proved by a flow and reached); the schedule is worth
at least `ENOUGH` of a bound that no schedule exceeds; and among such schedules the most unsocial minutes of one person are
as few as are found. Deterministic: stable keys break ties, so the same event gives the same schedule.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from apps.meetings.planner.bounds import Flow, quota_flow, slot_bound, total
from apps.meetings.planner.filling import fill
from apps.meetings.planner.firsts import most_first_meetings
from apps.meetings.planner.instance import Case, Instance, Meeting, case_of
from apps.meetings.planner.reasons import Reason, reasons_of_employers, reasons_of_talents
from apps.meetings.planner.table import Table

ENOUGH = 0.99
TRIES = 5  # schedules built while looking for fewer unsocial minutes
SLACK = 1e-6  # of the solver


@dataclass(frozen=True)
class Plan:
    """meetings: new ones, in the numbers of the instance; accepted ones stay as they are and are not repeated.

    proved: talents who can have a meeting at all; reached: those who have one, accepted ones included.
    utility and bound: with accepted meetings; worst: most unsocial minutes of one talent, in minutes; worst_bound: fewer
    are impossible for a schedule of this worth. talents_without, employers_without: why somebody has no meeting.
    """

    meetings: tuple[Meeting, ...]
    proved: int
    reached: int
    utility: float
    bound: float
    worst: int
    worst_bound: int
    talents_without: dict[int, Reason]
    employers_without: dict[int, Reason]

    @property
    def fraction(self) -> float:
        """Of the bound by flows; 1 where there is nothing to gain."""
        return self.utility / self.bound if self.bound > 0 else 1.0


def plan(instance: Instance) -> Plan:
    """A schedule around the accepted meetings. Raises ValueError as `Instance.check`."""
    case = case_of(instance)
    proved = most_first_meetings(case)
    flow = quota_flow(case, proved)
    bound = min(flow.bound, quota_flow(case, proved, first=0.0).bound)
    table = fill(case, flow.chosen, None)
    enough = min(ENOUGH * total(case, bound) - case.fixed_utility, worth(table))
    table, least = fewer_unsocial_minutes(case, table, proved, enough)
    return _plan(case, table, proved, bound, least)


def refill(instance: Instance) -> Plan:
    """After cancellations: everything in `fixed` stays, free seats and hours are given anew. The caller has put pairs that
    were cancelled among the vetoes, so that nobody is asked twice."""
    return plan(instance)


def tighter_bound(instance: Instance, *, seconds: float | None = None) -> float | None:
    """The bound by the linear programme with slots, accepted meetings included; None if `seconds` were not enough."""
    case = case_of(instance)
    found = slot_bound(case, most_first_meetings(case), seconds=seconds)
    return None if found is None else total(case, found)


def worth(table: Table) -> float:
    return math.fsum(value for _pair, value in _values(table))


def worst(table: Table) -> int:
    return max(table.spent, default=0)


def fewer_unsocial_minutes(case: Case, table: Table, proved: int, enough: float) -> tuple[Table, int]:
    """The best table found by halving the limit of minutes, and the fewest minutes that are not proved impossible.

    A limit is impossible if not everybody proved could meet within it, or if no schedule within it were worth enough.
    """
    limits = _limits(case, worst(table))
    low, high = 0, len(limits) - 1  # limits[high] is what the table has
    flows: dict[int, Flow] = {}
    while low < high:
        middle = (low + high) // 2
        if _possible(case, proved, enough, limits[middle], flows):
            high = middle
        else:
            low = middle + 1
    least, low, high = limits[low], low, len(limits) - 1
    for number in range(TRIES):
        if low >= high:
            break
        middle = low if number == 0 else (low + high) // 2  # most often the least is reached at once
        found = _within(case, proved, enough, limits[middle], flows)
        if found is None:
            low = middle + 1
        else:
            table, high = found, limits.index(worst(found))
    return table, least


def _limits(case: Case, most: int) -> list[int]:
    """Sums of minutes that a talent can have, from the most that accepted meetings cost to `most`."""
    start = int(case.spent.max(initial=0))
    step = int(np.gcd.reduce(np.concatenate([case.unsocial.ravel(), case.spent, [most]]))) or 1
    return [*range(start, most, step), most] if start < most else [most]


def _possible(case: Case, proved: int, enough: float, minutes: int, flows: dict[int, Flow]) -> bool:
    if most_first_meetings(case, minutes) < proved:
        return False
    flows[minutes] = quota_flow(case, proved, minutes)
    return flows[minutes].bound >= enough - SLACK


def _within(case: Case, proved: int, enough: float, minutes: int, flows: dict[int, Flow]) -> Table | None:
    """A table within the limit that is worth enough and leaves nobody without whom the proof includes."""
    if minutes not in flows and not _possible(case, proved, enough, minutes, flows):
        return None
    table = fill(case, flows[minutes].chosen, minutes)
    good = _reached(case, table) == proved and worth(table) >= enough - SLACK
    return table if good else None


def _reached(case: Case, table: Table) -> int:
    return sum(bool(case.met[t]) or table.count[t] > 0 for t in range(case.talents))


def _values(table: Table) -> list[tuple[tuple[int, int], float]]:
    pairs = zip(table.case.pairs.tolist(), table.case.utility.tolist(), strict=True)
    return [((t, e), value) for (t, e), value in pairs if (t, e) in table.slot_of]


def _plan(case: Case, table: Table, proved: int, bound: float, least: int) -> Plan:
    meetings = case.back(list(table))
    every = [*case.instance.fixed, *meetings]
    return Plan(
        tuple(sorted(meetings)),
        proved,
        _reached(case, table),
        worth(table) + case.fixed_utility,
        total(case, bound),
        worst(table),
        least,
        reasons_of_talents(case.instance, {m.talent for m in every}),
        reasons_of_employers(case.instance, {m.employer for m in every}),
    )
