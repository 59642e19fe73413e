"""What agreements do when they hear of people: a closed account leaves no name on a public page."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.accounts.signals import erased
from apps.agreements.models import Party


def account_erased(sender: type, *, user: User, **_: Any) -> None:
    """The contract itself is kept as the law on archives demands; its public name goes at once."""
    Party.objects.filter(user=user).update(public_by=None, public_at=None)


def connect() -> None:
    erased.connect(account_erased, dispatch_uid="agreements.account_erased")
