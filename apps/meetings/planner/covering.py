"""People without a meeting: seated along augmenting paths, so that the number reached is the number proved.

One meeting of each talent is her first; the first meetings alone are a flow as in `firsts`. A path gives somebody new a
desk (an employer in a slot) whose holder takes another, and so on until a desk is free. Other meetings give way.
"""

from __future__ import annotations

from collections import defaultdict, deque

from apps.meetings.planner.table import NOBODY, Table

Desk = tuple[int, int]  # employer, slot


class Firsts:
    """The first meetings of a table, and the search for one more."""

    def __init__(self, table: Table) -> None:
        self.table, self.case = table, table.case
        self.values = {
            (t, e): value
            for (t, e), value in zip(self.case.pairs.tolist(), self.case.utility.tolist(), strict=True)
        }  # fmt: skip
        self.employers: dict[int, list[int]] = defaultdict(list)
        for t, e in sorted(self.values, key=lambda pair: (pair[0], -self.values[pair], pair[1])):
            self.employers[t].append(e)
        self.desk: dict[int, Desk] = {}
        self.holder: dict[Desk, int] = {}
        self.at: dict[int, set[int]] = defaultdict(set)  # employer -> talents whose first meeting it is
        for t, e, s in sorted(table, key=lambda m: (m.talent, -self.values[m.talent, m.employer], m.employer)):
            if t not in self.desk:
                self.take(t, (e, s))
        self.dead: set[int] = set()  # talents from whom no path leads to a free desk, now or later

    def take(self, t: int, desk: Desk) -> None:
        self.desk[t], self.holder[desk] = desk, t
        self.at[desk[0]].add(t)

    def leave(self, t: int) -> None:
        desk = self.desk.pop(t)
        del self.holder[desk]
        self.at[desk[0]].discard(t)

    def seat(self, newcomer: int) -> bool:
        """One more talent with a first meeting, if there is a path; nobody loses hers."""
        came: dict[int, tuple[int, Desk]] = {}  # talent who gives way -> for whom, and the desk that one takes
        queue, seen = deque([newcomer]), {newcomer}
        while queue:
            t = queue.popleft()
            for desk in self.desks(t):
                others = self.in_the_way(desk)
                if not others:
                    self._walk_back(newcomer, t, desk, came)
                    return True
                for other in others:
                    if other not in seen and other not in self.dead:
                        seen.add(other)
                        came[other] = (t, desk)
                        queue.append(other)
        self.dead |= seen
        return False

    def desks(self, t: int) -> list[Desk]:
        """Where she could sit if the table were empty, best employers first."""
        table = self.table
        return [
            (e, slot)
            for e in self.employers[t]
            for slot in range(self.case.slots)
            if table.may_t[t] & table.may_e[e] & (1 << slot)
        ]

    def in_the_way(self, desk: Desk) -> list[int]:
        """Talents one of whom has to leave before the desk can be taken; nobody if it is free."""
        if (holder := self.holder.get(desk, NOBODY)) != NOBODY:
            return [holder]
        firm = self.at[desk[0]]
        return sorted(firm) if len(firm) >= self.case.employer_caps[desk[0]] else []

    def _walk_back(self, newcomer: int, t: int, desk: Desk, came: dict[int, tuple[int, Desk]]) -> None:
        while t != newcomer:
            before, freed = came[t]
            self.leave(t)
            self.take(t, desk)
            t, desk = before, freed
        self.take(newcomer, desk)


def cover(table: Table) -> Table:
    """The table itself when nobody more can be seated, else another in which as many as possible are."""
    case = table.case
    without = [t for t in range(case.talents) if not table.count[t] and not case.met[t]]
    if not without:
        return table
    firsts = Firsts(table)
    if not sum([firsts.seat(t) for t in without if firsts.employers[t]]):
        return table
    found = Table(case, table.minutes)
    for t, (e, s) in sorted(firsts.desk.items()):
        found.seat(t, e, s)
    for t, e, s in sorted(table, key=lambda m: (-firsts.values[m.talent, m.employer], m.talent, m.employer)):
        if found.can_sit(t, e, s):
            found.seat(t, e, s)
    return found
