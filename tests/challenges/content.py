"""A whole call as a value, and calls in any state, for tests of what grows out of them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from apps.challenges import content as contents
from apps.challenges import drafts, programmes
from apps.challenges.content import (
    ChallengeContent,
    GoalContent,
    IndicatorContent,
    MilestoneContent,
    SkillContent,
    TextContent,
)
from apps.challenges.models import CallKey, Challenge, ChallengeRevision, Programme
from apps.challenges.states import EVER_PUBLIC, WRITABLE, ChallengeState, RevisionState
from apps.core.actors import SYSTEM
from apps.employers.models import Employer
from tests.factories import make_employer, make_user

_numbers = itertools.count(1)
CHINESE = TextContent(
    language="zh-hans",
    title="深海防腐涂层寿命提升",
    summary="让海工装备涂层在三千米水深下的寿命达到十年。",
    background="现有涂层在高压海水中两年即鼓泡。",
    difficulties="高压渗透与阴极剥离同时发生。",
    research="低渗透树脂体系与界面处理工艺。",
    deliverables="配方、工艺规程、样件三十件。",
    acceptance="第三方高压釜试验，最终用户现场挂片。",
)
ENGLISH = TextContent(
    language="en",
    title="Longer life for deep-sea coatings",
    summary="Coatings of subsea equipment shall last ten years at 3,000 m.",
    is_original=False,
)


IN_THE_END = (GoalContent("涂层寿命", Decimal(10)), GoalContent("渗透率", Decimal("0.5")))


def whole(**changes: Any) -> ChallengeContent:
    """A call that lacks nothing under the rules of both presets."""
    content = ChallengeContent(
        texts=(CHINESE, ENGLISH),
        indicators=(
            IndicatorContent("涂层寿命", "Life", "ge", Decimal(10), "年", "高压釜加速试验", "海洋材料检测中心"),
            IndicatorContent("渗透率", "Permeability", "le", Decimal("0.5"), "g/m²·d", "称重法", "海洋材料检测中心"),
        ),
        milestones=(
            MilestoneContent("配方定型", 6, Decimal("30.00"), goals=(GoalContent("渗透率", Decimal(1)),)),
            MilestoneContent("中试", 14, Decimal("30.00"), goals=(GoalContent("涂层寿命", Decimal(6)),)),
            MilestoneContent("实海验证", 24, Decimal("40.00"), goals=IN_THE_END),
        ),
        skills=(SkillContent("防腐涂层"), SkillContent("电化学阻抗谱")),
        disciplines=("materials",),
        cooperation=("joint",),
        chain="marine_equip",
        district="370212",
        source="企业生产",
        bounty=2_000_000,
        grant=1_000_000,
        own_money=4_000_000,
        term_months=24,
        payment_mode="milestones",
        ip_choice="joint",
        contact_name="张工",
        contact_phone="0532-80000000",
        credit_clean=True,
        beyond_own_means=True,
        closes_at=timezone.now() + timedelta(days=40),
    )
    return replace(content, **changes)


def make_programme(preset: str = "state_run", *, open_: bool = True, **changes: Any) -> Programme:
    programme = programmes.create(preset, title_zh="揭榜挂帅第一批", title_en="First round", year=2026, by=None)
    if changes:
        Programme.objects.filter(pk=programme.pk).update(**changes)
        programme.refresh_from_db()
    if open_:
        programmes.open_(programme, by=SYSTEM)
    return programme


def make_challenge(
    *,
    state: str = ChallengeState.DRAFT,
    employer: Employer | None = None,
    programme: Programme | None = None,
    keyed: bool = False,
    **changes: Any,
) -> Challenge:
    """A call with a whole text in any state, without the steps before it; `changes` are of the content.

    `keyed`: with a key that nobody holds, which is enough to be published.
    """
    programme = programme or make_programme()
    content = whole(**changes)
    challenge = drafts.start(programme, employer or make_employer(), content, by=None)
    facts: dict[str, Any] = {"state": state}
    if state not in (*WRITABLE, ChallengeState.CANCELLED):
        facts["submitted_at"] = timezone.now()
    if state in EVER_PUBLIC or state == ChallengeState.APPROVED:
        facts |= {"approved_at": timezone.now(), "approved_by": make_user()}
    if state in EVER_PUBLIC:
        revision = challenge.draft
        assert revision is not None
        now = timezone.now()
        ChallengeRevision.objects.filter(pk=revision.pk).update(state=RevisionState.CURRENT, in_force_at=now)
        officer = make_user()
        facts |= {
            "current": revision, "draft": None, "number": f"JB2026-9{next(_numbers):03d}", "published_at": now,
            "published_by": officer, "no_state_secret_by": officer, "closes_at": content.closes_at,
            "draw_nonce": "ab" * 32,
        }  # fmt: skip
    Challenge.objects.filter(pk=challenge.pk).update(**facts)
    challenge.refresh_from_db()
    return with_key(challenge) if keyed else challenge


def with_key(challenge: Challenge) -> Challenge:
    """As `keys.prepare` leaves it, without holders."""
    CallKey.objects.create(
        challenge=challenge, public_key=bytes(32), wrapped=b"", recovery_fingerprint="0" * 64, created_by=make_user()
    )
    return challenge


__all__ = ["contents", "make_challenge", "make_programme", "whole", "with_key"]
