"""What an employer's people have to do next for its calls, problems and contracts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.challenges import policies, waiting
from apps.challenges.models import Challenge, ChallengeRevision, Problem
from apps.challenges.states import WAITING, ChallengeState, ProblemState
from apps.challenges.terms import Decider
from apps.employers.models import Employer
from apps.procedures.calendar import today
from apps.reviews import policies as reviews
from apps.web import challenge_cards
from apps.web.dues import Due, city_day

S, B = ChallengeState, ProblemState
MOST = 50
FRESH_DAYS = 14  # so early a problem that is about to expire is shown


def of_calls(user: Any, employer: Employer) -> Iterable[Due]:
    states = (S.DRAFT, S.RETURNED, *WAITING, S.REVIEWING)
    rows = Challenge.objects.filter(employer=employer, state__in=states).with_texts().order_by("pk")[:MOST]
    for call in rows:
        url = reverse("employer:challenge", args=[call.public_id])
        if call.state in (S.DRAFT, S.RETURNED):
            yield from _written(user, call, url)
        elif call.state in WAITING:
            yield from _late(user, call, url)
        elif call.programme.decided_by == Decider.POSTER and reviews.can_determine(user, call):
            yield Due(_("The marks are locked: choose the winner"), title_of(call), url, _("Decide"))


def _written(user: Any, call: Challenge, url: str) -> Iterable[Due]:
    """With the latest day on which it could still be published with its deadline."""
    if policies.can_submit(user, call):
        returned = call.state == S.RETURNED
        what = _("Correct the call and submit it again") if returned else _("Finish the call and submit it")
        yield Due(what, title_of(call), url, _("Correct") if returned else _("Go on writing"), last_day(call))


def _late(user: Any, call: Challenge, url: str) -> Iterable[Due]:
    note = waiting.note(call)
    if note is not None and (note.late or note.soon) and policies.can_postpone(user, call):
        yield Due(
            _("Put the deadline of the call off"), f"{title_of(call)}: {note.text}", url, _("Look"), last_day(call)
        )


def last_day(call: Challenge) -> Any:
    """The latest day of publication that its deadline and the programme leave."""
    closes_at = call.draft.closes_at if call.draft else None
    return city_day(closes_at - timedelta(days=call.programme.minimum_open_days)) if closes_at else None


def title_of(call: Challenge) -> str:
    revision: ChallengeRevision | None = call.current or call.draft
    return (challenge_cards.titles(revision)[0] if revision else "") or _("Call without a title")


def of_problems(user: Any, employer: Employer) -> Iterable[Due]:
    """Returned ones, and listed ones that soon expire."""
    for problem in Problem.objects.filter(employer=employer, state__in=(B.RETURNED, B.LISTED)).order_by("pk"):
        if not policies.can_manage_problem(user, problem):
            continue
        url = reverse("employer:problem", args=[problem.public_id])
        if problem.state == B.RETURNED:
            yield Due(_("Correct the problem and submit it again"), problem.title, url, _("Correct"))
        elif problem.fresh_until and problem.fresh_until <= today() + timedelta(days=FRESH_DAYS):
            yield Due(_("Say that the problem still stands"), problem.title, url, _("Renew"), problem.fresh_until)
