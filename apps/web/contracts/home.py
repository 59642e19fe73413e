"""Contracts in which it is the reader's turn, for the homes of both sides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.agreements import policies
from apps.agreements.models import Contract
from apps.agreements.states import OVER
from apps.agreements.terms import Side
from apps.employers.models import Employer
from apps.proposals.models import Proposal
from apps.web import challenge_cards
from apps.web.contracts import due
from apps.web.dues import Due

MOST = 30  # of one reader at a time; what is next is asked for each


def of_solver(user: Any) -> Iterable[Due]:
    return _items(user, Q(proposal__in=Proposal.objects.visible_to(user).values("pk")), Side.SOLVER)


def of_poster(user: Any, employer: Employer) -> Iterable[Due]:
    return _items(user, Q(challenge__employer=employer), Side.POSTER)


def _items(user: Any, mine: Q, side: str) -> Iterable[Due]:
    rows = Contract.objects.filter(mine).exclude(state__in=(*OVER, "evaluated"))
    rows = rows.select_related("agreement", "challenge__current", "challenge__employer__organisation", "proposal")
    stands = policies.is_solver if side == Side.SOLVER else policies.is_poster
    for contract in rows.prefetch_related("challenge__current__texts").order_by("pk")[:MOST]:
        found = due.of(contract, side)
        if found is not None and found.mine and stands(user, contract):
            current = contract.challenge.current
            title = challenge_cards.titles(current)[0] if current else contract.number
            url = reverse("contracts:contract", args=[contract.public_id])
            yield Due(found.text, title, url, _("To the contract"), found.until)
