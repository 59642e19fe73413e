"""Judges of a stage: drawn once for each group from the pool, asked one by one, filled up where somebody cannot (R11).

A judge of a group is independent of everybody in it. What is not known is not clear. The draw can be repeated by anybody:
its secret was fixed when the edition was announced, and the receipts are the entries that are judged. Callers have asked
the policies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.contests import parties, telling
from apps.contests.models import KEEPERS, Entry, Group, Judge, Sheet, Stage
from apps.contests.states import TAKEN, EntryState, JudgeState, StageState
from apps.contests.terms import ORDER
from apps.core import audit
from apps.core.actors import SYSTEM
from apps.core.moves import GuardFailed, move
from apps.experts import load
from apps.experts.models import Expert, Task
from apps.procedures import draw
from apps.procedures.calendar import add_working_days, city_zone, today

ANSWER_DAYS = 3  # working days


def is_first(stage: Stage) -> bool:
    held = {row.kind for row in stage.edition.stages.all()}
    return next((kind for kind in ORDER if kind in held), "") == stage.kind


def entrants(stage: Stage, group: Group | None = None) -> list[Entry]:
    """Those in the race of this stage; before the first one begins the qualified ones."""
    found = [str(stage.kind)]
    if stage.state == StageState.PLANNED and is_first(stage):
        found.append(EntryState.QUALIFIED)
    rows = Entry.objects.filter(edition=stage.edition_id, state__in=found).select_related("entrant", "edition", "group")
    return list((rows.filter(group=group) if group else rows).order_by("pk"))


def groups_of(stage: Stage) -> list[Group]:
    """Groups with somebody in the race."""
    here = {entry.group_id for entry in entrants(stage)}
    return [group for group in stage.edition.groups.all() if group.pk in here]


@transaction.atomic
def draw_judges(stage: Stage, *, by: User) -> None:
    """For every group at once and only once. Raises GuardFailed where a group has too few independent experts."""
    row = Stage.objects.select_for_update(of=("self",)).select_related("edition").get(pk=stage.pk)
    _may_draw(row)
    receipts = [_receipt(entry) for entry in entrants(row)]
    fields: dict[str, dict[str, object]] = {}
    by_ref: dict[str, Expert] = {}
    for group in groups_of(row):
        candidates = _candidates(row, group)
        if len(candidates) < row.judges:
            text = _("%(group)s: %(n)d independent experts are available, %(needed)d are needed.")
            raise GuardFailed(text % {"group": group, "n": len(candidates), "needed": row.judges})
        by_ref |= {expert.public_id: expert for expert in candidates}
        fields[group.public_id] = {
            "candidates": [expert.public_id for expert in candidates],
            "places": row.judges,
            "reserves": len(candidates) - row.judges,
        }
    published = draw.published(bytes.fromhex(row.edition.draw_nonce), receipts, fields)
    for group in groups_of(row):
        drawn = published["fields"][group.public_id]
        for order, ref in enumerate([*drawn["drawn"], *drawn["in_reserve"]], start=1):
            Judge.objects.create(stage=row, group=group, expert=by_ref[ref], order=order)
    audit.record(
        row, "draw_judges", by=by, role="operator", data={"seed": published["seed"], "receipts": len(receipts)}
    )
    fill(row)


def _may_draw(stage: Stage) -> None:
    if stage.state != StageState.PLANNED:
        raise GuardFailed(_("Judges are drawn before the marks are given."))
    if stage.bench.exists():
        raise GuardFailed(_("The judges of this stage have been drawn. A draw is not repeated."))
    if timezone.now() < stage.edition.closes_at:
        raise GuardFailed(_("Entries are still being taken."))
    waiting = stage.edition.entries.filter(state=EntryState.SUBMITTED).count()
    if is_first(stage) and waiting:
        raise GuardFailed(_("Entries still wait for a decision whether they qualify: %(n)d.") % {"n": waiting})
    if not entrants(stage):
        raise GuardFailed(_("There is nobody in this stage."))


def _receipt(entry: Entry) -> str:
    assert entry.submitted_at is not None
    return hashlib.sha256(f"{entry.public_id}\n{entry.submitted_at.isoformat()}".encode()).hexdigest()


def _candidates(stage: Stage, group: Group) -> list[Expert]:
    pool = list(Expert.objects.available(on=today(), task=Task.JUDGE).order_by("pk"))
    return load.with_room(parties.clear_of(pool, _sides(stage, group)))


def _sides(stage: Stage, group: Group) -> list[parties.Party]:
    return parties.of_entries(entrants(stage, group))


@transaction.atomic
def fill(stage: Stage) -> None:
    """Ask the next of each group until its places are taken; those who are no longer clear or free are passed over."""
    row = Stage.objects.select_for_update(of=("self",)).select_related("edition").get(pk=stage.pk)
    if row.state not in (StageState.PLANNED, StageState.SCORING):
        return
    for group in groups_of(row):
        judges = list(row.bench.filter(group=group).select_related("expert__user").order_by("order"))
        lacking = row.judges - sum(judge.state in TAKEN for judge in judges)
        for judge in judges:
            if lacking and judge.state == JudgeState.RESERVE and _still_clear(judge):
                _invite(judge)
                lacking -= 1
        if lacking:
            telling.operators(row.edition, KEEPERS, "contest_bench_short", stage=words(row))


def words(stage: Stage) -> str:
    return f"{stage.edition.year} · {stage.kind}"


def _still_clear(judge: Judge) -> bool:
    if parties.reasons(judge.expert, _sides(judge.stage, judge.group)):
        move(judge, "leave_for_conflict", by=SYSTEM, reason_code="conflict_found", public=False)
        return False
    return bool(load.with_room([judge.expert]))


def _invite(judge: Judge) -> None:
    last = add_working_days(today(), ANSWER_DAYS).date
    until = datetime.combine(last + timedelta(days=1), time(), city_zone())
    move(judge, "invite", by=SYSTEM, facts={"answer_by": until}, public=False)
    telling.judge(judge, "contest_judge_invited", stamp="invited", until=f"{last:%F}")


@transaction.atomic
def accept(judge: Judge, *, by: User, independent: bool) -> None:
    """Take the seat, declaring that there is no conflict; what is known is asked again."""
    if judge.answer_by is None or timezone.now() >= judge.answer_by:
        raise GuardFailed(_("The time to answer is over; the place has gone to somebody else."))
    if not independent:
        raise GuardFailed(_("Please declare that you have no conflict of interest, or say that you have one."))
    if parties.reasons(judge.expert, _sides(judge.stage, judge.group)):
        raise GuardFailed(_("By what is known you are not independent here. Please say that you have a conflict."))
    move(judge, "accept", by=by, role="expert", data={"independent": True}, public=False)
    if judge.stage.state == StageState.SCORING:
        open_sheets(judge.stage)


@transaction.atomic
def decline(judge: Judge, *, by: User, reason: str = "") -> None:
    move(judge, "decline", by=by, role="expert", reason=reason.strip(), public=False)
    fill(judge.stage)


@transaction.atomic
def declare_conflict(judge: Judge, *, by: User, reason: str) -> None:
    """Before or after taking the seat; her sheets do not count."""
    if not reason.strip():
        raise GuardFailed(_("Please say what the conflict is. Only the operators read it."))
    stage = Stage.objects.select_for_update().get(pk=judge.stage_id)
    if stage.state not in (StageState.PLANNED, StageState.SCORING):
        raise GuardFailed(_("The marks are locked. What is wrong with them is for an objection."))
    move(judge, "leave_for_conflict", by=by, role="expert", reason=reason.strip(), public=False)
    for sheet in judge.sheets.filter(state__in=("draft", "handed_in")):
        move(sheet, "void", by=by, public=False)
    fill(judge.stage)


@transaction.atomic
def expire(judge: Judge) -> None:
    if judge.answer_by is None or timezone.now() < judge.answer_by:
        raise GuardFailed(_("There is time to answer."))
    move(judge, "expire", by=SYSTEM, public=False)
    fill(judge.stage)


def is_complete(stage: Stage) -> bool:
    """Every group has all its judges, accepted."""
    accepted = list(stage.bench.filter(state=JudgeState.ACCEPTED).values_list("group_id", flat=True))
    return all(accepted.count(group.pk) >= stage.judges for group in groups_of(stage))


def open_sheets(stage: Stage) -> None:
    """A sheet for each judge who accepted and each entry of her group; those that exist stay."""
    by_group: dict[int, list[Entry]] = {group.pk: entrants(stage, group) for group in groups_of(stage)}
    for judge in stage.bench.filter(state=JudgeState.ACCEPTED):
        for entry in by_group.get(judge.group_id, []):
            Sheet.objects.get_or_create(judge=judge, entry=entry)


def open_cases(experts: list[int]) -> Mapping[int, int]:
    """Seats whose marks are not locked yet, by key of the expert."""
    counts: dict[int, int] = {}
    open_ = (StageState.PLANNED, StageState.SCORING)
    live = Judge.objects.filter(expert__in=experts, state__in=TAKEN, stage__state__in=open_)
    for key in live.values_list("expert_id", flat=True):
        counts[key] = counts.get(key, 0) + 1
    return counts


def recheck(expert: Expert) -> None:
    """Her facts have changed: where she is not independent any more, somebody else judges."""
    live = Judge.objects.filter(expert=expert, state__in=TAKEN).exclude(
        stage__state__in=("locked", "cut_proposed", "cut_confirmed")
    )
    for judge in live.select_related("stage__edition", "group", "expert__user"):
        if parties.is_certain(expert, _sides(judge.stage, judge.group)):
            move(judge, "leave_for_conflict", by=SYSTEM, reason_code="conflict_found", public=False)
            for sheet in judge.sheets.filter(state__in=("draft", "handed_in")):
                move(sheet, "void", by=SYSTEM, public=False)
            fill(judge.stage)
