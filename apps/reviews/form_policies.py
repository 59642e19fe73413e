"""Who may check the form of a proposal, appeal, and decide an appeal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from apps.accounts.models import Membership, Organisation
from apps.accounts.policies import districts_for, may, same_employer
from apps.challenges import posters
from apps.challenges.models import Challenge
from apps.proposals import policies as proposals
from apps.proposals.models import Proposal
from apps.proposals.states import ProposalState
from apps.reviews.form_states import FormOutcome
from apps.reviews.models.form_check import CHECKERS, DECIDERS, FormAppeal, FormCheck


def can_check(user: Any, proposal: Proposal) -> bool:
    """An operator of the call's district who belongs to no side of it."""
    return may(user, CHECKERS, proposal.challenge.district) and not is_party(user, proposal)


def can_look(user: Any, proposal: Proposal) -> bool:
    """Read the check of a proposal: who may check it or decide an appeal of it."""
    return can_check(user, proposal) or (
        may(user, DECIDERS, proposal.challenge.district) and not is_party(user, proposal)
    )


def can_begin_review(user: Any, challenge: Challenge) -> bool:
    """Say that the form check of a call is over: who checks its proposals and stands on no side of any of them."""
    if not may(user, CHECKERS, challenge.district) or posters.is_of(user, challenge):
        return False
    return not any(is_party(user, row) for row in challenge.proposals.select_related("challenge", "organisation"))


def can_read_case(user: Any, proposal: Proposal) -> bool:
    """The outcome with its reasons: the applicant's own people."""
    return proposals.can_read(user, proposal)


def can_appeal(user: Any, proposal: Proposal) -> bool:
    """Once, in time, by who leads the proposal."""
    check = FormCheck.objects.last_of(proposal)
    return (
        proposals.can_lead(user, proposal)
        and proposal.state == ProposalState.INELIGIBLE
        and check is not None
        and check.outcome == FormOutcome.INELIGIBLE
        and check.appeal_until is not None
        and timezone.now() < check.appeal_until
        and not FormAppeal.objects.filter(proposal=proposal).exists()
    )


def can_decide_appeal(user: Any, appeal: FormAppeal) -> bool:
    """The department, no party, and not the person whose decision it is about."""
    proposal = appeal.proposal
    if not may(user, DECIDERS, proposal.challenge.district) or is_party(user, proposal):
        return False
    return appeal.form_check.decided_by_id != user.pk


def can_keep_check_lists(user: Any) -> bool:
    return districts_for(user, "challenges.programmes") is not None


def is_party(user: Any, proposal: Proposal) -> bool:
    """Whether `user` takes or took part, or belongs to the poster, the applicant or the employer of a member."""
    if proposal.lead_id == user.pk or proposal.members.filter(user=user).exists():
        return True
    return any(same_employer(user, organisation) for organisation in _sides(proposal))


def _sides(proposal: Proposal) -> Iterator[Organisation]:
    yield from posters.organisations(proposal.challenge)
    if proposal.organisation is not None:
        yield proposal.organisation
    there = list(proposal.members.filter(left_at__isnull=True).values_list("user_id", "credit_code"))
    codes = [code for _user, code in there if code]
    yield from Organisation.objects.filter(credit_code__in=codes)
    people = {user for user, _code in there if user}
    employers = Membership.objects.active().filter(user__in=people).values("organisation_id")
    yield from Organisation.objects.filter(pk__in=employers)
