"""Who may do what with a position."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Membership
from apps.accounts.policies import acts_for, may, same_employer
from apps.employers import policies as employers
from apps.positions.models import Position
from apps.positions.states import PositionState

EDITABLE = (
    PositionState.DRAFT,
    PositionState.RETURNED,
    PositionState.PUBLISHED,
    PositionState.PAUSED,
    PositionState.EXPIRED,
)


def can_edit(user: Any, position: Position) -> bool:
    """Owners and recruiters write drafts, and the next revision of what is published."""
    return position.state in EDITABLE and employers.can_draft(user, position.employer)


def can_submit(user: Any, position: Position) -> bool:
    return employers.can_draft(user, position.employer)


def can_manage(user: Any, position: Position) -> bool:
    """Pause, resume, renew, fill, close."""
    return employers.can_edit(user, position.employer)


def can_read_as_member(user: Any, position: Position) -> bool:
    return acts_for(user, position.employer.organisation)


def can_review(user: Any, position: Position) -> bool:
    """An operator of the district who does not belong to the employer."""
    own = same_employer(user, position.employer.organisation)
    return may(user, "positions.review", position.district) and not own


def can_see_candidates(user: Any, position: Position) -> bool:
    """Any member: hiring managers comment and score."""
    roles = (Membership.Role.OWNER, Membership.Role.RECRUITER, Membership.Role.HIRING_MANAGER)
    return acts_for(user, position.employer.organisation, *roles)
