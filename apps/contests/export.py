"""What contests hold about a person, for the file of her own data."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.contests.entries import WRITTEN
from apps.contests.models import Entitlement, Entry, Judge, Landing, Payout
from apps.core import audit


def own_data(user: User) -> dict[str, Any]:
    """Every entry of hers with what became of it; as a judge her seats and what she wrote."""
    rows = Entry.objects.filter(entrant=user).select_related("edition", "group", "track").order_by("pk")
    return {"entries": [_entry(row) for row in rows], "judged": [_seat(row) for row in _seats(user)]}


def _entry(row: Entry) -> dict[str, Any]:
    landing = Landing.objects.filter(entry=row).values("company", "credit_code", "registered_on", "contract_on").first()
    payout = Payout.objects.filter(entry=row).values("amount", "paid_at").first()
    place = Entitlement.objects.filter(entry=row).select_related("places").first()
    award = getattr(row, "award", None)
    shown = row.state not in ("awarded",)  # what nobody has been told yet is not told here
    return {
        "id": row.public_id,
        "contest": row.edition.title,
        "state": row.state if shown else "final",
        **{name: _plain(getattr(row, name)) for name in WRITTEN},
        "members": list(row.members.values("name", "works_at", "role")),
        "submitted_at": row.submitted_at,
        "award": str(award.tier) if award and shown else None,
        "landing": landing,
        "payout": payout,
        "place": str(place) if place else None,
        "timeline": list(audit.timeline(row).values("act", "at")),
    }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)


def _seats(user: User) -> Any:
    return Judge.objects.of(user).select_related("stage__edition").prefetch_related("sheets__marks").order_by("pk")


def _seat(row: Judge) -> dict[str, Any]:
    return {
        "contest": row.stage.edition.title,
        "stage": row.stage.kind,
        "state": row.state,
        "sheets": [
            {"state": s.state, "comment": s.comment, "marks": [str(mark.value) for mark in s.marks.all()]}
            for s in row.sheets.all()
        ],
    }
