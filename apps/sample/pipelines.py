"""Who applied where and how far it went: decided before any row is made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from apps.applications.states import MOVES, OPEN, ApplicationState
from apps.employers.states import EmployerState
from apps.positions.states import PositionState
from apps.sample import cast
from apps.sample.chance import exactly
from apps.sample.history import Walk, walk
from apps.sample.world import Person, Post, World

# Shares of ways through machine 4. Those that end in a hire are added, one a filled position.
PATHS: dict[tuple[str, ...], float] = {
    (): 5,
    ("submit",): 14,
    ("submit", "view"): 14,
    ("submit", "view", "shortlist"): 11,
    ("submit", "view", "shortlist", "invite"): 11,
    ("submit", "view", "shortlist", "invite", "offer"): 5,
    ("submit", "view", "shortlist", "invite", "offer", "accept"): 4,
    ("submit", "view", "shortlist", "invite", "offer", "accept", "arrange"): 4,
    ("submit", "reject"): 3,
    ("submit", "view", "reject"): 7,
    ("submit", "view", "shortlist", "reject"): 4,
    ("submit", "view", "shortlist", "invite", "reject"): 4,
    ("withdraw",): 1,
    ("submit", "withdraw"): 3,
    ("submit", "view", "shortlist", "withdraw"): 3,
    ("submit", "view", "shortlist", "invite", "offer", "decline"): 3,
    ("submit", "view", "shortlist", "invite", "offer", "lapse"): 3,
}
HIRE = ("submit", "view", "shortlist", "invite", "offer", "accept", "arrange", "hire")
# Of the cast: her own applications elsewhere, and what has reached the firm.
HERS = [("submit", "view", "shortlist", "invite"), ("submit", "view"), ("submit", "withdraw")]
THEIRS = [("submit",), ("submit",), ("submit", "view"), ("submit", "view", "shortlist"),
          ("submit", "view", "shortlist", "invite"), ("submit", "view", "shortlist", "invite", "offer"),
          ("submit", "view", "reject")]  # fmt: skip
TRIES = 60
LONGEST = 24  # days from the first step to the last of one application, about


@dataclass(frozen=True)
class Pipeline:
    """One application to be: `moments` are its start and one a step."""

    person: Person
    post: Post
    path: Walk
    moments: list[datetime]


class _Pairs:
    """Finds people for positions: of the same family first, else of the same chain; nobody twice for one."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.used: set[tuple[int, int]] = set()
        self.by_family: dict[str, list[Person]] = defaultdict(list)
        self.by_chain: dict[str, list[Person]] = defaultdict(list)
        for person in world.people[cast.TALENTS :]:
            if person.talent.confirmed_at is None or not person.talent.user.is_active:
                continue
            for chain in person.talent.chains:
                self.by_chain[chain].append(person)
            for code in person.fits if person.kind != "near" else ():
                self.by_family[code].append(person)

    def person_for(self, rng: Random, post: Post) -> Person | None:
        fitting = self.by_family[post.family.code]
        near = self.by_chain[post.family.chain]
        pool = fitting if fitting and rng.random() < 0.7 else near
        return rng.choice(pool) if pool else None

    def pipeline(self, rng: Random, person: Person | None, post: Post, names: tuple[str, ...]) -> Pipeline | None:
        """None if she has been here, or the time between her coming and its end is too short."""
        if person is None or (person.talent.pk, post.position.pk) in self.used:
            return None
        moments = self._moments(rng, person, post, len(names) + 1)
        if moments is None:
            return None
        self.used.add((person.talent.pk, post.position.pk))
        return Pipeline(person, post, walk(MOVES, ApplicationState.DRAFT, names), moments)

    def _moments(self, rng: Random, person: Person, post: Post, count: int) -> list[datetime] | None:
        assert post.live_from is not None
        assert person.talent.confirmed_at is not None
        start = max(post.live_from, person.talent.confirmed_at)
        end = post.ended_at - timedelta(minutes=2) if post.ended_at else self.world.days.yesterday()
        if end - start < timedelta(days=1):
            return None
        slack = (end - start) - timedelta(days=LONGEST)
        if slack > timedelta():
            start += slack * rng.random() if post.ended_at is None else slack
        return self.world.days.between(rng, start, min(end, start + timedelta(days=LONGEST)), count)


def plan(world: World) -> Iterator[Pipeline]:
    """Those of the cast, a hire for every filled position, then `size.applications` in all ways."""
    rng, pairs = world.dice("pipelines"), _Pairs(world)
    open_, once = _posts(world)
    yield from _of_the_cast(world, rng, pairs, open_)
    for post in world.posts:
        if post.position.state == PositionState.FILLED and post.firm.owner is not None:
            yield from _first(pairs.pipeline(rng, pairs.person_for(rng, post), post, HIRE) for _ in range(TRIES))
    for names in exactly(rng, PATHS, world.size.applications):
        end = walk(MOVES, ApplicationState.DRAFT, names).end
        posts = open_ if end in (ApplicationState.DRAFT, *OPEN) else once
        yield from _first(_anywhere(rng, pairs, posts, names) for _ in range(TRIES))


def _anywhere(rng: Random, pairs: _Pairs, posts: list[Post], names: tuple[str, ...]) -> Pipeline | None:
    post = rng.choice(posts)
    return pairs.pipeline(rng, pairs.person_for(rng, post), post, names)


def _first(found: Iterator[Pipeline | None]) -> Iterator[Pipeline]:
    """The first that works; none if nothing does."""
    for pipeline in found:
        if pipeline is not None:
            yield pipeline
            return


def _posts(world: World) -> tuple[list[Post], list[Post]]:
    """Positions that are open now, and all that ever were, of employers with somebody to answer."""
    staffed = [post for post in world.posts if post.live_from is not None and post.firm.owner is not None]
    ours = [post for post in staffed if post.firm is not world.firms[0]]
    open_ = [
        post
        for post in ours
        if post.position.state == PositionState.PUBLISHED and post.firm.employer.state == EmployerState.VERIFIED
    ]
    once = [post for post in ours if post.position.state != PositionState.FILLED]
    return open_, once


def _of_the_cast(world: World, rng: Random, pairs: _Pairs, open_: list[Post]) -> Iterator[Pipeline]:
    chains = (cast.CHAIN, "materials", "chem")
    coating = [post for post in open_ if post.family.code == cast.COATING]
    fitting = [post for post in open_ if post.family.discipline in ("materials", "marine_science", "chemistry")]
    others = [post for post in fitting if post.family.degree == "doctor" and post not in coating]
    doctor = world.people[0]
    for names in HERS:
        yield from _first(pairs.pipeline(rng, doctor, post, names) for post in rng.sample(others, len(others)))
    released = world.posts[cast.RELEASED]
    near = [person for chain in chains for person in pairs.by_chain[chain]]
    for names in THEIRS:
        yield from _first(pairs.pipeline(rng, person, released, names) for person in rng.sample(near, len(near)))
