"""Calls of two districts at every point of their way, and who reads reports of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.challenges.models import Challenge
from apps.core import audit
from apps.core.actors import SYSTEM
from apps.core.audit import Past
from apps.procedures.calendar import city_zone
from tests.agreements.factories import Cast, make_awarded, make_contracts, paid, passed
from tests.challenges.content import make_challenge
from tests.factories import make_operator

HERE, ELSEWHERE = "370212", "370203"
REPORT_VERBS = ["challenges.review", "challenges.approve", "challenges.publish", "challenges.finance"]


def reader(district: str = "", verbs: list[str] | None = None) -> User:
    return make_operator(district=district, verbs=verbs or REPORT_VERBS)


def call(state: str, *, district: str = HERE, at: datetime | None = None, **content: Any) -> Challenge:
    """A call of a district; `at` is the day of its publication, before that of its submission."""
    made = make_challenge(state=state, district=district, **content)
    facts: dict[str, Any] = {"district": district}
    if at is not None:
        facts["submitted_at"] = at
        facts |= {"published_at": at} if made.published_at else {}
    Challenge.objects.filter(pk=made.pk).update(**facts)
    made.refresh_from_db()
    return made


def city_day(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=city_zone())


def mixed() -> dict[str, Challenge]:
    """One call of each kind that figures tell apart, by the name of what it is."""
    return {
        "waiting": call("submitted"),
        "open": call("published", bounty=1_000_000),
        "closed": call("closed"),
        "failed": call("failed", chain="logistics"),
        "failed elsewhere": call("failed", district=ELSEWHERE),
        "rejected": call("rejected"),
        "accepted": call("accepted", bounty=3_000_000),
        "broken off": call("terminated_fault"),
    }


def awarded(**changes: Any) -> Challenge:
    """An awarded call with one opened proposal, in the district of the first reader."""
    made = make_awarded(**changes)
    Challenge.objects.filter(pk=made.pk).update(district=HERE)
    return made


def working(cast: Cast) -> Any:
    """A contract under way, its first milestone passed and paid."""
    contract = make_contracts(cast)[0]
    Challenge.objects.filter(pk=contract.challenge_id).update(district=HERE)
    milestone = contract.milestones.order_by("order").first()
    assert milestone is not None
    passed(milestone, cast)
    milestone.refresh_from_db()
    paid(milestone.payment, cast)
    return contract


def history(made: Challenge, *steps: tuple[str, str, str, float]) -> None:
    """Audit entries (act, from, to, day) of a call, days counted from a hundred days ago."""
    begun = timezone.now() - timedelta(days=100)
    audit.record_past(
        Past(made, act, SYSTEM, begun + timedelta(days=day), state_from=before, state_to=after)
        for act, before, after, day in steps
    )
