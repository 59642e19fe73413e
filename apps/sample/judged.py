"""Calls of the sample world that were answered: one whose experts are marking, one under public notice, one with a contract.

Through the same functions as the pages, by people who may. Only the clock is helped: deadlines are the time of loading.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from apps.agreements import contracts, milestones, payments
from apps.agreements.milestones import Measured
from apps.agreements.models import Contract, Payment
from apps.challenges import lifecycle
from apps.challenges.keys import Attempt
from apps.challenges.models import Challenge
from apps.core import files
from apps.core.moves import GuardFailed
from apps.proposals import drafts, members, opening, sealing
from apps.proposals.members import Row
from apps.proposals.models import Proposal
from apps.reviews import determination, form_check, naming, panels, sheets
from apps.reviews.form_check import Tick
from apps.reviews.models import FormCheck, Panel, Sheet
from apps.reviews.states import SeatState
from apps.sample.challenges import HOLDERS, PASSPHRASE
from apps.sample.deadline import pass_now
from apps.sample.world import World
from apps.talents.models import Talent

DATA = Path(__file__).parent / "data" / "proposals.toml"
MARKING_DAYS = 7
SPREAD = (0, 2, -1, 3, -2, 1, -3)  # between experts, in marks
FOR_APPLICANT = "技术路线基本清楚，建议进一步说明指标的检测条件。"
WHOLE = Decimal(100)
REASONS = "按评分顺序提出，报价在预算之内，技术路线可行。"


@dataclass
class Paper:
    """A file as a page's form hands it over."""

    name: str
    content: bytes
    content_type: str = "application/pdf"


def judge(world: World) -> None:
    """Take each call as far as its step says."""
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))
    for call in world.answered:
        challenge, step, answers = call.challenge, call.step, rows[call.answers]
        proposals = _answered(world, challenge, answers, call.by)
        panel = _panel(world, challenge)
        marks = {proposal.pk: row["marks"] for proposal, row in zip(proposals, answers, strict=True)}
        _mark(world, panel, marks, whole=step != "review")
        if step == "review":
            continue
        sheets.lock(panel, by=world.operators[0])
        _award(world, challenge, proposals[0])
        if step == "contract":
            _contract(world, challenge, proposals[0])


def _answered(world: World, challenge: Challenge, rows: Sequence[dict[str, Any]], by: str) -> list[Proposal]:
    """Sealed by people of the trade, opened by two, checked by an operator."""
    of_the_tour = [Talent.objects.get(user=world.cast[by])] if by else []
    solvers = [*of_the_tour, *_solvers(world, challenge)]
    made = [_sealed(challenge, talent, row) for talent, row in zip(solvers, rows, strict=False)]
    pass_now(challenge)
    lifecycle.close(challenge)
    first, second = (world.cast[name] for name in HOLDERS)
    opening.open_call(challenge, [Attempt(first, PASSPHRASE), Attempt(second, PASSPHRASE)], by=first)
    checker = world.operators[0]
    for proposal in made:
        check = FormCheck.objects.last_of(proposal)
        assert check is not None
        form_check.tick(check, {item.item: Tick("met", "") for item in check.items.all()}, by=checker)
        form_check.admit(check, by=checker)
        proposal.refresh_from_db()
    challenge.refresh_from_db()
    form_check.begin_review(challenge, by=checker)
    return made


def _solvers(world: World, challenge: Challenge) -> list[Talent]:
    """People of its trade who are not of the tour and have no proposal of the sample yet."""
    assert challenge.current is not None
    taken = {user.pk for user in world.cast.values()} | set(Proposal.objects.values_list("lead", flat=True))
    ours = (person.talent for person in world.people if challenge.current.chain in person.talent.chains)
    return [talent for talent in ours if talent.user_id not in taken and talent.user.is_active]


def _sealed(challenge: Challenge, talent: Talent, row: dict[str, Any]) -> Proposal:
    user = talent.user
    proposal = drafts.start(challenge, by=user)
    members.name(proposal, [Row(_name(talent), "CN", WHOLE, WHOLE, independent=True)], by=user)
    share, quote = row["quote"] // 2, row["quote"]
    content = {
        "route": row["route"], "plan": row["plan"], "ip": row["ip"], "quote": quote, "team": row["team"],
        "milestones": [
            {"title": stage.title, "month": stage.due_month, "result": stage.proof or stage.title} for stage in _stages(challenge)
        ],
        "budget": [
            {"item": "材料与试制", "amount": share, "why": "样件与试验件"},
            {"item": "检测与试验", "amount": quote - share, "why": "台架、海试与第三方检测"},
        ],
        "conflicts": "没有利益冲突。",
    }  # fmt: skip
    drafts.save(proposal, content, by=user)
    for member in proposal.members.select_related("user"):
        assert member.user is not None
        members.sign(member, by=member.user)
    sealing.submit(proposal, by=user)
    naming.agree(proposal, by=user)
    return proposal


