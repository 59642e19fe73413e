"""Reasons of the skills: each one asked for with what answers it, or that nothing does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from apps.matching.engine.pool import MemoryPool
from apps.matching.engine.posting import PreparedPosting
from apps.matching.engine.quotes import Code, Evidence, Quote, Source, whole_quote
from apps.matching.engine.skillmatch import credits_of, names_of, near_codes, related_codes
from apps.matching.engine.textevidence import Words
from apps.matching.engine.types import Skill, TalentDoc, Vocabulary
from apps.matching.engine.vectors import Quantised
from apps.matching.engine.weights import TERM_CAP, Factor
from apps.matching.engine.words import squeezed

_NEAR_FROM = 0.2
_MATCHED_FROM = 0.65
_LEAST = 0.0001
"""Whatever earned something carries at least this much of the factor."""


@dataclass(frozen=True)
class _Person:
    doc: TalentDoc
    pool: MemoryPool
    words: Words


def skill_evidence(
    posting: PreparedPosting, talent: TalentDoc, person: MemoryPool, told: Words, vocabulary: Vocabulary
) -> list[Evidence]:
    credit = credits_of(posting, person, vocabulary)[:, 0] if posting.skills else np.zeros(0)
    her = _Person(talent, person, told)
    out = []
    for row, (skill, covered) in enumerate(zip(posting.skills, credit, strict=True)):
        vector = posting.skill_vectors.take(slice(row, row + 1))
        out.append(_of_skill(skill, vector, float(covered), len(credit), her, vocabulary))
    return sorted(out, key=lambda e: -e.strength)


def _of_skill(
    skill: Skill, vector: Quantised, covered: float, count: int, her: _Person, vocabulary: Vocabulary
) -> Evidence:
    asked = skill_quote(skill, vocabulary)
    hint = _hint(vector, her.words) if covered < _NEAR_FROM else None
    if covered > 0:
        code = Code.SKILL_MATCHED if covered >= _MATCHED_FROM else Code.SKILL_NEAR
        if covered < _NEAR_FROM and hint is None:
            code = Code.SKILL_FAINT
        answer = hint or _answer(skill, vector, her, vocabulary)
        return Evidence(Factor.SKILLS, code, asked, answer, max(round(covered / count, 4), _LEAST))
    if hint:
        return Evidence(Factor.SKILLS, Code.SKILL_NEAR, asked, hint)
    return Evidence(Factor.SKILLS, Code.SKILL_MISSING, asked)


def _hint(vector: Quantised, told: Words) -> Quote | None:
    """A word of hers so close to the skill that "no evidence" would be untrue, though it earns no points."""
    if not told.items:
        return None
    alike = np.where([word.gap for word in told.items], -1.0, vector.dots(told.vectors)[0])
    best = int(alike.argmax())
    return told.items[best].quote() if alike[best] >= TERM_CAP else None


def _answer(skill: Skill, vector: Quantised, her: _Person, vocabulary: Vocabulary) -> Quote | None:
    """What of hers answers a skill best: the same skill, the same words in her text, a near skill, one alike."""
    names = names_of(skill, vocabulary)
    mine = [own for own in her.doc.skills if own.code or squeezed(own.text)]
    for own in mine:
        if (own.code and own.code == skill.code) or squeezed(own.text) in names:
            return skill_quote(own, vocabulary)
    for word in her.words.items:
        if word.text in names and not word.gap:
            return word.quote()
    near = dict.fromkeys(related_codes(skill.code, vocabulary), 1) if skill.code else {}
    near |= dict.fromkeys(near_codes(skill.code, vocabulary), 0) if skill.code else {}
    tags, cosines = her.pool.skills.tags, vector.dots(her.pool.skills.vectors)[0]
    places = [tags.number(squeezed(own.text)) for own in mine]  # none for a code without words
    alike = [-1.0 if place is None else float(cosines[place]) for place in places]
    order = sorted(range(len(mine)), key=lambda row: (near.get(mine[row].code or "", 2), -alike[row]))
    ranked = [mine[row] for row in order]
    return skill_quote(ranked[0], vocabulary) if ranked else None


def skill_quote(skill: Skill, vocabulary: Vocabulary) -> Quote:
    """A skill of the vocabulary under the vocabulary's own label, never as typed: it may go on an anonymous card."""
    labels = vocabulary.skill_labels.get(skill.code, ()) if skill.code else ()
    if labels:
        return Quote(labels[0], Source.VOCABULARY, skill.code, "skills")
    return whole_quote(skill.text, "skills")
