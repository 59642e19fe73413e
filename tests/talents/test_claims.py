"""Verified claims (machine 6)."""

from __future__ import annotations

import pytest

from apps.core.moves import GuardFailed, IllegalMove
from apps.notifications.models import Message
from apps.talents import claims
from apps.talents.facts import card_facts
from apps.talents.models import Claim
from apps.talents.states import ClaimState
from tests.factories import make_operator, make_talent

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    return claims.declare(make_talent(), Claim.Kind.DEGREE)


def checked(claim: Claim) -> tuple[Claim, object]:
    operator = make_operator()
    claims.submit(claim, by=claim.talent.user, note="CSCSE 2020-1")
    claims.take_up(claim, by=operator)
    return claim, operator


def test_verified_shows_on_the_card(claim: Claim) -> None:
    claim, operator = checked(claim)
    assert card_facts(claim.talent).verified == ()
    claims.verify(claim, by=operator)
    assert card_facts(claim.talent).verified == ("degree",)
    assert Message.objects.get(recipient=claim.talent.user).context["result"]["en"] == "Verified"
    claims.revoke(claim, by=operator, reason="forged")
    assert card_facts(claim.talent).verified == ()


def test_a_claim_needs_evidence(claim: Claim) -> None:
    with pytest.raises(GuardFailed):
        claims.submit(claim, by=claim.talent.user)


@pytest.mark.parametrize("step", [claims.return_, claims.fail, claims.revoke])
def test_against_her_only_with_a_reason(claim: Claim, step: object) -> None:
    claim, operator = checked(claim)
    if step is claims.revoke:
        claims.verify(claim, by=operator)
    with pytest.raises(GuardFailed):
        step(claim, by=operator, reason=" ")


def test_nothing_is_decided_before_the_check(claim: Claim) -> None:
    claims.submit(claim, by=claim.talent.user, note="x")
    with pytest.raises(IllegalMove):
        claims.verify(claim, by=make_operator())


def test_one_appeal_to_somebody_else(claim: Claim) -> None:
    claim, first = checked(claim)
    claims.fail(claim, by=first, reason="not legible")
    claims.appeal(claim, by=claim.talent.user, reason="here is a better one")
    with pytest.raises(GuardFailed):
        claims.take_up(claim, by=first)
    second = make_operator()
    claims.take_up(claim, by=second)
    with pytest.raises(GuardFailed):
        claims.verify(claim, by=first)
    claims.fail(claim, by=second, reason="still not")
    with pytest.raises(GuardFailed):
        claims.appeal(claim, by=claim.talent.user, reason="again")


def test_returned_can_be_submitted_again(claim: Claim) -> None:
    claim, operator = checked(claim)
    claims.return_(claim, by=operator, reason="page 2 is missing")
    claims.submit(claim, by=claim.talent.user, note="CSCSE 2020-2")
    assert (claim.state, claim.decided_at) == (ClaimState.SUBMITTED, None)
