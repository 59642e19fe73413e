"""Programmes: the two presets that ship, opening and ending a round."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.challenges.models import Criterion, Programme
from apps.challenges.models.programme import SHORTEST_PUBLICITY
from apps.challenges.states import ProgrammeState
from apps.challenges.terms import TieBreak
from apps.core import audit
from apps.core.actors import Actor
from apps.core.moves import GuardFailed, move

PRESETS = Path(__file__).parent / "data" / "presets.toml"
WHOLE = 100


def presets() -> dict[str, dict[str, Any]]:
    """Rules by code of preset, with labels in three languages and the rubric."""
    return tomllib.loads(PRESETS.read_text(encoding="utf-8"))


@transaction.atomic
def create(preset: str, *, title_zh: str, title_en: str, year: int, by: User | None) -> Programme:
    """A programme in preparation with the rules of `preset`. Raises KeyError for an unknown one."""
    rules = dict(presets()[preset])
    rules.pop("labels")
    criteria = rules.pop("criteria")
    programme = Programme.objects.create(
        preset=preset, title_zh=title_zh, title_en=title_en, year=year, created_by=by, **rules
    )
    Criterion.objects.bulk_create(
        Criterion(programme=programme, order=order, **row) for order, row in enumerate(criteria)
    )
    audit.record(programme, "create", by=by, data={"preset": preset}) if by else None
    return programme


def problems(programme: Programme, criteria: Iterable[Criterion]) -> list[str]:
    """Why these rules cannot open, in words."""
    found = []
    total = sum(row.weight for row in criteria)
    if programme.review and total != WHOLE:
        found.append(_("The weights of the criteria total %(total)d %%. They must total 100 %%.") % {"total": total})
    if programme.objection_days and not SHORTEST_PUBLICITY <= programme.objection_days <= programme.publicity_days:
        words = {"least": SHORTEST_PUBLICITY, "most": programme.publicity_days}
        found.append(
            _("The days to object are %(least)d at least and %(most)d at most, or 0 for all of the period.") % words
        )
    if not programme.kinds:
        found.append(_("Name at least one kind of call."))
    if not programme.payment_modes:
        found.append(_("Name at least one payment mode."))
    if not programme.tie_break or not set(programme.tie_break) <= set(TieBreak.values):
        found.append(_("The tie-break must be fixed before the round opens."))
    elif programme.tie_break[-1] != TieBreak.SEALED_EARLIER:
        found.append(_("The last tie-break is the earlier sealing: it always tells two proposals apart."))
    return found


@transaction.atomic
def open_(programme: Programme, *, by: Actor) -> None:
    """From now on firms may post under these rules, and the rules are frozen."""
    found = problems(programme, programme.criteria.all())
    if found:
        raise GuardFailed(" ".join(found))
    move(programme, "open", by=by, role="operator")


@transaction.atomic
def end(programme: Programme, *, by: Actor) -> None:
    """No new call is taken; those under way go on under its rules."""
    move(programme, "end", by=by, role="operator")


def rules_frozen(programme: Programme) -> bool:
    return programme.state != ProgrammeState.DRAFT
