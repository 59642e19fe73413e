"""What applications do when they hear of others."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.accounts.signals import erased
from apps.applications import clock
from apps.applications.models import Application, Note
from apps.core.signals import moved
from apps.positions.models import Position


def position_moved(sender: type, obj: Position, **_: Any) -> None:
    """A position that is filled or closed gives its open applications a final answer."""
    clock.answer_after_end(obj)


def account_erased(sender: type, user: User, **_: Any) -> None:
    """That somebody applied and how it ended stays; her words, and what the team wrote about her, may name her and go."""
    Application.objects.filter(talent__user=user).update(letter="")
    Note.objects.filter(application__talent__user=user).delete()


def connect() -> None:
    moved.connect(position_moved, sender=Position, dispatch_uid="applications.position_moved")
    erased.connect(account_erased, dispatch_uid="applications.account_erased")
