"""Who hears what about a proposal: its lead, its members, those who are invited."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.challenges.telling import titles
from apps.notifications.models import Delivery
from apps.notifications.send import post_to, tell
from apps.proposals.models import Member, Proposal


def lead(proposal: Proposal, kind: str, **facts: str) -> None:
    tell(proposal.lead, kind, context=_context(proposal, **facts), url=_url(proposal), key=_stamp(proposal))


def members(proposal: Proposal, kind: str, **facts: str) -> None:
    """Everybody who is in and has an account, the lead among them."""
    context, stamp = _context(proposal, **facts), _stamp(proposal)
    for member in proposal.members.filter(user__isnull=False, left_at__isnull=True).select_related("user"):
        assert member.user is not None
        tell(member.user, kind, context=context, url=_url(proposal), key=stamp)


def invite(member: Member, secret: str, by: User) -> None:
    """A mail with the link to join. It goes to the address: whoever reads it may have no account yet."""
    context = _context(member.proposal, who=str(by), url=f"/proposals/join/{secret}/")
    post_to(
        member.email, "proposal_invited", channel=Delivery.Channel.EMAIL, context=context,
        key=f"proposal_invited:{member.public_id}", languages=("zh-hans", "en"),
    )  # fmt: skip


def _url(proposal: Proposal) -> str:
    return f"/proposals/{proposal.public_id}/"


def _context(proposal: Proposal, **facts: str) -> dict[str, Any]:
    return {"challenge": titles(proposal.challenge), **facts}


def _stamp(proposal: Proposal) -> str:
    return f"{proposal.public_id}:{timezone.now():%Y%m%d%H%M%S%f}"
