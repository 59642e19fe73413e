"""流榜: a call ends without a valid proposal. Operators find it after the closing, the department after the marks.

The clock never does: that nobody won is found by a person, who says why. Callers have asked the policies.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.challenges import search
from apps.challenges.models import Challenge
from apps.challenges.states import ChallengeState
from apps.challenges.telling import tell_team
from apps.core.moves import GuardFailed, move, possible
from apps.proposals.models import Proposal
from apps.proposals.states import ProposalState
from apps.reviews import form_check, results, telling

P = ProposalState
INVALID = (P.DRAFT, P.WITHDRAWN, P.INELIGIBLE, P.DISQUALIFIED)
UNDECIDED = (P.SUBMITTED, P.RETURNED, P.ELIGIBLE)


def valid(challenge: Challenge) -> list[Proposal]:
    """Sealed ones that were neither withdrawn nor found ineligible."""
    return list(Proposal.objects.filter(challenge=challenge, sealed_at__isnull=False).exclude(state__in=INVALID))


def hindrance(challenge: Challenge) -> str:
    """Why the call cannot end without a valid proposal now, in a sentence; empty if it can."""
    found = valid(challenge)
    if challenge.state == ChallengeState.CLOSED:
        if found:
            return _("There are valid proposals. They are reviewed first.")
        if form_check.unsettled(challenge):
            return _("The form check is not over: a proposal may still be corrected or appeal.")
        return ""
    if any(proposal.state in UNDECIDED for proposal in found):
        return _("A proposal is not judged yet.")
    below = below_mark(challenge)
    if any(proposal.pk not in below for proposal in found):
        return _("A proposal has reached the pass mark.")
    return ""


def below_mark(challenge: Challenge) -> set[int]:
    """Keys of the proposals that the locked marks place below the pass mark of the programme."""
    return {row.proposal.pk for row in results.standing(challenge) if not row.placed.passes}


@transaction.atomic
def fail_call(challenge: Challenge, *, by: User, reason: str) -> None:
    """End a call that nobody answered validly, or nobody well enough. The poster is told, with the reason.

    What was marked below the pass mark is not awarded. Raises GuardFailed while a proposal could still win.
    """
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    row = Challenge.objects.select_for_update(of=("self",)).select_related("programme").get(pk=challenge.pk)
    if "fail_call" in possible(row) and (kept := hindrance(row)):
        raise GuardFailed(kept)
    role = "operator" if row.state == ChallengeState.CLOSED else "department"
    move(row, "fail_call", by=by, role=role, reason=reason.strip())
    for proposal in valid(row):
        if proposal.state == P.SCORED:
            move(proposal, "pass_over", by=by, role=role)
        telling.team(proposal, "call_without_award")
    challenge.refresh_from_db()
    search.refresh_search([challenge.pk])
    tell_team(challenge, "challenge_failed", reason=reason.strip())
