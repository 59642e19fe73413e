"""What an account itself holds about a person, for the file of her own data. Dates and instants are made ISO 8601 as JSON."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import AccessEntry, Consent, Grant, Membership, User


def own_data(user: User) -> dict[str, Any]:
    """The account, whom she acts for, what she agreed to, to whom her profile is open and who has looked."""
    return {
        "account": {
            "id": user.public_id, "email": user.email, "phone": user.phone, "display_name": user.display_name,
            "language": user.language, "time_zone": user.time_zone, "discreet": user.discreet,
            "private_email": user.private_email, "joined_at": user.date_joined, "state": user.state,
        },
        "acts_for": [
            {"organisation": str(row.organisation), "role": row.role, "since": row.created_at, "until": row.ended_at}
            for row in Membership.objects.filter(user=user).select_related("organisation").order_by("created_at")
        ],
        "consents": [
            {"purpose": row.purpose, "version": row.notice.version, "text": row.notice.text, "given_at": row.given_at,
             "withdrawn_at": row.withdrawn_at, "recipient": str(row.recipient) if row.recipient else None}
            for row in Consent.objects.filter(user=user).select_related("notice", "recipient").order_by("given_at")
        ],
        "opened_to": [
            {"organisation": str(row.organisation), "purpose": row.purpose, "since": row.created_at,
             "until": row.until, "ended_at": row.revoked_at}
            for row in Grant.objects.filter(person=user).select_related("organisation").order_by("created_at")
        ],
        "seen_by": [
            {"organisation": str(row.organisation) if row.organisation else None, "what": row.what, "at": row.at}
            for row in AccessEntry.objects.filter(person=user).select_related("organisation").order_by("at")
        ],
    }  # fmt: skip
