"""When an account is erased: what she was still writing goes, and lists of members forget her where nothing rests on them.

What was opened and judged is the record of a public decision and is kept; sealed bytes that were never opened stay closed.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from apps.accounts.models import User
from apps.challenges.states import ChallengeState
from apps.core.actors import SYSTEM
from apps.core.moves import move
from apps.proposals import drafts, lifecycle
from apps.proposals.models import Draft, Member, Proposal
from apps.proposals.states import ENDED, ProposalState

OVER = (*ENDED, ProposalState.NOT_AWARDED, ProposalState.INELIGIBLE)
UNJUDGED = (ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.RETURNED)
NOBODY = "–"


@transaction.atomic
def forget(user: User) -> None:
    """Her own unjudged proposals end, in those of others she leaves; then names go from all that is over."""
    for proposal in Proposal.objects.filter(lead=user, organisation=None, state__in=UNJUDGED):
        if proposal.opened_at is None:
            _end(proposal)
    for member in Member.objects.filter(user=user, is_lead=False, left_at__isnull=True).select_related("proposal"):
        if member.proposal.state in UNJUDGED:
            lifecycle.leave(member, by=user)
    mine = Member.objects.filter(user=user).filter(Q(proposal__state__in=OVER) | Q(left_at__isnull=False))
    Proposal.objects.filter(pk__in=mine.values("proposal"), lead=user).update(ties="")
    mine.update(name=NOBODY, email="", organisation_name="", credit_code="", invitation_hash="")


def _end(proposal: Proposal) -> None:
    """Before the closing it is withdrawn; a draft after it lapses by the clock; what is sealed then is for the opening."""
    row = Proposal.objects.select_for_update(of=("self",)).select_related("challenge").get(pk=proposal.pk)
    if row.state == ProposalState.SUBMITTED and row.challenge.state != ChallengeState.PUBLISHED:
        return
    move(row, "withdraw", by=SYSTEM, reason_code="account_erased")
    draft = Draft.objects.filter(proposal=row).first()
    if draft is not None:
        drafts.drop(draft)
