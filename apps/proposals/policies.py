"""Who may do what with a proposal. Before the opening nobody but its own people see any of it."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Organisation
from apps.accounts.policies import acts_for, may, same_employer
from apps.challenges import posters
from apps.challenges.models import Challenge
from apps.core.models import File
from apps.proposals.models import WRITERS, Attachment, Member, Package, Part, Proposal
from apps.proposals.states import WRITABLE

READERS = ("challenges.review", "challenges.approve")  # the form check and the decision


def can_start(user: Any, challenge: Challenge, organisation: Organisation | None = None) -> bool:
    """Anybody who is signed in, but not the poster's own family (R1); for an organisation its owners and recruiters.

    There is no threshold of region, degree, age or title (R6).
    """
    if not user.is_authenticated or not user.is_active or posters.is_of(user, challenge):
        return False
    return organisation is None or acts_for(user, organisation, *WRITERS)


def can_lead(user: Any, proposal: Proposal) -> bool:
    """Write, name members, seal, withdraw: the lead, and for an organisation its other writers."""
    if not user.is_authenticated or not user.is_active:
        return False
    if proposal.organisation is not None:
        return acts_for(user, proposal.organisation, *WRITERS)
    return bool(proposal.lead_id == user.pk)


def can_edit(user: Any, proposal: Proposal) -> bool:
    return proposal.state in WRITABLE and can_lead(user, proposal)


def can_read(user: Any, proposal: Proposal) -> bool:
    """The proposal's page, its receipts and sealed bytes: its own people."""
    return can_lead(user, proposal) or _is_member(user, proposal)


def can_sign(user: Any, member: Member) -> bool:
    """Each for herself, in her own account."""
    return bool(user.is_authenticated and user.is_active and member.user_id == user.pk and member.left_at is None)


def can_leave(user: Any, member: Member) -> bool:
    return can_sign(user, member) and not member.is_lead


def can_read_part(user: Any, proposal: Proposal, part: str) -> bool:
    """What was opened: its own people; then operators of the district who belong to no party.

    Experts read the blind part by a policy of reviews; the identity part is the operators' alone.
    """
    if can_read(user, proposal):
        return True
    return proposal.opened_at is not None and part in Part.values and _operates(user, proposal)


def _operates(user: Any, proposal: Proposal) -> bool:
    challenge, applicant = proposal.challenge, proposal.organisation
    if posters.is_of(user, challenge) or _is_member(user, proposal):
        return False
    if applicant is not None and same_employer(user, applicant):
        return False
    return any(may(user, verb, challenge.district) for verb in READERS)


def _is_member(user: Any, proposal: Proposal) -> bool:
    if not user.is_authenticated or not user.is_active:
        return False
    return proposal.members.filter(user=user, left_at__isnull=True).exists()


def can_read_attachment(user: Any, file: File) -> bool:
    """Files of a draft: who writes it."""
    row = Attachment.objects.filter(file=file).select_related("draft__proposal").first()
    return row is not None and can_lead(user, row.draft.proposal)


def can_read_sealed(user: Any, file: File) -> bool:
    row = Package.objects.filter(sealed=file).select_related("proposal").first()
    return row is not None and can_read(user, row.proposal)


def can_read_opened(user: Any, file: File) -> bool:
    row = Package.objects.filter(opened=file).select_related("proposal").first()
    return row is not None and can_read_part(user, row.proposal, row.part)
