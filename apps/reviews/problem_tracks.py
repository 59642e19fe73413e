"""A listed problem of a firm becomes a track of a contest (C17, C15): by an operator who screens problems and keeps it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.challenges import problems
from apps.challenges.models import Problem
from apps.contests import problem_tracks
from apps.contests.models import Edition, Track
from apps.contests.states import EditionState
from apps.core.moves import GuardFailed, possible


def editions_of(user: Any) -> QuerySet[Edition]:
    """Contests that she keeps and that may still take a track."""
    return Edition.objects.kept_by(user).filter(state__in=(EditionState.PLANNED, EditionState.ANNOUNCED))


@transaction.atomic
def promote(problem: Problem, edition: Edition, *, by: User) -> Track:
    """Both in one transaction: the track with the problem's words, and the problem promoted, each naming the other.

    Raises GuardFailed where the problem is not on the list or the contest takes no track any more.
    """
    if "promote" not in possible(problem):
        raise GuardFailed(_("This problem can no longer become a track."))
    english = problem.title if problem.language == "en" else problem.title_en
    track = problem_tracks.create(
        edition, problem, by=by, name_zh="" if problem.language == "en" else problem.title, name_en=english,
        text="\n\n".join(part for part in (problem.description, problem.indicators) if part),
        poster=problem.employer.organisation, chain=problem.chain,
    )  # fmt: skip
    problems.promote_to_track(
        problem, by=by, track=track.public_id, contest={"zh-hans": edition.title_zh, "en": edition.title_en}
    )
    return track
