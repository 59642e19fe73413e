"""What reviews hold about a person, for the file of her own data."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.proposals.models import Proposal
from apps.reviews.models import FormAppeal, Opinion, Seat, Sheet


def own_data(user: User) -> dict[str, Any]:
    """As an expert her seats, sheets and opinions; as an applicant her appeals. Nothing that others wrote of her."""
    return {
        "seats": list(
            Seat.objects.of(user).values("panel__challenge__number", "field", "state", "invited_at", "answered_at")
        ),
        "sheets": [_sheet(row) for row in _sheets(user)],
        "opinions": list(
            Opinion.objects.filter(expert__user=user).values("challenge__number", "state", "recommendation", "text")
        ),
        "appeals": list(
            FormAppeal.objects.filter(proposal__in=Proposal.objects.filter(lead=user)).values(
                "proposal__public_id", "lodged_at", "state", "text", "reply"
            )
        ),
    }


def _sheets(user: User) -> Any:
    rows = Sheet.objects.filter(seat__expert__user=user).select_related("proposal__pseudonym", "proposal__challenge")
    return rows.prefetch_related("marks__criterion").order_by("pk")


def _sheet(sheet: Sheet) -> dict[str, Any]:
    """By the name before the experts: whose proposal it was is not hers to keep."""
    return {
        "call": sheet.proposal.challenge.number,
        "proposal": sheet.proposal.pseudonym.code,
        "state": sheet.state,
        "marks": [{"criterion": mark.criterion.name_zh, "value": mark.value} for mark in sheet.marks.all()],
        "for_applicant": sheet.for_applicant,
        "for_panel": sheet.for_panel,
    }
