"""How many places an attack gains against the same profile's honest form, in a pool where everybody else is honest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from apps.matching.engine.encoders import Encoder
from apps.matching.engine.rank import score_pair
from apps.matching.engine.types import PostingDoc, TalentDoc
from tests.engine.world import World
from tests.gaming import attacks


@dataclass
class Outcome:
    """Places gained, one a person and posting (below 0: lost), and how many files were flagged."""

    gains: list[int] = field(default_factory=list)
    points: list[float] = field(default_factory=list)
    flagged: int = 0
    files: int = 0

    @property
    def median(self) -> float:
        return float(np.median(self.gains))

    @property
    def p95(self) -> float:
        return float(np.percentile(self.gains, 95))


class Field:
    """A posting and everybody who is compared for it."""

    def __init__(self, world: World, posting: PostingDoc) -> None:
        self.world = world
        self.posting = world.prepared(posting)
        self.scores = {doc.id: self.score(doc) for doc in world.talents}

    def score(self, doc: TalentDoc) -> int:
        pool = self.world.pool_of([doc])
        return score_pair(self.posting, pool, 0).score.score

    def place(self, doc: TalentDoc, score: int) -> int:
        """Hers among the others with this score; equal scores do not push her down."""
        return 1 + sum(other > score for id_, other in self.scores.items() if id_ != doc.id)

    def gain(self, doc: TalentDoc, attacked: int, honest: int) -> int:
        return self.place(doc, honest) - self.place(doc, attacked)


def world_of(people: Sequence[TalentDoc], postings: Sequence[PostingDoc], encoder: Encoder) -> World:
    return World.of(encoder, postings, people)


def measure(world: World, people: Sequence[TalentDoc], postings: Sequence[PostingDoc]) -> dict[str, Outcome]:
    """Every person, posting and attack; honest files are measured too, as what must not be flagged."""
    found: dict[str, Outcome] = {}
    for posting in postings:
        market = Field(world, posting)
        for person in people:
            for name, attack in attacks.IN_TEXT.items():
                _note(found, name, market, person, attack(person, posting), market.scores[person.id])
            _files(found, market, person, posting)
    return found


def _files(found: dict[str, Outcome], market: Field, person: TalentDoc, posting: PostingDoc) -> None:
    for names, kind in ((attacks.IN_PDF, "pdf"), (attacks.IN_WORD, "docx")):
        honest = attacks.read_back(person, attacks.honest_file(person, kind))
        before = market.score(honest)
        for name in names:
            read = attacks.attacked_file(name, person, posting)
            attacked = attacks.read_back(person, read)
            outcome = _note(found, name, market, person, attacked, before, same=attacked == honest)
            outcome.files += 1
            outcome.flagged += bool(read.hidden)


def _note(
    found: dict[str, Outcome], name: str, market: Field, person: TalentDoc, attacked: TalentDoc, before: int, *, same: bool = False
) -> Outcome:  # fmt: skip
    outcome = found.setdefault(name, Outcome())
    after = before if same else market.score(attacked)
    outcome.gains.append(market.gain(person, after, before))
    outcome.points.append((after - before) / 1000)
    return outcome
