"""Reasons of the skills: each one asked for with what answers it, or that nothing does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from apps.matching.engine.pool import MemoryPool
from apps.matching.engine.posting import PreparedPosting
from apps.matching.engine.quotes import Code, Evidence, Quote, Source, whole_quote
from apps.matching.engine.skillmatch import Credits, credits_of, names_of, near_codes, related_codes
from apps.matching.engine.textevidence import Words
from apps.matching.engine.types import Skill, TalentDoc, Vocabulary
from apps.matching.engine.vectors import Quantised
from apps.matching.engine.weights import SKILL_LISTED_CAP, TERM_CAP, Factor
from apps.matching.engine.words import squeezed, terms

_NEAR_FROM = 0.2
_MATCHED_FROM = 0.65
_PART_FROM = 0.45
"""Cosine from which a word of hers answers one word of a skill."""
_LEAST = 0.0001
"""Whatever earned something carries at least this much of the factor."""


@dataclass(frozen=True)
class _Person:
    doc: TalentDoc
    pool: MemoryPool
    words: Words


@dataclass(frozen=True)
class _Earned:
    """Of one skill: shown 0..1 by what she tells; strength: its part of the factor, with its share of the cap of lists."""

    shown: float
    strength: float


def skill_evidence(
    posting: PreparedPosting, talent: TalentDoc, person: MemoryPool, told: Words, vocabulary: Vocabulary
) -> list[Evidence]:
    her = _Person(talent, person, told)
    earned = _earned(credits_of(posting, person, vocabulary))
    out = []
    for row, (skill, of_it) in enumerate(zip(posting.skills, earned, strict=True)):
        vector = posting.skill_vectors.take(slice(row, row + 1))
        out.append(_of_skill(skill, vector, of_it, her, vocabulary))
    return sorted(out, key=lambda e: -e.strength)


def _earned(credit: Credits) -> list[_Earned]:
    """What is merely listed bears points too, few as they are; so a reason stands for each of them."""
    shown, more = credit.shown[:, 0], credit.listed[:, 0] - credit.shown[:, 0]
    count, whole = max(len(shown), 1), float(more.sum())
    capped = min(whole / count, SKILL_LISTED_CAP) / whole if whole > 0 else 0.0
    parts = shown / count + more * capped
    return [
        _Earned(float(s), max(round(float(p), 4), _LEAST) if p > 0 else 0.0) for s, p in zip(shown, parts, strict=True)
    ]


def _of_skill(skill: Skill, vector: Quantised, earned: _Earned, her: _Person, vocabulary: Vocabulary) -> Evidence:
    asked = skill_quote(skill, vocabulary)
    if earned.shown >= _NEAR_FROM:
        whole = earned.shown >= _MATCHED_FROM and (
            _listed(skill, her, vocabulary) or _in_all_parts(skill, her, vocabulary)
        )
        code = Code.SKILL_MATCHED if whole else Code.SKILL_NEAR
        return Evidence(Factor.SKILLS, code, asked, _answer(skill, vector, her, vocabulary), earned.strength)
    if own := _listed(skill, her, vocabulary) or _said(skill, her, vocabulary):
        return Evidence(Factor.SKILLS, Code.SKILL_LISTED, asked, own, earned.strength)
    if hint := _hint(vector, her.words):
        return Evidence(Factor.SKILLS, Code.SKILL_NEAR, asked, hint, earned.strength)
    if earned.strength > 0:
        answer = _answer(skill, vector, her, vocabulary)
        return Evidence(Factor.SKILLS, Code.SKILL_FAINT, asked, answer, earned.strength)
    return Evidence(Factor.SKILLS, Code.SKILL_MISSING, asked)


def _listed(skill: Skill, her: _Person, vocabulary: Vocabulary) -> Quote | None:
    """The same skill on her list."""
    names = names_of(skill, vocabulary)
    for own in her.doc.skills:
        if squeezed(own.text) and ((own.code and own.code == skill.code) or squeezed(own.text) in names):
            return skill_quote(own, vocabulary)
    return None


def _said(skill: Skill, her: _Person, vocabulary: Vocabulary) -> Quote | None:
    """The skill by name, where she says what she is instead of telling of work."""
    for name in names_of(skill, vocabulary):
        wanted = {term.text for term in terms(name)}
        found = [word for word in her.words.items if word.text in wanted and not word.gap]
        if wanted and len({word.text for word in found}) == len(wanted):
            return found[0].quote()
    return None


def _in_all_parts(skill: Skill, her: _Person, vocabulary: Vocabulary) -> bool:
    """Whether her words answer every word of one of the skill's names: "removal" alone is no echo cancellation."""
    said = [not word.gap for word in her.words.items]
    if not any(said):
        return False
    frame = her.pool.calibration.frame
    for name in names_of(skill, vocabulary):
        parts = list(dict.fromkeys(term.text for term in terms(name))) or [name]
        cosines = np.where(said, frame.word_vectors(parts, her.pool.words).dots(her.words.vectors), -1.0)
        if (cosines.max(axis=1) >= _PART_FROM).all():
            return True
    return False


