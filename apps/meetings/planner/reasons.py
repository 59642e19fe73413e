"""Why somebody has no meeting: the first of these that is true."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from apps.meetings.planner.instance import Bools, Instance, Ints


class Reason(StrEnum):
    """From what she can change herself to what nobody can: more people than there is room for."""

    NO_HOURS = "no_hours"  # not free in any slot
    NO_SEATS = "no_seats"  # her own limit is 0
    NOBODY_SUITS = "nobody_suits"  # no pair with anybody
    VETOED = "vetoed"  # every pair was declined by one of the two
    NO_COMMON_HOURS = "no_common_hours"  # nobody who suits is free when she is
    ALL_TAKEN = "all_taken"  # others have the places, and seating her would leave somebody else without


def reasons_of_talents(instance: Instance, met: set[int]) -> dict[int, Reason]:
    """Place in the instance -> reason, of talents who are not among those `met`."""
    return _reasons(instance.talent_hours, instance.talent_caps, _side(instance, 0), met)


def reasons_of_employers(instance: Instance, met: set[int]) -> dict[int, Reason]:
    return _reasons(instance.employer_hours, instance.employer_caps, _side(instance, 1), met)


def _side(instance: Instance, side: int) -> tuple[Ints, Ints, Ints]:
    """Of one side, per person: how many pairs, how many without vetoes, how many of these with a slot in common."""
    width = len(instance.employers)
    count = len(instance.talents if side == 0 else instance.employers)
    t, e = instance.pairs[:, 0], instance.pairs[:, 1]
    open_ = ~np.isin(t * width + e, instance.vetoes[:, 0] * width + instance.vetoes[:, 1])
    common = open_ & (instance.talent_hours[t] & instance.employer_hours[e]).any(axis=1)
    who = instance.pairs[:, side]
    counts = [np.bincount(who[keep], minlength=count) for keep in (np.ones(len(who), dtype=bool), open_, common)]
    return counts[0], counts[1], counts[2]


def _reasons(hours: Bools, caps: Ints, counts: tuple[Ints, Ints, Ints], met: set[int]) -> dict[int, Reason]:
    pairs, open_, common = counts
    found = {}
    for who in range(len(caps)):
        if who in met:
            continue
        rules = (
            (not hours[who].any(), Reason.NO_HOURS),
            (caps[who] < 1, Reason.NO_SEATS),
            (pairs[who] < 1, Reason.NOBODY_SUITS),
            (open_[who] < 1, Reason.VETOED),
            (common[who] < 1, Reason.NO_COMMON_HOURS),
        )
        found[who] = next((reason for true, reason in rules if true), Reason.ALL_TAKEN)
    return found
