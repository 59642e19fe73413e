"""Payments: due by a passed milestone, ordered by one person, released by another, never above contract or bounty.

When what falls due follows the contract's payment mode. `upfront` and `milestones`: with the milestone that passed; a
first payment at the signing is a first milestone whose month is 0 and whose proof is the signed contract, passed like
any other, so that nothing is ever paid without a passed stage. `after` and `subsidy`: when the result is accepted.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.agreements import money, originals, telling
from apps.agreements.models import Contract, Milestone, Payment, Purse, Recovery
from apps.agreements.states import SUCCEEDED, EndingState, MilestoneState, PaymentState, RecoveryState
from apps.agreements.terms import EndKind
from apps.challenges.terms import PaymentMode
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed, move
from apps.procedures.lifecycle import open_objections

AFTER = (PaymentMode.AFTER, PaymentMode.SUBSIDY)


def fall_due(milestone: Milestone) -> Payment | None:
    """The payment of a passed milestone, if it is due by now and there is anything to pay."""
    contract = milestone.contract
    early = contract.payment_mode in AFTER and contract.state not in SUCCEEDED
    if milestone.state != MilestoneState.PASSED or early or not milestone.amount:
        return None
    payment, created = Payment.objects.get_or_create(
        milestone=milestone, defaults={"contract": contract, "amount": milestone.amount}
    )
    if created:
        facts = {"milestone": telling.named(milestone), "amount": f"{payment.amount:,}"}
        telling.both(contract, "payment_due", **facts)
        telling.finance(contract, "payment_to_order", **facts)
    return payment


def fall_due_after(contract: Contract) -> None:
    """The result is accepted: what waited for it falls due."""
    for milestone in contract.milestones.filter(state=MilestoneState.PASSED):
        milestone.contract = contract
        fall_due(milestone)


def _locked(payment: Payment) -> tuple[Purse, Contract, Payment]:
    purse, contract = money.locked(payment.contract)
    row = Payment.objects.select_for_update(of=("self",)).select_related("milestone").get(pk=payment.pk)
    if open_objections(contract.challenge).exists():
        raise GuardFailed(_("An objection is open. Until it is answered nothing is signed or paid."))
    if contract.endings.filter(state=EndingState.PROPOSED, kind=EndKind.FAULT).exists():
        raise GuardFailed(_("An end by fault has been proposed. Until it is decided nothing is paid."))
    originals.demand_intact(contract)
    return purse, contract, row


@transaction.atomic
def order(payment: Payment, *, by: User) -> None:
    """The first pair of eyes: the milestone has passed, the sum is within contract and bounty."""
    purse, contract, row = _locked(payment)
    if row.milestone.state != MilestoneState.PASSED:
        raise GuardFailed(_("Nothing is paid before its milestone has passed."))
    facts: dict[str, Any] = {"ordered_by": by, "ordered_at": timezone.now()}
    move(row, "order", by=by, role="finance", facts=facts, data={"amount": row.amount})
    money.order(purse, contract, row)
    telling.finance(contract, "payment_to_release", **_facts(row))
    telling.both(contract, "payment_ordered", **_facts(row))
    payment.refresh_from_db()


@transaction.atomic
def refuse(payment: Payment, *, by: User, reason: str) -> None:
    """The second pair of eyes finds a fault: the order is taken back, the payment stays due."""
    purse, contract, row = _locked(payment)
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    _other_eyes(row.ordered_by_id, by)
    facts: dict[str, Any] = {"ordered_by": None, "ordered_at": None}
    move(row, "refuse_order", by=by, role="finance", reason=reason.strip(), facts=facts)
    money.take_back(purse, contract, row)
    telling.finance(contract, "payment_refused", reason=reason.strip(), **_facts(row))
    payment.refresh_from_db()


@transaction.atomic
def release(payment: Payment, *, by: User, reference: str) -> None:
    """The second pair of eyes: the money has left, under this reference."""
    purse, contract, row = _locked(payment)
    if not reference.strip():
        raise GuardFailed(_("Please enter the reference of the transfer."))
    _other_eyes(row.ordered_by_id, by)
    facts = {"released_by": by, "paid_at": timezone.now(), "reference": reference.strip()[:80]}
    move(row, "pay", by=by, role="finance", facts=facts, data={"amount": row.amount})
    money.pay(purse, contract, row)
    telling.both(contract, "payment_paid", **_facts(row))
    payment.refresh_from_db()


def withhold_all(purse: Purse, contract: Contract, *, by: Actor = SYSTEM) -> None:
    """After an end by fault nothing more is paid; what was ordered is taken back. Both rows are locked by the caller."""
    rows = contract.payments.select_for_update().filter(state__in=(PaymentState.DUE, PaymentState.ORDERED))
    for row in rows:
        if row.state == PaymentState.ORDERED:
            money.take_back(purse, contract, row)
        move(row, "withhold", by=by, role="department", reason_code="fault")


@transaction.atomic
def book(recovery: Recovery, *, by: User, reference: str) -> None:
    """Money has come back, says the first pair of eyes."""
    money.locked(recovery.contract)
    row = Recovery.objects.select_for_update().get(pk=recovery.pk)
    if not reference.strip():
        raise GuardFailed(_("Please enter the reference of the transfer."))
    move(row, "book", by=by, role="finance", facts={"booked_by": by, "reference": reference.strip()[:80]})
    recovery.refresh_from_db()


@transaction.atomic
def confirm_booking(recovery: Recovery, *, by: User) -> None:
    """The second pair of eyes has found it on the account."""
    purse, contract = money.locked(recovery.contract)
    row = Recovery.objects.select_for_update().get(pk=recovery.pk)
    if row.state == RecoveryState.BOOKED:
        _other_eyes(row.booked_by_id, by)
    move(row, "recover", by=by, role="finance", facts={"confirmed_by": by, "recovered_at": timezone.now()})
    money.recover(purse, contract, row.amount)
    telling.both(contract, "recovery_done", amount=f"{row.amount:,}")
    recovery.refresh_from_db()


@transaction.atomic
def refuse_booking(recovery: Recovery, *, by: User, reason: str) -> None:
    """It is not on the account: the demand stands."""
    money.locked(recovery.contract)
    row = Recovery.objects.select_for_update().get(pk=recovery.pk)
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    if row.state == RecoveryState.BOOKED:
        _other_eyes(row.booked_by_id, by)
    move(
        row, "refuse_booking", by=by, role="finance", reason=reason.strip(), facts={"booked_by": None, "reference": ""}
    )
    recovery.refresh_from_db()


def _other_eyes(first: int | None, by: User) -> None:
    if first == by.pk:
        raise GuardFailed(_("Four eyes: another person has to do the second step."))


def _facts(row: Payment) -> dict[str, Any]:
    return {"milestone": telling.named(row.milestone), "amount": f"{row.amount:,}"}
