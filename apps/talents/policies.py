"""Who may do what with a talent's profile, CV and claims. Seeing is `Talent.objects.visible_to`."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Grant
from apps.accounts.policies import may, organisations_of
from apps.core.models import File
from apps.talents.models import Claim, CvReading, DuplicateProposal, Talent
from apps.talents.states import ClaimState

REVIEW = "talents.review"


def can_edit(user: Any, talent: Talent) -> bool:
    """Only she herself writes her profile; a profile that was merged into another is closed."""
    return (
        bool(user.is_authenticated and user.is_active) and talent.user_id == user.pk and talent.merged_into_id is None
    )


def can_confirm(user: Any, talent: Talent) -> bool:
    return can_edit(user, talent)


def can_upload(user: Any, talent: Talent) -> bool:
    return can_edit(user, talent)


def can_review(user: Any, talent: Talent) -> bool:
    """A case officer of the city; never of her own profile."""
    return may(user, REVIEW) and talent.user_id != user.pk


def can_see_identity(user: Any, talent: Talent) -> bool:
    """Herself; a case officer (who gives a reason, which is logged); an organisation she has opened herself to."""
    if not user.is_authenticated or not user.is_active:
        return False
    return talent.user_id == user.pk or can_review(user, talent) or _opened(user, talent)


def can_submit_claim(user: Any, claim: Claim) -> bool:
    return can_edit(user, claim.talent)


def can_decide_claim(user: Any, claim: Claim) -> bool:
    """A case officer, not herself; an appeal goes to another one than she who decided first."""
    appealed = claim.state == ClaimState.APPEALED or claim.appealed_at is not None
    first_decider = appealed and claim.decided_by_id == user.pk
    return can_review(user, claim.talent) and not first_decider


def can_decide_duplicate(user: Any, proposal: DuplicateProposal) -> bool:
    return can_review(user, proposal.first) and can_review(user, proposal.second)


def can_read_file(user: Any, file: File) -> bool:
    """A CV or a claim's paper: its owner, case officers, and organisations with a live grant.

    An organisation reads only what belongs to a confirmed reading; papers of claims stay between her and the officers.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    if file.owner_ref == user.public_id or may(user, REVIEW):
        return True
    reading = CvReading.objects.filter(file=file, step=CvReading.Step.CONFIRMED).select_related("talent").first()
    return reading is not None and _opened(user, reading.talent)


def _opened(user: Any, talent: Talent) -> bool:
    live = Grant.objects.live().filter(person=talent.user_id)
    return live.filter(organisation__in=organisations_of(user)).exists()
