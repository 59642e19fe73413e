"""From pairs that are worth it to a table: placed in slots, chains swapped for those that found none, seats left filled."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from apps.meetings.planner.covering import cover
from apps.meetings.planner.instance import Bools, Case
from apps.meetings.planner.swapping import Exchanges
from apps.meetings.planner.table import NOBODY, Table


def fill(case: Case, chosen: Bools, minutes: int | None) -> Table:
    """A full table: everybody's best chosen meeting first, then the other chosen ones, then whatever still fits.

    As many talents have a meeting as can have one within `minutes`.
    """
    table = Table(case, minutes)
    order = _order(case, chosen)
    seat_each(table, order)
    fuller = cover(table)
    if fuller is not table:
        seat_each(fuller, order)
    Exchanges(fuller).run()
    return fuller


def seat_each(table: Table, order: Iterable[int]) -> None:
    """Seat each pair (numbers of the case's pairs) for which there is a slot, or can be made one."""
    pairs = table.case.pairs.tolist()
    for number in order:
        t, e = pairs[number]
        if table.has_seats(t, e) and (t, e) not in table.slot_of:
            slot = table.open_slot(t, e)
            if slot == NOBODY:
                slot = table.make_room(t, e)
            if slot != NOBODY:
                table.seat(t, e, slot)


def _order(case: Case, chosen: Bools) -> list[int]:
    """Numbers of pairs: each talent's best chosen one, those with fewest hours first; then by value, chosen ones first."""
    by_value = np.lexsort((-case.utility, ~chosen))
    talents = case.pairs[by_value, 0]
    best = np.zeros(len(by_value), dtype=bool)
    best[np.unique(talents, return_index=True)[1]] = True
    best &= chosen[by_value] & ~case.met[talents]
    hours = case.talent_hours.sum(axis=1)[talents]
    firsts, others = by_value[best], by_value[~best]
    firsts = firsts[np.argsort(hours[best], kind="stable")]
    return [int(number) for number in np.concatenate([firsts, others])]
