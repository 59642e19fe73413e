"""Meetings that are worth more than those in their way: exchanged as long as the sum grows and nobody loses her last one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from apps.meetings.planner.table import NOBODY, Table

ROUNDS = 2
GAIN = 1e-9
Pair = tuple[int, int]


class Price(NamedTuple):
    """What leaves so that a pair can sit in a slot, and what it was worth."""

    value: float
    slot: int
    leaving: tuple[Pair, ...]


class Exchanges:
    """Tries pairs that were left out against what is in their way."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.pairs: list[Pair] = [(t, e) for t, e in table.case.pairs.tolist()]
        worth = table.case.utility.tolist()
        self.value: dict[Pair, float] = dict(zip(self.pairs, worth, strict=True))
        self.by_value = sorted(range(len(self.pairs)), key=lambda number: (-worth[number], number))

    def run(self) -> None:
        """Most valuable first; what gave way may come back in the next round."""
        for _round in range(ROUNDS):
            gained = [self.try_pair(self.pairs[number]) for number in self.by_value]
            if not any(gained):
                return

    def try_pair(self, pair: Pair) -> bool:
        """Seat the pair in place of at most one meeting of hers and one of the employer's that are worth less together."""
        table, (t, e) = self.table, pair
        if pair in table.slot_of:
            return False
        mine = None if table.seats_t[t] > 0 else self._cheapest([(t, firm) for firm in table.of_t[t]])
        theirs = None if table.seats_e[e] > 0 else self._cheapest_of_employer(e)
        least = max((self.value[one] for one in (mine, theirs) if one is not None), default=0.0)
        full = (table.seats_t[t] < 1 and mine is None) or (table.seats_e[e] < 1 and theirs is None)
        if full or least >= self.value[pair] - GAIN:
            return False
        prices = [self._price(pair, slot, mine, theirs) for slot in _slots(table.may_t[t] & table.may_e[e])]
        best = min((price for price in prices if price is not None), default=None)
        if best is None or best.value >= self.value[pair] - GAIN:
            return False
        for leaving in best.leaving:
            table.unseat(*leaving)
        table.seat(t, e, best.slot)
        return True

    def _price(self, pair: Pair, slot: int, mine: Pair | None, theirs: Pair | None) -> Price | None:
        """`mine` and `theirs` leave where a limit is reached; whoever sits in the slot leaves in place of them."""
        table, (t, e) = self.table, pair
        if (firm := table.of_t[t][slot]) != NOBODY:
            mine = (t, firm)
        if (person := table.of_e[e][slot]) != NOBODY:
            if not self._keeps_one(person):
                return None
            theirs = (person, e)
        if not table.fits(t, slot, less=table.cost[t][table.slot_of[mine]] if mine else 0):
            return None
        leaving = tuple(one for one in (mine, theirs) if one is not None)
        return Price(sum([self.value[one] for one in leaving]), slot, leaving)

    def _cheapest(self, pairs: Sequence[Pair]) -> Pair | None:
        return min((pair for pair in pairs if NOBODY not in pair), key=self.value.__getitem__, default=None)

    def _cheapest_of_employer(self, e: int) -> Pair | None:
        people = [person for person in self.table.of_e[e] if person != NOBODY and self._keeps_one(person)]
        return self._cheapest([(person, e) for person in people])

    def _keeps_one(self, t: int) -> bool:
        """Whether she still meets somebody when one meeting is taken from her."""
        return self.table.count[t] > 1 or bool(self.table.case.met[t])


def _slots(bits: int) -> list[int]:
    return [slot for slot in range(bits.bit_length()) if bits >> slot & 1]
