"""From the award to the beginning of the work: drawing up, signing as it is done, filing. Callers have asked the policies.

Signing: the platform makes the paper; each side prints, signs and seals it, and hands in the scan; an operator files it.
The contract counts as signed when both sides are filed.
"""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.agreements import facts, money, originals, papers, race, records, telling
from apps.agreements.models import Agreement, Contract, Milestone, Party, Purse
from apps.agreements.states import AgreementState, ContractState
from apps.agreements.terms import Kind, Side, Source, StopRule
from apps.challenges.models import Challenge
from apps.challenges.states import ChallengeState
from apps.core import audit
from apps.core.moves import GuardFailed, move
from apps.procedures.calendar import today
from apps.procedures.lifecycle import open_objections
from apps.proposals.models import Proposal
from apps.proposals.states import ProposalState
from apps.reviews import determination

LEAST_GRACE, MOST_GRACE = 5, 180  # days


def not_under_objection(challenge: Challenge) -> None:
    """Raises GuardFailed while an objection about the call is open: then nothing is signed or paid."""
    if open_objections(challenge).exists():
        raise GuardFailed(_("An objection is open. Until it is answered nothing is signed or paid."))


@transaction.atomic
def draft(
    proposal: Proposal,
    *,
    by: User,
    amount: int | None = None,
    stop_rules: tuple[str, ...] = tuple(StopRule.values),
    grace_days: int = 30,
    clauses: str = "",
) -> Contract:
    """Draw up the contract of an awarded proposal; `amount` is the quoted one, at most the bounty, if none is given."""
    challenge = (
        Challenge.objects.select_for_update(of=("self",)).select_related("current").get(pk=proposal.challenge_id)
    )
    if challenge.state != ChallengeState.AWARDED or proposal.state != ProposalState.AWARDED:
        raise GuardFailed(_("A contract is drawn up for a proposal that was awarded."))
    if Contract.objects.filter(proposal=proposal).exists():
        raise GuardFailed(_("This proposal has its contract."))
    not_under_objection(challenge)
    purse, revision = money.purse_of(challenge), challenge.current
    assert revision is not None
    offered = facts.read(proposal)
    total = min(offered.quote, purse.bounty) if amount is None else amount
    _check_terms(total, stop_rules, grace_days)
    money.promise(purse, total)
    titles = telling.titles(challenge)
    agreement = Agreement.objects.create(
        kind=Kind.FORMAL, state=AgreementState.DRAFTED, amount=total, source=Source.CHALLENGE,
        title=(titles.get("zh-hans") or titles.get("en") or challenge.public_id)[:200],
        title_en=titles.get("en", "")[:200], source_ref=challenge.public_id, district=challenge.district, created_by=by,
    )  # fmt: skip
    contract = Contract.objects.create(
        agreement=agreement, challenge=challenge, proposal=proposal, revision=revision, number=_number(), amount=total,
        term_months=revision.term_months or 1, payment_mode=revision.payment_mode, ip_choice=revision.ip_choice,
        stop_rules=list(stop_rules), grace_days=grace_days, clauses=clauses.strip(), created_by=by,
    )  # fmt: skip
    _parties(contract, offered)
    _milestones(contract)
    audit.record(agreement, "create", by=by, role="operator", state_to=agreement.state)
    audit.record(contract, "create", by=by, role="operator", state_to=contract.state, data={"amount": total})
    papers.make(contract)
    telling.both(contract, "contract_drafted")
    return contract


def _check_terms(amount: int, stop_rules: tuple[str, ...], grace_days: int) -> None:
    if amount <= 0:
        raise GuardFailed(_("The amount of a contract is above zero."))
    if StopRule.FRAUD not in stop_rules or StopRule.MISSED not in stop_rules or set(stop_rules) - set(StopRule.values):
        raise GuardFailed(_("The rules on missed milestones and on fraud belong to every contract."))
    if not LEAST_GRACE <= grace_days <= MOST_GRACE:
        words = {"least": LEAST_GRACE, "most": MOST_GRACE}
        raise GuardFailed(_("The period of grace lasts from %(least)d to %(most)d days.") % words)


def _number() -> str:
    """The next number of the year; a lock keeps two drafts from taking the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('agreements.number', 0))")
    year = today().year
    taken = (
        Contract.objects.filter(number__startswith=f"HT{year}-").order_by("-number").values_list("number", flat=True)
    )
    last = int(taken[0].rsplit("-", 1)[1]) if taken else 0
    return f"HT{year}-{last + 1:04d}"


def _parties(contract: Contract, offered: facts.Offer) -> None:
    poster, proposal = contract.challenge.employer.organisation, contract.proposal
    Party.objects.create(
        agreement=contract.agreement, side=Side.POSTER, organisation=poster, name=poster.name_zh or poster.name_en
    )
    body = proposal.organisation
    name = (body.name_zh or body.name_en) if body else offered.lead
    lead = None if body else proposal.lead
    Party.objects.create(agreement=contract.agreement, side=Side.SOLVER, organisation=body, user=lead, name=name)


def _milestones(contract: Contract) -> None:
    """The stages that were published with the call, with the sums that the contract's amount gives."""
    rows = list(contract.revision.milestones.all())
    sums = money.amounts(contract.amount, [row.share for row in rows])
    Milestone.objects.bulk_create(
        Milestone(
            contract=contract, stage=row, order=at, title=row.title, title_en=row.title_en, proof=row.proof,
            due_month=row.due_month, share=row.share, amount=amount,
        )
        for at, (row, amount) in enumerate(zip(rows, sums, strict=True), start=1)
    )  # fmt: skip


