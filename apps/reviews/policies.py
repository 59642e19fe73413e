"""Who may do what in the review of a call. Nobody judges a case of her own employer or her own proposal."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Membership
from apps.accounts.policies import acts_for, districts_for, may, same_employer
from apps.challenges import posters
from apps.challenges.models import Challenge
from apps.challenges.states import ChallengeState
from apps.challenges.terms import Decider
from apps.core.models import File
from apps.matching import policies as matching
from apps.proposals import policies as proposals
from apps.proposals.models import Member, Package, Part, Proposal
from apps.proposals.states import ProposalState
from apps.reviews.models import Determination, Panel, Seat, Sheet
from apps.reviews.states import DeterminationState, PanelState, SeatState

S = ProposalState
JUDGED = (S.ELIGIBLE, S.SCORED, S.SHORTLISTED, S.PROPOSED, S.AWARDED, S.NOT_AWARDED)
REVIEW, APPROVE, PUBLISH = "challenges.review", "challenges.approve", "challenges.publish"
INVITE = matching.REVIEW  # who sees solvers tells those who came near


def can_run_panel(user: Any, challenge: Challenge) -> bool:
    """Draw it, excuse somebody, open and lock the marks: operators of the district outside of the race."""
    return _outside(user, challenge) and (_may(user, REVIEW, challenge) or _may(user, APPROVE, challenge))


def can_see_results(user: Any, challenge: Challenge) -> bool:
    """Marks by seat and the order: who runs the panel, and the poster where it decides, once they are locked."""
    return can_run_panel(user, challenge) or _decides_as_poster(user, challenge)


def can_determine(user: Any, challenge: Challenge) -> bool:
    """The department, or the poster's owner where the programme says so."""
    if challenge.programme.decided_by == Decider.POSTER:
        return _decides_as_poster(user, challenge)
    return _outside(user, challenge) and _may(user, APPROVE, challenge)


def can_announce(user: Any, determination: Determination) -> bool:
    """Publicity, or the award where there is none: a second person of the office."""
    challenge = determination.challenge
    return (
        determination.decided_by_id != user.pk
        and _outside(user, challenge)
        and (_may(user, PUBLISH, challenge) or _may(user, APPROVE, challenge))
    )


def can_overturn(user: Any, determination: Determination) -> bool:
    """Until it is in effect; then an award falls only with its winner."""
    if determination.state == DeterminationState.EFFECTIVE:
        return False
    return _outside(user, determination.challenge) and _may(user, APPROVE, determination.challenge)


def can_disqualify(user: Any, challenge: Challenge) -> bool:
    """A proposal for this call, whoever decides it."""
    return _outside(user, challenge) and _may(user, APPROVE, challenge)


def can_fail(user: Any, challenge: Challenge) -> bool:
    """Find that no valid proposal came: who runs the review of a closed call, the department once marks were given."""
    if challenge.state == ChallengeState.CLOSED:
        return can_run_panel(user, challenge)
    return _outside(user, challenge) and _may(user, APPROVE, challenge)


def can_see_recovery(user: Any, challenge: Challenge) -> bool:
    """Why nobody answered, in exact figures: operators of its district who stand on no side."""
    return _outside(user, challenge) and any(_may(user, verb, challenge) for verb in (REVIEW, APPROVE, PUBLISH, INVITE))


def can_read_recovery(user: Any, challenge: Challenge) -> bool:
    """The same for the poster's people: once it has failed, and as soon as it closed with nothing sealed.

    Where anything was sealed, nobody of the poster learns before the end how little came.
    """
    if challenge.state == ChallengeState.CLOSED:
        told = not Proposal.objects.arrived().filter(challenge=challenge).exists()
    else:
        told = challenge.state == ChallengeState.FAILED
    return told and acts_for(user, challenge.employer.organisation)


def can_renounce(user: Any, proposal: Proposal) -> bool:
    return proposals.can_lead(user, proposal)


