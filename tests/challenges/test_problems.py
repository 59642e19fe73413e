"""The list of problems: handed in cheaply, screened, fresh or expired by the clock, promoted to a call."""

from datetime import timedelta

import pytest

from apps.challenges import problems, states, tasks
from apps.challenges.models import Problem
from apps.core.actors import SYSTEM
from apps.core.moves import GuardFailed, IllegalMove, move
from apps.procedures.calendar import today
from tests.challenges.content import make_programme
from tests.factories import make_employer, make_operator, make_user

pytestmark = pytest.mark.django_db


def problem(state: str = "draft", **fields) -> Problem:
    dated = {"fresh_until": today() + timedelta(days=9), "listed_at": "2026-01-01T00:00:00Z"}
    given = {"title": "涂层鼓泡", "description": "高压下两年即鼓泡", "district": "370212", "budget_max": 800_000}
    row = {**given, **(dated if state in ("listed", "expired") else {}), **fields}
    return Problem.objects.create(employer=row.pop("employer", None) or make_employer(), state=state, **row)


def test_from_a_few_lines_to_the_list():
    author, row = make_user(), problem()
    Problem.objects.filter(pk=row.pk).update(created_by=author)
    row.refresh_from_db()
    screener = make_operator(verbs=["challenges.review"])
    problems.submit(row, by=author)
    problems.return_(row, by=screener, reason="请写明指标")
    problems.submit(row, by=author)
    problems.list_(row, by=screener)
    assert (row.state, row.fresh_until) == ("listed", today() + problems.FRESH_FOR)
    assert list(author.messages.order_by("pk").values_list("kind", flat=True)) == ["problem_returned", "problem_listed"]
    assert list(screener.messages.values_list("kind", flat=True)) == ["problem_submitted", "problem_submitted"]


def test_guards():
    with pytest.raises(GuardFailed):
        problems.submit(problem(description=" "), by=make_user())
    with pytest.raises(GuardFailed):
        problems.return_(problem("submitted"), by=make_user(), reason="")
    with pytest.raises(GuardFailed):
        problems.list_(problem("submitted", employer=make_employer(state="suspended")), by=make_user())
    with pytest.raises(GuardFailed):
        problems.expire(problem("listed"))


def test_the_clock_expires_what_nobody_renews():
    stale, fresh = problem("listed", fresh_until=today() - timedelta(days=1)), problem("listed", fresh_until=today())
    assert (tasks.expire_problems(), tasks.expire_problems()) == (1, 0)
    stale.refresh_from_db()
    fresh.refresh_from_db()
    assert (stale.state, fresh.state) == ("expired", "listed")
    problems.renew(stale, by=make_user())
    assert (stale.state, stale.fresh_until) == ("listed", today() + problems.FRESH_FOR)


def test_a_call_grows_out_of_it():
    row = problem("listed", title_en="Blistering of coatings")
    challenge = problems.promote(row, make_programme(), by=make_user())
    assert (row.state, challenge.problem, challenge.state) == ("promoted", row, "draft")
    assert challenge.draft.bounty == 800_000
    assert {text.language: text.title for text in challenge.draft.texts.all()} == {
        "zh-hans": "涂层鼓泡",
        "en": "Blistering of coatings",
    }
    with pytest.raises(IllegalMove):
        problems.promote(row, make_programme(), by=make_user())


def test_steps_that_the_table_forbids():
    row = problem("listed")
    for state in states.ProblemState:
        for name, allowed in states.PROBLEM_MOVES.items():
            if state not in allowed.sources:
                row.state = state
                with pytest.raises(IllegalMove):
                    move(row, name, by=SYSTEM)
