"""Who reads reports."""

from __future__ import annotations

from typing import Any

from apps.accounts.policies import districts_for
from apps.agreements.models import READERS as MONEY_READERS
from apps.challenges.models.challenge import READERS


def can_read_calls(user: Any) -> bool:
    """Whoever handles calls, for the districts in which she does."""
    return any(districts_for(user, verb) is not None for verb in READERS)


def can_read_money(user: Any) -> bool:
    """Contracts and payments: who may read contracts."""
    return any(districts_for(user, verb) is not None for verb in MONEY_READERS)
