"""Awarded calls and contracts at any point after; the steps between sealing and award are forced, other apps test them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.agreements import acceptance, contracts, milestones, payments
from apps.agreements.milestones import Measured
from apps.agreements.models import Contract, Milestone, Payment
from apps.challenges.models import Challenge
from apps.core.actors import SYSTEM
from apps.core.moves import move
from apps.proposals import packages, sealing, sections
from apps.proposals.models import Package, Part, Proposal
from tests.factories import make_member, make_operator, make_organisation, make_user
from tests.proposals.content import CONTENT, make_call, make_draft, signed


@dataclass
class Scan:
    """What a page's form cleans an upload to."""

    name: str = "scan.pdf"
    content: bytes = b"%PDF-1.7 signed and sealed"
    content_type: str = "application/pdf"


@dataclass
class Cast:
    """Officers who have nothing to do with any party."""

    keeper: User = field(default_factory=lambda: make_operator(verbs=["challenges.publish"]))
    officer: User = field(default_factory=lambda: make_operator(verbs=["challenges.approve"]))
    second: User = field(default_factory=lambda: make_operator(verbs=["challenges.approve"]))
    finance: User = field(default_factory=lambda: make_operator(verbs=["challenges.finance"]))
    cashier: User = field(default_factory=lambda: make_operator(verbs=["challenges.finance"]))


def award(proposal: Proposal, **content: Any) -> Proposal:
    """An opened, awarded proposal, as opening and review would leave it."""
    signed(proposal)
    fields = sections.of_part(sections.clean(CONTENT | content), Part.BLIND)
    opened = sealing.keep(proposal, Part.BLIND, packages.pack(fields, {}, []))
    sealed = sealing.keep(proposal, Part.BLIND, b"sealed")
    Package.objects.create(
        proposal=proposal, part=Part.BLIND, sealed=sealed, opened=opened, receipt={}, receipt_hash="0" * 64
    )
    now = timezone.now()
    for name in ("submit", "admit", "score", "shortlist", "propose", "award"):
        facts = {"sealed_at": now, "opened_at": now} if name == "submit" else {}
        move(proposal, name, by=SYSTEM, facts=facts)
    return proposal


def make_awarded(teams: int = 1, *, organisation: bool = False, quote: int = 800_000, **changes: Any) -> Challenge:
    """An awarded call; `call.winners` are the awarded proposals, the first for an organisation if asked."""
    challenge = make_call(routes=teams, **changes)
    winners = []
    for number in range(teams):
        body = make_organisation() if organisation and not number else None
        lead = make_member(body) if body else make_user(display_name=f"Wanderer Oceanborn {number}")
        winners.append(make_draft(challenge, user=lead, organisation=body))
    budget = [{"item": "材料", "amount": quote, "why": "试样"}]
    for winner in winners:
        award(winner, quote=quote, budget=budget)
    move(challenge, "close", by=SYSTEM, facts={"closed_at": timezone.now()})
    for name in ("begin_review", "propose_award", "announce", "award"):
        move(challenge, name, by=SYSTEM)
    challenge.winners = winners  # type: ignore[attr-defined]
    return challenge


def owner_of(contract: Contract) -> User:
    return contract.challenge.employer.organisation.memberships.filter(role="owner").first().user


def sign(contract: Contract, by: User) -> Contract:
    """Both scans handed in and filed."""
    for party in contract.agreement.parties.all():
        who = owner_of(contract) if party.side == "poster" else contract.proposal.lead
        contracts.hand_in(party, by=who, upload=Scan(), signatory="某某", sealed=True)
        contracts.file_side(party, by=by)
    contract.refresh_from_db()
    return contract


def make_contracts(cast: Cast, teams: int = 1, *, state: str = "executing", **changes: Any) -> list[Contract]:
    """Contracts of one call: `drafted`, `signed` or `executing`."""
    challenge = make_awarded(teams, **changes)
    rows = [contracts.draft(winner, by=cast.keeper) for winner in challenge.winners]  # type: ignore[attr-defined]
    if state != "drafted":
        for row in rows:
            sign(row, cast.keeper)
    if state == "executing":
        contracts.begin(Challenge.objects.get(pk=challenge.pk), by=cast.keeper)
    return [Contract.objects.select_related("challenge", "proposal", "agreement").get(pk=row.pk) for row in rows]


def reported(milestone: Milestone, **options: Any) -> Milestone:
    milestone.refresh_from_db()
    lead = milestone.contract.proposal.lead
    if milestone.state == "planned":
        milestones.start(milestone, by=lead)
    given = {"text": "配方已定型。", "uploads": [Scan("report.pdf")], "measured": good(milestone.contract), **options}
    milestones.report(milestone, by=lead, **given)
    return milestone


def passed(milestone: Milestone, cast: Cast, **options: Any) -> Milestone:
    reported(milestone, **options)
    milestones.confirm(milestone, by=owner_of(milestone.contract))
    milestones.pass_(milestone, by=cast.officer)
    return milestone


def paid(payment: Payment, cast: Cast) -> Payment:
    payments.order(payment, by=cast.finance)
    payments.release(payment, by=cast.cashier, reference="T-1")
    return payment


def good(contract: Contract) -> list[Measured]:
    """Values that meet every indicator of the call of the tests."""
    life, permeability = contract.revision.indicators.all()
    return [Measured(life.public_id, Decimal(11)), Measured(permeability.public_id, Decimal("0.4"))]


def in_acceptance(contract: Contract, cast: Cast, *, satisfied: bool = True) -> Contract:
    """Every stage passed, the acceptance asked for, the end user heard."""
    for milestone in contract.milestones.exclude(state__in=("passed", "waived")):
        passed(milestone, cast)
    acceptance.ask(contract, by=contract.proposal.lead)
    acceptance.give_user_word(
        contract, by=owner_of(contract), name="海洋装备公司", word="可用", satisfied=satisfied, upload=Scan("user.pdf")
    )
    return contract


def accepted(contract: Contract, cast: Cast) -> Contract:
    in_acceptance(contract, cast)
    acceptance.accept(contract, by=cast.officer, measured=good(contract), experts="甲、乙、丙", opinion="同意验收")
    return contract
