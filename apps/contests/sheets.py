"""Judges' sheets: saved as one goes, handed in whole, locked by the clock. Callers have asked the policies."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.contests.models import Mark, Sheet, Stage
from apps.contests.states import JudgeState, SheetState, StageState
from apps.core.moves import GuardFailed, LostRace, move
from apps.procedures import scores

LONGEST = 4000


@transaction.atomic
def save(sheet: Sheet, *, by: User, marks: Mapping[int, str], comment: str, saves: int | None = None) -> None:
    """Keep what is written so far; a mark may still be missing. `saves` is what she has read: two tabs do not mix.

    Raises ValidationError by criterion or comment, GuardFailed after the deadline, LostRace for an older tab.
    """
    row = _writable(sheet)
    if saves is not None and saves != row.saves:
        raise LostRace(_("This sheet was changed in another window. Please load the page again."))
    cleaned = scores.read(marks, set(row.entry.edition.criteria.values_list("pk", flat=True)))
    if len(comment) > LONGEST:
        raise ValidationError({"comment": _("At most %(count)d characters.") % {"count": LONGEST}})
    row.marks.exclude(criterion__in=cleaned).delete()
    for criterion, value in cleaned.items():
        Mark.objects.update_or_create(sheet=row, criterion_id=criterion, defaults={"value": value})
    Sheet.objects.filter(pk=row.pk).update(saves=row.saves + 1, comment=comment.strip())
    sheet.refresh_from_db()


@transaction.atomic
def hand_in(sheet: Sheet, *, by: User) -> None:
    """Every criterion has its mark and the entrant gets a reason."""
    row = _writable(sheet)
    if row.marks.count() < row.entry.edition.criteria.count():
        raise GuardFailed(_("Please give a mark for every criterion."))
    if not row.comment.strip():
        raise GuardFailed(_("Please write a comment: the entrant learns from it."))
    move(row, "hand_in", by=by, role="expert", facts={"handed_in_at": timezone.now()}, public=False)
    sheet.refresh_from_db()


@transaction.atomic
def take_back(sheet: Sheet, *, by: User) -> None:
    """Before the deadline a sheet may be changed again."""
    row = _open(sheet)
    move(row, "take_back", by=by, role="expert", facts={"handed_in_at": None}, public=False)
    sheet.refresh_from_db()


def is_open(sheet: Sheet) -> bool:
    """Whether marks are being given: the clock decides, not the task that locks."""
    stage = sheet.judge.stage
    in_time = stage.due_at is not None and timezone.now() < stage.due_at
    return stage.state == StageState.SCORING and in_time and sheet.judge.state == JudgeState.ACCEPTED


def _writable(sheet: Sheet) -> Sheet:
    row = _open(sheet)
    if row.state != SheetState.DRAFT:
        raise GuardFailed(_("This sheet is handed in. Take it back to change it."))
    return row


def _open(sheet: Sheet) -> Sheet:
    Stage.objects.select_for_update().get(bench__sheets=sheet)
    rows = Sheet.objects.select_for_update(of=("self",)).select_related("judge__stage", "entry__edition")
    row = rows.get(pk=sheet.pk)
    if row.state == SheetState.VOID or row.judge.stage.state != StageState.SCORING:
        raise GuardFailed(_("Marks are not being given now."))
    if not is_open(row):
        raise GuardFailed(_("The deadline of the marks has passed. They are locked."))
    return row
