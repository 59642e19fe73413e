"""Who may do what with an employer."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Membership
from apps.accounts.policies import acts_for, may, same_employer
from apps.core.models import File
from apps.employers.models import Employer, EmployerDocument
from apps.employers.states import EmployerState

OWNER, RECRUITER = Membership.Role.OWNER, Membership.Role.RECRUITER
MAY_DRAFT = (
    EmployerState.UNVERIFIED,
    EmployerState.SUBMITTED,
    EmployerState.RETURNED,
    EmployerState.VERIFIED,
    EmployerState.EXPIRED,
)


def can_edit(user: Any, employer: Employer) -> bool:
    return acts_for(user, employer.organisation, OWNER, RECRUITER)


def can_submit(user: Any, employer: Employer) -> bool:
    return acts_for(user, employer.organisation, OWNER)


def can_manage_members(user: Any, employer: Employer) -> bool:
    return acts_for(user, employer.organisation, OWNER)


def can_draft(user: Any, employer: Employer) -> bool:
    """Unverified employers may write and import while they wait; suspended and rejected ones may not."""
    return employer.state in MAY_DRAFT and can_edit(user, employer)


def can_review(user: Any, employer: Employer) -> bool:
    """An operator of the district who does not belong to the employer."""
    organisation = employer.organisation
    return may(user, "employers.review", organisation.district) and not same_employer(user, organisation)


def can_read_documents(user: Any, employer: Employer) -> bool:
    return can_submit(user, employer) or can_review(user, employer)


def can_vouch(user: Any, district: str) -> bool:
    """Take in an employer whose papers the operator has seen: only in her own districts."""
    return may(user, "employers.review", district)


def can_invite_claimant(user: Any, employer: Employer) -> bool:
    """Hand out the link by which an imported employer is taken over, while nobody owns it."""
    owned = employer.organisation.memberships.active().filter(role=OWNER).exists()
    return not owned and can_vouch(user, employer.organisation.district)


def can_read_file(user: Any, file: File) -> bool:
    """Papers of an employer: its owners, and the operators who may judge them."""
    document = EmployerDocument.objects.filter(file=file).select_related("employer__organisation").first()
    return document is not None and can_read_documents(user, document.employer)
