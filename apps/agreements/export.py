"""Her own data, complete, as plain values for JSON: what agreements hold of a person."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.agreements.models import Contract, Ending, Party, Report
from apps.proposals.models import Proposal


def own_data(user: User) -> dict[str, Any]:
    """Everything but file contents, which are downloads of their own. Sums in whole yuan."""
    contracts = Contract.objects.filter(proposal__in=Proposal.objects.visible_to(user)).select_related("agreement")
    return {
        "agreements": [
            {"id": row.agreement.public_id, "title": row.agreement.title, "state": row.agreement.state, "side": row.side,
             "name": row.name, "who_signed": row.signatory, "scan": row.scan.name if row.scan else None,
             "signed_on": row.agreement.signed_on, "name_public_since": row.public_at}
            for row in Party.objects.filter(user=user).select_related("agreement", "scan").order_by("pk")
        ],
        "contracts": [
            {"id": row.public_id, "number": row.number, "state": row.state, "amount": row.amount, "paid": row.paid}
            for row in contracts.order_by("pk")
        ],
        "reports": [
            {"contract": row.milestone.contract.number, "milestone": row.milestone.title, "text": row.text,
             "reported_at": row.reported_at, "files": [one.file.name for one in row.evidence.all()]}
            for row in Report.objects.filter(reported_by=user).select_related("milestone__contract")
            .prefetch_related("evidence__file").order_by("pk")
        ],
        "statements": [
            {"contract": row.contract.number, "text": row.statement, "at": row.statement_at}
            for row in Ending.objects.filter(statement_by=user).select_related("contract").order_by("pk")
        ],
        "handed_in": [
            {"id": row.agreement.public_id, "side": row.side, "at": row.handed_in_at}
            for row in Party.objects.filter(handed_in_by=user).select_related("agreement").order_by("pk")
        ],
    }  # fmt: skip
