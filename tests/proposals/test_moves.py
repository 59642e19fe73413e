"""Every pair of state and step of machine 2 that the table does not allow is refused, and leaves no trace."""

from __future__ import annotations

import pytest

from apps.core import audit
from apps.core.actors import SYSTEM
from apps.core.moves import IllegalMove, LostRace, move
from apps.proposals import states
from apps.proposals.models import Proposal
from apps.proposals.states import ProposalState
from tests.proposals.content import make_call, make_draft

pytestmark = pytest.mark.django_db
ENDS = {"withdrawn", "disqualified"}


def test_steps_that_the_table_forbids_are_refused():
    proposal = make_draft(make_call())
    before = audit.timeline(proposal, public_only=False).count()
    for state in ProposalState:
        for name, row in states.MOVES.items():
            if state in row.sources:
                continue
            proposal.state = state
            with pytest.raises(IllegalMove):
                move(proposal, name, by=SYSTEM)
    assert Proposal.objects.get(pk=proposal.pk).state == "draft"
    assert audit.timeline(proposal, public_only=False).count() == before


@pytest.mark.parametrize("name", sorted(states.MOVES))
def test_a_step_from_a_state_that_the_row_no_longer_has_is_lost(name: str):
    proposal = make_draft(make_call())
    source = next(iter(sorted(states.MOVES[name].sources - {"draft"})))
    proposal.state = source
    with pytest.raises(LostRace):
        move(proposal, name, by=SYSTEM)


def test_nothing_leaves_an_end_and_every_state_is_reached():
    left = {state for row in states.MOVES.values() for state in row.sources}
    assert set(ProposalState) - left == ENDS
    assert {row.target for row in states.MOVES.values()} == set(ProposalState) - {"draft"}


def test_what_is_sealed_cannot_skip_the_form_check():
    assert {name for name, row in states.MOVES.items() if "submitted" in row.sources} == {
        "return_", "withdraw", "admit", "find_ineligible", "disqualify",
    }  # fmt: skip
