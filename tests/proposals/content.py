"""A call with its keys, and proposals at any point before the opening."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from apps.challenges import keys
from apps.challenges.keys import Attempt
from apps.challenges.models import Challenge
from apps.notifications.models import Delivery
from apps.proposals import drafts, members, sealing
from apps.proposals.members import Row
from apps.proposals.models import Member, Proposal
from tests.challenges.content import make_challenge
from tests.factories import make_notice, make_operator, make_user

CONTENT: dict[str, Any] = {
    "route": "以低渗透树脂体系为基础，先解决界面剥离。",
    "plan": "分三个阶段完成，每阶段由第三方检测。",
    "milestones": [{"title": "配方定型", "month": 6, "result": "渗透率达标"}],
    "budget": [
        {"item": "材料", "amount": 300_000, "why": "试样"},
        {"item": "测试", "amount": "500,000", "why": "高压釜"},
    ],
    "quote": 800_000,
    "ip": "共同所有，各占一半。",
    "team": "团队五人，负责人长期从事海洋防腐。",
    "record": "完成过两项同类攻关。",
    "conflicts": "没有利益冲突。",
}


def phrase(user: Any) -> str:
    return f"grey herons over the bay {user.pk}"


def attempt(user: Any, passphrase: str | None = None) -> Attempt:
    return Attempt(user, phrase(user) if passphrase is None else passphrase)


def make_call(**changes: Any) -> Challenge:
    """A published call; `call.holders` are three people with keys, `call.paper` the recovery share."""
    challenge = make_challenge(state="published", **changes)
    holders = [make_operator(verbs=["challenges.open"]) for _each in range(3)]
    for holder in holders:
        keys.make(holder, phrase(holder))
    paper = keys.prepare(challenge, holders=holders[:2], deputies=holders[2:], by=make_user())
    challenge.holders, challenge.paper = holders, paper  # type: ignore[attr-defined]
    return challenge


def make_draft(challenge: Challenge, *, user: Any = None, organisation: Any = None, **content: Any) -> Proposal:
    """A draft that lacks nothing but the signature."""
    make_notice("integrity")
    user = user or make_user(display_name="Wanderer Oceanborn")
    proposal = drafts.start(challenge, by=user, organisation=organisation, independent=True)
    drafts.save(proposal, CONTENT | content, by=user)
    return Proposal.objects.get(pk=proposal.pk)


def signed(proposal: Proposal) -> Proposal:
    for member in proposal.members.select_related("user"):
        members.sign(member, by=member.user)
    return proposal


def make_sealed(challenge: Challenge, **options: Any) -> Proposal:
    proposal = signed(make_draft(challenge, **options))
    sealing.submit(proposal, by=proposal.lead)
    return proposal


def rows(*shares: tuple[str, str], **changes: Any) -> list[Row]:
    """Members with these (budget, rights) shares; the first is the lead."""
    return [
        Row(**{"name": f"Person Number{'abcdef'[at]}", "country": "CN", "budget_share": Decimal(budget),
               "ip_share": Decimal(rights), "email": f"invited{at}@partner.example.test" if at else "",
               "independent": True, **changes})
        for at, (budget, rights) in enumerate(shares)
    ]  # fmt: skip


def secret_of(member: Member) -> str:
    """What the invitation mail of a member holds."""
    delivery = Delivery.objects.get(kind="proposal_invited", address=member.email)
    return str(delivery.context["url"]).rstrip("/").rsplit("/", 1)[-1]


def move_deadline(challenge: Challenge, **delta: float) -> None:
    """The deadline is `delta` from the database's clock; with none it is now."""
    Challenge.objects.filter(pk=challenge.pk).update(closes_at=drafts.clock() + timedelta(**delta))
    challenge.refresh_from_db()


def close(challenge: Challenge) -> None:
    from apps.challenges import lifecycle as challenges

    move_deadline(challenge, seconds=-1)
    challenges.close(challenge)
