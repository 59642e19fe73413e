"""Ranks a few positions at once, so that the demo begins with lists that people have worked on.

Everything else is ranked by the workers, from the marks. What is encoded here they need not encode again.
"""

from __future__ import annotations

from apps.core import marks
from apps.core.models import Mark
from apps.employers.models import ReleaseMode
from apps.employers.states import EmployerState
from apps.matching import encoding, generations, runs
from apps.matching.gather import posting_doc, talent_doc, with_posting_rows, with_talent_rows
from apps.positions.models import Position
from apps.positions.states import LIVE
from apps.sample import cast
from apps.sample.world import Post, World
from apps.talents.models import Talent

WORKED_ON = 6  # positions beside the one of the cast
TRADES = (cast.CHAIN, "materials", "chem", "vr")  # of the people and positions that are encoded here
MOST = 240  # people; encoding one takes some 40 ms


def rank(world: World) -> list[Post]:
    """Rank the position of the cast and some more of its trades; those that have a list now, the cast's first."""
    posts = _chosen(world)
    _encode(world)
    return [post for post in posts if _ranked(post)]


def _chosen(world: World) -> list[Post]:
    """Live positions that wait for an operator, with somebody to receive the list; those of the trades first."""
    first = world.posts[cast.RELEASED]
    rest = [
        post
        for post in world.posts
        if post is not first
        and post.position.state in LIVE
        and post.firm.owner is not None
        and post.firm.employer.state == EmployerState.VERIFIED
        and post.firm.employer.release_mode == ReleaseMode.REVIEW
        and post.family.chain in TRADES
    ]
    return [first, *sorted(rest, key=lambda post: TRADES.index(post.family.chain))[:WORKED_ON]]


def _encode(world: World) -> None:
    """Vectors of people and live positions of the trades; the first calibration rests on them until all are encoded."""
    ours = encoding.wanted()
    people = [p.talent.pk for p in world.people if set(p.talent.chains) & set(TRADES)][:MOST]
    for talent in with_talent_rows(Talent.objects.filter(pk__in=people, confirmed_at__isnull=False)).order_by("pk"):
        encoding.stored_with(ours, encoding.KIND.TALENT, talent.pk, talent_doc(talent), talent.revision)
    keys = [p.position.pk for p in world.posts if p.position.state in LIVE and p.family.chain in TRADES][:MOST]
    for position in with_posting_rows(Position.objects.filter(pk__in=keys)).order_by("pk"):
        assert position.current_id is not None
        encoding.stored_with(ours, encoding.KIND.POSITION, position.pk, posting_doc(position), position.current_id)
    generations.current()


def _ranked(post: Post) -> bool:
    mark = Mark.objects.get(kind="position", object_id=post.position.pk)
    claim = marks.claim(mark.pk)
    return claim is not None and runs.execute(claim) is not None
