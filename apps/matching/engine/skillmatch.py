"""How well people's skills answer those a posting asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.channels import Floats
from apps.matching.engine.pool import Pool
from apps.matching.engine.ragged import NOT_LISTED, UNKNOWN, Tags, VectorTags
from apps.matching.engine.support import ramp
from apps.matching.engine.types import Skill, Vocabulary
from apps.matching.engine.vectors import Quantised
from apps.matching.engine.weights import (
    LEVEL_CREDIT,
    LEVEL_UNKNOWN,
    SKILL_COSINE,
    SKILL_FREE_TEXT,
    SKILL_IN_TEXT,
    SKILL_LISTED_CAP,
    SKILL_NEAR,
    SKILL_RELATED,
    SKILL_SAME,
)
from apps.matching.engine.words import squeezed
from apps.matching.engine.words import terms as terms_of


class Asked(Protocol):
    """Skills asked for: of a posting, or the needs of a call (`coverage`). Row i of the vectors belongs to skills[i]."""

    @property
    def skills(self) -> tuple[Skill, ...]: ...
    @property
    def skill_vectors(self) -> Quantised: ...


@dataclass(frozen=True)
class Credits:
    """How far each skill asked for is covered: float64 [skills asked for, people] in 0..1 each.

    shown: by what she tells of her work, or by a skill of hers that this bears out. listed: by her list and by what she
    says of herself, as if all of it were borne out; never below `shown`.
    """

    shown: Floats
    listed: Floats

    def value(self) -> Floats:
        """float64 [people]: the mean of what is shown, and all that is merely listed within one small cap."""
        shown, more = np.zeros(self.shown.shape[1]), np.zeros(self.shown.shape[1])
        for told, claimed in zip(self.shown, self.listed, strict=True):  # one after the other: see channels._units
            shown += told
            more += claimed - told
        count = max(len(self.shown), 1)
        return shown / count + np.minimum(more / count, SKILL_LISTED_CAP)


def credits_of(posting: Asked, pool: Pool, vocabulary: Vocabulary) -> Credits:
    """The best ground counts for each skill, not the sum: naming one twice is naming it once."""
    shown = np.zeros((len(posting.skills), pool.size))
    listed = np.zeros_like(shown)
    borne_out = pool.skill_support.values
    asked = np.zeros(len(pool.skills.tags.ids), bool)
    for skill in posting.skills:
        asked |= _is_same(skill, pool, vocabulary)
    for row, skill in enumerate(posting.skills):
        vector = posting.skill_vectors.take(slice(row, row + 1))
        words = _alike(vector, pool.texts.terms)
        told = _told(skill, words, pool.texts.work_tags, vocabulary)
        said = _told(skill, words, pool.texts.claimed_tags, vocabulary)
        grounds = _grounds(skill, _alike(vector, pool.skills), pool, vocabulary, asked)
        shown[row] = np.maximum(told, pool.skills.tags.best(grounds * borne_out, missing=0.0))
        listed[row] = np.maximum.reduce([shown[row], said, pool.skills.tags.best(grounds, missing=0.0)])
    return Credits(shown, listed)


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


def _is_same(skill: Skill, pool: Pool, vocabulary: Vocabulary) -> NDArray[np.bool_]:
    """bool [skills of all people]: those that are this skill, by name or code."""
    tags, codes = pool.skills.tags, pool.skill_codes
    numbers = [n for name in names_of(skill, vocabulary) if (n := tags.number(name)) is not None]
    same = np.isin(tags.ids, numbers)
    return same | (codes.ids == codes.number(skill.code)) if skill.code else same


def _alike(vector: Quantised, words: VectorTags) -> Floats:
    """float64 [distinct words]: credit of each for one skill by likeness alone."""
    return SKILL_FREE_TEXT * ramp(vector.dots(words.vectors)[0], SKILL_COSINE)


def _grounds(skill: Skill, likeness: Floats, pool: Pool, vocabulary: Vocabulary, asked: NDArray[np.bool_]) -> Floats:
    """float64 [skills of all people]: how well each answers the one asked for: the same, near it, related, or alike.

    `asked` are those that the posting names itself: each answers for itself alone, so that copying the posting's list
    does not lend one skill's credit to the next.
    """
    tags, codes = pool.skills.tags, pool.skill_codes
    if not len(tags.ids):
        return np.zeros(0)
    alike = likeness[tags.ids]
    same = _is_same(skill, pool, vocabulary)
    if skill.code:
        near = np.where(_any_of(near_codes(skill.code, vocabulary), codes), SKILL_NEAR, 0.0)
        related = np.where(_any_of(related_codes(skill.code, vocabulary), codes), SKILL_RELATED, 0.0)
        alike = np.maximum.reduce([alike, near, related])
    others = np.where(asked, 0.0, alike)
    ground = np.where(same, SKILL_SAME, others)
    return ground * level_credit(tags.levels, skill.level)


def _any_of(wanted: Iterable[str], codes: Tags) -> NDArray[np.bool_]:
    """bool [skills of all people]: those with one of these codes."""
    return np.isin(codes.ids, [number for code in wanted if (number := codes.number(code)) is not None])


def _told(skill: Skill, likeness: Floats, tags: Tags, vocabulary: Vocabulary) -> Floats:
    """float64 [people]: what some of their own words show of a skill, in any language. likeness: [distinct words]."""
    if not len(tags.ids):
        return np.zeros(tags.size)
    alike = likeness.copy()
    for name in names_of(skill, vocabulary):
        if (number := tags.number(name)) is not None:
            alike[number] = SKILL_IN_TEXT
    found = np.asarray(tags.best(alike[tags.ids], missing=0.0))
    for name in names_of(skill, vocabulary):
        words = list(dict.fromkeys(term.text for term in terms_of(name)))
        if len(words) > 1:
            found[_with_all(words, tags)] = SKILL_IN_TEXT
    return found if skill.level is None else found * LEVEL_UNKNOWN


def _with_all(words: Sequence[str], tags: Tags) -> NDArray[np.bool_]:
    """bool [people]: all of these words stand in the text."""
    found = np.ones(tags.size, bool)
    for word in words:
        found &= tags.level_of(word) != NOT_LISTED
    return found
