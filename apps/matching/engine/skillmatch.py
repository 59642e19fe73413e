"""How well people's skills answer those a posting asks for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.channels import GAP, Floats
from apps.matching.engine.pool import Pool
from apps.matching.engine.posting import PreparedPosting
from apps.matching.engine.ragged import NOT_LISTED, UNKNOWN, Tags
from apps.matching.engine.types import Skill, Vocabulary
from apps.matching.engine.vectors import Quantised
from apps.matching.engine.weights import (
    LEVEL_CREDIT,
    LEVEL_UNKNOWN,
    SKILL_COSINE,
    SKILL_FREE_TEXT,
    SKILL_IN_TEXT,
    SKILL_NEAR,
    SKILL_RELATED,
    SKILL_SAME,
)
from apps.matching.engine.words import squeezed


def credits_of(posting: PreparedPosting, pool: Pool, vocabulary: Vocabulary) -> Floats:
    """float64 [skills asked for, people] in 0..1: how far each skill is covered. The best ground counts, not the sum."""
    out = np.zeros((len(posting.skills), pool.size))
    for row, skill in enumerate(posting.skills):
        vector = posting.skill_vectors.take(slice(row, row + 1))
        grounds = [
            _same(skill, pool, vocabulary),
            _by_codes(near_codes, SKILL_NEAR, skill, pool, vocabulary),
            _by_codes(related_codes, SKILL_RELATED, skill, pool, vocabulary),
            _alike(skill, vector, pool),
            _in_text(skill, pool, vocabulary),
        ]
        out[row] = np.maximum.reduce(grounds)
    return out


def ramp(values: NDArray[np.floating], bounds: tuple[float, float]) -> Floats:
    """0 up to the first bound, 1 from the second on, straight between them."""
    low, high = bounds
    return np.clip((values.astype(np.float64) - low) / (high - low), 0.0, 1.0)


def names_of(skill: Skill, vocabulary: Vocabulary) -> list[str]:
    """Folded names under which a skill may stand in a text."""
    labels = vocabulary.skill_labels.get(skill.code, ()) if skill.code else ()
    return list(dict.fromkeys(squeezed(name) for name in (skill.text, *labels)))


def near_codes(code: str, vocabulary: Vocabulary) -> list[str]:
    """The broader skill, narrower ones, and those with the same broader one."""
    parent = vocabulary.skill_broader.get(code)
    family = {child for child, broader in vocabulary.skill_broader.items() if broader in (code, parent)}
    return sorted((family | ({parent} if parent else set())) - {code})


def related_codes(code: str, vocabulary: Vocabulary) -> list[str]:
    """Skills often used together with it, whichever of the two rows says so."""
    named = set(vocabulary.skill_related.get(code, ()))
    naming = {other for other, codes in vocabulary.skill_related.items() if code in codes}
    return sorted((named | naming) - {code})


def level_credit(levels: NDArray[np.int8], wanted: int | None) -> Floats:
    """Factor for people's levels (any shape) where `wanted` is asked for; 0 where the skill is not there."""
    if wanted is None:
        return (levels != NOT_LISTED).astype(np.float64)
    below = np.clip(wanted - levels.astype(int), 0, len(LEVEL_CREDIT) - 1)
    credit = np.where(levels == UNKNOWN, LEVEL_UNKNOWN, np.array(LEVEL_CREDIT)[below])
    return np.where(levels == NOT_LISTED, 0.0, credit)


def _same(skill: Skill, pool: Pool, vocabulary: Vocabulary) -> Floats:
    levels = np.full(pool.size, NOT_LISTED, np.int8)
    if skill.code:
        levels = pool.skill_codes.level_of(skill.code)
    for name in names_of(skill, vocabulary):
        levels = np.maximum(levels, pool.skills.tags.level_of(name))
    return SKILL_SAME * level_credit(levels, skill.level)


def _by_codes(
    codes: Callable[[str, Vocabulary], list[str]], credit: float, skill: Skill, pool: Pool, vocabulary: Vocabulary
) -> Floats:
    """`credit` where one of the codes that hang together with the skill is listed."""
    levels = np.full(pool.size, NOT_LISTED, np.int8)
    for code in codes(skill.code, vocabulary) if skill.code else ():
        levels = np.maximum(levels, pool.skill_codes.level_of(code))
    return credit * level_credit(levels, skill.level)


def _alike(skill: Skill, vector: Quantised, pool: Pool) -> Floats:
    tags: Tags = pool.skills.tags
    if not len(tags.ids):
        return np.zeros(pool.size)
    alike = ramp(vector.dots(pool.skills.vectors)[0], SKILL_COSINE)
    return SKILL_FREE_TEXT * tags.best(alike[tags.ids] * level_credit(tags.levels, skill.level), missing=0.0)


def _in_text(skill: Skill, pool: Pool, vocabulary: Vocabulary) -> Floats:
    found = np.zeros(pool.size)
    for name in names_of(skill, vocabulary):
        levels = pool.texts.terms.tags.level_of(name)
        found[(levels != NOT_LISTED) & (levels != GAP)] = SKILL_IN_TEXT
    return found
