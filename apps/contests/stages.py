"""From one stage to the next: marks given, locked by the clock, a cut that is computed and confirmed by two people."""

from __future__ import annotations

import secrets
from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.contests import bench, following, ranking, telling
from apps.contests.models import KEEPERS, Entry, Sheet, Stage
from apps.contests.states import EntryState, SheetState, StageState
from apps.contests.terms import ORDER, StageKind
from apps.core import audit
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed, LostRace, move, move_many

ROLE = "operator"
FEWEST = 3  # sheets of an entry
STEPS = {EntryState.QUALIFIED: "enter_preliminary", EntryState.PRELIMINARY: "enter_semifinal", EntryState.SEMIFINAL: "enter_final"}  # fmt: skip


@transaction.atomic
def begin_scoring(stage: Stage, *, by: User, due_at: datetime) -> None:
    """Open the sheets until `due_at`. Who qualified enters the first stage and gets a name before judges."""
    row = _locked(stage)
    if due_at <= timezone.now():
        raise GuardFailed(_("The deadline has to lie ahead."))
    if not bench.entrants(row) or not bench.is_complete(row):
        raise GuardFailed(_("Not every place of the judges is taken yet."))
    if bench.is_first(row):
        entries = bench.entrants(row)
        _name(entries)
        for entry in entries:
            _walk(entry, row, by=by)
    move(row, "begin_scoring", by=by, role=ROLE, facts={"due_at": due_at})
    bench.open_sheets(row)
    for judge in row.bench.filter(state="accepted").select_related("expert__user", "stage__edition"):
        telling.judge(judge, "contest_scoring", stamp="scoring", until=f"{due_at:%F %H:%M} UTC")
    stage.refresh_from_db()


def _name(entries: list[Entry]) -> None:
    """In an order that has nothing to do with theirs; the names stay for the whole edition."""
    order = list(entries)
    secrets.SystemRandom().shuffle(order)
    width = max(3, len(str(len(order))))
    for number, entry in enumerate(order, start=1):
        Entry.objects.filter(pk=entry.pk).update(code=f"E{number:0{width}}")


def _walk(entry: Entry, stage: Stage, *, by: Actor) -> None:
    """Up to `stage`, through stages that this edition does not hold: the trail says which."""
    held = {row.kind for row in stage.edition.stages.all()}
    while entry.state != stage.kind:
        name = STEPS[EntryState(entry.state)]
        target = entry.MOVES[name].target
        code = "" if target in held else "stage_not_held"
        facts: dict[str, Any] = {"data": {"stage": stage.public_id}, "reason_code": code, "public": target in held}
        move(entry, name, by=by, role=ROLE, **facts)
    if stage.kind == StageKind.FINAL:
        following.open_case(entry)


@transaction.atomic
def extend(stage: Stage, *, by: User, due_at: datetime, reason: str) -> None:
    """Later only, before the marks are locked, and with a reason."""
    row = _locked(stage)
    if row.state != StageState.SCORING or row.due_at is None or (timezone.now() >= row.due_at and _is_sound(row)):
        raise GuardFailed(_("Marks are not being given now."))
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    if due_at <= row.due_at or due_at <= timezone.now():
        raise GuardFailed(_("A deadline can only be put off."))
    Stage.objects.filter(pk=row.pk).update(due_at=due_at)
    audit.record(row, "extend", by=by, role=ROLE, reason=reason.strip(), data={"until": due_at})
    stage.refresh_from_db()


def _is_sound(stage: Stage) -> bool:
    return not _short(stage)


def _short(stage: Stage) -> list[Entry]:
    """Entries with fewer than three sheets handed in."""
    done: dict[int, int] = defaultdict(int)
    for entry in Sheet.objects.filter(judge__stage=stage, state=SheetState.HANDED_IN).values_list(
        "entry_id", flat=True
    ):
        done[entry] += 1
    return [entry for entry in bench.entrants(stage) if done[entry.pk] < FEWEST]


