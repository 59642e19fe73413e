"""Who acts. A user has `public_id`; the clock and the workers act as SYSTEM."""

from __future__ import annotations

from typing import Protocol


class Actor(Protocol):
    """Anything that can stand in an audit entry."""

    public_id: str


class _System:
    public_id = "system"
    is_active = True
    is_superuser = False
    is_authenticated = True

    def __repr__(self) -> str:
        return "SYSTEM"


SYSTEM = _System()
