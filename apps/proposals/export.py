"""What proposals hold about a person, for the file of her own data."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.core import audit
from apps.proposals import drafts
from apps.proposals.models import Member, Proposal


def own_data(user: User) -> list[dict[str, Any]]:
    """Every proposal in which she takes or took part: her own place in it; as its lead the draft and the receipts too."""
    found = Member.objects.filter(user=user).select_related("proposal__challenge", "proposal__lead").order_by("pk")
    return [_row(member, leads=member.proposal.lead_id == user.pk) for member in found]


def _row(member: Member, *, leads: bool) -> dict[str, Any]:
    proposal: Proposal = member.proposal
    draft = getattr(proposal, "draft", None)
    return {
        "id": proposal.public_id,
        "call": proposal.challenge.number,
        "state": proposal.state,
        "sealed_at": proposal.sealed_at,
        "name": member.name,
        "organisation": member.organisation_name,
        "country": member.country,
        "budget_share": member.budget_share,
        "ip_share": member.ip_share,
        "signed_at": member.signed_at,
        "left_at": member.left_at,
        "draft": drafts.read(draft) if leads and draft else None,
        "receipts": list(proposal.packages.values_list("receipt", flat=True)) if leads else [],
        "timeline": list(audit.timeline(proposal).values("act", "at")),
    }
