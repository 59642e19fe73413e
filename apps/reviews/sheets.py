"""Sheets of experts: saved as she goes, handed in whole, locked by the clock. Callers have asked the policies."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.challenges.models import Challenge, Criterion
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed, LostRace, move, move_many
from apps.procedures import scores
from apps.proposals import drafts
from apps.proposals.models import Proposal
from apps.proposals.states import ProposalState
from apps.reviews import telling
from apps.reviews.models import Mark, Panel, Sheet
from apps.reviews.panels import FEWEST
from apps.reviews.states import PanelState, SeatState, SheetState

LONGEST = 4000


def criteria(challenge: Challenge) -> list[Criterion]:
    """The rubric of the programme, the first criterion leading the tie-break."""
    return list(challenge.programme.criteria.all())


@transaction.atomic
def save(
    sheet: Sheet, *, by: User, marks: Mapping[int, str], for_applicant: str, for_panel: str, saves: int | None = None
) -> None:
    """Keep what is written so far; a mark may still be missing. `saves` is what she has read: two tabs do not mix.

    Raises ValidationError by criterion or comment, GuardFailed after the deadline, LostRace for an older tab.
    """
    row = _writable(sheet)
    if saves is not None and saves != row.saves:
        raise LostRace(_("This sheet was changed in another window. Please load the page again."))
    cleaned = scores.read(marks, {c.pk for c in criteria(row.proposal.challenge)})
    comments = {"for_applicant": for_applicant.strip(), "for_panel": for_panel.strip()}
    too_long = {
        name: _("At most %(count)d characters.") % {"count": LONGEST}
        for name, text in comments.items()
        if len(text) > LONGEST
    }
    if too_long:
        raise ValidationError(too_long)
    row.marks.exclude(criterion__in=cleaned).delete()
    for criterion, value in cleaned.items():
        Mark.objects.update_or_create(sheet=row, criterion_id=criterion, defaults={"value": value})
    Sheet.objects.filter(pk=row.pk).update(saves=row.saves + 1, **comments)
    sheet.refresh_from_db()


@transaction.atomic
def hand_in(sheet: Sheet, *, by: User) -> None:
    """Every criterion has its mark and the applicant gets a reason."""
    row = _writable(sheet)
    missing = len(criteria(row.proposal.challenge)) - row.marks.count()
    if missing:
        raise GuardFailed(_("Please give a mark for every criterion."))
    if not row.for_applicant.strip():
        raise GuardFailed(_("Please tell the applicant why: your comment is what they learn from."))
    move(row, "hand_in", by=by, role="expert", facts={"handed_in_at": timezone.now()}, public=False)
    sheet.refresh_from_db()


@transaction.atomic
def take_back(sheet: Sheet, *, by: User) -> None:
    """Before the deadline a sheet may be changed again."""
    row = _open(sheet)
    move(row, "take_back", by=by, role="expert", facts={"handed_in_at": None}, public=False)
    sheet.refresh_from_db()


@transaction.atomic
def lock(panel: Panel, *, by: Actor = SYSTEM) -> None:
    """Marks count from now on. By the clock at the deadline; before it only if every sheet is handed in.

    Raises GuardFailed if a proposal would have fewer than three sheets: then the deadline has to be put off.
    """
    row = Panel.objects.select_for_update().get(pk=panel.pk)
    if row.state != PanelState.SCORING:
        move(row, "lock_marks", by=by)  # says which state forbids it
    mine = Sheet.objects.select_for_update().filter(seat__panel=row, seat__state=SeatState.ACCEPTED)
    running = list(mine.exclude(state=SheetState.VOID).order_by("pk"))
    if row.due_at is None or (drafts.clock() < row.due_at and any(s.state != SheetState.HANDED_IN for s in running)):
        raise GuardFailed(_("Not every sheet is handed in, and there is time until the deadline."))
    entrants = list(Proposal.objects.filter(pseudonym__panel=row, state=ProposalState.ELIGIBLE).order_by("pk"))
    done = [sheet for sheet in running if sheet.state == SheetState.HANDED_IN]
    if any(sum(sheet.proposal_id == one.pk for sheet in done) < FEWEST for one in entrants):
        raise GuardFailed(_("A proposal has fewer than three sheets. Put the deadline off or fill the panel."))
    move(row, "lock_marks", by=by, role="operator" if isinstance(by, User) else "", facts={"locked_at": timezone.now()})
    move_many(done, "lock", by=by, public=False)
    for sheet in running:
        if sheet.state == SheetState.DRAFT:
            move(sheet, "void", by=by, reason_code="late", public=False)
    move_many(entrants, "score", by=by)
    panel.refresh_from_db()
    telling.operators(row.challenge, "panel_locked")


def _writable(sheet: Sheet) -> Sheet:
    row = _open(sheet)
    if row.state != SheetState.DRAFT:
        raise GuardFailed(_("This sheet is handed in. Take it back to change it."))
    return row


def _open(sheet: Sheet) -> Sheet:
    """Her sheet while marks are given: the clock decides, not the task that locks."""
    panel = Panel.objects.select_for_update().get(seats__sheets=sheet)
    rows = Sheet.objects.select_for_update(of=("self",)).select_related("seat", "proposal__challenge__programme")
    row = rows.get(pk=sheet.pk)
    if panel.state != PanelState.SCORING or row.seat.state != SeatState.ACCEPTED or row.state == SheetState.VOID:
        raise GuardFailed(_("Marks are not being given now."))
    if panel.due_at is None or drafts.clock() >= panel.due_at:
        raise GuardFailed(_("The deadline of the marks has passed. They are locked."))
    return row
