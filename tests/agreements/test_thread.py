"""From the award to the evaluation, and the papers on the way."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from apps.agreements import contracts, evaluation
from apps.agreements.evaluation import Transfer
from apps.agreements.models import Agreement, Payment, Purse
from apps.core import audit, files
from apps.notifications.models import Message
from tests.agreements.factories import accepted, in_acceptance, make_awarded, make_contracts, paid, passed, sign

pytestmark = pytest.mark.django_db


def test_from_the_award_to_the_evaluation(cast):
    challenge = make_awarded()
    (winner,) = challenge.winners
    contract = contracts.draft(winner, by=cast.keeper)
    assert (contract.amount, contract.state, contract.agreement.state) == (800_000, "drafted", "drafted")
    sign(contract, cast.keeper)
    challenge.refresh_from_db()
    assert (contract.state, challenge.state) == ("signed", "contracted")
    contracts.begin(challenge, by=cast.keeper)
    contract.refresh_from_db()
    assert (contract.state, challenge.state) == ("executing", "executing")
    for milestone in contract.milestones.all():
        passed(milestone, cast)
    for payment in Payment.objects.order_by("pk"):
        paid(payment, cast)
    assert (Purse.objects.get().paid, Purse.objects.get().ordered) == (800_000, 0)
    accepted(contract, cast)
    challenge.refresh_from_db()
    assert (contract.state, challenge.state) == ("accepted", "accepted")
    made = evaluation.evaluate(contract, by=cast.officer, score=92, transfer=Transfer("own_use", 300_000))
    challenge.refresh_from_db()
    assert (made.grade, contract.state, challenge.state) == ("excellent", "evaluated", "evaluated")
    assert Agreement.objects.signed().get().state == "fulfilled"
    assert audit.broken_links(contract) == []
    told = set(Message.objects.filter(recipient=winner.lead).values_list("kind", flat=True))
    assert {"contract_drafted", "contract_signed", "milestone_passed", "payment_paid", "contract_evaluated"} <= told


def text_of(file) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(files.read(file))).pages)


def test_the_papers_have_both_languages_and_their_fonts_in_them(cast):
    (contract,) = make_contracts(cast, state="drafted")
    chinese, english = text_of(contract.paper_zh), text_of(contract.paper_en)
    folded = chinese.replace("\n", "")
    for word in (
        "军令状",
        "考核指标",
        "涂层寿命",
        "不低于 10",
        "深海防腐涂层寿命提升",
        "240,000",
        contract.number,
        "弄虚作假",
    ):
        assert word in folded, word
    for word in ("Performance pledge", "Longer life for deep-sea coatings", "at least 10", "320,000", contract.number):
        assert word in english.replace("\n", " "), word
    for paper in (contract.paper_zh, contract.paper_en):
        for page in PdfReader(io.BytesIO(files.read(paper))).pages:
            for font in page["/Resources"]["/Font"].values():
                below = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
                assert {"/FontFile2", "/FontFile3"} & set(below), below
                assert "NotoS" in below["/FontName"]


def test_acceptance_begins_when_all_is_settled(cast):
    (contract,) = make_contracts(cast)
    assert in_acceptance(contract, cast).state == "acceptance"
