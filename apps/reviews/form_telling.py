"""Who hears what about form checks and appeals: the applicant's people, and the operators whose turn it is."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from apps.accounts.policies import holders
from apps.challenges.models import Challenge
from apps.challenges.telling import titles
from apps.notifications.send import tell
from apps.procedures.calendar import city_time
from apps.proposals import telling as proposals
from apps.proposals.models import Proposal
from apps.reviews import form_policies
from apps.reviews.models.form_check import CHECKERS, DECIDERS, FormAppeal


def applicant(proposal: Proposal, kind: str, **facts: str) -> None:
    """Everybody who takes part and has an account."""
    proposals.members(proposal, kind, **facts)


def correction_due(proposal: Proposal) -> None:
    """Once for each deadline, to the lead."""
    assert proposal.returned_until is not None
    context = {"challenge": titles(proposal.challenge), "until": day_and_time(proposal.returned_until)}
    key = f"{proposal.public_id}:{proposal.returned_until:%Y%m%d%H%M}"
    tell(proposal.lead, "proposal_correction_due", context=context, url=f"/proposals/{proposal.public_id}/", key=key)


def checkers(challenge: Challenge, kind: str, *, url: str) -> None:
    """Operators of the district, in the house only."""
    stamp = f"{challenge.public_id}:{timezone.now():%Y%m%d%H%M%S%f}"
    for user in holders(CHECKERS, challenge.district):
        tell(user, kind, context={"challenge": titles(challenge)}, url=url, key=stamp, channels=())


def deciders(appeal: FormAppeal, kind: str, *, stamp: str, **facts: Any) -> None:
    """Those of the department who may decide it."""
    challenge = appeal.proposal.challenge
    url = f"/admin/reviews/formappeal/{appeal.pk}/change/"
    for user in holders(DECIDERS, challenge.district):
        if form_policies.can_decide_appeal(user, appeal):
            context = {"challenge": titles(challenge), **facts}
            tell(user, kind, context=context, url=url, key=f"{appeal.public_id}:{stamp}", channels=())


def day_and_time(instant: Any) -> str:
    """In the city's time, as the notices of the house write it."""
    return city_time(instant)
