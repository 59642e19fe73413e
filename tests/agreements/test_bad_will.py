"""Bad will, and what the platform answers: winners who go, files that are swapped, money asked for twice, bounties lowered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from apps.agreements import contracts, originals, payments
from apps.agreements.models import Agreement, Contract, Payment, Purse
from apps.challenges import content, lifecycle
from apps.challenges import drafts as calls
from apps.challenges.models import Challenge
from apps.core import crypto
from apps.core.moves import GuardFailed, IllegalMove, LostRace
from apps.notifications.models import Message
from apps.procedures import tasks as clock
from apps.proposals.models import Proposal
from apps.reviews import determination, failing
from tests.agreements.factories import Scan, make_awarded, make_contracts, owner_of, passed, sign
from tests.factories import make_operator, make_user
from tests.reviews.cases import make_announced, make_judged, make_proposed
from tests.reviews.test_determination import after

pytestmark = pytest.mark.django_db


def effective(call) -> Challenge:
    """The award of a judged call, put in effect by the clock."""
    made = make_announced(call)
    with after(made.publicity):
        clock.run_clock()
    return Challenge.objects.get(pk=call.pk)


def winner_of(call) -> Proposal:
    return Proposal.objects.select_related("challenge").get(challenge=call, state="awarded")


def swap(file, text: bytes) -> None:
    """Somebody with the disk in her hands."""
    (Path(settings.FILES_ROOT) / file.path).write_bytes(crypto.encrypt(text))


# ---------------------------------------------------------------- from the award
def test_the_award_of_the_review_is_what_a_contract_is_drawn_up_from(cast):
    call = effective(make_judged())
    told = Message.objects.filter(kind="contract_to_draft").values_list("recipient", flat=True)
    assert cast.keeper.pk in set(told)
    contract = contracts.draft(winner_of(call), by=cast.keeper)
    sign(contract, cast.keeper)
    call.refresh_from_db()
    assert (contract.state, call.state) == ("signed", "contracted")


def test_a_winner_withdraws_before_the_signature_and_the_next_in_rank_takes_the_place(cast):
    call = effective(make_judged())
    contract = contracts.draft(winner_of(call), by=cast.keeper)
    determination.renounce(contract.proposal, by=contract.proposal.lead, reason="团队解散")
    contract.refresh_from_db()
    call.refresh_from_db()
    assert (contract.state, contract.agreement.__class__.objects.get().state) == ("lapsed", "lapsed")
    assert (contract.proposal.__class__.objects.get(pk=contract.proposal_id).state, call.state) == (
        "withdrawn",
        "awarded",
    )
    assert Purse.objects.get().promised == 0
    assert Message.objects.filter(recipient=owner_of(contract), kind="contract_lapsed").exists()
    second = Proposal.objects.get(challenge=call, state="not_awarded")
    made = make_proposed(call, second)
    determination.announce(made, by=make_operator())
    made.refresh_from_db()
    with after(made.publicity):
        clock.run_clock()
    other = contracts.draft(winner_of(call), by=cast.keeper)
    assert (other.proposal, other.state) == (second, "drafted")


def test_a_contract_that_lapses_overturns_the_award_too(cast):
    """Else the next in rank could never be proposed."""
    call = effective(make_judged())
    contract = contracts.draft(winner_of(call), by=cast.keeper)
    contracts.lapse(contract, by=cast.keeper, reason="逾期未签")
    assert call.determinations.get().state == "overturned"
    make_proposed(call, Proposal.objects.get(challenge=call, state="not_awarded"))


def test_where_nobody_is_next_the_call_ends(cast):
    call = make_awarded()
    with pytest.raises(GuardFailed, match="pass mark"):
        failing.fail_call(call, by=cast.officer, reason="无后续揭榜方")
    contracts.lapse(contracts.draft(call.winners[0], by=cast.keeper), by=cast.keeper, reason="放弃")
    failing.fail_call(call, by=cast.officer, reason="无后续揭榜方")
    call.refresh_from_db()
    assert call.state == "failed"


def test_a_winner_who_has_signed_does_not_withdraw_while_another_still_signs(cast):
    """In a race the call is awarded until the last signature; the review alone would let the first one go."""
    call = make_awarded(2)
    one, _other = [contracts.draft(winner, by=cast.keeper) for winner in call.winners]
    sign(one, cast.keeper)
    for step in (determination.renounce, determination.disqualify):
        with pytest.raises(GuardFailed, match="contract is signed"):
            step(Proposal.objects.get(pk=one.proposal_id), by=make_operator(), reason="反悔")
    one.proposal.refresh_from_db()
    assert one.proposal.state == "awarded"


# ---------------------------------------------------------------- the bounty
def test_the_bounty_is_not_lowered_after_the_award(cast):
    call = make_awarded()
    contract = contracts.draft(call.winners[0], by=cast.keeper)
    lower = replace(content.read(call.current), bounty=100_000)
    with pytest.raises(GuardFailed, match="cannot be edited"):
        calls.save(call, lower, by=make_user())
    with pytest.raises((GuardFailed, IllegalMove)):
        lifecycle.amend(call, by=cast.keeper, note="降额")
    assert (Purse.objects.get().bounty, contract.amount) == (2_000_000, 800_000)


# ---------------------------------------------------------------- files
def test_a_scan_that_was_exchanged_while_the_operator_looked_is_not_filed(cast):
    (contract,) = make_contracts(cast, state="drafted")
    party = contract.agreement.parties.get(side="solver")
    contracts.hand_in(party, by=contract.proposal.lead, upload=Scan(), signatory="某某", sealed=True)
    seen = party.scan.sha256
    contracts.hand_in(
        party, by=contract.proposal.lead, upload=Scan(content=b"%PDF-1.7 other"), signatory="某某", sealed=True
    )
    with pytest.raises(GuardFailed, match="Another scan"):
        contracts.file_side(party, by=cast.keeper, seen=seen)
    contracts.file_side(party, by=cast.keeper, seen=party.scan.sha256)
    with pytest.raises(GuardFailed, match="filed already"):
        contracts.hand_in(party, by=contract.proposal.lead, upload=Scan(), signatory="某某", sealed=True)


def test_a_scan_whose_bytes_are_not_what_came_in_is_not_filed(cast):
    (contract,) = make_contracts(cast, state="drafted")
    party = contract.agreement.parties.get(side="solver")
    contracts.hand_in(party, by=contract.proposal.lead, upload=Scan(), signatory="某某", sealed=True)
    swap(party.scan, b"%PDF-1.7 forged")
    with pytest.raises(GuardFailed, match="not what was handed in"):
        contracts.file_side(party, by=cast.keeper)


@pytest.mark.parametrize("what", ["scan", "paper", "row"])
def test_files_swapped_after_the_signing_stop_work_and_money(cast, what):
    (contract,) = make_contracts(cast)
    passed(contract.milestones.first(), cast)
    assert originals.faults(contract.agreement) == []
    party = contract.agreement.parties.get(side="poster")
    if what == "scan":
        swap(party.scan, b"%PDF-1.7 another sum")
    elif what == "paper":
        swap(contract.paper_zh, b"%PDF-1.7 another sum")
    else:  # the row itself leads to another file with a fingerprint that fits it
        type(party).objects.filter(pk=party.pk).update(scan=contract.paper_en)
    agreement = Agreement.objects.get(pk=contract.agreement_id)
    assert len(originals.faults(agreement)) == 1
    with pytest.raises(GuardFailed, match="not what was signed"):
        payments.order(Payment.objects.get(), by=cast.finance)
    assert Purse.objects.get().ordered == 0


def test_work_does_not_begin_on_a_paper_that_was_swapped(cast):
    (contract,) = make_contracts(cast, state="signed")
    swap(contract.paper_en, b"%PDF-1.7 another term")
    with pytest.raises(GuardFailed, match="English paper"):
        contracts.begin(Challenge.objects.get(pk=contract.challenge_id), by=cast.keeper)
    (Path(settings.FILES_ROOT) / contract.paper_en.path).unlink()
    with pytest.raises(GuardFailed, match="English paper"):
        contracts.begin(Challenge.objects.get(pk=contract.challenge_id), by=cast.keeper)
    assert Contract.objects.get().state == "signed"


# ---------------------------------------------------------------- two windows
def test_a_payment_in_two_windows_is_one_payment(cast):
    (contract,) = make_contracts(cast)
    passed(contract.milestones.first(), cast)
    one, other = Payment.objects.get(), Payment.objects.get()
    payments.order(one, by=cast.finance)
    with pytest.raises((IllegalMove, LostRace)):
        payments.order(other, by=cast.finance)
    one, other = Payment.objects.get(), Payment.objects.get()
    payments.release(one, by=cast.cashier, reference="T-1")
    with pytest.raises((IllegalMove, LostRace)):
        payments.release(other, by=cast.cashier, reference="T-2")
    assert (Purse.objects.get().paid, Payment.objects.get().reference) == (240_000, "T-1")
