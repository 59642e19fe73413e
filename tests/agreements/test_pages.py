"""The page of a contract for its two sides, step by step as they would take it, and for nobody else."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.agreements import contracts, endings
from apps.agreements.models import Acceptance, Contract
from tests.agreements.factories import Cast, accepted, in_acceptance, make_contracts, owner_of, passed, reported
from tests.factories import make_member, make_notice, make_user

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 signed"


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["django_language"] = "en"


def page(contract, name="contract", *args) -> str:
    return reverse(f"contracts:{name}", args=[contract.public_id, *args])


def upload(name="scan.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def read(client, user, contract) -> str:
    client.force_login(user)
    answer = client.get(page(contract))
    assert answer.status_code == 200
    return answer.content.decode()


def act(client, user, contract, **given):
    client.force_login(user)
    return client.post(page(contract, "act"), given, follow=True).content.decode()


def stages(contract):
    return list(Contract.objects.get(pk=contract.pk).milestones.all())


def test_only_the_two_sides_find_it(client, cast):
    (contract,) = make_contracts(cast, state="drafted")
    strangers = (
        make_user(),
        cast.keeper,
        make_member(owner_of(contract).memberships.first().organisation, is_active=False),
    )
    for user in strangers:
        client.force_login(user)
        assert client.get(page(contract)).status_code in (302, 404)
        assert client.post(page(contract, "act"), {"act": "ask"}).status_code in (302, 404)
    client.logout()
    assert client.get(page(contract)).status_code == 302
    for user in (contract.proposal.lead, owner_of(contract)):
        assert contract.number in read(client, user, contract)
        assert contract.number in client.get(reverse("contracts:contracts")).content.decode()


def test_both_sides_sign(client, cast):
    (contract,) = make_contracts(cast, state="drafted")
    lead, owner = contract.proposal.lead, owner_of(contract)
    text = read(client, lead, contract)
    assert "Your turn" in text
    assert reverse("public:file", args=[contract.paper_zh.public_id]) in text
    answer = client.post(page(contract, "scan"), {"file": upload("scan.exe"), "signatory": "王"})
    assert answer.status_code == 422
    answer = client.post(page(contract, "scan"), {"file": upload(), "signatory": ""})
    assert answer.status_code == 422
    assert client.post(page(contract, "scan"), {"file": upload(), "signatory": "王"}).status_code == 302
    client.force_login(owner)
    client.post(page(contract, "scan"), {"file": upload(), "signatory": "李"})  # without the seal
    poster, solver = contract.agreement.parties.all()
    assert (poster.scan, solver.signatory) == (None, "王")
    client.post(page(contract, "scan"), {"file": upload(), "signatory": "李", "sealed": "on"})
    poster.refresh_from_db()
    assert poster.sealed
    for party in (poster, solver):
        contracts.file_side(party, by=cast.keeper)
    assert "The work begins" in read(client, lead, contract)
    assert client.post(page(contract, "scan"), {"file": upload(), "signatory": "王"}).status_code == 302
    assert contract.agreement.parties.get(side="solver").filed_at is not None


def test_the_team_gives_up_before_the_signature(client, cast):
    (contract,) = make_contracts(cast, state="drafted")
    assert "renounce" not in read(client, owner_of(contract), contract)
    assert "may not do this" in act(client, owner_of(contract), contract, act="renounce", reason="x")
    act(client, contract.proposal.lead, contract, act="renounce", reason="")
    assert Contract.objects.get().state == "drafted"
    act(client, contract.proposal.lead, contract, act="renounce", reason="团队解散")
    assert Contract.objects.get().state == "lapsed"
    assert "Not signed" in read(client, contract.proposal.lead, contract)


def test_a_milestone_is_reported_sent_back_reported_anew_and_confirmed(client, cast):
    (contract,) = make_contracts(cast)
    lead, owner, first = contract.proposal.lead, owner_of(contract), stages(contract)[0]
    _life, goal = contract.revision.indicators.all()
    here = page(contract, "report", first.public_id)
    client.force_login(owner)
    assert client.get(here).status_code == 302
    client.force_login(lead)
    assert client.get(here).status_code == 200
    assert client.post(here, {"text": "已完成"}).status_code == 422  # rests on a file at least
    files = [upload("one.pdf"), upload("two.pdf")]
    given = {"text": "已完成", "evidence": files, f"value_{goal.public_id}": "0.9", "verifier": "检测所"}
    assert client.post(here, given).status_code == 302
    report = first.reports.get()
    assert (report.evidence.count(), report.measurements.get().met) == (2, True)
    text = read(client, owner, contract)
    assert "two.pdf" in text
    assert "检测所" in text
    act(client, owner, contract, act="send_back", milestone=first.public_id, reason="缺原始数据")
    assert "缺原始数据" in read(client, lead, contract)
    assert (
        client.post(here, {"text": "补充", "evidence": upload("three.pdf")}).status_code == 422
    )  # what it is measured by
    assert client.post(here, {**given, "text": "补充", "evidence": upload("three.pdf")}).status_code == 302
    assert "may not do this" in act(client, lead, contract, act="confirm", milestone=first.public_id)
    act(client, owner, contract, act="confirm", milestone=first.public_id)
    first.refresh_from_db()
    assert (first.state, first.word) == ("reported", "confirmed")
    act(client, owner, contract, act="do_without", milestone=stages(contract)[1].public_id)
    assert stages(contract)[1].word == "waived"


def test_a_milestone_of_another_contract_is_not_reached_from_here(client, cast):
    one, other = make_contracts(cast, 2)
    foreign = reported(stages(other)[0])
    client.force_login(owner_of(one))
    assert client.post(page(one, "act"), {"act": "confirm", "milestone": foreign.public_id}).status_code == 404
    client.force_login(one.proposal.lead)
    assert client.get(page(one, "report", stages(other)[1].public_id)).status_code == 404
    assert client.get(page(other)).status_code == 404  # who runs beside does not see it
    assert client.post(page(one, "act"), {"act": "nothing"}).status_code == 400


def test_from_the_last_milestone_to_the_evaluation(client, cast):
    (contract,) = make_contracts(cast)
    lead, owner = contract.proposal.lead, owner_of(contract)
    for row in stages(contract):
        passed(row, cast)
    text = read(client, lead, contract)
    assert "Ask for the acceptance" in text
    assert "240,000" in text
    act(client, lead, contract, act="ask")
    assert "end user" in read(client, owner, contract)
    client.force_login(lead)
    word = {"act": "user_word", "name": "海洋装备公司", "word": "可以使用", "satisfied": "yes"}
    assert client.post(page(contract, "act"), word).status_code == 403
    client.force_login(owner)
    assert client.post(page(contract, "act"), word | {"word": "", "paper": upload()}).status_code == 422
    assert client.post(page(contract, "act"), word).status_code == 422, "the end user's paper is missing"
    client.post(page(contract, "act"), word | {"paper": upload()})
    assert Acceptance.objects.get().user_satisfied is True
    assert "可以使用" in read(client, lead, contract)


def test_the_team_is_heard_before_an_end(client, cast):
    (contract,) = make_contracts(cast)
    endings.propose(contract, by=cast.officer, kind="excused", rule="force_majeure", reason="台风毁坏试验场")
    assert "台风毁坏试验场" in read(client, owner_of(contract), contract)
    assert 'name="reason" rows="6"' not in read(client, owner_of(contract), contract)
    act(client, contract.proposal.lead, contract, act="answer", reason="情况属实")
    assert contract.endings.get().statement == "情况属实"
    assert "情况属实" in read(client, owner_of(contract), contract)


def test_a_name_stands_in_public_by_ones_own_word(client, cast):
    (contract,) = make_contracts(cast)
    act(client, contract.proposal.lead, contract, act="open_name")
    assert contract.agreement.parties.get(side="solver").public_at is not None
    assert contract.agreement.parties.get(side="poster").public_at is None
    public = reverse("public:challenge", args=[contract.challenge.public_id])
    name = contract.agreement.parties.get(side="solver").name
    client.logout()
    assert name in client.get(public).content.decode()
    act(client, contract.proposal.lead, contract, act="close_name")
    assert contract.agreement.parties.get(side="solver").public_at is None
    client.logout()
    text = client.get(public).content.decode()
    assert 'id="contracts"' in text
    assert name not in text


def test_links_from_the_proposal_and_the_call(client, cast):
    make_notice("award_publicity")
    (contract,) = make_contracts(cast, state="drafted")
    client.force_login(contract.proposal.lead)
    assert (
        page(contract) in client.get(reverse("proposals:proposal", args=[contract.proposal.public_id])).content.decode()
    )
    client.force_login(owner_of(contract))
    assert (
        page(contract)
        in client.get(reverse("employer:challenge", args=[contract.challenge.public_id])).content.decode()
    )


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_every_stage_of_its_life_has_a_page(client, language):
    cast = Cast()
    client.cookies["django_language"] = language
    for make in (lambda row: row, lambda row: in_acceptance(row, cast), lambda row: accepted(row, cast)):
        (contract,) = make_contracts(cast)
        make(contract)
        for user in (contract.proposal.lead, owner_of(contract)):
            assert contract.number in read(client, user, contract)