def can_choose_name(user: Any, proposal: Proposal) -> bool:
    """Whether her name may be shown is hers to say: who takes part and has not left."""
    if not user.is_authenticated or not user.is_active:
        return False
    return proposal.members.filter(user=user, left_at__isnull=True).exists()


def can_answer(user: Any, seat: Seat) -> bool:
    """Her own invitation."""
    return _is_she(user, seat) and seat.invited_at is not None


def can_read_sheet(user: Any, sheet: Sheet) -> bool:
    return _is_she(user, sheet.seat) and sheet.seat.state == SeatState.ACCEPTED


def can_score(user: Any, sheet: Sheet) -> bool:
    return can_read_sheet(user, sheet) and sheet.seat.panel.state == PanelState.SCORING


def can_read_blind(user: Any, proposal: Proposal) -> bool:
    """The panel reads the blind part once it has declared that it is independent and the marks are open."""
    if not user.is_authenticated or not user.is_active:
        return False
    seats = Seat.objects.filter(panel__challenge=proposal.challenge_id, expert__user=user, state=SeatState.ACCEPTED)
    return seats.exclude(panel__state=PanelState.FORMING).exists() and hasattr(proposal, "pseudonym")


def can_read_opened(user: Any, file: File) -> bool:
    """Opened packages: as proposals say, and blind parts for the panel."""
    if proposals.can_read_opened(user, file):
        return True
    row = Package.objects.filter(opened=file).select_related("proposal__challenge__programme").first()
    if row is None:
        return False
    return can_read_as_poster(user, row.proposal) or (row.part == Part.BLIND and can_read_blind(user, row.proposal))


def can_read_as_poster(user: Any, proposal: Proposal) -> bool:
    """Where the poster decides, it reads what passed the form check: all of it, once no expert marks any more."""
    if proposal.opened_at is None or proposal.state not in JUDGED:
        return False
    return _decides_as_poster(user, proposal.challenge)


def can_see_comments(user: Any, proposal: Proposal) -> bool:
    """What experts wrote for the applicant, once it is decided."""
    decided = proposal.state in (ProposalState.AWARDED, ProposalState.NOT_AWARDED)
    return decided and proposals.can_read(user, proposal)


def can_follow(user: Any, challenge: Challenge) -> bool:
    """Whether there is a determination: whoever in the house may have a step in this review."""
    return _outside(user, challenge) and any(_may(user, verb, challenge) for verb in (REVIEW, APPROVE, PUBLISH))


def can_reach(user: Any) -> bool:
    """Whether any panel may be hers to run: the admin's module."""
    return any(districts_for(user, verb) is not None for verb in (REVIEW, APPROVE, PUBLISH))


def _decides_as_poster(user: Any, challenge: Challenge) -> bool:
    if challenge.programme.decided_by != Decider.POSTER:
        return False
    locked = (
        not challenge.programme.review or Panel.objects.filter(challenge=challenge, state=PanelState.LOCKED).exists()
    )
    return locked and acts_for(user, challenge.employer.organisation, Membership.Role.OWNER)


def _outside(user: Any, challenge: Challenge) -> bool:
    """Neither of the poster nor of an applicant, neither a member of a proposal nor of the panel."""
    if not user.is_authenticated or not user.is_active or posters.is_of(user, challenge):
        return False
    running = Proposal.objects.live().filter(challenge=challenge, sealed_at__isnull=False)
    if Member.objects.filter(proposal__in=running, user=user).exists():
        return False
    if any(
        same_employer(user, row.organisation) for row in running.filter(organisation__isnull=False) if row.organisation
    ):
        return False
    return not Seat.objects.filter(panel__challenge=challenge, expert__user=user).exclude(invited_at=None).exists()


def _may(user: Any, verb: str, challenge: Challenge) -> bool:
    return may(user, verb, challenge.district)


def _is_she(user: Any, seat: Seat) -> bool:
    return bool(user.is_authenticated and user.is_active and seat.expert.user_id == user.pk)
