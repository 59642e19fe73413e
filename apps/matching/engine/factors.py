"""The nine factors. Each maps facts to 0..1 and never falls when the facts get better; unknown is its neutral value.

Every function takes (posting, pool, vocabulary) and gives (value float64 [people], known bool [people]).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.calibration import strength, text_value
from apps.matching.engine.channels import Floats, compare, word_cosines
from apps.matching.engine.pool import Pool
from apps.matching.engine.posting import PreparedPosting
from apps.matching.engine.ragged import NOT_LISTED, UNKNOWN
from apps.matching.engine.rules import SALARY_HEADROOM_TENTHS
from apps.matching.engine.skillmatch import credits_of
from apps.matching.engine.support import ramp
from apps.matching.engine.types import Vocabulary, language_rank
from apps.matching.engine.weights import (
    AVAILABLE_DAYS,
    DISCIPLINE_COSINE,
    LANGUAGE_LEVEL_STEP,
    PATH_SHARED,
    PAY_AT_LIMIT,
    STEPS,
    Factor,
    Weights,
)

Known = NDArray[np.bool_]
Valued = tuple[Floats, Known]


@dataclass(frozen=True)
class FactorValues:
    """steps: int64 [factors, people], values on the grid of 1/STEPS with neutral ones filled in; known: bool [factors, people]."""

    steps: NDArray[np.int64]
    known: Known

    def points(self, weights: Weights) -> NDArray[np.int64]:
        """int64 [factors, people]: thousandths of a point."""
        each = np.array([weights.points[factor] for factor in Factor], np.int64)
        return (each[:, None] * self.steps + STEPS // 2) // STEPS


def factor_values(posting: PreparedPosting, pool: Pool, weights: Weights, vocabulary: Vocabulary) -> FactorValues:
    steps = np.zeros((len(Factor), pool.size), np.int64)
    known = np.zeros((len(Factor), pool.size), bool)
    for row, factor in enumerate(Factor):
        value, known[row] = FACTORS[factor](posting, pool, vocabulary)
        filled = np.where(known[row], value, weights.neutral[factor])
        steps[row] = np.rint(filled * STEPS).astype(np.int64)
    return FactorValues(steps, known)


def _nobody_known(pool: Pool) -> Valued:
    return np.zeros(pool.size), np.zeros(pool.size, bool)


def _text(posting: PreparedPosting, pool: Pool, vocabulary: Vocabulary) -> Valued:
    if not posting.texts.known:
        return _nobody_known(pool)
    cosines, told = word_cosines(posting.texts, pool.texts), pool.texts.without_claims
    everything = strength(compare(posting.texts, pool.texts, cosines), pool.texts, posting.normal, pool.normal)
    of_it = strength(compare(posting.texts, told, cosines), told, posting.normal, pool.told_normal)
    return text_value(pool.texts, everything, of_it), pool.texts.known


def _skills(posting: PreparedPosting, pool: Pool, vocabulary: Vocabulary) -> Valued:
    if not posting.skills:
        return _nobody_known(pool)
    return credits_of(posting, pool, vocabulary).value(), (pool.skills.tags.counts > 0) | pool.texts.known


def _discipline(posting: PreparedPosting, pool: Pool, vocabulary: Vocabulary) -> Valued:
    tags = pool.disciplines.tags
    if not posting.doc.disciplines or not len(tags.ids):
        return _nobody_known(pool)
    alike = ramp(posting.discipline_vectors.dots(pool.disciplines.vectors), DISCIPLINE_COSINE)
    paths = vocabulary.discipline_paths
    for row, code in enumerate(posting.doc.disciplines):
        for column, label in enumerate(tags.labels):
            if code in paths and label in paths:
                alike[row, column] = path_value(paths[code], paths[label])
    return tags.best(alike.max(axis=0)[tags.ids], missing=0.0), tags.counts > 0


def _years(posting: PreparedPosting, pool: Pool, vocabulary: Vocabulary) -> Valued:
    wanted = posting.doc.years_min
    if wanted is None:
        return _nobody_known(pool)
    years = pool.columns.years
    value = np.minimum(years / wanted, 1.0) if wanted > 0 else np.ones(pool.size)
    return np.maximum(value, 0.0), years != UNKNOWN


def _chain(posting: PreparedPosting, pool: Pool, vocabulary: Vocabulary) -> Valued:
    tags = pool.columns.chains
    if not posting.doc.chains or not len(tags.ids):
        return _nobody_known(pool)
    paths = vocabulary.chain_paths
    asked = [paths.get(code, (code,)) for code in posting.doc.chains]
    value = np.array([max(path_value(mine, paths.get(label, (label,))) for mine in asked) for label in tags.labels])
    return tags.best(value[tags.ids], missing=0.0), tags.counts > 0


def _languages(posting: PreparedPosting, pool: Pool, vocabulary: Vocabulary) -> Valued:
    demands = posting.doc.languages
    if not demands:
        return _nobody_known(pool)
    total = np.zeros(pool.size)
    for demand in demands:
        levels = pool.columns.languages.level_of(demand.code).astype(int)
        wanted = language_rank(demand.level)
        below = np.maximum((wanted or 0) - levels, 0) if wanted is not None else np.zeros(pool.size)
        spoken = np.where(levels == UNKNOWN, 1.0, np.maximum(1.0 - LANGUAGE_LEVEL_STEP * below, 0.0))
        total += np.where(levels == NOT_LISTED, 0.0, spoken)
    return total / len(demands), pool.columns.languages_known


def _pay(posting: PreparedPosting, pool: Pool, vocabulary: Vocabulary) -> Valued:
    limit = posting.doc.salary_max
    if not limit:
        return _nobody_known(pool)
    expected = pool.columns.salary_expected
    headroom = limit * (SALARY_HEADROOM_TENTHS - 10) / 10
    over = np.maximum(expected - limit, 0) / headroom
    return np.where(over > 1, 0.0, 1.0 - (1.0 - PAY_AT_LIMIT) * over), expected != UNKNOWN


def _availability(posting: PreparedPosting, pool: Pool, vocabulary: Vocabulary) -> Valued:
    start = posting.doc.start_on
    if start is None:
        return _nobody_known(pool)
    available = pool.columns.available_on
    late = np.maximum(available - start.toordinal(), 0)
    return np.maximum(1.0 - late / AVAILABLE_DAYS, 0.0), available != UNKNOWN


def _wishes(posting: PreparedPosting, pool: Pool, vocabulary: Vocabulary) -> Valued:
    """Of the wishes she named (where, as what), the part that the posting answers; one not named is not asked."""
    met, named = np.zeros(pool.size), np.zeros(pool.size)
    pairs = ((posting.doc.district, pool.columns.districts), (posting.doc.post_kind, pool.columns.post_kinds))
    for offered, wished in pairs:
        if offered is not None:
            named += wished.counts > 0
            met[wished.rows_with(offered)] += 1.0
    return met / np.maximum(named, 1.0), named > 0


def path_value(first: Sequence[str], second: Sequence[str]) -> float:
    """Nearness in a tree of two nodes given by their paths from the root: 1 for the same node, 0 without a common root.

    Each pair of steps between them (siblings are two apart) multiplies by PATH_SHARED.
    """
    shared = 0
    for mine, theirs in zip(first, second, strict=False):
        if mine != theirs:
            break
        shared += 1
    if not shared:
        return 0.0
    return float(PATH_SHARED ** ((len(first) + len(second) - 2 * shared) / 2))


FACTORS: Mapping[Factor, Callable[[PreparedPosting, Pool, Vocabulary], Valued]] = {
    Factor.TEXT: _text,
    Factor.SKILLS: _skills,
    Factor.DISCIPLINE: _discipline,
    Factor.YEARS: _years,
    Factor.CHAIN: _chain,
    Factor.LANGUAGES: _languages,
    Factor.PAY: _pay,
    Factor.AVAILABILITY: _availability,
    Factor.WISHES: _wishes,
}