def _hint(vector: Quantised, told: Words) -> Quote | None:
    """A word of hers so close to the skill that "no evidence" would be untrue, though it earns no points."""
    quote, alike = _nearest(vector, told)
    return quote if alike >= TERM_CAP else None


def _answer(skill: Skill, vector: Quantised, her: _Person, vocabulary: Vocabulary) -> Quote | None:
    """What of hers answers a skill best: the same skill, the same words in her text, a near skill, the words alike."""
    names = names_of(skill, vocabulary)
    if same := _listed(skill, her, vocabulary):
        return same
    for word in her.words.items:
        if word.text in names and not word.gap:
            return word.quote()
    nearest, nearness = _nearest(vector, her.words)
    own = _kindred(skill, vector, her, vocabulary)
    if own is not None and (nearest is None or own[1] >= nearness):
        return skill_quote(own[0], vocabulary)
    return nearest


def _kindred(skill: Skill, vector: Quantised, her: _Person, vocabulary: Vocabulary) -> tuple[Skill, float] | None:
    """The skill on her list that comes nearest, and how near: 1 for one the vocabulary knows as kin, else the cosine."""
    kin = dict.fromkeys(related_codes(skill.code, vocabulary), 1) if skill.code else {}
    kin |= dict.fromkeys(near_codes(skill.code, vocabulary), 0) if skill.code else {}
    tags, cosines = her.pool.skills.tags, vector.dots(her.pool.skills.vectors)[0]
    listed = [own for own in her.doc.skills if own.code or squeezed(own.text)]
    places = [tags.number(squeezed(own.text)) for own in listed]  # none for a code without words
    mine = [(own, -1.0 if at is None else float(cosines[at])) for own, at in zip(listed, places, strict=True)]
    ranked = sorted(mine, key=lambda pair: (kin.get(pair[0].code or "", 2), -pair[1]))
    if not ranked:
        return None
    best, alike = ranked[0]
    return best, 1.0 if (best.code or "") in kin else alike


def _nearest(vector: Quantised, told: Words) -> tuple[Quote | None, float]:
    """The word of hers that is nearest to a skill, gaps apart, and its cosine."""
    if all(word.gap for word in told.items):
        return None, -1.0
    alike = np.where([word.gap for word in told.items], -1.0, vector.dots(told.vectors)[0])
    best = int(alike.argmax())
    return told.items[best].quote(), float(alike[best])


def skill_quote(skill: Skill, vocabulary: Vocabulary) -> Quote:
    """A skill of the vocabulary under the vocabulary's own label, never as typed: it may go on an anonymous card."""
    labels = vocabulary.skill_labels.get(skill.code, ()) if skill.code else ()
    if labels:
        return Quote(labels[0], Source.VOCABULARY, skill.code, "skills")
    return whole_quote(skill.text, "skills")
