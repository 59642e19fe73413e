"""What can happen to an edition. Callers have asked the policies."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.contests import telling
from apps.contests.models import Edition
from apps.contests.states import RUNNING, EntryState
from apps.contests.terms import StageKind
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed, move
from apps.procedures import draw

ROLE = "operator"


@transaction.atomic
def announce(edition: Edition, *, by: Actor) -> None:
    """Show it to everybody; from here on its rules stand. The secret that judges are drawn by is fixed, its hash shown."""
    if edition.closes_at <= timezone.now():
        raise GuardFailed(_("The time for entries is over."))
    missing = problems(edition)
    if missing:
        raise GuardFailed(" ".join(missing))
    nonce = secrets.token_bytes(32)
    facts = {"draw_nonce": nonce.hex(), "draw_nonce_hash": draw.commitment(nonce)}
    move(edition, "announce", by=by, role=ROLE, facts=facts)


def problems(edition: Edition) -> list[str]:
    """What is missing before it can be announced, in words."""
    groups = list(edition.groups.all())
    stages = {stage.kind: stage for stage in edition.stages.all()}
    weights = edition.criteria.aggregate(total=Sum("weight"))["total"] or 0
    found = []
    if not groups or not edition.tracks.exists():
        found.append(_("An edition needs a group and a track at least."))
    if weights != 100:
        found.append(_("The weights of the criteria total %(total)d; they have to total 100.") % {"total": weights})
    if StageKind.FINAL not in stages:
        found.append(_("An edition needs a final."))
    for kind, stage in stages.items():
        if kind != StageKind.FINAL and stage.cuts.count() != len(groups):
            text = _("%(stage)s: please say for each group how many go on.")
            found.append(text % {"stage": stage})
    covered = edition.tiers.filter(group__isnull=True).exists()
    if not covered and any(not group.tiers.exists() for group in groups):
        found.append(_("Each group needs an award tier."))
    return found


@transaction.atomic
def cancel(edition: Edition, *, by: Actor, reason: str) -> None:
    """Before anything was awarded; everybody who entered is told why."""
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    if edition.entries.filter(award__isnull=False).exists():
        raise GuardFailed(_("Awards have been decided: this edition can no longer be cancelled."))
    move(edition, "cancel", by=by, role=ROLE, reason=reason.strip(), facts={"public_reason": reason.strip()})
    for entry in edition.entries.filter(state__in=RUNNING).select_related("entrant", "edition"):
        telling.entrant(entry, "contest_cancelled", reason=reason.strip(), stamp="cancelled")


@transaction.atomic
def conclude(edition: Edition, *, by: Actor = SYSTEM) -> None:
    """Every award has taken effect; finalists without one hear so."""
    waiting = (EntryState.SUBMITTED, EntryState.QUALIFIED, EntryState.PRELIMINARY, EntryState.SEMIFINAL,
               EntryState.AWARDED, EntryState.IN_PUBLICITY)  # fmt: skip
    if edition.entries.filter(state__in=waiting).exists():
        raise GuardFailed(_("Some entries are still under way."))
    if not edition.entries.filter(confirmed_at__isnull=False).exists():
        raise GuardFailed(_("No award has taken effect yet."))
    move(edition, "conclude", by=by, role=ROLE if by is not SYSTEM else "")
    for entry in edition.entries.filter(state=EntryState.FINAL).select_related("entrant", "edition").order_by("pk"):
        move(entry, "not_advance", by=by, role=ROLE, reason_code="no_award")
        telling.entrant(entry, "contest_not_advanced")
