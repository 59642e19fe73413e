"""What tests of matching share: a cheap encoder, and workers' tasks run in the test's own process."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from apps.challenges.models import Challenge
from apps.core import marks
from apps.core.models import Mark
from apps.matching import call_runs, encoding, generations, lists, pools, recommendations, runs, tasks
from apps.matching.engine.encoders.base import TextKind, unit_rows
from apps.matching.models import CallRun, Match, MatchResult, MatchRun
from apps.positions.models import Position
from apps.talents.models import Talent

MASTER_RULE = {"degree_min": "master"}


class LetterEncoder:
    """Texts that share letter pairs lie close: no weights to load, the same vectors on every machine."""

    id = "letters-1"
    dim = 32
    max_chars = 2000
    languages = ("zh", "en")

    def encode(self, texts: Sequence[str], kind: TextKind) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dim), np.float32)
        for row, text in enumerate(texts):
            for pair in itertools.pairwise(text):
                rows[row, hashlib.blake2b("".join(pair).encode(), digest_size=1).digest()[0] % self.dim] += 1
        return unit_rows(rows)


class OtherEncoder(LetterEncoder):
    """Another encoder: none of the stored vectors count under it."""

    id = "letters-2"


def forget() -> None:
    """What a worker's process keeps in memory is gone, as after a restart."""
    encoding.forget()
    generations.calibration.cache_clear()
    runs._vocabulary.cache_clear()
    pools.forget()
    recommendations.forget()


TASKS = {
    "talent": tasks.rank_talent,
    "position": tasks.rank_position,
    "challenge": tasks.rank_call,
    "encode_talent": tasks.encode_talent,
    "encode_challenge": tasks.encode_call,
    "encode_position": tasks.encode_position,
}


def mark_of(kind: str, key: int) -> Mark:
    return Mark.objects.get(kind=kind, object_id=key)


def claimed(kind: str, key: int) -> marks.Claim:
    claim = marks.claim(mark_of(kind, key).pk)
    assert claim is not None
    return claim


def is_open(kind: str, key: int) -> bool:
    return marks.pending(kind, key) is not None


def encode(*talents: Talent) -> None:
    """Her mark, and the worker that does it."""
    marks.touch("talent", [talent.pk for talent in talents], urgent=True)
    for talent in talents:
        work("talent", talent.pk)


def work(kind: str, key: int) -> None:
    mark = mark_of(kind, key)
    TASKS[kind](mark.pk)
    mark.refresh_from_db()
    assert (mark.error, mark.done_gen) == ("", mark.gen)


def rank(position: Position) -> MatchRun:
    """A new ranking of the position, as a worker makes it."""
    marks.touch("position", [position.pk], urgent=True)
    work("position", position.pk)
    run = lists.current_run(position)
    assert run is not None
    return run


def rank_call(challenge: Challenge) -> CallRun:
    """A new list of solvers for the call, as a worker makes it."""
    marks.touch("challenge", [challenge.pk], urgent=True)
    work("challenge", challenge.pk)
    run = call_runs.current_run(challenge)
    assert run is not None
    return run


def ranked(position: Position, *talents: Talent) -> list[MatchResult]:
    """People encoded and the position ranked; its results by rank."""
    encode(*talents)
    rank(position)
    return lists.results(position)


def match_of(position: Position, talent: Talent) -> Match:
    """The pair as stored now."""
    rows = Match.objects.select_related("position__employer__organisation", "talent__user")
    return rows.get(position=position, talent=talent)
