"""What an operator decides about pairs. Each decision is audited and kept as a label."""

from __future__ import annotations

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.core import audit
from apps.core.moves import GuardFailed, move
from apps.matching import labels, policies
from apps.matching.models import Match, ReleaseClock
from apps.matching.states import UNREVIEWED, MatchState
from apps.positions.models import Position

ROLE = "operator"
LAST_RANK = 1000  # far below every list's end


class RejectReason(models.TextChoices):
    """Why an operator keeps a pair off the list."""

    OTHER_FIELD = "other_field", gettext_lazy("another field")
    TOO_JUNIOR = "too_junior", gettext_lazy("too little experience")
    TOO_SENIOR = "too_senior", gettext_lazy("would be under-challenged")
    EVIDENCE_WEAK = "evidence_weak", gettext_lazy("the evidence does not carry")
    CONFLICT = "conflict", gettext_lazy("conflict of interest")
    DUPLICATE = "duplicate", gettext_lazy("the same person is listed twice")
    OTHER = "other", gettext_lazy("other")


def _facts(match: Match, by: User) -> dict[str, object]:
    result = labels.current_result(match)
    return {
        "decided_at": timezone.now(),
        "decided_by": by,
        "decided_score": result.score if result else None,
        "changed_since": {},
    }


@transaction.atomic
def approve(match: Match, *, by: User) -> None:
    move(match, "approve", by=by, role=ROLE, facts=_facts(match, by), public=False)
    labels.keep(match, "approved", by=by)


@transaction.atomic
def hold(match: Match, *, by: User, reason: str = "") -> None:
    """Put aside: it is not released, not even when the employer's clock runs out."""
    move(match, "hold", by=by, role=ROLE, reason=reason, facts=_facts(match, by), public=False)
    labels.keep(match, "held", by=by)


@transaction.atomic
def reject(match: Match, *, by: User, reason_code: str, reason: str = "") -> None:
    if reason_code not in RejectReason.values:
        raise GuardFailed(_("Choose a reason."))
    if reason_code == RejectReason.OTHER and not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    facts = _facts(match, by)
    move(match, "reject", by=by, role=ROLE, reason_code=reason_code, reason=reason, facts=facts, public=False)
    labels.keep(match, "rejected", by=by, reason_code=reason_code)


@transaction.atomic
def reorder(match: Match, *, by: User, rank: int | None, reason: str = "") -> None:
    """Give the pair a place by hand, or (None) the one it was computed. The state does not change."""
    if rank is not None and not 1 <= rank <= LAST_RANK:
        raise GuardFailed(_("A rank is a number from 1 on."))
    if match.by_hand:
        raise GuardFailed(_("This place was given by a person: change it or end it with a reason, beneath the list."))
    before = match.override_rank
    match.override_rank = rank
    match.save(update_fields=["override_rank"])
    data = {"before": before, "after": rank}
    audit.record(match, "reorder", by=by, role=ROLE, reason=reason, data=data, public=False)
    labels.keep(match, "reordered", by=by)


@transaction.atomic
def assign(match: Match, *, to: User, by: User) -> None:
    """Give the pair to a colleague, who must be allowed to judge it herself."""
    if not policies.can_judge(to, match):
        raise GuardFailed(_("This colleague may not review this pair."))
    if match.state == MatchState.ASSIGNED:
        match.assigned_to = to
        match.save(update_fields=["assigned_to"])
        audit.record(match, "reassign", by=by, role=ROLE, data={"to": to.public_id}, public=False)
        return
    move(match, "assign", by=by, role=ROLE, facts={"assigned_to": to}, data={"to": to.public_id}, public=False)


@transaction.atomic
def hold_release(position: Position, *, by: User, held: bool) -> None:
    """Stop (or let run on) the clock that would release an unreviewed list of this position."""
    if ReleaseClock.objects.filter(position=position).update(held=held):
        audit.record(position, "hold_release" if held else "resume_release", by=by, role=ROLE, public=False)


def waiting(position: Position) -> int:
    """How many pairs of the current run still wait for a decision."""
    rows = Match.objects.filter(position=position, state__in=UNREVIEWED, results__run__current=True)
    return rows.filter(results__reserve=False).distinct().count()
