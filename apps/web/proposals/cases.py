"""What an applicant's pages show of the form check of her proposal."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from apps.proposals import corrections, policies
from apps.proposals.models import Proposal
from apps.proposals.states import ProposalState
from apps.reviews import form_policies
from apps.reviews.form_states import Verdict
from apps.reviews.models import FormAppeal, FormCheck


def case(request: HttpRequest, proposal: Proposal) -> dict[str, Any] | None:
    """What the page of a proposal shows of its form check; None before the first decision."""
    decided = FormCheck.objects.filter(proposal=proposal).exclude(outcome="").order_by("-round").first()
    if decided is None or not form_policies.can_read_case(request.user, proposal):
        return None
    return {
        "check": decided,
        "unmet": [item for item in decided.items.all() if item.verdict == Verdict.UNMET],
        "appeal": FormAppeal.objects.filter(proposal=proposal).first(),
        "can_appeal": form_policies.can_appeal(request.user, proposal),
        "can_correct": corrects(request, proposal),
        "until": proposal.returned_until if proposal.state == ProposalState.RETURNED else decided.appeal_until,
    }


def corrects(request: HttpRequest, proposal: Proposal) -> bool:
    return corrections.limit(proposal) is not None and policies.can_edit(request.user, proposal)
