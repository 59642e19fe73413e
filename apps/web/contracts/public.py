"""What anybody may see of the contracts of a call: that they were signed and when, names only by their own word."""

from __future__ import annotations

from typing import Any

from apps.agreements.models import Contract
from apps.agreements.terms import Side
from apps.challenges.models import Challenge


def facts(challenge: Challenge) -> dict[str, Any]:
    """Contracts that were signed; the applicant's name where its side lets it stand in public."""
    rows = Contract.objects.filter(challenge=challenge).ever_signed().select_related("agreement").order_by("number")
    return {"signed_contracts": [_row(row) for row in rows.prefetch_related("agreement__parties__organisation")]}


def _row(contract: Contract) -> dict[str, Any]:
    solver = next((row for row in contract.agreement.parties.all() if row.side == Side.SOLVER), None)
    name = ""
    if solver is not None and solver.public_at is not None:
        name = str(solver.organisation) if solver.organisation else str(solver.name)
    return {"contract": contract, "name": name}
