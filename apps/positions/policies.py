"""Who may do what with a position."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Membership
from apps.accounts.policies import EVERYWHERE, acts_for, districts_for, may, same_employer
from apps.core.models import File
from apps.employers import policies as employers
from apps.employers.models import Employer
from apps.positions.drafts import WRITABLE
from apps.positions.models import Position, PositionImport


def can_edit(user: Any, position: Position) -> bool:
    """Owners and recruiters write drafts, and the next revision of what is published."""
    return position.state in WRITABLE and employers.can_draft(user, position.employer)


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


def can_import(user: Any, employer: Employer) -> bool:
    """A file of an employer's own positions."""
    return employers.can_draft(user, employer)


def can_import_for_many(user: Any) -> bool:
    """A file in which a column names the employer: operators who review positions somewhere."""
    return districts_for(user, "positions.review") is not None


def can_import_for(user: Any, employer: Employer) -> bool:
    """Whether a row of such a file may belong to `employer`: it lies in the operator's districts."""
    where = districts_for(user, "positions.review") or set()
    return EVERYWHERE in where or employer.organisation.district in where


def can_see_import(user: Any, taken: PositionImport) -> bool:
    """The team that may import for the employer; a file for many employers is its operator's alone."""
    if taken.employer is not None:
        return can_import(user, taken.employer)
    return taken.created_by_id == user.pk and can_import_for_many(user)


def can_read_import_file(user: Any, file: File) -> bool:
    taken = PositionImport.objects.filter(file=file).first()
    return taken is not None and can_see_import(user, taken)
