"""Her own data as an expert, complete, as plain values for JSON. Notes of operators on her work are not hers to read."""

from __future__ import annotations

from typing import Any

from apps.core import audit
from apps.experts.models import Expert
from apps.experts.profiles import COLUMNS, FACTS


def own_data(expert: Expert) -> dict[str, Any]:
    """Dates and instants in ISO 8601 once they are JSON."""
    return {
        "id": expert.public_id,
        "state": expert.state,
        "email": expert.email,
        "joined_at": expert.joined_at,
        "district": expert.district,
        "facts_confirmed_on": expert.facts_confirmed_on,
        **{name: getattr(expert, name) for name in COLUMNS},
        "ties": [
            {"kind": tie.kind, "source": tie.source, **{name: getattr(tie, name) for name in FACTS[tie.kind]}}
            for tie in expert.ties.all()
        ],
        "undertakings": [
            {"kind": row.kind, "version": row.consent.notice.version, "text": row.consent.notice.text,
             "signed_on": row.signed_on, "expires_on": row.expires_on, "withdrawn_at": row.consent.withdrawn_at}
            for row in expert.undertakings.select_related("consent__notice")
        ],
        "timeline": list(audit.timeline(expert).values("act", "at", "data")),
    }  # fmt: skip