@transaction.atomic
def revise(
    contract: Contract, *, by: User, amount: int, stop_rules: tuple[str, ...], grace_days: int, clauses: str
) -> None:
    """Change what was drawn up before anybody has signed; both sides get the new paper."""
    purse, row = money.locked(contract)
    if row.state != ContractState.DRAFTED or row.agreement.parties.filter(scan__isnull=False).exists():
        raise GuardFailed(_("A side has signed already. What is signed is not changed any more."))
    _check_terms(amount, stop_rules, grace_days)
    money.promise(purse, amount, instead_of=row.amount)
    row.amount, row.stop_rules, row.grace_days, row.clauses = amount, list(stop_rules), grace_days, clauses.strip()
    row.save(update_fields=["amount", "stop_rules", "grace_days", "clauses"])
    Agreement.objects.filter(pk=row.agreement_id).update(amount=amount)
    stages = list(row.milestones.all())
    for stage, sum_ in zip(stages, money.amounts(amount, [stage.share for stage in stages]), strict=True):
        Milestone.objects.filter(pk=stage.pk).update(amount=sum_)
    audit.record(row, "revise_contract", by=by, role="operator", data={"amount": amount})
    papers.make(row)
    telling.both(row, "contract_drafted")
    contract.refresh_from_db()


@transaction.atomic
def hand_in(party: Party, *, by: User, upload: Any, signatory: str, sealed: bool) -> None:
    """Store the scan of a side that has signed; `upload` has name, content and content_type."""
    records.hand_in(party, by=by, upload=upload, signatory=signatory, sealed=sealed)
    telling.keepers(_contract_of(party), "contract_scan_in")


@transaction.atomic
def return_scan(party: Party, *, by: User, reason: str) -> None:
    """The scan is not legible, not whole or not sealed: the side is asked for another."""
    records.return_scan(party, by=by, reason=reason)
    telling.side(_contract_of(party), party.side, "contract_scan_returned", reason=reason.strip())


@transaction.atomic
def file_side(party: Party, *, by: User, seen: str = "") -> None:
    """The operator has checked the scan of one side and files it. With the second one the contract is signed."""
    contract = _contract_of(party)
    _purse, row = money.locked(contract)
    not_under_objection(row.challenge)
    if row.state != ContractState.DRAFTED:
        raise GuardFailed(_("This contract is signed already, or ended."))
    agreement = records.file_side(party, by=by, seen=seen)
    if agreement.state != AgreementState.SIGNED:
        return
    move(row, "sign_contract", by=by, role="operator", facts={"signed_on": agreement.signed_on})
    telling.both(row, "contract_signed")
    race.follow(row.challenge, by=by)


@transaction.atomic
def lapse(contract: Contract, *, by: User, reason: str) -> None:
    """A side does not sign: the money is free again, and the department may propose the next in rank.

    What was awarded falls with it (`determination.renounce`), so that the review can name the next one.
    """
    purse, row = money.locked(contract)
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    move(row, "lapse", by=by, role="operator", reason=reason.strip())
    money.free(purse, row)
    move(row.agreement, "lapse", by=by, role="operator", reason=reason.strip())
    if row.proposal.state == ProposalState.AWARDED:
        determination.renounce(row.proposal, by=by, reason=reason, role="operator")
    telling.both(row, "contract_lapsed", reason=reason.strip())
    race.follow(row.challenge, by=by)
    contract.refresh_from_db()


@transaction.atomic
def begin(challenge: Challenge, *, by: User) -> list[Contract]:
    """The work of all signed contracts begins today: days are set, stop rules hold, agreements are in force."""
    money.purse_of(challenge)
    stored = Challenge.objects.get(pk=challenge.pk)
    rows = list(
        Contract.objects.filter(challenge=stored)
        .select_for_update(of=("self",))
        .filter(state=ContractState.SIGNED)
        .select_related("agreement")
    )
    if stored.state != ChallengeState.CONTRACTED or not rows:
        raise GuardFailed(_("The work begins when every contract of the call is signed."))
    not_under_objection(stored)
    start = today()
    for contract in rows:
        originals.demand_intact(contract)
        facts_ = {"begun_on": start, "ends_on": months_after(start, contract.term_months)}
        move(contract, "execute", by=by, role="operator", facts=facts_)
        for stage in contract.milestones.all():
            Milestone.objects.filter(pk=stage.pk).update(due_on=months_after(start, stage.due_month))
        move(contract.agreement, "enter_force", by=by, role="operator")
        telling.both(contract, "contract_begun")
    race.follow(challenge, by=by)
    return rows


def months_after(start: date, months: int) -> date:
    """The same day so many months later, or the last one of that month."""
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def open_name(party: Party, *, by: User, public: bool) -> None:
    """Whether the name of a side stands on the public page; taken back at any time."""
    facts_ = {"public_by": by, "public_at": timezone.now()} if public else {"public_by": None, "public_at": None}
    Party.objects.filter(pk=party.pk).update(**facts_)
    audit.record(party.agreement, "open_name" if public else "close_name", by=by, data={"side": party.side})
    party.refresh_from_db()


def _contract_of(party: Party) -> Contract:
    return Contract.objects.select_related(
        "challenge__current", "challenge__employer__organisation", "proposal", "agreement"
    ).get(agreement=party.agreement_id)


__all__ = [
    "Purse",
    "begin",
    "draft",
    "file_side",
    "hand_in",
    "lapse",
    "months_after",
    "open_name",
    "return_scan",
    "revise",
]
