"""What can happen to a problem of the list (C17): handed in cheaply, screened, fresh or expired, promoted."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.policies import holders
from apps.challenges import drafts
from apps.challenges.content import ChallengeContent, TextContent
from apps.challenges.models import Challenge, Problem, Programme
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed, move
from apps.employers.states import EmployerState
from apps.notifications.send import tell
from apps.procedures.calendar import today

FRESH_FOR = timedelta(days=180)


@transaction.atomic
def submit(problem: Problem, *, by: User) -> None:
    """Ask for screening. A title and a few lines are enough."""
    if not (problem.title.strip() and problem.description.strip()):
        raise GuardFailed(_("A problem needs a title and a description."))
    move(problem, "submit", by=by, role="poster")
    url = f"/admin/challenges/problem/{problem.pk}/change/"
    for user in holders("challenges.review", problem.district):
        tell(user, "problem_submitted", context=_context(problem), url=url, key=_stamp(problem), channels=())


@transaction.atomic
def return_(problem: Problem, *, by: User, reason: str) -> None:
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    move(problem, "return_", by=by, role="operator", reason=reason.strip(), facts={"note": reason.strip()})
    _tell_author(problem, "problem_returned", reason=reason.strip())


@transaction.atomic
def list_(problem: Problem, *, by: User) -> None:
    """Screened: it stands on the list, fresh for half a year."""
    if problem.employer.state != EmployerState.VERIFIED:
        raise GuardFailed(_("The employer must be verified before a problem is listed."))
    facts = {"listed_at": timezone.now(), "fresh_until": today() + FRESH_FOR, "note": ""}
    move(problem, "list", by=by, role="operator", facts=facts)
    _tell_author(problem, "problem_listed")


@transaction.atomic
def renew(problem: Problem, *, by: User) -> None:
    """Its owner says that it is still open."""
    move(problem, "renew", by=by, role="poster", facts={"fresh_until": today() + FRESH_FOR})


@transaction.atomic
def expire(problem: Problem, *, by: Actor = SYSTEM) -> None:
    """The clock ends what nobody has confirmed for half a year."""
    if problem.fresh_until is None or problem.fresh_until >= today():
        raise GuardFailed(_("This problem is still fresh."))
    move(problem, "expire", by=by)
    _tell_author(problem, "problem_expired")


@transaction.atomic
def withdraw(problem: Problem, *, by: User) -> None:
    move(problem, "withdraw", by=by, role="poster")


@transaction.atomic
def solve(problem: Problem, *, by: User) -> None:
    move(problem, "solve", by=by, role="poster")


@transaction.atomic
def promote(problem: Problem, programme: Programme, *, by: User) -> Challenge:
    """A full call grows out of it: its words become the first draft."""
    text = TextContent(language=problem.language, title=problem.title, background=problem.description)
    texts = [text]
    if problem.title_en and problem.language != "en":
        texts.append(TextContent(language="en", title=problem.title_en, is_original=False))
    content = ChallengeContent(
        texts=tuple(texts),
        kind=problem.kind,
        chain=problem.chain,
        district=problem.district,
        bounty=problem.budget_max or problem.budget_min,
        contact_name=problem.contact_name,
        contact_phone=problem.contact_phone,
    )
    move(problem, "promote", by=by, role="poster")
    challenge = drafts.start(programme, problem.employer, content, by=by)
    Challenge.objects.filter(pk=challenge.pk).update(problem=problem)
    challenge.refresh_from_db()
    return challenge


@transaction.atomic
def promote_to_track(problem: Problem, *, by: User, track: str, contest: dict[str, str]) -> None:
    """It has become a track of a contest, made by the caller; `track` is its public id, `contest` its titles by language."""
    move(problem, "promote", by=by, role="operator", data={"track": track})
    if problem.created_by is not None:
        titles = {code: title for code, title in contest.items() if title}
        url = f"/employer/problems/{problem.public_id}/"
        context = _context(problem, contest=titles)
        tell(problem.created_by, "problem_became_track", context=context, url=url, key=_stamp(problem))


def _tell_author(problem: Problem, kind: str, **facts: str) -> None:
    if problem.created_by is not None:
        url = f"/employer/problems/{problem.public_id}/"
        tell(problem.created_by, kind, context=_context(problem, **facts), url=url, key=_stamp(problem))


def _context(problem: Problem, **facts: object) -> dict[str, object]:
    organisation = problem.employer.organisation
    names = {"zh-hans": organisation.name_zh, "en": organisation.name_en}
    return {"problem": {problem.language: problem.title}, "employer": names, **facts}


def _stamp(problem: Problem) -> str:
    return f"{problem.public_id}:{timezone.now():%Y%m%d%H%M%S%f}"
