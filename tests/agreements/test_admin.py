"""The operators' pages: an award drawn up, filed, begun, paid by two, accepted, ended; and who finds no button."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from apps.accounts.models import Membership
from apps.agreements import contracts, milestones
from apps.agreements.models import Contract, Ending, Milestone, Payment, Purse, Recovery
from apps.procedures.calendar import today
from tests.agreements.factories import (
    Scan,
    accepted,
    good,
    in_acceptance,
    make_awarded,
    make_contracts,
    owner_of,
    paid,
    passed,
    reported,
)
from tests.factories import make_operator

pytestmark = pytest.mark.django_db
TERMS = {
    "amount": "700,000",
    "stop_rule": ["missed", "fraud", "unattainable"],
    "grace_days": "30",
    "clauses": "另行约定。",
}
HEARD = {"experts": "甲、乙、丙", "opinion": "同意验收"}


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["django_language"] = "en"


def page(contract) -> str:
    return reverse("admin:agreements_contract_change", args=[contract.pk])


def call_page(challenge) -> str:
    return reverse("admin:agreements_contract_call", args=[challenge.public_id])


def act(client, user, contract, act, **given) -> str:
    client.force_login(user)
    answer = client.post(page(contract), {"act": act, **given}, follow=True)
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def values(contract) -> dict[str, str]:
    return {f"value_{row.indicator}": str(row.value) for row in good(contract)}


def test_from_the_award_to_the_beginning(client, cast):
    challenge = make_awarded()
    client.force_login(cast.keeper)
    assert call_page(challenge) in client.get(reverse("admin:agreements_contract_changelist")).content.decode()
    assert "800000" in client.get(call_page(challenge)).content.decode()
    given = {"act": "draft", "proposal": challenge.winners[0].public_id, **TERMS}
    client.post(call_page(challenge), given | {"amount": "viel"})
    assert not Contract.objects.exists()
    client.post(call_page(challenge), given)
    contract = Contract.objects.get()
    assert (contract.amount, contract.clauses) == (700_000, "另行约定。")
    act(client, cast.keeper, contract, "revise", **TERMS | {"amount": "650000"})
    for party in contract.agreement.parties.all():
        who = owner_of(contract) if party.side == "poster" else contract.proposal.lead
        contracts.hand_in(party, by=who, upload=Scan(), signatory="某某", sealed=True)
    poster, solver = contract.agreement.parties.all()
    assert poster.scan.sha256[:16] in act(client, cast.keeper, contract, "nothing")
    act(client, cast.keeper, contract, "return", party=solver.public_id, reason="缺页")
    solver.refresh_from_db()
    assert (solver.scan, solver.returned) == (None, "缺页")
    contracts.hand_in(
        solver, by=contract.proposal.lead, upload=Scan(content=b"%PDF-1.7 whole"), signatory="某某", sealed=True
    )
    act(client, cast.keeper, contract, "file", party=solver.public_id, seen="0" * 64)
    assert contract.agreement.parties.filter(filed_at__isnull=False).count() == 0
    for party in (poster, solver):
        act(client, cast.keeper, contract, "file", party=party.public_id, seen=party.scan.sha256)
    challenge.refresh_from_db()
    assert (Contract.objects.get().state, challenge.state) == ("signed", "contracted")
    client.post(call_page(challenge), {"act": "begin"})
    assert Contract.objects.get().state == "executing"


def test_a_contract_lapses_and_a_call_without_winners_ends(client, cast):
    challenge = make_awarded()
    contract = contracts.draft(challenge.winners[0], by=cast.keeper)
    client.force_login(cast.officer)
    assert client.post(call_page(challenge), {"act": "fail", "reason": "x"}).status_code == 403
    act(client, cast.keeper, contract, "lapse", reason="逾期未签")
    client.force_login(cast.keeper)
    assert client.post(call_page(challenge), {"act": "fail", "reason": "x"}).status_code == 403
    client.force_login(cast.officer)
    assert "No winner is left" in client.get(call_page(challenge)).content.decode()
    client.post(call_page(challenge), {"act": "fail", "reason": "无后续"})
    challenge.refresh_from_db()
    assert challenge.state == "failed"


def test_milestones_and_money_by_four_eyes(client, cast):
    (contract,) = make_contracts(cast)
    first, second, _third = contract.milestones.all()
    reported(first)
    assert 'value="pass"' not in act(client, cast.officer, contract, "nothing")
    act(client, cast.officer, contract, "send_back", milestone=first.public_id, reason="缺检测报告")
    reported(first)
    milestones.confirm(first, by=owner_of(contract))
    milestones.do_without(second, by=owner_of(contract))
    assert act(client, cast.finance, contract, "pass", milestone=first.public_id) == "403"
    act(client, cast.officer, contract, "pass", milestone=first.public_id)
    act(client, cast.officer, contract, "waive", milestone=second.public_id, reason="不再需要")
    assert [row.state for row in contract.milestones.all()] == ["passed", "waived", "planned"]
    payment = Payment.objects.get()
    assert act(client, cast.keeper, contract, "order", payment=payment.public_id) == "403"
    act(client, cast.finance, contract, "order", payment=payment.public_id)
    text = act(client, cast.finance, contract, "order", payment=payment.public_id)  # the second window
    assert "not possible now" in text
    assert "Another person releases it" in text
    assert act(client, cast.finance, contract, "release", payment=payment.public_id, reference="T-1") == "403"
    act(client, cast.cashier, contract, "refuse_order", payment=payment.public_id, reason="账号有误")
    act(client, cast.finance, contract, "order", payment=payment.public_id)
    act(client, cast.cashier, contract, "release", payment=payment.public_id, reference="T-1")
    text = act(client, cast.cashier, contract, "release", payment=payment.public_id, reference="T-2")
    assert "not possible now" in text
    payment.refresh_from_db()
    assert (payment.state, payment.reference, Purse.objects.get().paid) == ("paid", "T-1", 240_000)


def test_a_payment_of_another_contract_is_not_reached_from_here(client, cast):
    one, other = make_contracts(cast, 2)
    passed(other.milestones.first(), cast)
    text = act(client, cast.finance, one, "order", payment=Payment.objects.get().public_id)
    assert "not part of the contract" in text
    assert Payment.objects.get().state == "payment_due"


def test_accepted_after_the_one_correction_and_evaluated(client, cast):
    (contract,) = make_contracts(cast)
    in_acceptance(contract, cast)
    until = (today() + timedelta(days=30)).isoformat()
    assert "a day" in act(client, cast.officer, contract, "rectify", reason="补测", **HEARD, until="soon")
    act(client, cast.officer, contract, "rectify", reason="补测", until=until, **HEARD)
    assert Contract.objects.get().rectify_until == date.fromisoformat(until)
    in_acceptance(contract, cast)
    assert "indicator" in act(client, cast.officer, contract, "accept", **HEARD)
    some = next(iter(values(contract)))
    assert "is a number" in act(client, cast.officer, contract, "accept", **HEARD, **{some: "viel"})
    act(client, cast.officer, contract, "accept", **HEARD, **values(contract))
    assert Contract.objects.get().state == "accepted"
    given = {"score": "92", "transfer": "own_use", "transfer_value": "300000", "output_value": "", "patents": "2",
             "papers": "", "jobs": "3", "reason": "效果好"}  # fmt: skip
    assert act(client, cast.keeper, contract, "evaluate", **given) == "403"
    act(client, cast.officer, contract, "evaluate", **given | {"transfer": "sold"})
    act(client, cast.officer, contract, "evaluate", **given)
    stored = Contract.objects.get()
    assert (stored.state, stored.evaluation.grade, stored.evaluation.jobs) == ("evaluated", "excellent", 3)
    assert "效果好" in act(client, cast.officer, contract, "nothing")


def test_two_ends_and_the_money_that_comes_back(client, cast):
    (contract,) = make_contracts(cast)
    passed(contract.milestones.first(), cast)
    paid(Payment.objects.get(), cast)
    given = {"end": "fault:fraud", "reason": "数据造假", "recover": "240000"}
    assert act(client, cast.finance, contract, "propose_ending", **given) == "403"
    act(client, cast.officer, contract, "propose_ending", **given | {"end": "nonsense"})
    assert not Ending.objects.exists()
    act(client, cast.officer, contract, "propose_ending", **given)
    assert act(client, cast.officer, contract, "confirm_ending", reason="属实") == "403"
    assert "still to be heard" in act(client, cast.second, contract, "confirm_ending", reason="属实")
    act(client, cast.second, contract, "dismiss_ending", reason="证据不足")
    assert Contract.objects.get().state == "executing"
    act(client, cast.officer, contract, "propose_ending", **given)
    Ending.objects.filter(state="proposed").update(
        statement="承认", statement_by=contract.proposal.lead, statement_at=contract.created_at
    )
    act(client, cast.second, contract, "confirm_ending", reason="属实")
    assert Contract.objects.get().state == "terminated_fault"
    act(client, cast.finance, contract, "book", reference="B-1")
    assert act(client, cast.finance, contract, "confirm_booking") == "403"
    act(client, cast.cashier, contract, "refuse_booking", reason="未到账")
    assert Recovery.objects.get().state == "demanded"
    act(client, cast.finance, contract, "book", reference="B-1")
    act(client, cast.cashier, contract, "confirm_booking")
    assert (Recovery.objects.get().state, Contract.objects.get().recovered) == ("recovered", 240_000)


def test_a_checkpoint_is_held_for_the_call(client, cast):
    one, other = make_contracts(cast, 2)
    for row in (one, other):
        passed(row.milestones.first(), cast)
    client.force_login(cast.officer)
    given = {"act": "checkpoint", "milestone": "1", "keep": "1", "note": "按实测排序", f"rank_{one.public_id}": "1"}
    client.post(call_page(one.challenge), given)
    client.post(call_page(one.challenge), given | {f"rank_{other.public_id}": "2"})
    assert [Contract.objects.get(pk=row.pk).state for row in (one, other)] == ["executing", "eliminated"]
    assert "按实测排序" in client.get(call_page(one.challenge)).content.decode()


def test_who_has_no_business_there(client, cast):
    (contract,) = make_contracts(cast)
    kin = make_operator(verbs=["challenges.approve"])
    Membership.objects.create(user=kin, organisation=contract.challenge.employer.organisation, role="recruiter")
    inside = make_operator(verbs=["challenges.approve"])
    contract.proposal.members.create(user=inside, budget_share=0, ip_share=0, country="CN", name="x")
    elsewhere = make_operator(district="370202", verbs=["challenges.approve"])
    for user in (kin, inside, elsewhere, make_operator(verbs=["positions.review"])):
        client.force_login(user)
        assert client.get(page(contract)).status_code in (302, 403)
        assert client.post(page(contract), {"act": "nothing"}).status_code in (302, 403)
        assert client.get(call_page(contract.challenge)).status_code in (302, 403)
        listed = client.get(reverse("admin:agreements_contract_changelist"))
        assert listed.status_code == 403 or contract.number not in listed.content.decode()
    client.force_login(cast.officer)
    assert contract.number in client.get(reverse("admin:agreements_contract_changelist")).content.decode()


def test_the_record_of_an_agreement(client, cast):
    (contract,) = make_contracts(cast)
    accepted(contract, cast)
    client.force_login(cast.keeper)
    assert contract.agreement.title in client.get(reverse("admin:agreements_agreement_changelist")).content.decode()
    here = reverse("admin:agreements_agreement_change", args=[contract.agreement_id])
    text = client.get(here).content.decode()
    assert page(contract) in text
    assert "某某" in text
    client.post(here, {"state": "lapsed"})
    contract.agreement.refresh_from_db()
    assert contract.agreement.state == "fulfilled"
    assert Milestone.objects.filter(contract=contract, state="passed").count() == 3
