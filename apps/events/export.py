"""What events hold about a person, for the file of her own data."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.core import audit
from apps.events.models import Registration


def own_data(user: User) -> list[dict[str, Any]]:
    """Every registration of hers with its history."""
    return [_row(row) for row in Registration.objects.filter(user=user).select_related("event").order_by("pk")]


def _row(row: Registration) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "event": row.event.title,
        "starts_at": row.event.starts_at,
        "state": row.state,
        "takes_part_as": row.party,
        "organisation": str(row.organisation) if row.organisation else None,
        "requested_at": row.requested_at,
        "answer_until": row.answer_until,
        "checked_in_at": row.checked_in_at,
        "checked_out_at": row.checked_out_at,
        "answers": {answer.question.label: answer.words for answer in row.answers.select_related("question")},
        "timeline": list(audit.timeline(row).values("act", "at")),
    }
