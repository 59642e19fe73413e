"""Money: after a passed milestone, by four eyes, never above contract or bounty, whoever comes at the same moment."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connections, transaction

from apps.agreements import endings, payments
from apps.agreements.models import Contract, Payment, Purse
from apps.core.moves import GuardFailed, MoveRefused
from tests.agreements.factories import Cast, accepted, make_contracts, paid, passed, reported
from tests.procedures.cases import announce, lodge

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(cast):
    (contract,) = make_contracts(cast)
    passed(contract.milestones.first(), cast)
    return Payment.objects.get()


def test_nothing_is_due_before_its_milestone_has_passed(cast):
    (contract,) = make_contracts(cast)
    reported(contract.milestones.first())
    assert not Payment.objects.exists()


def test_one_orders_another_releases(payment, cast):
    payments.order(payment, by=cast.finance)
    with pytest.raises(GuardFailed, match="Four eyes"):
        payments.release(payment, by=cast.finance, reference="T-1")
    with pytest.raises(GuardFailed, match="Four eyes"):
        payments.refuse(payment, by=cast.finance, reason="x")
    with pytest.raises(GuardFailed, match="reference"):
        payments.release(payment, by=cast.cashier, reference=" ")
    payments.release(payment, by=cast.cashier, reference="T-1")
    assert (payment.state, Purse.objects.get().paid, Contract.objects.get().paid) == ("paid", 240_000, 240_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.update(released_by=cast.finance)


def test_a_refused_order_leaves_the_payment_due(payment, cast):
    payments.order(payment, by=cast.finance)
    assert Purse.objects.get().ordered == 240_000
    with pytest.raises(GuardFailed):
        payments.refuse(payment, by=cast.cashier, reason=" ")
    payments.refuse(payment, by=cast.cashier, reason="账号有误")
    assert (payment.state, payment.ordered_by, Purse.objects.get().ordered) == ("payment_due", None, 0)
    paid(payment, cast)


def test_no_order_while_its_milestone_has_not_passed(payment, cast):
    """Even where a row exists: the state of the milestone is asked again."""
    payment.milestone.__class__.objects.filter(pk=payment.milestone_id).update(state="rework")
    with pytest.raises(GuardFailed, match="milestone"):
        payments.order(payment, by=cast.finance)


def test_nothing_is_paid_while_an_objection_is_open(payment, cast):
    payments.order(payment, by=cast.finance)
    lodge(announce(payment.contract.challenge))
    for step in (
        lambda: payments.release(payment, by=cast.cashier, reference="T-1"),
        lambda: payments.refuse(payment, by=cast.cashier, reason="x"),
    ):
        with pytest.raises(GuardFailed, match="objection"):
            step()


def test_nothing_is_paid_while_an_end_by_fault_is_proposed(payment, cast):
    endings.propose(payment.contract, by=cast.officer, kind="fault", rule="fraud", reason="数据造假")
    with pytest.raises(GuardFailed, match="fault"):
        payments.order(payment, by=cast.finance)


def test_the_totals_are_guarded_one_by_one(payment, cast):
    contract = payment.contract
    Contract.objects.filter(pk=contract.pk).update(amount=239_999)
    with pytest.raises(GuardFailed, match="contract"):
        payments.order(payment, by=cast.finance)
    Contract.objects.filter(pk=contract.pk).update(amount=800_000)
    Purse.objects.update(promised=0, bounty=239_999)
    with pytest.raises(GuardFailed, match="bounty"):
        payments.order(payment, by=cast.finance)
    for model, column in ((Purse, "ordered"), (Contract, "ordered"), (Purse, "recovered"), (Contract, "recovered")):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(**{column: 10**9})


def test_after_the_result_means_after_its_acceptance(cast):
    (contract,) = make_contracts(cast, payment_mode="after")
    passed(contract.milestones.first(), cast)
    assert not Payment.objects.exists()
    accepted(contract, cast)
    assert sum(row.amount for row in Payment.objects.all()) == 800_000


def test_a_stage_without_a_share_pays_nothing(cast):
    (contract,) = make_contracts(cast)
    first = contract.milestones.first()
    contract.milestones.filter(pk=first.pk).update(amount=0)
    passed(first, cast)
    assert not Payment.objects.exists()


def together(*steps) -> list[str]:
    """Run each step in a connection of its own, all at one moment; "done" or the refusal."""
    gate, answers = threading.Barrier(len(steps)), []

    def run(step):
        gate.wait()
        try:
            step()
            answers.append("done")
        except MoveRefused as refused:
            answers.append(type(refused).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.mark.django_db(transaction=True)
def test_two_orders_at_one_moment_never_exceed_the_bounty():
    cast = Cast()
    rows = make_contracts(cast, 2)
    for row in rows:
        passed(row.milestones.first(), cast)
    one, other = Payment.objects.order_by("pk")
    Purse.objects.update(promised=0, bounty=one.amount + other.amount - 1)  # room for one of them
    answers = together(
        lambda: payments.order(Payment.objects.get(pk=one.pk), by=cast.finance),
        lambda: payments.order(Payment.objects.get(pk=other.pk), by=cast.cashier),
    )
    assert answers == ["GuardFailed", "done"]
    purse = Purse.objects.get()
    assert purse.ordered == one.amount <= purse.bounty


@pytest.mark.django_db(transaction=True)
def test_one_payment_is_ordered_and_released_once():
    cast = Cast()
    (contract,) = make_contracts(cast)
    passed(contract.milestones.first(), cast)
    payment = Payment.objects.get()
    answers = together(*[lambda: payments.order(Payment.objects.get(pk=payment.pk), by=cast.finance)] * 2)
    assert answers == ["IllegalMove", "done"]
    answers = together(
        *[lambda: payments.release(Payment.objects.get(pk=payment.pk), by=cast.cashier, reference="T")] * 2
    )
    assert answers == ["IllegalMove", "done"]
    assert (Purse.objects.get().paid, Purse.objects.get().ordered) == (payment.amount, 0)
