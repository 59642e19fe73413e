"""A closed call with its proposals open, and checks of them at any point."""

from __future__ import annotations

from typing import Any

from apps.challenges.models import Challenge
from apps.proposals import opening
from apps.proposals.models import Proposal
from apps.reviews import form_check
from apps.reviews.form_check import Tick
from apps.reviews.models import FormCheck
from tests.factories import make_operator
from tests.proposals.content import attempt, close, make_call, make_sealed


def open_(challenge: Challenge) -> None:
    close(challenge)
    first, second, _deputy = challenge.holders  # type: ignore[attr-defined]
    opening.open_call(challenge, [attempt(first), attempt(second)], by=first)


def opened(count: int = 1, **options: Any) -> tuple[Challenge, list[Proposal]]:
    challenge = make_call()
    made = [make_sealed(challenge, **options) for _each in range(count)]
    open_(challenge)
    return challenge, list(Proposal.objects.filter(pk__in=[row.pk for row in made]).order_by("pk"))


def checker(**options: Any) -> Any:
    return make_operator(district="370212", verbs=["challenges.review"], **options)


def department() -> Any:
    return make_operator(verbs=["challenges.approve"])


def check_of(proposal: Proposal) -> FormCheck:
    found = FormCheck.objects.last_of(proposal)
    assert found is not None
    return found


def tick_all(check: FormCheck, *, by: Any, **verdicts: tuple[str, str]) -> None:
    """Everything is in order but what `verdicts` name: (verdict, remark) by item."""
    ticks = {item.item: Tick(*verdicts.get(item.item, ("met", ""))) for item in check.items.all()}
    form_check.tick(check, ticks, by=by)


def admitted(proposal: Proposal, by: Any = None) -> Proposal:
    by = by or checker()
    check = check_of(proposal)
    tick_all(check, by=by)
    form_check.admit(check, by=by)
    proposal.refresh_from_db()
    return proposal


def refused(proposal: Proposal, by: Any = None) -> Proposal:
    by = by or checker()
    check = check_of(proposal)
    tick_all(check, by=by, files_fit=("unmet", "附件与名称不符"))
    form_check.find_ineligible(check, by=by, reason="附件不符合要求。")
    proposal.refresh_from_db()
    return proposal


def returned(proposal: Proposal, *asked: str, by: Any = None) -> Proposal:
    by = by or checker()
    check = check_of(proposal)
    tick_all(check, by=by, complete=("unmet", "计划不清楚"))
    form_check.return_(check, by=by, reason="请说明计划。", asked=asked or ("plan",))
    return Proposal.objects.get(pk=proposal.pk)
