"""Calls and problems of the sample world, through the same functions as the pages; the city's date is today."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.challenges import drafts, keys, lifecycle, problems, programmes
from apps.challenges.content import (
    ChallengeContent,
    GoalContent,
    IndicatorContent,
    MilestoneContent,
    SkillContent,
    TextContent,
)
from apps.challenges.models import Challenge, Problem, Programme
from apps.core.actors import SYSTEM
from apps.sample.world import Answered, Firm, World
from apps.taxonomy import lookups

DATA = Path(__file__).parent / "data" / "challenges.toml"
# how far from its value in the end an indicator may still be, of the way that is left
NEARER = {"ge": Decimal("-0.5"), "le": Decimal("0.5")}
HOLDERS = ("operator", "admin")
PASSPHRASE = "two keys open what one has sealed"  # noqa: S105  (of both, as public as the passwords of the demo)
OUT = ("published", "failed", "review", "notice", "contract")
TEXTS = ("background", "difficulties", "research", "deliverables", "acceptance")


def add(world: World) -> None:
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))
    rounds = _rounds(world)
    for name in HOLDERS:
        keys.make(world.cast[name], PASSPHRASE)
    # and of a third: those of the tour name two others when they prepare the keys of a call
    keys.make(world.cast["keyholder"], PASSPHRASE)
    taken: set[int] = set()
    firms: dict[str, Firm] = {}
    for row in [*rows["call"], *rows["problem"]]:
        if row["firm"] not in firms:
            firms[row["firm"]] = _firm(world, row["firm"], taken)
    for row in rows["call"]:
        _call(world, firms[row["firm"]], rounds[row["programme"]], row)
    for row in rows["problem"]:
        _problem(world, firms[row["firm"]], row)


def _rounds(world: World) -> dict[str, Programme]:
    """One round of each preset, open. Experts appraise needs only where there are experts to be drawn."""
    year = world.days.today.year
    made = {
        "state": programmes.create(
            "state_run", title_zh=f"{year}年揭榜挂帅第一批", title_en=f"{year} calls, first round", year=year, by=None
        ),
        "firms": programmes.create(
            "firm_to_firm",
            title_zh=f"{year}年企业自主发榜",
            title_en=f"{year} calls from firm to firm",
            year=year,
            by=None,
        ),
    }
    Programme.objects.filter(pk=made["state"].pk).update(appraisal=False)
    made["state"].refresh_from_db()
    for programme in made.values():
        programmes.open_(programme, by=SYSTEM)
    return made


def _firm(world: World, name: str, taken: set[int]) -> Firm:
    """The firm of the tour, or the first verified one with an owner in that chain which has no call yet."""
    usable = [firm for firm in world.firms if firm.owner and firm.verified_at and firm.ended_at is None]
    if name == "cast":
        return usable[0]
    others = [firm for firm in usable[1:] if firm.employer.pk not in taken]
    chosen = next((firm for firm in others if name in firm.chains), others[0])
    taken.add(chosen.employer.pk)
    return chosen


def _content(firm: Firm, row: dict[str, Any]) -> ChallengeContent:
    (title, title_en), (summary, summary_en) = row["title"], row["summary"]
    words = {name: row.get(name, "") for name in TEXTS}
    texts = [TextContent("zh-hans", title, summary, **words)]
    if summary_en:
        texts.append(TextContent("en", title_en, summary_en, is_original=False))
    found = ((word, lookups.find_skill(word)) for word in row["skills"])
    indicators = tuple(
        IndicatorContent(metric, english, comparison, Decimal(threshold), unit, method, verifier)
        for metric, english, comparison, threshold, unit, method, verifier in row["indicators"]
    )
    employer = firm.employer
    return ChallengeContent(
        texts=tuple(texts),
        kind=row.get("kind", "research"),
        chain=row["chain"],
        disciplines=tuple(row["disciplines"]),
        district=employer.organisation.district,
        source=row["source"],
        skills=tuple(SkillContent(word, skill.code if skill else "") for word, skill in found),
        cooperation=tuple(row["cooperation"]),
        bounty=row["bounty"],
        own_money=row["own_money"],
        grant=row["grant"],
        term_months=row["months"],
        ip_choice=row["ip"],
        payment_mode=row["payment"],
        level=row.get("level", "public"),
        contact_name=employer.contact_name or "科技部",
        contact_phone=employer.contact_phone or "0532-00000000",
        credit_clean=True,
        beyond_own_means=True,
        closes_at=timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=row["days"]),
        indicators=indicators,
        milestones=tuple(
            MilestoneContent(name, month, Decimal(share), english, goals=_goals(indicators, at, len(row["milestones"])))
            for at, (name, english, month, share) in enumerate(row["milestones"], start=1)
        ),
    )


def _goals(indicators: Sequence[IndicatorContent], at: int, stages: int) -> tuple[GoalContent, ...]:
    """All of them in the end; on the way the first one that has a number, a step nearer with each stage."""
    if at == stages:
        return tuple(GoalContent(row.metric, row.threshold) for row in indicators)
    on_the_way = next(row for row in indicators if row.comparison in NEARER)
    assert on_the_way.threshold is not None
    nearer = 1 + NEARER[on_the_way.comparison] * Decimal(stages - at) / stages
    return (GoalContent(on_the_way.metric, on_the_way.threshold * nearer.quantize(Decimal("0.01"))),)


def _call(world: World, firm: Firm, programme: Programme, row: dict[str, Any]) -> Challenge:
    """As far as its `step` says; whoever approves is never the one who publishes."""
    owner = firm.owner
    assert owner is not None
    challenge = drafts.start(programme, firm.employer, _content(firm, row), by=owner)
    operators: list[User] = world.operators
    if row["step"] == "draft":
        return challenge
    lifecycle.submit(challenge, by=owner)
    if row["step"] == "submitted":
        return challenge
    if programme.district_check:
        lifecycle.check(challenge, by=world.cast["keyholder"])
    lifecycle.approve(challenge, by=world.cast["admin"])
    keys.prepare(challenge, holders=[world.cast[name] for name in HOLDERS], by=world.cast["keyholder"])
    if row["step"] in OUT:
        lifecycle.publish(challenge, by=operators[0], no_state_secret=True)
    if row["step"] == "failed":
        world.unanswered.append(challenge)
    if "answers" in row:
        world.answered.append(Answered(challenge, row["step"], row["answers"], row.get("by", "")))
    return challenge


def _problem(world: World, firm: Firm, row: dict[str, Any]) -> None:
    low, high = row["budget"]
    problem = Problem.objects.create(
        employer=firm.employer,
        title=row["title"],
        description=row["description"],
        indicators=row.get("indicators", ""),
        kind=row.get("kind", "research"),
        chain=row["chain"],
        district=firm.employer.organisation.district,
        audience=row.get("audience", "public"),
        budget_min=low or None,
        budget_max=high,
        created_by=firm.owner,
    )
    assert firm.owner is not None
    problems.submit(problem, by=firm.owner)
    if row["step"] == "listed":
        problems.list_(problem, by=world.operators[0])
