"""Who hears what of a review: experts, applicants, operators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.policies import holders
from apps.challenges.models import Challenge
from apps.challenges.telling import team_of, titles
from apps.core.texts import in_each_language
from apps.notifications.send import tell
from apps.procedures.calendar import city_time
from apps.proposals import telling as proposals
from apps.proposals.models import Proposal
from apps.reviews import policies
from apps.reviews.conflict_words import word_of
from apps.reviews.models import Panel, Seat
from apps.reviews.states import SeatState
from apps.taxonomy.lookups import label


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


def doubts(seat: Seat, kinds: Sequence[str]) -> None:
    """Her facts have changed and she is not clear any more, though nothing is certain: who runs the panel looks at it.

    `kinds` of `independence.reasons`; the same ones are told once. Nothing of the other side stands in the message.
    """
    challenge = seat.panel.challenge
    if not kinds:
        return
    context: dict[str, Any] = {
        "challenge": titles(challenge),
        "field": in_each_language(lambda: _field(seat.field)),
        "why": in_each_language(lambda: ", ".join(word_of(kind) for kind in kinds)),
    }
    for user in _runners(challenge):
        if policies.can_run_panel(user, challenge):
            stamp = f"{seat.public_id}:{'+'.join(kinds)}"
            tell(user, "panel_doubt", context=context, url=_case(challenge), key=stamp, channels=())


def unanswered(challenge: Challenge) -> None:
    """It closed and nothing was sealed: the poster's team is led to why, those who may end it to where they do.

    Once a person: a call closes once, so its name is key enough.
    """
    context, key = {"challenge": titles(challenge)}, challenge.public_id
    page = f"/employer/challenges/{challenge.public_id}/recovery/"
    for user in team_of(challenge):
        tell(user, "challenge_unanswered", context=context, url=page, key=key)
    for user in _runners(challenge):
        if policies.can_fail(user, challenge):
            url = f"/admin/recovery/{challenge.public_id}/"
            tell(user, "challenge_unanswered_waits", context=context, url=url, key=key, channels=())


def operators(challenge: Challenge, kind: str) -> None:
    """In the house only: a queue is no reason for a mail a call."""
    context: dict[str, Any] = {"challenge": titles(challenge)}
    for user in _runners(challenge):
        tell(user, kind, context=context, url=_case(challenge), key=_stamp(challenge.public_id), channels=())


def _runners(challenge: Challenge) -> list[User]:
    verbs = ("challenges.review", "challenges.approve")
    return list({user.pk: user for verb in verbs for user in holders(verb, challenge.district)}.values())


def _field(code: str) -> str:
    """A field is a chain or a discipline."""
    discipline = label("discipline", code)
    return discipline if discipline != code else label("chain", code)


def _case(challenge: Challenge) -> str:
    return f"/admin/reviews/reviewcase/{challenge.pk}/change/"


def _when(instant: datetime | None) -> str:
    """In the city's time, which the texts name."""
    return city_time(instant)


def _stamp(ref: str) -> str:
    return f"{ref}:{timezone.now():%Y%m%d%H%M%S%f}"
