"""赛马: how far a call is with several contracts, and elimination at checkpoints."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from apps.agreements import acceptance, contracts, endings, evaluation, race
from apps.agreements.evaluation import Transfer
from apps.agreements.models import Milestone, Payment, Purse, Standing
from apps.challenges.models import Challenge
from apps.core.moves import GuardFailed
from tests.agreements.factories import (
    accepted,
    good,
    in_acceptance,
    make_awarded,
    make_contracts,
    paid,
    passed,
    reported,
    sign,
)

pytestmark = pytest.mark.django_db


def state(challenge) -> str:
    return Challenge.objects.get(pk=challenge.pk).state


@pytest.fixture
def three(cast):
    return make_contracts(cast, 3, quote=600_000)


def hold(rows, cast, *places, milestone=1, keep=2, note="按评分排序"):
    ranks = {row.public_id: place for row, place in zip(rows, places, strict=True)}
    challenge = Challenge.objects.get(pk=rows[0].challenge_id)
    held = race.hold_checkpoint(challenge, by=cast.officer, milestone=milestone, ranks=ranks, keep=keep, note=note)
    for row in rows:
        row.refresh_from_db()
    return held


def test_the_call_is_contracted_with_the_last_signature(cast):
    challenge = make_awarded(2)
    one, other = [contracts.draft(winner, by=cast.keeper) for winner in challenge.winners]
    sign(one, cast.keeper)
    assert state(challenge) == "awarded"
    with pytest.raises(GuardFailed):
        contracts.begin(Challenge.objects.get(pk=challenge.pk), by=cast.keeper)
    sign(other, cast.keeper)
    assert state(challenge) == "contracted"


def test_a_winner_without_a_contract_holds_the_call_open(cast):
    challenge = make_awarded(2)
    sign(contracts.draft(challenge.winners[0], by=cast.keeper), cast.keeper)
    assert state(challenge) == "awarded"


def test_one_who_does_not_sign_lets_the_others_go_on(cast):
    challenge = make_awarded(2)
    one, other = [contracts.draft(winner, by=cast.keeper) for winner in challenge.winners]
    sign(one, cast.keeper)
    contracts.lapse(other, by=cast.keeper, reason="放弃")
    assert state(challenge) == "contracted"


def test_all_begin_on_one_day(three):
    assert {row.state for row in three} == {"executing"}
    assert len({row.begun_on for row in three}) == 1


def test_the_slowest_decides_where_the_call_is(cast):
    one, other = make_contracts(cast, 2)
    in_acceptance(one, cast)
    assert state(one.challenge) == "executing"
    in_acceptance(other, cast)
    assert state(one.challenge) == "acceptance"
    acceptance.accept(one, by=cast.officer, measured=good(one), experts="甲", opinion="同意")
    assert state(one.challenge) == "acceptance"
    acceptance.rectify(other, by=cast.officer, until=date(2099, 1, 1), note="补测", experts="甲", opinion="不足")
    assert state(one.challenge) == "executing"
    in_acceptance(other, cast)
    acceptance.accept(other, by=cast.officer, measured=good(other), experts="甲", opinion="同意")
    assert state(one.challenge) == "accepted"
    evaluation.evaluate(one, by=cast.officer, score=80, transfer=Transfer())
    assert state(one.challenge) == "accepted"
    evaluation.evaluate(other, by=cast.officer, score=70, transfer=Transfer())
    assert state(one.challenge) == "evaluated"


def end(contract, cast, kind="excused", rule="force_majeure"):
    made = endings.propose(contract, by=cast.officer, kind=kind, rule=rule, reason="台风")
    endings.answer(made, by=contract.proposal.lead, statement="属实")
    endings.confirm(made, by=cast.second, note="同意")


def test_who_drops_out_does_not_hold_the_others_up(cast):
    one, other = make_contracts(cast, 2)
    accepted(one, cast)
    assert state(one.challenge) == "executing"
    end(other, cast)
    assert state(one.challenge) == "accepted"


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ((("excused", "force_majeure"), ("excused", "need_gone")), "terminated_excused"),
        ((("excused", "force_majeure"), ("fault", "fraud")), "terminated_fault"),
        ((("fault", "fraud"), ("excused", "force_majeure")), "terminated_fault"),
    ],
)
def test_with_the_last_contract_the_call_ends(cast, ends, expected):
    rows = make_contracts(cast, 2)
    end(rows[0], cast, *ends[0])
    assert state(rows[0].challenge) == "executing"
    end(rows[1], cast, *ends[1])
    assert state(rows[0].challenge) == expected


def test_the_last_of_a_checkpoint_are_eliminated_and_their_money_is_free(three, cast):
    for row in three:
        passed(row.milestones.first(), cast)
    one, two, three_ = three
    paid(Payment.objects.get(contract=three_), cast)
    assert Purse.objects.get().promised == 1_800_000
    hold(three, cast, 2, 1, 3)
    assert [row.state for row in three] == ["executing", "executing", "eliminated"]
    assert Purse.objects.get().promised == 1_200_000 + 180_000
    assert three_.agreement.__class__.objects.get(pk=three_.agreement_id).state == "lapsed"
    assert state(one.challenge) == "executing"
    hold([one, two], cast, 1, 2, milestone=1 + 1, keep=2) if _report_second((one, two)) else None
    assert [row.state for row in (one, two)] == ["executing", "executing"]


def _report_second(rows) -> bool:
    for row in rows:
        reported(row.milestones.all()[1])
    return True


def test_what_an_eliminated_team_has_passed_is_still_paid(three, cast):
    for row in three:
        passed(row.milestones.first(), cast)
    hold(three, cast, 1, 2, 3, keep=1)
    owed = Payment.objects.get(contract=three[2])
    paid(owed, cast)
    assert owed.state == "paid"


@pytest.mark.parametrize(("places", "keep"), [((1, 1, 2), 2), ((1, 2, 4), 2), ((1, 2, 3), 0), ((1, 2, 3), 4)])
def test_rankings_that_are_none(three, cast, places, keep):
    for row in three:
        reported(row.milestones.first())
    with pytest.raises(GuardFailed):
        hold(three, cast, *places, keep=keep)


def test_a_checkpoint_waits_for_all_and_ranks_all(three, cast):
    reported(three[0].milestones.first())
    with pytest.raises(GuardFailed, match="reported"):
        hold(three, cast, 1, 2, 3)
    for row in three[1:]:
        reported(row.milestones.first())
    with pytest.raises(GuardFailed, match="place"):
        hold(three[:2], cast, 1, 2)
    with pytest.raises(GuardFailed, match="reason"):
        hold(three, cast, 1, 2, 3, note=" ")
    with pytest.raises(GuardFailed, match="no such milestone"):
        hold(three, cast, 1, 2, 3, milestone=9)
    held = hold(three, cast, 1, 2, 3, keep=3)
    with pytest.raises(GuardFailed, match="already"):
        hold(three, cast, 1, 2, 3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Standing.objects.filter(checkpoint=held, rank=2).update(rank=1)


def test_a_day_that_has_passed_holds_nobody_up(three, cast):
    reported(three[0].milestones.first())
    Milestone.objects.filter(order=1).update(due_on=date(2020, 1, 1))
    hold(three, cast, 1, 2, 3)
    assert three[2].state == "eliminated"


def test_one_alone_is_no_race_and_who_waits_for_acceptance_is_not_eliminated(cast):
    (alone,) = make_contracts(cast)
    reported(alone.milestones.first())
    with pytest.raises(GuardFailed, match="two"):
        hold([alone], cast, 1, keep=1)
    one, other = make_contracts(cast, 2)
    in_acceptance(one, cast)
    reported(other.milestones.first())
    with pytest.raises(GuardFailed, match="acceptance"):
        hold([one, other], cast, 2, 1, keep=1)
