"""Who hears what of a review: experts, applicants, operators."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from apps.accounts.policies import holders
from apps.challenges.models import Challenge
from apps.challenges.telling import titles
from apps.notifications.send import tell
from apps.procedures.calendar import city_zone
from apps.proposals import telling as proposals
from apps.proposals.models import Proposal
from apps.reviews.models import Panel, Seat
from apps.reviews.states import SeatState


def expert(seat: Seat, kind: str) -> None:
    """One of the panel. Nothing of any applicant stands in what she is told."""
    if seat.expert.user is None:
        return
    until = seat.answer_by or seat.panel.due_at
    facts = {"challenge": titles(seat.panel.challenge), "until": _when(until)}
    tell(seat.expert.user, kind, context=facts, url=f"/expert/panels/{seat.public_id}/", key=_stamp(seat.public_id))


def panel(row: Panel, kind: str) -> None:
    """Everybody who sits on it."""
    for seat in row.seats.filter(state=SeatState.ACCEPTED).select_related("expert__user", "panel__challenge"):
        expert(seat, kind)


def team(proposal: Proposal, kind: str, **facts: str) -> None:
    proposals.members(proposal, kind, **facts)


def entrants(row: Panel, kind: str) -> None:
    """The applicants in the race, of the meeting of this panel."""
    at = _when(row.defence_at)
    for pseudonym in row.pseudonyms.filter(proposal__state="eligible").select_related("proposal__challenge"):
        team(pseudonym.proposal, kind, at=at, place=row.defence_place)


def entrants_of(challenge: Challenge, kind: str) -> None:
    """Everybody whose proposal was judged."""
    judged = Proposal.objects.filter(
        challenge=challenge, state__in=("shortlisted", "scored", "proposed", "awarded", "not_awarded")
    )
    for proposal in judged.select_related("challenge"):
        team(proposal, kind)


def operators(challenge: Challenge, kind: str) -> None:
    """In the house only: a queue is no reason for a mail a call."""
    context: dict[str, Any] = {"challenge": titles(challenge)}
    url = f"/admin/reviews/reviewcase/{challenge.pk}/change/"
    users = {
        user.pk: user
        for verb in ("challenges.review", "challenges.approve")
        for user in holders(verb, challenge.district)
    }
    for user in users.values():
        tell(user, kind, context=context, url=url, key=_stamp(challenge.public_id), channels=())


def _when(instant: datetime | None) -> str:
    """In the city's time, which the texts name."""
    return f"{instant.astimezone(city_zone()):%Y-%m-%d %H:%M}" if instant else ""


def _stamp(ref: str) -> str:
    return f"{ref}:{timezone.now():%Y%m%d%H%M%S%f}"
