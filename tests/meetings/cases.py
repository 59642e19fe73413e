"""Meetings of an event as the product would leave them. Names are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from apps.core import marks
from apps.events.models import Event, Registration
from apps.events.terms import Party
from apps.meetings import lifecycle, runs, taking_part
from apps.meetings.hours import rows
from apps.meetings.models import Availability, Meeting, Planning, ScheduleRun, Slot
from apps.meetings.terms import Side, Want
from apps.talents.models import Talent
from tests.events.cases import make_event
from tests.factories import make_employer, make_talent

ROOM = "https://meeting.tencent.com/dm/a1b2c3"


@dataclass
class Fair:
    """An event that holds meetings, with slots of half an hour from 09:00 Beijing time on."""

    event: Event
    slots: list[Slot]

    @property
    def planning(self) -> Planning:
        return Planning.objects.get(event=self.event)


def make_fair(*, slots: int = 4, days: int = 20, **planning: Any) -> Fair:
    day = (timezone.now() + timedelta(days=days)).replace(hour=1, minute=0, second=0, microsecond=0)
    event = make_event(starts_at=day, ends_at=day + timedelta(hours=9), state="registration_closed", capacity=None)
    Planning.objects.create(event=event, **planning)
    times = rows(day, minutes=30, pause=0, count=slots)
    return Fair(event, [Slot.objects.create(event=event, starts_at=a, ends_at=b) for a, b in times])


def register(event: Event, user: Any, organisation: Any = None) -> Registration:
    party = Party.EMPLOYER if organisation else Party.TALENT
    return Registration.objects.create(
        event=event, user=user, party=party, organisation=organisation, state="confirmed", requested_at=timezone.now()
    )


def person(fair: Fair, *, slots: list[Slot] | None = None, talent: Talent | None = None, **facts: Any) -> Availability:
    """A registered talent who is free in these slots; in all if none are named."""
    talent = talent or make_talent()
    if not taking_part.registered(fair.event, talent=talent):
        register(fair.event, talent.user)
    chosen = fair.slots if slots is None else slots
    return taking_part.keep_hours(fair.event, by=talent.user, talent=talent, slots=chosen, **facts)


def firm(fair: Fair, *, slots: list[Slot] | None = None, link: str = ROOM, **facts: Any) -> Availability:
    """A registered employer with a meeting room of its own, free in these slots; `row.owner` recruits for it."""
    employer = make_employer()
    register(fair.event, employer.owner, employer.organisation)
    chosen = fair.slots if slots is None else slots
    row = taking_part.keep_hours(
        fair.event, by=employer.owner, organisation=employer.organisation, slots=chosen, link=link, **facts
    )
    row.owner = employer.owner
    return row


def propose(hers: Availability, theirs: Availability, slot: Slot, side: Side = Side.TALENT) -> Meeting:
    by = hers.talent.user if side == Side.TALENT else theirs.owner
    return lifecycle.propose(hers, theirs, slot, by=by, side=side)


def scheduled(fair: Fair, number: int = 0, **facts: Any) -> Meeting:
    """A meeting of a new pair that both agreed to."""
    hers, theirs = person(fair), firm(fair, **facts)
    meeting = propose(hers, theirs, fair.slots[number])
    lifecycle.accept(meeting, by=theirs.owner, side=Side.EMPLOYER)
    meeting.owner = theirs.owner
    return meeting


def wish(hers: Availability, theirs: Availability, want: str = Want.MUST, side: Side = Side.TALENT) -> None:
    taking_part.wish(hers, theirs, want, side=side)


def planned(fair: Fair, by: Any) -> ScheduleRun:
    """A run as the worker leaves it."""
    run = runs.start(fair.event, by=by)
    work(runs.SCHEDULE)
    run.refresh_from_db()
    return run


def work(kind: str) -> None:
    """What a worker does with the marks of a kind that are due."""
    act = {runs.SCHEDULE: runs.execute, runs.BOUND: runs.find_bound, lifecycle.REFILL: runs.refill}[kind]
    for mark_id in marks.due(kind):
        claim = marks.claim(mark_id)
        assert claim is not None
        act(claim)


def at(moment: datetime | str) -> datetime:
    return datetime.fromisoformat(moment) if isinstance(moment, str) else moment
