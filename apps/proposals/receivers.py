"""What proposals do when they hear of calls and of accounts that are erased."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.accounts.signals import erased
from apps.challenges.models import Challenge
from apps.challenges.signals import amended, cancelled
from apps.proposals import erasure, telling
from apps.proposals.models import Proposal


def call_amended(sender: type, challenge: Challenge, **_: Any) -> None:
    """Applicants are asked to read the change; a sealed proposal stays valid, an amendment never harms it."""
    for proposal in Proposal.objects.live().filter(challenge=challenge).select_related("lead", "challenge"):
        telling.lead(proposal, "proposal_confirm")


def call_cancelled(sender: type, challenge: Challenge, **_: Any) -> None:
    """Its drafts go with the next round of the clock, sealed ones are never opened."""
    for proposal in Proposal.objects.live().filter(challenge=challenge).select_related("lead", "challenge"):
        telling.lead(proposal, "proposal_call_cancelled")


def account_erased(sender: type, user: User, **_: Any) -> None:
    erasure.forget(user)


def connect() -> None:
    erased.connect(account_erased, dispatch_uid="proposals.account_erased")
    amended.connect(call_amended, sender=Challenge, dispatch_uid="proposals.call_amended")
    cancelled.connect(call_cancelled, sender=Challenge, dispatch_uid="proposals.call_cancelled")