@transaction.atomic
def lock(stage: Stage, *, by: Actor = SYSTEM) -> None:
    """At the deadline by the clock; before it only when every sheet is handed in. The order is computed here, once."""
    row = _locked(stage)
    if row.state == StageState.SCORING:
        mine = Sheet.objects.select_for_update().filter(judge__stage=row, judge__state="accepted")
        running = list(mine.exclude(state=SheetState.VOID).order_by("pk"))
        early = row.due_at is None or timezone.now() < row.due_at
        if early and any(sheet.state != SheetState.HANDED_IN for sheet in running):
            raise GuardFailed(_("Not every sheet is handed in, and there is time until the deadline."))
        if _short(row):
            raise GuardFailed(_("An entry has fewer than three sheets. Put the deadline off or ask more judges."))
        move_many([sheet for sheet in running if sheet.state == SheetState.HANDED_IN], "lock", by=by, public=False)
        for sheet in running:
            if sheet.state == SheetState.DRAFT:
                move(sheet, "void", by=by, reason_code="late", public=False)
    facts = {"locked_at": timezone.now(), "results": results(row) if row.state == StageState.SCORING else row.results}
    move(row, "lock_marks", by=by, role=ROLE if isinstance(by, User) else "", facts=facts)
    stage.refresh_from_db()
    telling.operators(row.edition, KEEPERS, "contest_locked", stamp=f"{row.public_id}:locked", stage=bench.words(row))


def results(stage: Stage) -> dict[str, list[dict[str, Any]]]:
    """By public id of the group: entries in their order, from the locked sheets."""
    weights = dict(stage.edition.criteria.order_by("order", "pk").values_list("pk", "weight"))
    sheets: dict[int, dict[str, dict[int, Decimal]]] = defaultdict(dict)
    rows = Sheet.objects.filter(judge__stage=stage, state=SheetState.LOCKED).prefetch_related("marks")
    for sheet in rows:
        sheets[sheet.entry_id][sheet.public_id] = {mark.criterion_id: mark.value for mark in sheet.marks.all()}
    found = {}
    for group in bench.groups_of(stage):
        entrants = [
            ranking.Entrant(entry.public_id, sheets[entry.pk], entry.submitted_at)  # type: ignore[arg-type]
            for entry in bench.entrants(stage, group)
        ]
        placed = ranking.rank(entrants, weights, drop_extremes=stage.edition.drop_extremes)
        found[group.public_id] = [
            {"entry": row.ref, "rank": row.rank, "total": str(row.total), "judges": row.judges, "told_apart_by": row.told_apart_by}
            for row in placed
        ]  # fmt: skip
    return found


def cut(stage: Stage) -> tuple[list[str], list[str]]:
    """References of those who go on and of those who do not; who has left the race meanwhile is in neither."""
    running = {entry.public_id for entry in bench.entrants(stage)}
    places = {row.group.public_id: row.places for row in stage.cuts.select_related("group")}
    on: list[str] = []
    out: list[str] = []
    for group, rows in stage.results.items():
        left = [row["entry"] for row in rows if row["entry"] in running]
        on += left[: places.get(group, 0)]
        out += left[places.get(group, 0) :]
    return on, out


@transaction.atomic
def propose_cut(stage: Stage, *, by: User) -> None:
    """One person says that the computed cut stands; another one confirms it."""
    if stage.kind == StageKind.FINAL:
        raise GuardFailed(_("After the final awards are decided."))
    move(stage, "propose_cut", by=by, role=ROLE, facts={"proposed_by": by}, data={"goes_on": len(cut(stage)[0])})


@transaction.atomic
def send_back(stage: Stage, *, by: User, reason: str) -> None:
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    move(stage, "send_back", by=by, role=ROLE, reason=reason.strip(), facts={"proposed_by": None})


@transaction.atomic
def confirm_cut(stage: Stage, *, by: User) -> None:
    """A second person. Everybody in the stage learns whether they go on."""
    row = _locked(stage)
    if row.proposed_by_id == by.pk:
        raise GuardFailed(_("Somebody else has to confirm what you proposed."))
    on, out = cut(row)
    following_stage = next_stage(row)
    move(row, "confirm_cut", by=by, role=ROLE, facts={"confirmed_by": by}, data={"goes_on": len(on), "out": len(out)})
    entries = {entry.public_id: entry for entry in bench.entrants(row)}
    if set(entries) != {*on, *out}:
        raise LostRace(_("Somebody else has changed this in the meantime. Please look again."))
    for ref in on:
        _walk(entries[ref], following_stage, by=by)
        telling.entrant(entries[ref], "contest_advanced", stamp=following_stage.public_id)
    for ref in out:
        move(entries[ref], "not_advance", by=by, role=ROLE)
        telling.entrant(entries[ref], "contest_not_advanced", stamp=row.public_id)
    stage.refresh_from_db()


def next_stage(stage: Stage) -> Stage:
    later = ORDER[ORDER.index(StageKind(stage.kind)) + 1 :]
    held = {row.kind: row for row in stage.edition.stages.select_related("edition")}
    found = next((held[kind] for kind in later if kind in held), None)
    if found is None:
        raise GuardFailed(_("After the final awards are decided."))
    return found


def _locked(stage: Stage) -> Stage:
    return Stage.objects.select_for_update(of=("self",)).select_related("edition").get(pk=stage.pk)
