"""From a posting and a pool to a ranking, and from a person and the postings to hers. One pair function for both."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.factors import FactorValues, factor_values
from apps.matching.engine.pool import Pool
from apps.matching.engine.posting import PreparedPosting
from apps.matching.engine.rules import Exclusions, Judgement, Rule, degree_in_progress, judge
from apps.matching.engine.types import Vocabulary
from apps.matching.engine.weights import STEPS, WEIGHTS, Factor, Weights

NO_VOCABULARY = Vocabulary()
DEGREE_IN_PROGRESS = "degree_in_progress"


@dataclass(frozen=True)
class PairScore:
    """What the engine says of one posting and one person, rules apart.

    score and points in thousandths of a point out of 100; values in 0..1, None where the fact is unknown (its neutral
    value counted). notes: things to be shown with the result, e.g. DEGREE_IN_PROGRESS.
    """

    posting_id: str
    talent_id: str
    score: int
    values: Mapping[Factor, float | None]
    points: Mapping[Factor, int]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """A place in a list. `reserve` marks those behind the list, kept to refill it."""

    rank: int
    reserve: bool
    pair: PairScore


@dataclass(frozen=True)
class Ranking:
    """relaxed: for each hard rule how many more people were eligible without it (of a posting's ranking only)."""

    results: tuple[Result, ...]
    exclusions: Exclusions
    compared: int
    weights_version: int
    relaxed: Mapping[Rule, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Pair:
    """One pair on demand: its score, and the hard rules it breaks."""

    score: PairScore
    broken: tuple[Rule, ...]


def rank(
    posting: PreparedPosting,
    pool: Pool,
    *,
    weights: Weights = WEIGHTS,
    vocabulary: Vocabulary = NO_VOCABULARY,
    keep: int = 50,
    reserve: int = 100,
    without: frozenset[Rule] = frozenset(),
) -> Ranking:
    """The best `keep` people for a posting and `reserve` more, the rules in `without` not asked."""
    judgement = judge(posting.doc, pool.columns, without=without)
    values = _in_own_words(posting, pool, weights, vocabulary)
    points = values.points(weights)
    order = _best_rows(posting, pool, points.sum(axis=0), judgement, keep + reserve)
    studying = degree_in_progress(posting.doc, pool.columns)
    results = tuple(
        Result(place, place > keep, _pair_score(posting, pool, row, values, points, studying=bool(studying[row])))
        for place, row in enumerate(order, start=1)
    )
    return Ranking(results, judgement.exclusions(), pool.size, weights.version, judgement.relaxations())


def rank_postings(
    person: Pool,
    postings: Sequence[PreparedPosting],
    *,
    weights: Weights = WEIGHTS,
    vocabulary: Vocabulary = NO_VOCABULARY,
    keep: int = 50,
    reserve: int = 100,
) -> Ranking:
    """The best postings for one person (a pool of one row); every pair scores as it does the other way round.

    `exclusions` counts postings whose rules she breaks, `compared` the postings. About 3 ms a posting.
    """
    if person.size != 1:
        raise ValueError(f"one person at a time, not {person.size}")
    fitting: list[tuple[PreparedPosting, PairScore]] = []
    broken: Counter[Rule] = Counter()
    for posting in postings:
        pair = score_pair(posting, person, 0, weights=weights, vocabulary=vocabulary)
        broken.update(pair.broken)
        if not pair.broken:
            fitting.append((posting, pair.score))
    content = person.contents[0]
    fitting.sort(key=lambda item: (-item[1].score, tie_break(item[0].content, content), item[1].posting_id))
    results = tuple(
        Result(place, place > keep, score) for place, (_, score) in enumerate(fitting[: keep + reserve], start=1)
    )
    exclusions = Exclusions(len(postings) - len(fitting), {rule: broken[rule] for rule in Rule if broken[rule]})
    return Ranking(results, exclusions, len(postings), weights.version)


def score_pair(
    posting: PreparedPosting,
    pool: Pool,
    row: int,
    *,
    weights: Weights = WEIGHTS,
    vocabulary: Vocabulary = NO_VOCABULARY,
) -> Pair:
    """One pair, whatever the rules say: score and the rules it breaks."""
    one = pool if pool.size == 1 else pool.take(np.array([row], np.int64))
    values = _in_own_words(posting, one, weights, vocabulary)
    studying = bool(degree_in_progress(posting.doc, one.columns)[0])
    score = _pair_score(posting, one, 0, values, values.points(weights), studying=studying)
    return Pair(score, judge(posting.doc, one.columns).of(0))


def relax(posting: PreparedPosting, pool: Pool, rule: Rule) -> int:
    """How many more people a run without `rule` would find eligible."""
    return judge(posting.doc, pool.columns).relaxed(rule)


def replay(values: Mapping[str, float | None], weights: Weights) -> tuple[int, dict[Factor, int]]:
    """(score, points) again from stored values and the weights they were made with.

    A factor that is newer than the result is missing among its values, and bears no points in its weights.
    """
    points: dict[Factor, int] = {}
    for factor in Factor:
        value = values.get(factor.value)
        steps = round((weights.neutral[factor] if value is None else value) * STEPS)
        points[factor] = (weights.points[factor] * steps + STEPS // 2) // STEPS
    return sum(points.values()), points


def tie_break(posting_content: bytes, talent_content: bytes) -> bytes:
    """Order of equal scores: by the two contents, so neither ids nor the time of upload matter, and nobody wins always."""
    return hashlib.blake2b(posting_content + talent_content, digest_size=8).digest()


def _in_own_words(posting: PreparedPosting, pool: Pool, weights: Weights, vocabulary: Vocabulary) -> FactorValues:
    """The values of everybody; who copied from the posting is compared by the rest of what she tells."""
    values = factor_values(posting, pool, weights, vocabulary)
    for row in posting.original.suspects(pool.prints, pool.texts.terms.tags).tolist():
        own = pool.own_words(row, posting.original)
        if own is not None:
            mine = factor_values(posting, own, weights, vocabulary)
            values.steps[:, row], values.known[:, row] = mine.steps[:, 0], mine.known[:, 0]
    return values


def _best_rows(
    posting: PreparedPosting, pool: Pool, scores: NDArray[np.int64], judgement: Judgement, count: int
) -> list[int]:
    """Rows of the best eligible people in order. Only those at or above the last place's score are sorted."""
    rows = np.flatnonzero(judgement.eligible)
    if len(rows) > count > 0:
        bar = np.partition(scores[rows], len(rows) - count)[len(rows) - count]
        rows = rows[scores[rows] >= bar]
    return sorted(
        rows.tolist(),
        key=lambda row: (-int(scores[row]), tie_break(posting.content, pool.contents[row]), pool.ids[row]),
    )[:count]


def _pair_score(
    posting: PreparedPosting,
    pool: Pool,
    row: int,
    values: FactorValues,
    points: NDArray[np.int64],
    *,
    studying: bool,
) -> PairScore:
    steps, known = values.steps[:, row].tolist(), values.known[:, row].tolist()
    given = points[:, row].tolist()
    return PairScore(
        posting_id=posting.doc.id,
        talent_id=pool.ids[row],
        score=sum(given),
        values={f: step / STEPS if is_known else None for f, step, is_known in zip(Factor, steps, known, strict=True)},
        points=dict(zip(Factor, given, strict=True)),
        notes=(DEGREE_IN_PROGRESS,) if studying else (),
    )
