"""What procedures hold about a person, for the file of her own data."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.procedures.models import Objection

FIELDS = ("name", "phone", "ground", "text", "remedy", "lodged_at", "state", "outcome", "reply", "replied_at")


def own_data(user: User) -> list[dict[str, Any]]:
    """The objections she lodged and the answers to them."""
    rows = Objection.objects.filter(objector=user).select_related("publicity").prefetch_related("files__file")
    return [
        {
            "id": row.public_id,
            "about": row.publicity.subject_ref,
            **{name: getattr(row, name) for name in FIELDS},
            "evidence": [evidence.file.name for evidence in row.files.all()],
        }
        for row in rows.order_by("lodged_at")
    ]
