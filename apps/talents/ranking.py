"""Automated ranking for employers rests on a consent: the switch and the ledger always say the same."""

from __future__ import annotations

from apps.accounts import consents
from apps.accounts.models import Consent, User

PURPOSE = "ranking"


def record_choice(user: User, *, on: bool, by: User, ip_country: str = "") -> None:
    """Give or withdraw the consent; nothing is written when it already stands so."""
    standing = Consent.objects.filter(user=user, purpose=PURPOSE, withdrawn_at__isnull=True)
    if on and not standing.exists():
        consents.give(user, PURPOSE, ip_country=ip_country)
    if not on:
        for consent in standing:
            consents.withdraw(consent, by=by)
