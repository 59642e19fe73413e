"""What agreements do when they hear of awards, of winners who go, and of accounts that are erased."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.signals import erased
from apps.agreements import contracts, erasure, telling
from apps.agreements.models import Contract
from apps.agreements.states import ContractState
from apps.challenges.models import Challenge
from apps.core.moves import GuardFailed
from apps.core.signals import moved
from apps.proposals.models import Proposal
from apps.reviews.signals import awarded

GONE = ("renounce", "disqualify")


def award_made(sender: type, challenge: Challenge, **_kwargs: Any) -> None:
    """The keepers of the district may draw up the contracts."""
    telling.to_draft(challenge)


def proposal_moved(sender: type, obj: Proposal, name: str, by: Any, entry: Any, **_kwargs: Any) -> None:
    """A winner is gone: a contract that is not signed lapses with her; a signed one ends by its own rules only."""
    if name not in GONE:
        return
    found = Contract.objects.filter(proposal=obj).select_related("challenge").first()
    if found is None or found.state == ContractState.LAPSED:
        return
    if found.state != ContractState.DRAFTED:
        raise GuardFailed(_("The contract is signed. It ends by its own rules, not by a withdrawal."))
    contracts.lapse(found, by=by, reason=entry.reason or str(_("A winner has withdrawn.")))


def account_erased(sender: type, *, user: User, **_kwargs: Any) -> None:
    erasure.forget(user)


def connect() -> None:
    awarded.connect(award_made, sender=Challenge, dispatch_uid="agreements.award_made")
    moved.connect(proposal_moved, sender=Proposal, dispatch_uid="agreements.proposal_moved")
    erased.connect(account_erased, dispatch_uid="agreements.account_erased")
