"""Who may do what with an expert of the pool."""

from __future__ import annotations

from typing import Any

from apps.accounts.policies import districts_for, may
from apps.experts.models import KEEPERS, Expert
from apps.experts.states import JOINED


def can_invite(user: Any, district: str = "") -> bool:
    """Take somebody into the pool of a district; without one, of the city."""
    return may(user, KEEPERS, district)


def keeps_somewhere(user: Any) -> bool:
    """Whether there are experts whom she may keep."""
    return districts_for(user, KEEPERS) is not None


def can_keep(user: Any, expert: Expert) -> bool:
    """Pause, end, invite again, read what others noted of her work: never of oneself."""
    return expert.user_id != getattr(user, "pk", None) and may(user, KEEPERS, expert.district)


def can_note(user: Any, expert: Expert) -> bool:
    """Read and write quality notes."""
    return can_keep(user, expert)


def can_read(user: Any, expert: Expert) -> bool:
    return is_she(user, expert) or can_keep(user, expert)


def can_edit(user: Any, expert: Expert) -> bool:
    """Her profile and her ties, in the pool or paused."""
    return is_she(user, expert) and expert.state in JOINED


def can_sign(user: Any, expert: Expert) -> bool:
    """Each for herself, in her own account."""
    return can_edit(user, expert)


def can_pause(user: Any, expert: Expert) -> bool:
    """She herself for a while, or who keeps the pool; `resume` alike."""
    return can_edit(user, expert) or can_keep(user, expert)


def can_leave(user: Any, expert: Expert) -> bool:
    return can_edit(user, expert)


def is_she(user: Any, expert: Expert) -> bool:
    return bool(user.is_authenticated and user.is_active and expert.user_id == user.pk)