def _name(talent: Talent) -> str:
    return talent.name_zh or f"{talent.given_name} {talent.family_name}".strip() or talent.public_id


def _stages(challenge: Challenge) -> list[Any]:
    assert challenge.current is not None
    return list(challenge.current.milestones.all())


def _panel(world: World, challenge: Challenge) -> Panel:
    """As many places as there are independent experts of the field, so that the tour's expert has one."""
    assert challenge.current is not None
    for places in range(9, challenge.programme.panel_size - 1, -1):
        try:
            panel = panels.draw_panel(challenge, places=[(challenge.current.chain, places)], by=world.operators[0])
        except GuardFailed:
            continue
        for seat in panel.seats.filter(state=SeatState.INVITED).select_related("expert__user", "panel__challenge"):
            assert seat.expert.user is not None
            panels.accept(seat, by=seat.expert.user, independent=True)
        _begin(world, panel)
        return panel
    raise GuardFailed(f"too few experts of the sample for {challenge}")


def _begin(world: World, panel: Panel) -> None:
    due = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=MARKING_DAYS)
    meeting: dict[str, Any] = {}
    if panel.challenge.programme.defence:
        meeting = {"defence_at": due - timedelta(days=2), "defence_place": "线上会议室 3"}
    panels.begin_scoring(panel, by=world.operators[0], due_at=due, **meeting)


def _mark(world: World, panel: Panel, marks: dict[int, int], *, whole: bool) -> None:
    """Each expert a little stricter or milder than the mean; where marking goes on, the tour's expert has one sheet to go on."""
    rows = Sheet.objects.filter(seat__panel=panel).select_related(
        "seat__expert__user", "seat__panel", "proposal__challenge__programme"
    )
    seats = list(panel.seats.filter(state=SeatState.ACCEPTED).order_by("field", "order").values_list("pk", flat=True))
    begun = 0
    for sheet in rows.order_by("seat__order", "proposal__pseudonym__code"):
        by = sheet.seat.expert.user
        assert by is not None
        hers = by.pk == world.cast["expert"].pk
        if hers and not whole and begun == 2:
            continue
        begun += hers
        mean = marks[sheet.proposal_id] + SPREAD[seats.index(sheet.seat_id) % len(SPREAD)]
        given = {criterion.pk: str(mean) for criterion in sheets.criteria(sheet.proposal.challenge)}
        sheets.save(sheet, by=by, marks=given, for_applicant=FOR_APPLICANT, for_panel="")
        if whole or not hers or begun == 1:
            sheets.hand_in(sheet, by=by)


def _award(world: World, challenge: Challenge, winner: Proposal) -> None:
    """Proposed by who decides, made public or put in effect by somebody else."""
    challenge.refresh_from_db()
    programme = challenge.programme
    owner = challenge.employer.organisation.memberships.filter(role="owner").select_related("user").first()
    decider, role = (owner.user, "poster") if programme.decided_by == "poster" and owner else (world.cast["admin"], "department")  # fmt: skip
    made = determination.propose(challenge, [winner], by=decider, reasons=REASONS, role=role)
    if programme.publicity:
        determination.announce(made, by=world.operators[0])
    else:
        determination.take_effect(made, by=world.operators[0])
    challenge.refresh_from_db()
    winner.refresh_from_db()


def _contract(world: World, challenge: Challenge, winner: Proposal) -> None:
    """Signed by both, the first stage passed and paid, the second under way."""
    keeper, officer = world.operators[0], world.cast["admin"]
    contract = contracts.draft(winner, by=keeper)
    contract.refresh_from_db()
    assert contract.paper_zh is not None
    printed = files.read(contract.paper_zh)
    owner = challenge.employer.organisation.memberships.filter(role="owner").select_related("user").first()
    assert owner is not None
    for party in contract.agreement.parties.all():
        who = owner.user if party.side == "poster" else winner.lead
        signed = Paper(f"{contract.number}-{party.side}.pdf", printed)
        contracts.hand_in(party, by=who, upload=signed, signatory=party.name, sealed=True)
        contracts.file_side(party, by=keeper)
    contracts.begin(Challenge.objects.get(pk=challenge.pk), by=keeper)
    contract = Contract.objects.get(pk=contract.pk)
    first, second = contract.milestones.order_by("order")[:2]
    milestones.start(first, by=winner.lead)
    report = Paper("stage-1.pdf", printed)
    reached = [
        Measured(goal.indicator.public_id, goal.threshold, verifier="海洋材料检测机构") for goal in first.goals()
    ]
    milestones.report(
        first, by=winner.lead, text="样件与涂层已完成，检测报告见附件。", uploads=[report], measured=reached
    )
    milestones.confirm(first, by=owner.user)
    milestones.pass_(first, by=officer)
    due = Payment.objects.filter(contract=contract, state="payment_due").first()
    if due is not None:
        payments.order(due, by=keeper)
        payments.release(due, by=officer, reference="样例-1")
    second.refresh_from_db()
    milestones.start(second, by=winner.lead)
