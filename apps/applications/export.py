"""What applications hold about a talent, for the file of her own data. Notes of the employer's team are not hers to read."""

from __future__ import annotations

from typing import Any

from apps.applications.models import Application
from apps.core import audit
from apps.talents.models import Talent

FIELDS = ("state", "letter", "via", "submitted_at", "offer_until", "offer_salary", "permit_reference", "start_on")


def own_data(talent: Talent) -> list[dict[str, Any]]:
    rows = Application.objects.filter(talent=talent).select_related("position__employer__organisation")
    return [
        {
            "id": row.public_id,
            "position": row.position.public_id,
            "organisation": str(row.position.employer.organisation),
            **{name: getattr(row, name) for name in FIELDS},
            "timeline": list(audit.timeline(row).values("act", "at")),
        }
        for row in rows.order_by("created_at")
    ]
