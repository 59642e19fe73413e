"""The table being filled: who sits where in which slot, and what may still be added, moved or taken out.

Free slots are bits of one integer a person, so that a slot in common is one `&`. Nothing here decides what is worth doing.
"""

from __future__ import annotations

from collections.abc import Iterator

from apps.meetings.planner.instance import Bools, Case, Meeting

NOBODY = -1


class Table:
    """Meetings of a case under a limit of unsocial minutes (None: no limit). Accepted meetings are not in it."""

    def __init__(self, case: Case, minutes: int | None = None) -> None:
        self.case, self.minutes = case, minutes
        self.cost: list[list[int]] = case.unsocial.tolist()
        self.spent: list[int] = case.spent.tolist()
        self.seats_t: list[int] = case.talent_caps.tolist()
        self.seats_e: list[int] = case.employer_caps.tolist()
        self.free_t = _bits(case.within(minutes))
        self.free_e = _bits(case.employer_hours)
        self.may_e = list(self.free_e)  # slots in which she could ever sit
        self.may_t = list(self.free_t)
        self.of_t = [[NOBODY] * case.slots for _ in range(case.talents)]
        self.of_e = [[NOBODY] * case.slots for _ in range(case.employers)]
        self.count = [0] * case.talents
        free = case.within(minutes)
        self.load: list[int] = free.sum(axis=0).tolist()  # talents free in each slot
        self.slot_of: dict[tuple[int, int], int] = {}

    def __iter__(self) -> Iterator[Meeting]:
        """In the order of talents and employers."""
        return (Meeting(t, e, s) for (t, e), s in sorted(self.slot_of.items()))

    def fits(self, t: int, slot: int, *, less: int = 0) -> bool:
        """Whether the slot's minutes are within the limit, `less` minutes given back."""
        return self.minutes is None or self.spent[t] - less + self.cost[t][slot] <= self.minutes

    def open_slot(self, t: int, e: int) -> int:
        """The slot in common that fewest others could use; NOBODY if there is none."""
        common = self.free_t[t] & self.free_e[e]
        best, least = NOBODY, 0
        while common:
            low = common & -common
            slot = low.bit_length() - 1
            common ^= low
            if self.fits(t, slot) and (best == NOBODY or self.load[slot] < least):
                best, least = slot, self.load[slot]
        return best

    def has_seats(self, t: int, e: int) -> bool:
        return self.seats_t[t] > 0 and self.seats_e[e] > 0

    def can_sit(self, t: int, e: int, slot: int) -> bool:
        """Both free in the slot, limits and minutes left, not met yet."""
        bit = 1 << slot
        return bool(
            (t, e) not in self.slot_of
            and self.has_seats(t, e)
            and self.free_t[t] & self.free_e[e] & bit
            and self.fits(t, slot)
        )

    def seat(self, t: int, e: int, slot: int) -> None:
        self.slot_of[t, e] = slot
        self.count[t] += 1
        self.seats_t[t] -= 1
        self.seats_e[e] -= 1
        self._occupy(t, e, slot)

    def unseat(self, t: int, e: int) -> int:
        """Take the meeting out; the slot it had."""
        slot = self.slot_of.pop((t, e))
        self.count[t] -= 1
        self.seats_t[t] += 1
        self.seats_e[e] += 1
        self._leave(t, e, slot)
        return slot

    def shift(self, t: int, e: int, slot: int) -> None:
        """Give a meeting another slot in which both are free."""
        self._leave(t, e, self.slot_of[t, e])
        self.slot_of[t, e] = slot
        self._occupy(t, e, slot)

    def _occupy(self, t: int, e: int, slot: int) -> None:
        bit = 1 << slot
        assert self.free_t[t] & self.free_e[e] & bit, "somebody would be in two places"
        self.of_t[t][slot], self.of_e[e][slot] = e, t
        self.free_t[t] ^= bit
        self.free_e[e] ^= bit
        self.load[slot] -= 1
        self.spent[t] += self.cost[t][slot]

    def _leave(self, t: int, e: int, slot: int) -> None:
        bit = 1 << slot
        self.of_t[t][slot] = self.of_e[e][slot] = NOBODY
        self.free_t[t] |= bit
        self.free_e[e] |= bit
        self.load[slot] += 1
        self.spent[t] -= self.cost[t][slot]

    # ------------------------------------------------------------ chains
    def make_room(self, t: int, e: int) -> int:
        """Swap two slots along a chain of meetings so that both are free in one; that slot, or NOBODY.

        A chain alternates between the slots a and b; everybody inside it sits in both, so only its end has to be asked
        whether the other slot suits.
        """
        here, there = self.free_t[t], self.free_e[e]
        for a in _slots(here & self.may_e[e] & ~there):  # the employer is busy in a and free in b
            for b in _slots(there):
                if self.fits(t, a) and self._swap(self._chain_from_employer(e, a, b), a, b):
                    return a
        for a in _slots(there & self.may_t[t] & ~here):  # the talent is busy in a and free in b
            for b in _slots(here):
                if self.fits(t, b) and self._swap(self._chain_from_talent(t, a, b), a, b):
                    return a
        return NOBODY

    def _chain_from_employer(self, e: int, a: int, b: int) -> list[tuple[int, int]] | None:
        """Meetings from the employer on, the first of them in a; None if the end cannot take the other slot."""
        chain = []
        while (t := self.of_e[e][a]) != NOBODY:
            chain.append((t, e))
            e = self.of_t[t][b]
            if e == NOBODY:
                less = self.cost[t][a]
                return chain if self.may_t[t] >> b & 1 and self.fits(t, b, less=less) else None
            chain.append((t, e))
        return chain if self.may_e[e] >> a & 1 else None

    def _chain_from_talent(self, t: int, a: int, b: int) -> list[tuple[int, int]] | None:
        """The same from the talent, the first meeting in a."""
        chain = []
        while (e := self.of_t[t][a]) != NOBODY:
            chain.append((t, e))
            t = self.of_e[e][b]
            if t == NOBODY:
                return chain if self.may_e[e] >> b & 1 else None
            chain.append((t, e))
        return chain if self.may_t[t] >> a & 1 and self.fits(t, a, less=self.cost[t][b]) else None

    def _swap(self, chain: list[tuple[int, int]] | None, a: int, b: int) -> bool:
        if chain is None:
            return False
        slots = [self.slot_of[pair] for pair in chain]
        for (t, e), slot in zip(chain, slots, strict=True):
            self._leave(t, e, slot)
        for (t, e), slot in zip(chain, slots, strict=True):
            other = b if slot == a else a
            self.slot_of[t, e] = other
            self._occupy(t, e, other)
        return True


def _bits(free: Bools) -> list[int]:
    """One integer a row, bit s for slot s."""
    return [sum(1 << int(slot) for slot in row.nonzero()[0]) for row in free]


def _slots(bits: int) -> Iterator[int]:
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low
