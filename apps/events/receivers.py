"""What events do when they hear that an account is erased."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.accounts.signals import erased
from apps.events import erasure


def account_erased(sender: type, user: User, **_: Any) -> None:
    erasure.forget(user)


def connect() -> None:
    erased.connect(account_erased, dispatch_uid="events.account_erased")
