"""流榜: a call ends without a valid proposal. Called after the closing by an operator, after the review by the ranking."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.challenges import search
from apps.challenges.models import Challenge
from apps.challenges.states import ChallengeState
from apps.challenges.telling import tell_team
from apps.core.moves import GuardFailed, move
from apps.proposals.models import Proposal
from apps.proposals.states import ProposalState

P = ProposalState
INVALID = (P.DRAFT, P.WITHDRAWN, P.INELIGIBLE, P.DISQUALIFIED)
UNDECIDED = (P.SUBMITTED, P.RETURNED, P.ELIGIBLE)
STILL_IN = (P.SHORTLISTED, P.PROPOSED, P.AWARDED)


def valid(challenge: Challenge) -> list[Proposal]:
    """Sealed ones that were neither withdrawn nor found ineligible."""
    return list(Proposal.objects.filter(challenge=challenge, sealed_at__isnull=False).exclude(state__in=INVALID))


@transaction.atomic
def fail_call(challenge: Challenge, *, by: User, reason: str, below_mark: Collection[int] = ()) -> None:
    """End a call that nobody answered validly, or nobody well enough. The poster is told, with the reason.

    `below_mark`: keys of the scored proposals that the ranking found below the pass mark of the programme; they are not
    awarded. Raises GuardFailed while a proposal could still win.
    """
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    row = Challenge.objects.select_for_update().get(pk=challenge.pk)
    found = valid(row)
    if row.state == ChallengeState.CLOSED and found:
        raise GuardFailed(_("There are valid proposals. They are reviewed first."))
    if any(proposal.state in UNDECIDED for proposal in found):
        raise GuardFailed(_("A proposal is not judged yet."))
    scored = [proposal for proposal in found if proposal.state == P.SCORED]
    if any(proposal.state in STILL_IN for proposal in found) or {row.pk for row in scored} - set(below_mark):
        raise GuardFailed(_("A proposal has reached the pass mark."))
    move(row, "fail_call", by=by, role="department", reason=reason.strip())
    for proposal in scored:
        move(proposal, "pass_over", by=by, role="department", reason=reason.strip())
    challenge.refresh_from_db()
    search.refresh_search([challenge.pk])
    tell_team(challenge, "challenge_failed", reason=reason.strip())
