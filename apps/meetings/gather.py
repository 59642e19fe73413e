"""From rows to what the planner reads: a constant number of queries, whatever the size of the event."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import product

import numpy as np
from django.db.models import Max, Q
from django.utils import timezone

from apps.events.models import Event
from apps.matching.gather import hides_from
from apps.matching.models import MatchResult
from apps.meetings.hours import minutes_outside
from apps.meetings.models import Availability, Meeting, Slot, Wish
from apps.meetings.planner.instance import Bools, Instance, Ints
from apps.meetings.planner.instance import Meeting as Planned
from apps.meetings.states import ENDED_WITHOUT, LIVE
from apps.meetings.terms import Want
from apps.positions.states import LIVE as LIVE_POSITIONS

FULL = 100_000  # a score in thousandths of a point
WISHED = {Want.MUST: 1.0, Want.MAY: 0.25}  # a score is worth up to 1
LEAST = 0.01  # a pair that may meet is worth something
Pair = tuple[int, int]  # keys of the talent and the organisation


@dataclass(frozen=True)
class Gathered:
    """The instance, and the rows behind its places."""

    instance: Instance
    talents: list[Availability]
    employers: list[Availability]
    slots: list[Slot]

    @property
    def digest(self) -> str:
        """Hash of everything the planner reads: the same rows, the same schedule."""
        found = hashlib.sha256()
        for field in fields(self.instance):
            value = getattr(self.instance, field.name)
            found.update(value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode())
            found.update(b"\0")
        return found.hexdigest()


def gather(event: Event) -> Gathered:
    """Everybody who takes part in the event's meetings. Slots that have begun are left out."""
    rows = Availability.objects.filter(event=event).select_related("talent__user", "organisation")
    rows = rows.prefetch_related("slots", "talent__blocked").order_by("pk")
    talents = [row for row in rows if row.talent_id and row.talent and row.talent.user.is_active]
    employers = [row for row in rows if row.organisation_id]
    live = list(Meeting.objects.filter(event=event, state__in=LIVE))
    kept = {meeting.slot_id for meeting in live}
    slots = list(Slot.objects.filter(Q(starts_at__gt=timezone.now()) | Q(pk__in=kept), event=event))
    pairs, utility, vetoes = _pairs(event, talents, employers)
    t, e, s = (_places(row.pk for row in side) for side in (talents, employers, slots))
    of_t = {row.talent_id: t[row.pk] for row in talents}
    of_e = {row.organisation_id: e[row.pk] for row in employers}
    fixed = [
        Planned(of_t[m.talent_id], of_e[m.organisation_id], s[m.slot_id])
        for m in live
        if m.talent_id in of_t and m.organisation_id in of_e
    ]
    instance = Instance(
        talents=[row.public_id for row in talents],
        employers=[row.public_id for row in employers],
        slots=[f"{slot.starts_at.isoformat()} {slot.public_id}" for slot in slots],
        talent_hours=_hours(talents, slots),
        employer_hours=_hours(employers, slots),
        pairs=pairs,
        utility=utility,
        vetoes=vetoes,
        talent_caps=np.array([row.most for row in talents], dtype=np.int64),
        employer_caps=np.array([row.most for row in employers], dtype=np.int64),
        unsocial=_unsocial(talents, slots),
        fixed=fixed,
    )
    return Gathered(instance, talents, employers, slots)


def _places(keys: Iterable[int]) -> dict[int, int]:
    return {key: place for place, key in enumerate(keys)}


def _hours(rows: list[Availability], slots: list[Slot]) -> Bools:
    """bool[people, slots]: said to be free, to come, and with no meeting at another event at the time."""
    found = np.zeros((len(rows), len(slots)), dtype=bool)
    now, place = timezone.now(), _places(slot.pk for slot in slots)
    for number, row in enumerate(rows):
        for slot in row.slots.all():
            if slot.pk in place and slot.starts_at > now:
                found[number, place[slot.pk]] = True
    if rows and slots:
        _take_out_other_events(found, rows, slots)
    return found


def _take_out_other_events(found: Bools, rows: list[Availability], slots: list[Slot]) -> None:
    column = "talent_id" if rows[0].talent_id else "organisation_id"
    number = {getattr(row, column): place for place, row in enumerate(rows)}
    first, last = min(slot.starts_at for slot in slots), max(slot.ends_at for slot in slots)
    elsewhere = Meeting.objects.live().exclude(event=rows[0].event_id)
    elsewhere = elsewhere.filter(starts_at__lt=last, ends_at__gt=first, **{f"{column}__in": number})
    for who, begins, ends in elsewhere.values_list(column, "starts_at", "ends_at"):
        for place, slot in enumerate(slots):
            if begins < slot.ends_at and ends > slot.starts_at:
                found[number[who], place] = False


def _unsocial(talents: list[Availability], slots: list[Slot]) -> Ints:
    minutes = [
        [minutes_outside(slot.starts_at, slot.ends_at, row.zone, row.wakes, row.sleeps) for slot in slots]
        for row in talents
    ]
    return np.array(minutes, dtype=np.int64).reshape(len(talents), len(slots))


def _pairs(event: Event, talents: list[Availability], employers: list[Availability]) -> tuple[Ints, np.ndarray, Ints]:
    """Pairs of places that somebody wishes or a ranking found, what they are worth, and vetoes.

    Who declined, was declined, cancelled or did not come is not paired with the other again at this event.
    """
    worth: dict[Pair, float] = defaultdict(float)
    closed: set[Pair] = set()
    for talent, organisation, want in Wish.objects.filter(event=event).values_list("talent", "organisation", "want"):
        if want == Want.NO:
            closed.add((talent, organisation))
        else:
            worth[talent, organisation] += WISHED[Want(want)]
    for pair, score in _scores(talents, employers).items():
        worth[pair] += score / FULL
    ended = Meeting.objects.filter(event=event, state__in=ENDED_WITHOUT)
    closed |= set(ended.values_list("talent", "organisation"))
    pairs: list[Pair] = []
    vetoes: list[Pair] = []
    utility: list[float] = []
    for (t, hers), (e, theirs) in product(enumerate(talents), enumerate(employers)):
        assert hers.talent is not None
        assert theirs.organisation is not None
        key = (hers.talent.pk, theirs.organisation.pk)
        if key in worth:
            pairs.append((t, e))
            utility.append(max(worth[key], LEAST))
        if key in closed or (key in worth and hides_from(hers.talent, theirs.organisation)):
            vetoes.append((t, e))
    return _rows(pairs), np.array(utility, dtype=np.float64), _rows(vetoes)


def _rows(pairs: list[Pair]) -> Ints:
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _scores(talents: list[Availability], employers: list[Availability]) -> dict[Pair, int]:
    """Best score of each talent for a live position of each employer, from the lists in force."""
    employer = "match__position__employer__organisation"
    found = MatchResult.objects.filter(
        run__current=True,
        match__talent__in=[row.talent_id for row in talents],
        match__position__state__in=LIVE_POSITIONS,
        **{f"{employer}__in": [row.organisation_id for row in employers]},
    )
    best = found.values_list("match__talent", employer).annotate(best=Max("score"))
    return {(talent, organisation): score for talent, organisation, score in best}
