"""Contracts over REST, from the award to the evaluation: each by whose turn it is, refusals with their status."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from knox.models import AuthToken
from rest_framework.test import APIClient

from apps.accounts.models import Membership
from apps.agreements.models import Contract, Payment, Purse
from tests.agreements.factories import good, in_acceptance, make_awarded, make_contracts, owner_of, paid, passed
from tests.factories import make_operator, make_organisation, make_user

pytestmark = pytest.mark.django_db
TERMS = {"amount": 700_000, "stop_rules": ["missed", "fraud"], "grace_days": 30, "clauses": "另行约定。"}


@pytest.fixture
def by():
    """`by(user)(method, path, body)`: status and JSON."""

    def client(user):
        _row, token = AuthToken.objects.create(user=user)
        api = APIClient(HTTP_AUTHORIZATION=f"Token {token}", HTTP_ACCEPT_LANGUAGE="en")

        def call(method, path, body=None, form="json"):
            answer = getattr(api, method)(f"/api/v1/{path}", body, **({} if method == "get" else {"format": form}))
            return answer.status_code, answer.json() if answer.headers.get("Content-Type", "").startswith(
                "application/json"
            ) else answer.content

        return call

    return client


def upload(name="scan.pdf", content=b"%PDF-1.7 signed"):
    return SimpleUploadedFile(name, content)


def test_from_the_award_to_the_beginning(by, cast):
    challenge = make_awarded()
    body = {"proposal": challenge.winners[0].public_id, **TERMS}
    assert by(cast.finance)("post", "contracts/", body)[0] == 404
    status, made = by(cast.keeper)("post", "contracts/", body)
    assert (status, made["amount"], made["state"], made["side"]) == (201, 700_000, "drafted", "")
    here = f"contracts/{made['id']}/"
    assert by(cast.keeper)("post", "contracts/", body)[0] == 409
    assert by(cast.keeper)("patch", here, TERMS | {"amount": 650_000})[1]["amount"] == 650_000
    assert by(cast.keeper)("patch", here, TERMS | {"amount": 3_000_000})[0] == 409
    contract = Contract.objects.get()
    lead, owner = by(contract.proposal.lead), by(owner_of(contract))
    for language in ("zh-hans", "en"):
        assert lead("get", f"{here}paper/?language={language}")[1].startswith(b"%PDF-")
    assert lead("get", here)[1]["side"] == "solver"
    assert lead("post", f"{here}scan/", {"file": upload("scan.exe"), "signatory": "王"}, "multipart")[0] == 400
    assert lead("post", f"{here}scan/", {"file": upload(), "signatory": "王"}, "multipart")[0] == 201
    assert owner("post", f"{here}scan/", {"file": upload(), "signatory": "李"}, "multipart")[0] == 409
    status, made = owner("post", f"{here}scan/", {"file": upload(), "signatory": "李", "sealed": "true"}, "multipart")
    assert (status, [row["signatory"] for row in made["parties"]]) == (201, ["李", "王"])
    assert owner("get", f"{here}scan/?side=solver")[1] == b"%PDF-1.7 signed"
    keeper = by(cast.keeper)
    assert keeper("post", f"{here}file-side/", {"side": "solver", "sha256": "0" * 64})[0] == 409
    assert lead("post", f"{here}file-side/", {"side": "solver", "sha256": "0" * 64})[0] == 403
    for row in made["parties"]:
        status, made = keeper("post", f"{here}file-side/", {"side": row["side"], "sha256": row["scan"]["sha256"]})
        assert status == 200
    assert (made["state"], made["record"]) == ("signed", "signed")
    assert lead("post", f"{here}begin/")[0] == 403
    assert keeper("post", f"{here}begin/")[1]["state"] == "executing"
    assert keeper("post", f"{here}begin/")[0] == 409


def test_a_winner_gives_up_over_rest(by, cast):
    (contract,) = make_contracts(cast, state="drafted")
    here = f"contracts/{contract.public_id}/"
    assert by(owner_of(contract))("post", f"{here}renounce/", {"reason": "x"})[0] == 403
    assert by(contract.proposal.lead)("post", f"{here}renounce/", {"reason": "团队解散"})[1]["state"] == "lapsed"


def test_milestones_and_money(by, cast):
    (contract,) = make_contracts(cast)
    lead, owner, officer = by(contract.proposal.lead), by(owner_of(contract)), by(cast.officer)
    _life, goal = contract.revision.indicators.all()
    first = f"contract-milestones/{contract.milestones.first().public_id}/"
    value = {"measured[0]indicator": goal.public_id, "measured[0]value": "0.9"}
    report = {"text": "已完成", "files": [upload("one.pdf"), upload("two.pdf")], **value}
    assert owner("post", f"{first}report/", {"text": "已完成"}, "multipart")[0] == 403
    assert lead("post", f"{first}report/", {"text": "x"}, "multipart")[0] == 400
    status, made = lead("post", f"{first}report/", report, "multipart")
    assert (status, made["state"], len(made["reports"][0]["files"])) == (201, "reported", 2)
    assert made["reports"][0]["measurements"][0]["met"] is True
    assert owner("get", f"{first}file/?n=1")[1].startswith(b"%PDF-")
    assert officer("post", f"{first}pass/")[0] == 409  # the poster has said nothing
    assert owner("post", f"{first}send-back/", {"reason": "缺数据"})[1]["state"] == "rework"
    assert lead("post", f"{first}report/", {"text": "补充", "files": [upload()]}, "multipart")[0] == 409  # not measured
    again = {"text": "补充", "files": [upload("three.pdf")], **value}
    assert lead("post", f"{first}report/", again, "multipart")[0] == 201
    assert owner("post", f"{first}confirm/")[1]["word"] == "confirmed"
    assert officer("post", f"{first}pass/")[1]["state"] == "passed"
    payment = f"contract-payments/{Payment.objects.get().public_id}/"
    finance, cashier = by(cast.finance), by(cast.cashier)
    assert lead("post", f"{payment}order/")[0] == 403
    assert lead("get", payment)[1]["state"] == "payment_due"
    assert finance("post", f"{payment}order/")[1]["state"] == "ordered"
    assert finance("post", f"{payment}order/")[0] == 409
    assert finance("post", f"{payment}release/", {"reference": "T-1"})[0] == 403
    assert cashier("post", f"{payment}refuse/", {"reason": "账号有误"})[1]["state"] == "payment_due"
    assert finance("post", f"{payment}order/")[0] == 200
    assert cashier("post", f"{payment}release/", {"reference": "T-1"})[1]["state"] == "paid"
    assert cashier("post", f"{payment}release/", {"reference": "T-2"})[0] == 409
    assert Purse.objects.get().paid == 240_000
    second = f"contract-milestones/{contract.milestones.all()[1].public_id}/"
    assert officer("post", f"{second}waive/", {"reason": "x"})[0] == 409
    assert owner("post", f"{second}do-without/")[0] == 200
    assert officer("post", f"{second}waive/", {"reason": "不再需要"})[1]["state"] == "waived"


def test_acceptance_and_evaluation(by, cast):
    (contract,) = make_contracts(cast)
    here, officer = f"contracts/{contract.public_id}/", by(cast.officer)
    assert by(contract.proposal.lead)("post", f"{here}acceptance/")[0] == 409
    for row in contract.milestones.all():
        passed(row, cast)
    assert by(contract.proposal.lead)("post", f"{here}acceptance/")[1]["state"] == "acceptance"
    word = {"name": "海洋装备公司", "word": "可用", "satisfied": True}
    assert by(contract.proposal.lead)("post", f"{here}user-word/", word, "multipart")[0] == 403
    assert by(owner_of(contract))("post", f"{here}user-word/", word, "multipart")[0] == 400
    assert by(owner_of(contract))("post", f"{here}user-word/", word | {"file": upload()}, "multipart")[0] == 200
    measured = [{"indicator": row.indicator, "value": str(row.value)} for row in good(contract)]
    heard = {"measured": measured, "experts": "甲、乙", "opinion": "同意"}
    assert officer("post", f"{here}accept/", heard | {"measured": measured[:1]})[0] == 409
    assert (
        officer("post", f"{here}rectify/", heard | {"until": "2099-01-01", "note": "补测"})[1]["state"] == "executing"
    )
    contract.refresh_from_db()
    in_acceptance(contract, cast)
    assert officer("post", f"{here}accept/", heard)[1]["state"] == "accepted"
    assert by(cast.keeper)("post", f"{here}evaluation/", {"score": 80})[0] == 403
    assert officer("post", f"{here}evaluation/", {"score": 101})[0] == 400
    status, made = officer("post", f"{here}evaluation/", {"score": 80, "transfer": "own_use", "jobs": 2})
    assert (status, made["evaluation"]["grade"], made["evaluation"]["jobs"]) == (200, "good", 2)
    assert made["acceptances"][1]["outcome"] == "accepted"
    assert [row["state_to"] for row in officer("get", f"{here}timeline/")[1]["results"]][-1] == "evaluated"


def test_an_end_by_fault_and_what_comes_back(by, cast):
    (contract,) = make_contracts(cast)
    passed(contract.milestones.first(), cast)
    paid(Payment.objects.get(), cast)
    here, officer, second = f"contracts/{contract.public_id}/", by(cast.officer), by(cast.second)
    end = {"kind": "fault", "rule": "fraud", "reason": "数据造假", "recover": 240_000}
    assert officer("post", f"{here}ending/decision/", {"confirm": True, "note": "x"})[0] == 404
    assert officer("post", f"{here}ending/", end | {"rule": "force_majeure"})[0] == 409
    assert officer("post", f"{here}ending/", end)[1]["endings"][0]["state"] == "proposed"
    assert officer("post", f"{here}ending/decision/", {"confirm": True, "note": "属实"})[0] == 403
    assert second("post", f"{here}ending/decision/", {"confirm": True, "note": "属实"})[0] == 409
    assert by(contract.proposal.lead)("post", f"{here}statement/", {"statement": "承认"})[0] == 200
    assert (
        second("post", f"{here}ending/decision/", {"confirm": True, "note": "属实"})[1]["state"] == "terminated_fault"
    )
    finance, cashier = by(cast.finance), by(cast.cashier)
    assert finance("post", f"{here}recovery/book/", {"reference": "B-1"})[1]["recoveries"][0]["state"] == "booked"
    assert finance("post", f"{here}recovery/confirm/")[0] == 409
    assert cashier("post", f"{here}recovery/confirm/")[1]["recovered"] == 240_000


def test_a_checkpoint_over_rest(by, cast):
    one, other = make_contracts(cast, 2)
    for row in (one, other):
        passed(row.milestones.first(), cast)
    body = {"milestone": 1, "keep": 1, "note": "按实测", "ranks": [{"contract": one.public_id, "rank": 1}] * 2}
    here = f"contracts/{one.public_id}/checkpoint/"
    assert by(cast.officer)("post", here, body)[0] == 400
    body["ranks"] = [{"contract": one.public_id, "rank": 1}, {"contract": other.public_id, "rank": 2}]
    assert by(owner_of(one))("post", here, body)[0] == 403
    assert by(cast.officer)("post", here, body)[0] == 200
    assert Contract.objects.get(pk=other.pk).state == "eliminated"


def test_who_stands_on_no_side_finds_nothing(by, cast):
    one, other = make_contracts(cast, 2)
    kin = make_operator(verbs=["challenges.approve"])
    Membership.objects.create(
        user=kin, organisation=make_organisation(parent=one.challenge.employer.organisation), role="recruiter"
    )
    here = f"contracts/{one.public_id}/"
    for user in (kin, make_user(), other.proposal.lead, make_operator(district="370202")):
        assert by(user)("get", here)[0] == 404
        if user != kin:
            assert one.public_id not in str(by(user)("get", "contracts/")[1])
    assert by(cast.keeper)("get", here)[0] == 200
