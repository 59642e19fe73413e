"""Who hears what about a contract: both sides at every step, operators when it is their turn."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from apps.accounts.models import Membership, User
from apps.accounts.policies import holders
from apps.agreements.models import Contract
from apps.agreements.models.agreement import KEEPERS
from apps.agreements.policies import DEPARTMENT, FINANCE
from apps.agreements.terms import Side
from apps.challenges.models import Challenge
from apps.challenges.telling import titles
from apps.notifications.send import tell

ROLES = (Membership.Role.OWNER, Membership.Role.RECRUITER)
TO_DRAFT = "/admin/agreements/contract/"  # above the list stand the awards that have no contract yet
__all__ = ["both", "department", "finance", "keepers", "side", "titles", "to_draft"]


def both(contract: Contract, kind: str, **facts: Any) -> None:
    """The poster's owners and recruiters, and everybody of the applicant team who has an account."""
    poster(contract, kind, **facts)
    solver(contract, kind, **facts)


def side(contract: Contract, name: str, kind: str, **facts: Any) -> None:
    (solver if name == Side.SOLVER else poster)(contract, kind, **facts)


def poster(contract: Contract, kind: str, **facts: Any) -> None:
    organisation = contract.challenge.employer.organisation
    team = Membership.objects.active().filter(organisation=organisation, role__in=ROLES).select_related("user")
    _tell((row.user for row in team), contract, kind, f"/contracts/{contract.public_id}/", facts)


def solver(contract: Contract, kind: str, **facts: Any) -> None:
    proposal = contract.proposal
    users = {proposal.lead_id: proposal.lead}
    for member in proposal.members.filter(user__isnull=False, left_at__isnull=True).select_related("user"):
        assert member.user is not None
        users[member.user.pk] = member.user
    _tell(users.values(), contract, kind, f"/contracts/{contract.public_id}/", facts)


def to_draft(challenge: Challenge) -> None:
    """The award is in effect: who draws up contracts hears of it, in the house only."""
    stamp = f"{challenge.public_id}:{timezone.now():%Y%m%d%H%M%S%f}"
    context = {"challenge": titles(challenge), "number": challenge.number}
    for user in holders(KEEPERS, challenge.district):
        tell(user, "contract_to_draft", context=context, url=TO_DRAFT, key=stamp, channels=())


def keepers(contract: Contract, kind: str, **facts: Any) -> None:
    _operators(contract, KEEPERS, kind, facts)


def department(contract: Contract, kind: str, **facts: Any) -> None:
    _operators(contract, DEPARTMENT, kind, facts)


def finance(contract: Contract, kind: str, **facts: Any) -> None:
    _operators(contract, FINANCE, kind, facts)


def _operators(contract: Contract, verb: str, kind: str, facts: dict[str, Any]) -> None:
    """In the house only: a queue is no reason for a mail a contract."""
    url = f"/admin/agreements/contract/{contract.pk}/change/"
    _tell(holders(verb, contract.challenge.district), contract, kind, url, facts, channels=())


def _tell(users: Any, contract: Contract, kind: str, url: str, facts: dict[str, Any], **options: Any) -> None:
    context = {"challenge": titles(contract.challenge), "number": contract.number, **facts}
    stamp = f"{contract.public_id}:{timezone.now():%Y%m%d%H%M%S%f}"
    user: User
    for user in users:
        tell(user, kind, context=context, url=url, key=stamp, **options)


def named(row: Any) -> dict[str, str]:
    """The title of a milestone by language, as a fact of a message."""
    return {"zh-hans": row.title, "en": row.title_en or row.title}
