"""Every pair of state and step of machine 1 that the table does not allow is refused, and leaves no trace."""

import pytest

from apps.challenges import states
from apps.challenges.models import Challenge
from apps.challenges.states import ChallengeState
from apps.core import audit
from apps.core.actors import SYSTEM
from apps.core.moves import IllegalMove, LostRace, move
from tests.challenges.content import make_challenge

pytestmark = pytest.mark.django_db
PAIRS = [(state, name) for state in ChallengeState for name in states.MOVES]
TERMINAL = {"rejected", "failed", "cancelled", "terminated_excused", "terminated_fault", "evaluated"}


def test_steps_that_the_table_forbids_are_refused():
    challenge = make_challenge(state="published")
    for state, name in PAIRS:
        if state in states.MOVES[name].sources:
            continue
        challenge.state = state
        before = audit.timeline(challenge, public_only=False).count()
        with pytest.raises(IllegalMove):
            move(challenge, name, by=SYSTEM)
        assert Challenge.objects.get(pk=challenge.pk).state == "published", (state, name)
        assert audit.timeline(challenge, public_only=False).count() == before


@pytest.mark.parametrize("name", sorted(states.MOVES))
def test_a_step_from_a_state_that_the_row_no_longer_has_is_lost(name: str):
    """Two tabs: the second one sees that somebody was faster."""
    challenge = make_challenge(state="draft")
    source = next(iter(sorted(states.MOVES[name].sources - {"draft"})), None)
    if source is None:
        return
    challenge.state = source
    with pytest.raises(LostRace):
        move(challenge, name, by=SYSTEM)


def test_nothing_leaves_a_terminal_state():
    assert {state for state in ChallengeState if not any(state in row.sources for row in states.MOVES.values())} == (
        TERMINAL
    )


def test_nothing_but_cancelling_leads_out_of_the_order():
    """From draft to evaluated there is one path of states; every state is reachable."""
    reached, frontier = {ChallengeState.DRAFT}, {ChallengeState.DRAFT}
    while frontier:
        frontier = {ChallengeState(row.target) for row in states.MOVES.values() if row.sources & reached} - reached
        reached |= frontier
    assert reached == set(ChallengeState)


def test_a_cancelled_call_was_not_awarded():
    assert "awarded" not in states.MOVES["cancel"].sources
