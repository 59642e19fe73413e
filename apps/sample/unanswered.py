"""A call that nobody answered validly: begun by two, ranked once if the world is ranked, closed, and found so.

Through the same functions as the pages. Only the clock is helped: its deadline is the time of loading.
"""

from __future__ import annotations

from apps.challenges import lifecycle
from apps.challenges.models import Challenge
from apps.core import marks
from apps.core.models import Mark
from apps.matching import call_runs
from apps.proposals import drafts
from apps.reviews import failing
from apps.sample.deadline import pass_now
from apps.sample.world import World

BEGUN = 2  # drafts that were never sealed
REASON = "至截止时间未收到有效揭榜申请。"


def end(world: World, *, rank: bool) -> None:
    for challenge in world.unanswered:
        if rank:
            _rank(challenge)
        _begin(world, challenge)
        pass_now(challenge)
        lifecycle.close(challenge)
        failing.fail_call(challenge, by=world.operators[0], reason=REASON)


def _rank(challenge: Challenge) -> None:
    """So that there are people who stood high on its list."""
    claim = marks.claim(Mark.objects.get(kind=lifecycle.MARK, object_id=challenge.pk).pk)
    if claim is not None:
        call_runs.execute(claim)


def _begin(world: World, challenge: Challenge) -> None:
    """Drafts of people of its trade, but not of those whom the tour follows."""
    assert challenge.current is not None
    cast = {user.pk for user in world.cast.values()}
    ours = [person.talent for person in world.people if challenge.current.chain in person.talent.chains]
    for talent in [talent for talent in ours if talent.user_id not in cast][:BEGUN]:
        drafts.start(challenge, by=talent.user, independent=True)
