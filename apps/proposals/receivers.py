"""What proposals do when they hear of calls."""

from __future__ import annotations

from typing import Any

from apps.challenges.models import Challenge
from apps.challenges.signals import amended, cancelled
from apps.proposals import telling
from apps.proposals.models import Proposal


def call_amended(sender: type, challenge: Challenge, **_: Any) -> None:
    """Applicants are asked to read the change; a sealed proposal stays valid, an amendment never harms it."""
    for proposal in Proposal.objects.live().filter(challenge=challenge).select_related("lead", "challenge"):
        telling.lead(proposal, "proposal_confirm")


def call_cancelled(sender: type, challenge: Challenge, **_: Any) -> None:
    """Its drafts go with the next round of the clock, sealed ones are never opened."""
    for proposal in Proposal.objects.live().filter(challenge=challenge).select_related("lead", "challenge"):
        telling.lead(proposal, "proposal_call_cancelled")


def connect() -> None:
    amended.connect(call_amended, sender=Challenge, dispatch_uid="proposals.call_amended")
    cancelled.connect(call_cancelled, sender=Challenge, dispatch_uid="proposals.call_cancelled")
