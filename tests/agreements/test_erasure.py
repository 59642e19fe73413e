"""What goes when an account is erased, what the law on archives keeps, and what a person may take with her."""

from __future__ import annotations

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from apps.accounts.signals import erased
from apps.agreements import contracts, export
from apps.agreements.models import Contract
from apps.core.models import File
from tests.agreements.factories import Scan, make_contracts, passed
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def erase(user) -> None:
    erased.send(sender=type(user), user=user, addresses=[])


def test_out_of_a_contract_that_was_never_signed_she_disappears(cast):
    (contract,) = make_contracts(cast, state="drafted")
    party = contract.agreement.parties.get(side="solver")
    contracts.hand_in(party, by=contract.proposal.lead, upload=Scan(), signatory="王某", sealed=False)
    scan, papers = party.scan, (contract.paper_zh, contract.paper_en)
    contracts.lapse(contract, by=cast.keeper, reason="放弃")
    erase(contract.proposal.lead)
    party.refresh_from_db()
    contract.refresh_from_db()
    assert (party.name, party.signatory, party.scan, contract.paper_zh, contract.paper_en) == (
        "–",
        "",
        None,
        None,
        None,
    )
    assert not File.objects.filter(pk__in=[scan.pk, *(paper.pk for paper in papers)]).exists()


def test_a_signed_contract_is_kept_and_its_public_name_goes(cast):
    (contract,) = make_contracts(cast)
    party = contract.agreement.parties.get(side="solver")
    contracts.open_name(party, by=contract.proposal.lead, public=True)
    before = (party.name, party.scan_id, contract.paper_zh_id)
    erase(contract.proposal.lead)
    party.refresh_from_db()
    stored = Contract.objects.get()
    assert party.public_at is None
    assert (party.name, party.scan_id, stored.paper_zh_id) == before


def test_her_own_data_is_complete_and_hers_alone(cast):
    (contract,) = make_contracts(cast)
    passed(contract.milestones.first(), cast)
    text = json.dumps(export.own_data(contract.proposal.lead), cls=DjangoJSONEncoder, ensure_ascii=False)
    for word in (contract.number, "配方已定型。", "report.pdf", "scan.pdf", "某某"):
        assert word in text
    assert all(rows == [] for rows in export.own_data(make_user()).values())
