"""What applications do when they hear of others."""

from __future__ import annotations

from typing import Any

from apps.applications import clock
from apps.core.signals import moved
from apps.positions.models import Position


def position_moved(sender: type, obj: Position, **_: Any) -> None:
    """A position that is filled or closed gives its open applications a final answer."""
    clock.answer_after_end(obj)


def connect() -> None:
    moved.connect(position_moved, sender=Position, dispatch_uid="applications.position_moved")
