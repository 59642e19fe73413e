"""The operators' page of one edition: steps, stages with their judges and cuts, awards. The policies decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.contests import awards, bench, decisions, lifecycle, policies, stages
from apps.contests.models import Edition, Sheet, Stage
from apps.contests.states import EntryState, SheetState
from apps.contests.terms import ORDER, StageKind
from apps.core import audit, words
from apps.core.moves import GuardFailed, possible
from apps.procedures.calendar import instant_of

STEPS = ("announce", "cancel", "conclude")


def context(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    """What it is, what can be done now and by whom, and how far its stages are."""
    allowed, keeps = possible(edition), policies.can_keep(request.user, edition)
    held = {stage.kind: stage for stage in edition.stages.all()}
    ordered = [held[kind] for kind in ORDER if kind in held]
    counts = dict(edition.entries.exclude(submitted_at=None).values_list("state").annotate(Count("pk")).order_by())
    return {
        "edition": edition,
        "can": {name: keeps and name in allowed for name in STEPS},
        "keeps": keeps,
        "edits": policies.can_edit(request.user, edition),
        "awards_here": policies.can_award(request.user, edition),
        "missing": lifecycle.problems(edition) if edition.state == "planned" else [],
        "stages": [_stage(request.user, stage) for stage in ordered],
        "counts": [(code, str(name), counts[code]) for code, name in EntryState.choices if code in counts],
        "suggested": _suggested(edition),
        "tiers": list(edition.tiers.select_related("group")),
        "places": list(edition.places.all()),
        "waits_for_publicity": edition.entries.filter(state=EntryState.AWARDED).exists(),
        "entries": [words.step(entry) for entry in audit.timeline(edition, public_only=False)],
    }


def _stage(user: Any, stage: Stage) -> dict[str, Any]:
    allowed = possible(stage) if policies.can_run(user, stage) else frozenset()
    sheets = Sheet.objects.filter(judge__stage=stage).exclude(state=SheetState.VOID)
    codes = dict(stage.edition.entries.values_list("public_id", "code"))
    on = set(stages.cut(stage)[0]) if stage.results and stage.kind != StageKind.FINAL else set()
    groups = {group.public_id: group for group in stage.edition.groups.all()}
    return {
        "stage": stage,
        "allowed": allowed,
        "may_draw": "begin_scoring" in allowed and not stage.bench.exists(),
        "may_begin": "begin_scoring" in allowed and stage.bench.exists(),
        "may_propose": "propose_cut" in allowed and stage.kind != StageKind.FINAL,
        "may_confirm": "confirm_cut" in allowed and stage.proposed_by_id != user.pk,
        "judges": list(stage.bench.exclude(state="reserve").select_related("expert", "group")),
        "done": sheets.exclude(state=SheetState.DRAFT).count(),
        "all": sheets.count(),
        "results": [
            (groups.get(ref), [{**row, "code": codes.get(row["entry"], ""), "on": row["entry"] in on} for row in rows])
            for ref, rows in stage.results.items()
        ],
    }


def _suggested(edition: Edition) -> list[dict[str, Any]]:
    """What the order of the final says, for who may see awards: entry, tier, decided or not."""
    tiers = awards.suggestion(edition)
    rows = edition.entries.filter(public_id__in=tiers).select_related("award__tier")
    found = {row.public_id: row for row in rows}
    return [{"entry": found[ref], "tier": tier} for ref, tier in tiers.items() if ref in found]


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:2000]


def _about(run: Callable[[Stage, User, HttpRequest], object]) -> decisions.Act:
    """An act on one stage."""

    def act(edition: Edition, by: User, request: HttpRequest) -> None:
        stage = edition.stages.filter(public_id=request.POST.get("stage", "")).first()
        if stage is None:
            raise GuardFailed(_("Choose a stage."))
        if not policies.can_run(by, stage):
            raise PermissionDenied
        run(stage, by, request)

    return act


def _due(request: HttpRequest) -> Any:
    try:
        found = instant_of(request.POST.get("due_at", ""))
    except ValueError:
        found = None
    if found is None:
        raise GuardFailed(_("The deadline has to lie ahead."))
    return found


DECISIONS: dict[str, decisions.Decision] = {
    "announce": (
        policies.can_keep, lambda e, by, r: lifecycle.announce(e, by=by),
        gettext_lazy("Announced. From here on the rules stand."),
    ),
    "cancel": (
        policies.can_keep, lambda e, by, r: lifecycle.cancel(e, by=by, reason=_reason(r)),
        gettext_lazy("Cancelled. Everybody who entered has been told."),
    ),
    "conclude": (policies.can_keep, lambda e, by, r: lifecycle.conclude(e, by=by), gettext_lazy("Concluded.")),
    "draw": (
        policies.can_keep, _about(lambda s, by, r: bench.draw_judges(s, by=by)),
        gettext_lazy("The judges are drawn and invited."),
    ),
    "begin": (
        policies.can_keep, _about(lambda s, by, r: stages.begin_scoring(s, by=by, due_at=_due(r))),
        gettext_lazy("The entries are open to the judges."),
    ),
    "extend": (
        policies.can_keep, _about(lambda s, by, r: stages.extend(s, by=by, due_at=_due(r), reason=_reason(r))),
        gettext_lazy("The deadline is put off."),
    ),
    "lock": (
        policies.can_keep, _about(lambda s, by, r: stages.lock(s, by=by)), gettext_lazy("The marks are locked."),
    ),
    "propose_cut": (
        policies.can_keep, _about(lambda s, by, r: stages.propose_cut(s, by=by)),
        gettext_lazy("The cut waits for a second person."),
    ),
    "send_back": (
        policies.can_keep, _about(lambda s, by, r: stages.send_back(s, by=by, reason=_reason(r))),
        gettext_lazy("Sent back with your reason."),
    ),
    "confirm_cut": (
        policies.can_keep, _about(lambda s, by, r: stages.confirm_cut(s, by=by)),
        gettext_lazy("The cut is confirmed and everybody has been told."),
    ),
    "award_by_order": (
        policies.can_award, lambda e, by, r: awards.award_by_order(e, by=by), gettext_lazy("The awards are decided."),
    ),
    "make_public": (
        policies.can_keep, lambda e, by, r: awards.make_public(e, by=by),
        gettext_lazy("The awards are shown to everybody until the period ends."),
    ),
}  # fmt: skip


def decide(request: HttpRequest, edition: Edition) -> None:
    decisions.carry_out(request, edition, DECISIONS)
