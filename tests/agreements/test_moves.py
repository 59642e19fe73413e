"""Every pair of state and step that a table does not allow is refused, and leaves no trace; generated from the tables."""

from __future__ import annotations

import pytest

from apps.agreements import endings, states
from apps.agreements.models import Payment, Recovery
from apps.core import audit
from apps.core.actors import SYSTEM
from apps.core.moves import IllegalMove, LostRace, move
from tests.agreements.factories import make_contracts, passed

pytestmark = pytest.mark.django_db
MACHINES = {
    "agreement": (states.AgreementState, states.AGREEMENT_MOVES, {"intention", "drafted"}, {"fulfilled", "lapsed", "broken"}),
    "contract": (states.ContractState, states.CONTRACT_MOVES, {"drafted"},
                 {"evaluated", "lapsed", "eliminated", "terminated_excused", "terminated_fault"}),
    "milestone": (states.MilestoneState, states.MILESTONE_MOVES, {"planned"}, {"passed", "waived"}),
    "payment": (states.PaymentState, states.PAYMENT_MOVES, {"payment_due"}, {"paid", "withheld"}),
    "ending": (states.EndingState, states.ENDING_MOVES, {"proposed"}, {"confirmed", "dismissed"}),
    "recovery": (states.RecoveryState, states.RECOVERY_MOVES, {"demanded"}, {"recovered"}),
}  # fmt: skip


@pytest.fixture
def things(cast):
    (contract,) = make_contracts(cast)
    milestone = passed(contract.milestones.first(), cast)
    ending = endings.propose(contract, by=cast.officer, kind="excused", rule="force_majeure", reason="台风")
    return {
        "agreement": contract.agreement,
        "contract": contract,
        "milestone": milestone,
        "payment": Payment.objects.get(),
        "ending": ending,
        "recovery": Recovery.objects.create(contract=contract, ending=ending, amount=1),
    }


@pytest.mark.parametrize("name", MACHINES)
def test_steps_that_the_table_forbids_are_refused(things, name):
    all_states, table, _begin, _ends = MACHINES[name]
    obj, tried = things[name], 0
    before, stored = audit.timeline(obj, public_only=False).count(), obj.state
    for state in all_states:
        for act, row in table.items():
            if state in row.sources:
                continue
            obj.state, tried = state, tried + 1
            with pytest.raises(IllegalMove):
                move(obj, act, by=SYSTEM)
    assert tried
    assert type(obj).objects.get(pk=obj.pk).state == stored
    assert audit.timeline(obj, public_only=False).count() == before


@pytest.mark.parametrize("name", MACHINES)
def test_a_step_from_a_state_that_the_row_no_longer_has_is_lost(things, name):
    _states, table, _begin, _ends = MACHINES[name]
    obj = things[name]
    stored = type(obj).objects.get(pk=obj.pk).state
    for act, row in table.items():
        for source in sorted(row.sources - {stored}):
            obj.state = source
            with pytest.raises(LostRace):
                move(obj, act, by=SYSTEM)


@pytest.mark.parametrize("name", MACHINES)
def test_nothing_leaves_an_end_and_every_state_is_reached(name):
    all_states, table, begin, ends = MACHINES[name]
    left = {state for row in table.values() for state in row.sources}
    assert set(all_states) - left == ends
    assert {row.target for row in table.values()} | begin == set(all_states)


def test_nothing_is_paid_by_one_step_and_nothing_ends_unheard():
    assert states.PAYMENT_MOVES["pay"].sources == {"ordered"}
    assert states.RECOVERY_MOVES["recover"].sources == {"booked"}
    assert states.CONTRACT_MOVES["terminate"].sources == {"executing", "acceptance"}
    assert states.CONTRACT_MOVES["eliminate"].sources == {"executing"}
