"""Schedules: asked for, planned by a worker, looked at, released in one act; the tighter bound follows by itself.

A run is computed for a mark (`core.marks`): a worker that dies loses its lease, another does the work again, and only one
of them stores. Nothing of a draft keeps anybody's time before it is released.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, marks
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed, MoveRefused, move, move_many
from apps.events.models import Event
from apps.events.telling import titles
from apps.meetings import booking
from apps.meetings.gather import Gathered, gather
from apps.meetings.models import Availability, DraftMeeting, Meeting, Planning, ScheduleRun, Wish
from apps.meetings.planner.plan import Plan, plan, tighter_bound
from apps.meetings.states import LIVE, OPEN_RUNS, MeetingState, RunState
from apps.meetings.telling import tell_both
from apps.meetings.terms import RunKind, Side, Stage, Want
from apps.notifications.send import tell

SCHEDULE, BOUND = "schedule", "schedule_bound"
ROLE = "operator"
BOUND_SECONDS = 90.0  # below the time a worker has for one task


@transaction.atomic
def start(event: Event, *, by: Actor, kind: str = RunKind.WHOLE) -> ScheduleRun:
    """Ask for a schedule. One at a time: raises GuardFailed while another is planned or waits to be looked at."""
    planning = booking.lock(event)
    booking.still_to_come(planning.event)
    if event.schedule_runs.filter(state__in=OPEN_RUNS).exists():
        raise GuardFailed(_("A schedule is being planned or waits for you. Release it or discard it first."))
    person = by if isinstance(by, User) else None
    run = ScheduleRun.objects.create(event=event, kind=kind, by=person)
    audit.record(run, "ask_schedule", by=by, role=ROLE if person else "", state_to=run.state)
    marks.touch(SCHEDULE, [run.pk], urgent=True)
    return run


def execute(claim: marks.Claim) -> None:
    """Plan the claimed run and store the draft; nothing if it was discarded or the lease was lost meanwhile."""
    run = ScheduleRun.objects.select_related("event").filter(pk=claim.object_id).first()
    if run is None or run.state not in (RunState.QUEUED, RunState.RUNNING):
        _settle(claim)
        return
    move(run, "start", by=SYSTEM, facts={"stage": Stage.GATHERING})
    begun = time.monotonic()
    gathered = gather(run.event)
    _stage(run, Stage.PLANNING)
    found = plan(gathered.instance)
    _stage(run, Stage.STORING)
    with transaction.atomic():
        if marks.settle(claim):
            _store(run, gathered, found, seconds=round(time.monotonic() - begun, 3))


def _settle(claim: marks.Claim) -> None:
    with transaction.atomic():
        marks.settle(claim)


def _stage(run: ScheduleRun, stage: Stage) -> None:
    ScheduleRun.objects.filter(pk=run.pk).update(stage=stage)


def _store(run: ScheduleRun, gathered: Gathered, found: Plan, *, seconds: float) -> None:
    run.refresh_from_db()
    if run.state != RunState.RUNNING:  # discarded while it was planned
        return
    rows = []
    for t, e, s in found.meetings:
        pair = {"talent": gathered.talents[t].talent, "organisation": gathered.employers[e].organisation}
        rows.append(DraftMeeting(run=run, slot=gathered.slots[s], **pair))
    DraftMeeting.objects.bulk_create(rows)
    move(run, "finish", by=SYSTEM, facts=_figures(gathered, found) | {"seconds": seconds, "stage": Stage.DONE})
    marks.touch(BOUND, [run.pk])
    if run.kind == RunKind.REFILL and Planning.objects.filter(event=run.event, refill_at_once=True).exists():
        _release_refill(run)
    elif run.by is not None and rows:
        _tell_organiser(run, len(rows))


def _release_refill(run: ScheduleRun) -> None:
    """What was cancelled is filled without asking; an empty refill is nothing to release."""
    if not run.drafts.exists():
        move(run, "discard", by=SYSTEM)
        return
    release(run, by=SYSTEM)


def _figures(gathered: Gathered, found: Plan) -> dict[str, Any]:
    without = {
        Side.TALENT: {gathered.talents[place].public_id: reason for place, reason in found.talents_without.items()},
        Side.EMPLOYER: {gathered.employers[at].public_id: why for at, why in found.employers_without.items()},
    }
    return {
        "finished_at": timezone.now(),
        "talents": len(gathered.talents),
        "employers": len(gathered.employers),
        "fixed": len(gathered.instance.fixed),
        "proved": found.proved,
        "reached": found.reached,
        "utility": found.utility,
        "bound": found.bound,
        "worst": found.worst,
        "worst_bound": found.worst_bound,
        "without": without,
        "inputs": gathered.digest,
    }


def _tell_organiser(run: ScheduleRun, count: int) -> None:
    assert run.by is not None
    context = {"event": titles(run.event), "meetings": str(count)}
    url = f"/admin/meetings/planning/{run.event.planning.pk}/change/"
    tell(run.by, "meeting_schedule_ready", context=context, url=url, key=run.public_id)


def find_bound(claim: marks.Claim) -> None:
    """The linear programme with slots, for a draft that waits to be looked at. Where rows have changed since it was planned
    the bound would be of something else, and none is stored."""
    run = ScheduleRun.objects.select_related("event").filter(pk=claim.object_id, state=RunState.READY).first()
    found = None
    if run is not None:
        gathered = gather(run.event)
        if gathered.digest == run.inputs:
            found = tighter_bound(gathered.instance, seconds=BOUND_SECONDS)
    with transaction.atomic():
        if marks.settle(claim) and run is not None and found is not None:
            ScheduleRun.objects.filter(pk=run.pk).update(tighter=found)


@transaction.atomic
def release(run: ScheduleRun, *, by: Actor) -> int:
    """Make the draft's meetings, scheduled at once, and tell both sides; how many. What has become impossible meanwhile
    (taken, cancelled, full, vetoed) is left out and counted."""
    planning = booking.lock(run.event)
    booking.still_to_come(planning.event)
    row = ScheduleRun.objects.select_related("event").get(pk=run.pk)
    drafts = list(row.drafts.select_related("talent__user", "organisation", "slot").order_by("pk"))
    made = _make(row, drafts)
    role = "" if by is SYSTEM else ROLE
    move(row, "release", by=by, role=role, facts={"left_out": len(drafts) - len(made)})
    move_many(made, "release", by=by, role=role, facts={"waits_for": "", "answer_until": None})
    for meeting in made:
        tell_both(meeting, "meeting_scheduled", stamp=row.public_id)
    run.refresh_from_db()
    return len(made)


def _make(run: ScheduleRun, drafts: list[DraftMeeting]) -> list[Meeting]:
    """Rows of the drafts that are still possible. The constraints have the last word: what they refuse is not made."""
    able = _still_able(run.event)
    links = dict(able.filter(organisation__isnull=False).values_list("organisation", "link"))
    room = _Room(run.event, able)
    now = timezone.now()
    rows = [
        Meeting(
            event=run.event, run=run, slot=draft.slot, starts_at=draft.slot.starts_at, ends_at=draft.slot.ends_at,
            talent=draft.talent, organisation=draft.organisation, link=links.get(draft.organisation_id, ""),
            waits_for=Side.TALENT, answer_until=draft.slot.starts_at,
        )
        for draft in drafts
        if draft.slot.starts_at > now and room.take(draft)
    ]  # fmt: skip
    Meeting.objects.bulk_create(rows, ignore_conflicts=True)
    names = [row.public_id for row in rows]
    found = Meeting.objects.filter(public_id__in=names, state=MeetingState.PROPOSED)
    return list(found.select_related("event", "talent__user", "organisation").order_by("pk"))


def _still_able(event: Event) -> Any:
    return Availability.objects.filter(event=event)


class _Room:
    """Whether a draft still fits hours, limits and wishes of today; counts what it has taken."""

    def __init__(self, event: Event, able: Any) -> None:
        self.free = set(able.filter(talent__isnull=False).values_list("talent", "slots"))
        self.open = set(able.filter(organisation__isnull=False).values_list("organisation", "slots"))
        self.most_t = dict(able.filter(talent__isnull=False).values_list("talent", "most"))
        self.most_e = dict(able.filter(organisation__isnull=False).values_list("organisation", "most"))
        wishes = Wish.objects.filter(event=event, want=Want.NO)
        self.closed = set(wishes.values_list("talent", "organisation"))
        self.closed |= set(Meeting.objects.filter(event=event).values_list("talent", "organisation"))
        for talent, organisation in Meeting.objects.filter(event=event, state__in=LIVE).values_list(
            "talent", "organisation"
        ):
            self._count(talent, organisation)

    def take(self, draft: DraftMeeting) -> bool:
        t, e, s = draft.talent_id, draft.organisation_id, draft.slot_id
        able = (t, s) in self.free and (e, s) in self.open and (t, e) not in self.closed
        if not able or self.most_t[t] < 1 or self.most_e[e] < 1:
            return False
        self._count(t, e)
        return True

    def _count(self, talent: int, organisation: int) -> None:
        for most, who in ((self.most_t, talent), (self.most_e, organisation)):
            if who in most:
                most[who] -= 1


@transaction.atomic
def discard(run: ScheduleRun, *, by: Actor) -> None:
    move(run, "discard", by=by, role=ROLE)
    run.drafts.all().delete()


@transaction.atomic
def fail(run_pk: int, error: str) -> None:
    """The worker gave up for good: the organiser sees why and may ask again."""
    run = ScheduleRun.objects.filter(pk=run_pk, state__in=(RunState.QUEUED, RunState.RUNNING)).first()
    if run is not None:
        move(run, "fail", by=SYSTEM, facts={"error": error[:2000]})


def refill(claim: marks.Claim) -> None:
    """One run for however many cancellations; none while the organiser has a draft open, which then is out of date."""
    event = Event.objects.filter(pk=claim.object_id).first()
    if event is not None and event.schedule_runs.filter(state__in=OPEN_RUNS).exists():
        marks.postpone(claim, timedelta(minutes=1))
        return
    with transaction.atomic():
        if marks.settle(claim) and event is not None:
            _start_refill(event)


def _start_refill(event: Event) -> None:
    try:
        with transaction.atomic():
            start(event, by=SYSTEM, kind=RunKind.REFILL)
    except MoveRefused:  # the event is over or was cancelled
        return
