"""Drawing up, signing, filing, the beginning of the work, and what is refused on the way."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from apps.agreements import contracts, policies
from apps.agreements.models import Agreement, Contract, Party, Purse
from apps.challenges.models import Challenge
from apps.core.actors import SYSTEM
from apps.core.models import File
from apps.core.moves import GuardFailed, MoveRefused, move
from apps.notifications.models import Message
from tests.agreements.factories import Scan, make_awarded, make_contracts, owner_of, sign
from tests.procedures.cases import announce, lodge

pytestmark = pytest.mark.django_db


def hand_in(contract, side, **changes):
    party = contract.agreement.parties.get(side=side)
    who = owner_of(contract) if side == "poster" else contract.proposal.lead
    contracts.hand_in(party, **{"by": who, "upload": Scan(), "signatory": "某某", "sealed": True, **changes})
    return party


def test_facts_come_from_call_and_opened_proposal(cast):
    (contract,) = make_contracts(cast, state="drafted", organisation=True)
    assert (contract.ip_choice, contract.payment_mode, contract.term_months) == ("joint", "milestones", 24)
    assert [(row.title, row.amount) for row in contract.milestones.all()] == [
        ("配方定型", 240_000), ("中试", 240_000), ("实海验证", 320_000),
    ]  # fmt: skip
    poster, solver = contract.agreement.parties.all()
    assert (poster.organisation, solver.organisation) == (
        contract.challenge.employer.organisation,
        contract.proposal.organisation,
    )
    assert contract.number.startswith("HT")
    assert contract.agreement.source_ref == contract.challenge.public_id


def test_the_sums_of_the_stages_are_the_whole(cast):
    (contract,) = make_contracts(cast, state="drafted", quote=999_999)
    assert sum(row.amount for row in contract.milestones.all()) == 999_999


def test_more_than_the_bounty_is_never_promised(cast):
    challenge = make_awarded(3, quote=800_000)
    first, second, third = challenge.winners
    contracts.draft(first, by=cast.keeper)
    contracts.draft(second, by=cast.keeper)
    with pytest.raises(GuardFailed, match="400,000"):
        contracts.draft(third, by=cast.keeper)
    contracts.draft(third, by=cast.keeper, amount=400_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        Purse.objects.update(promised=2_000_001)


def test_a_quote_above_the_bounty_is_cut_to_it(cast):
    (contract,) = make_contracts(cast, state="drafted", quote=2_500_000)
    assert contract.amount == 2_000_000


def test_only_for_awarded_proposals_and_once(cast):
    challenge = make_awarded()
    (winner,) = challenge.winners
    contracts.draft(winner, by=cast.keeper)
    with pytest.raises(GuardFailed):
        contracts.draft(winner, by=cast.keeper)
    other = make_awarded().winners[0]
    move(other, "renounce", by=SYSTEM)
    with pytest.raises(GuardFailed):
        contracts.draft(other, by=cast.keeper)


@pytest.mark.parametrize(
    "terms", [{"amount": 0}, {"stop_rules": ("missed",)}, {"stop_rules": ("missed", "fraud", "x")}, {"grace_days": 1}]
)
def test_terms_that_no_contract_may_have(cast, terms):
    with pytest.raises(GuardFailed):
        contracts.draft(make_awarded().winners[0], by=cast.keeper, **terms)


def test_a_change_before_the_signing_makes_a_new_paper(cast):
    (contract,) = make_contracts(cast, state="drafted")
    before = contract.paper_zh
    terms = {"stop_rules": ("missed", "fraud"), "grace_days": 20, "clauses": "知识产权另议。"}
    contracts.revise(contract, by=cast.keeper, amount=700_000, **terms)
    assert contract.paper_zh != before
    assert not File.objects.filter(pk=before.pk).exists()
    assert (Purse.objects.get().promised, contract.agreement.__class__.objects.get().amount) == (700_000, 700_000)
    assert sum(row.amount for row in contract.milestones.all()) == 700_000
    hand_in(contract, "solver")
    with pytest.raises(GuardFailed):
        contracts.revise(contract, by=cast.keeper, amount=600_000, **terms)


def test_signed_only_when_both_sides_are_filed(cast):
    (contract,) = make_contracts(cast, state="drafted")
    poster, solver = hand_in(contract, "poster"), hand_in(contract, "solver")
    contracts.file_side(poster, by=cast.keeper)
    contract.refresh_from_db()
    assert contract.state == "drafted"
    assert not Agreement.objects.signed().exists()
    contracts.file_side(solver, by=cast.keeper)
    contract.refresh_from_db()
    assert (contract.state, contract.agreement.__class__.objects.get().state) == ("signed", "signed")
    assert Agreement.objects.signed().count() == 1
    with pytest.raises(MoveRefused):
        contracts.file_side(solver, by=cast.keeper)


def test_a_scan_needs_a_signatory_and_an_organisation_its_seal(cast):
    (contract,) = make_contracts(cast, state="drafted")
    for changes in ({"signatory": " "}, {"sealed": False}):
        with pytest.raises(GuardFailed):
            hand_in(contract, "poster", **changes)
    hand_in(contract, "solver", sealed=False)  # a natural person has none


def test_who_hands_in_does_not_file(cast):
    (contract,) = make_contracts(cast, state="drafted")
    party = hand_in(contract, "solver", by=cast.keeper)
    with pytest.raises(GuardFailed):
        contracts.file_side(party, by=cast.keeper)
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.filter(pk=party.pk).update(filed_by=cast.keeper, filed_at=party.handed_in_at)


def test_a_scan_is_sent_back_with_a_reason_and_handed_in_again(cast):
    (contract,) = make_contracts(cast, state="drafted")
    party = hand_in(contract, "poster")
    with pytest.raises(GuardFailed):
        contracts.return_scan(party, by=cast.keeper, reason=" ")
    contracts.return_scan(party, by=cast.keeper, reason="公章不清")
    assert (party.scan, party.returned) == (None, "公章不清")
    assert Message.objects.filter(recipient=owner_of(contract), kind="contract_scan_returned").exists()
    with pytest.raises(GuardFailed):
        contracts.file_side(party, by=cast.keeper)
    contracts.file_side(hand_in(contract, "poster"), by=cast.keeper)
    with pytest.raises(GuardFailed):
        hand_in(contract, "poster")


def test_nothing_is_drawn_up_or_filed_while_an_objection_is_open(cast):
    challenge = make_awarded()
    contract = contracts.draft(challenge.winners[0], by=cast.keeper)
    party = hand_in(contract, "poster")
    lodge(announce(challenge))
    with pytest.raises(GuardFailed, match="objection"):
        contracts.file_side(party, by=cast.keeper)
    other = make_awarded()
    lodge(announce(other))
    with pytest.raises(GuardFailed, match="objection"):
        contracts.draft(other.winners[0], by=cast.keeper)
    late = make_awarded()
    sign(contracts.draft(late.winners[0], by=cast.keeper), cast.keeper)
    lodge(announce(late))
    with pytest.raises(GuardFailed, match="objection"):
        contracts.begin(Challenge.objects.get(pk=late.pk), by=cast.keeper)


def test_a_contract_that_is_not_signed_frees_the_money_and_the_place(cast):
    (contract,) = make_contracts(cast, state="drafted")
    with pytest.raises(GuardFailed):
        contracts.lapse(contract, by=cast.keeper, reason="")
    contracts.lapse(contract, by=cast.keeper, reason="揭榜方放弃")
    contract.proposal.refresh_from_db()
    contract.challenge.refresh_from_db()
    assert (contract.state, contract.proposal.state, contract.challenge.state) == ("lapsed", "withdrawn", "awarded")
    assert Purse.objects.get().promised == 0
    move(contract.challenge, "propose_award", by=SYSTEM)  # the next in rank may take the place


def test_the_days_of_the_milestones_are_counted_from_the_beginning(cast, time_machine):
    (contract,) = make_contracts(cast, state="signed")
    time_machine.move_to("2026-08-31T04:00:00Z")
    contracts.begin(Challenge.objects.get(pk=contract.challenge_id), by=cast.keeper)
    contract.refresh_from_db()
    assert [row.due_on for row in contract.milestones.all()] == [
        date(2027, 2, 28),
        date(2027, 10, 31),
        date(2028, 8, 31),
    ]
    assert (contract.begun_on, contract.ends_on) == (date(2026, 8, 31), date(2028, 8, 31))
    assert contract.agreement.__class__.objects.get().state == "in_force"
    with pytest.raises(GuardFailed):
        contracts.begin(Challenge.objects.get(pk=contract.challenge_id), by=cast.keeper)


def test_names_are_public_by_consent_only_and_taken_back(cast):
    (contract,) = make_contracts(cast)
    party = contract.agreement.parties.get(side="solver")
    assert party.public_at is None
    contracts.open_name(party, by=contract.proposal.lead, public=True)
    assert party.public_at is not None
    contracts.open_name(party, by=contract.proposal.lead, public=False)
    assert party.public_at is None


def test_an_erased_account_leaves_no_public_name(cast):
    from apps.accounts.signals import erased

    (contract,) = make_contracts(cast)
    party = contract.agreement.parties.get(side="solver")
    contracts.open_name(party, by=contract.proposal.lead, public=True)
    erased.send(sender=None, user=contract.proposal.lead, addresses=[])
    party.refresh_from_db()
    assert party.public_at is None


def test_numbers_follow_one_another(cast):
    rows = make_contracts(cast, 2, state="drafted")
    first, second = sorted(int(row.number[-4:]) for row in rows)
    assert second == first + 1
    assert Contract.objects.count() == 2
    assert policies.can_read(cast.keeper, rows[0])
