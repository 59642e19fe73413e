"""What a score rests on: for one pair, the words of the posting and of the person that made each factor.

Evidence is codes and quotes; sentences for readers are made elsewhere. A quote of free text is a stretch that stands
there, letter for letter. Quotes say whether they are vocabulary (may be shown on an anonymous card) or free text (may
not, on the person's side).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import numpy as np

from apps.matching.engine import prose
from apps.matching.engine.calibration import Calibration
from apps.matching.engine.factors import path_value
from apps.matching.engine.pool import MemoryPool
from apps.matching.engine.posting import PreparedPosting
from apps.matching.engine.skillmatch import credits_of, names_of, near_codes
from apps.matching.engine.termvectors import TermVectors
from apps.matching.engine.types import Passage, PostingDoc, Skill, TalentDoc, Vocabulary
from apps.matching.engine.vectors import Quantised
from apps.matching.engine.weights import TERM_CAP, Factor
from apps.matching.engine.words import Span, squeezed, terms

TEXT_QUOTES = 5
GAP_QUOTES = 2
_NEAR_FROM = 0.2
_MATCHED_FROM = 0.65
_WORDS_ALIKE = 0.35
"""Cosine from which two words are named together; below it a pair is chance."""


class Source(StrEnum):
    VOCABULARY = "vocabulary"
    FREE_TEXT = "free_text"
    FACT = "fact"


class Code(StrEnum):
    WORDS_MATCH = "words_match"
    GAP_TOLD = "gap_told"
    SKILL_MATCHED = "skill_matched"
    SKILL_NEAR = "skill_near"
    SKILL_MISSING = "skill_missing"
    SKILL_LISTED = "skill_listed"
    DISCIPLINE_MATCHED = "discipline_matched"
    DISCIPLINE_NEAR = "discipline_near"
    CHAIN_MATCHED = "chain_matched"
    CHAIN_NEAR = "chain_near"
    YEARS_MET = "years_met"
    YEARS_SHORT = "years_short"
    LANGUAGE_SPOKEN = "language_spoken"
    LANGUAGE_MISSING = "language_missing"
    PAY_WITHIN = "pay_within"
    PAY_ABOVE = "pay_above"
    AVAILABLE_IN_TIME = "available_in_time"
    AVAILABLE_LATE = "available_late"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words a reason rests on. For free text in a passage: field and span as written. code: vocabulary code, if any."""

    text: str
    source: Source
    code: str | None = None
    field: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason. strength 0..1 says how much of the factor it carries (for SKILL_MISSING and gaps: 0)."""

    factor: Factor
    code: Code
    posting: Quote | None = None
    talent: Quote | None = None
    strength: float = 0.0


def evidence(
    posting: PreparedPosting,
    talent: TalentDoc,
    person: MemoryPool,
    *,
    calibration: Calibration,
    words: TermVectors,
    vocabulary: Vocabulary,
) -> tuple[Evidence, ...]:
    """All evidence of one pair, strongest first within each factor. `person` is the talent's pool of one row. 5 ms."""
    person = person.own_words(0, posting.original) or person
    passages = prose.told(talent.passages)
    asked = _Words.of(posting.doc.passages, calibration, words)
    told = _Words.of(posting.original.own_words(passages) or passages, calibration, words)
    found = [
        *_texts(asked, told, calibration),
        *_skills(posting, talent, person, told, vocabulary),
        *_places(Factor.DISCIPLINE, posting.doc.disciplines, talent.disciplines, vocabulary.discipline_paths),
        *_places(Factor.CHAIN, posting.doc.chains, talent.chains, vocabulary.chain_paths),
        *_facts(posting.doc, talent),
    ]
    return tuple(found)


# ---------------------------------------------------------------- words
@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    passage: Passage
    span: Span
    gap: bool

    def quote(self) -> Quote:
        at = self.span
        written = self.passage.text[at.start : at.end]
        return Quote(written, Source.FREE_TEXT, None, self.passage.field, at.start, at.end)


@dataclass(frozen=True)
class _Words:
    """The distinct words of a document with their vectors (float32 [words, dim])."""

    items: tuple[_Word, ...]
    vectors: Quantised

    @classmethod
    def of(cls, passages: Iterable[Passage], calibration: Calibration, words: TermVectors) -> Self:
        items = _distinct(passages)
        return cls(items, calibration.frame.word_vectors([word.text for word in items], words))


def _distinct(passages: Iterable[Passage]) -> tuple[_Word, ...]:
    """Each word once, where it first stands; one that also stands outside of gaps is no gap."""
    found: dict[str, _Word] = {}
    for passage in passages:
        for term in terms(passage.text):
            known = found.get(term.text)
            if known is None or (known.gap and not term.gap):
                found[term.text] = _Word(term.text, passage, term.span, term.gap)
    return tuple(found.values())


def _texts(asked: _Words, told: _Words, calibration: Calibration) -> list[Evidence]:
    if not asked.items or not told.items:
        return []
    alike = np.minimum(asked.vectors.dots(told.vectors), TERM_CAP)
    weighed = alike * calibration.frame.term_weights([word.text for word in asked.items])[:, None]
    claimed = np.array([not word.gap for word in told.items])
    return [
        *_matches(asked.items, told.items, alike, weighed, claimed),
        *_gaps(asked.items, told.items, alike, weighed, claimed),
    ]


def _matches(
    asked: Sequence[_Word], told: Sequence[_Word], alike: np.ndarray, weighed: np.ndarray, claimed: np.ndarray
) -> list[Evidence]:
    """The pairs of words that carry most, each word of the person named once."""
    pairs = np.where(claimed[None, :] & (alike >= _WORDS_ALIKE), weighed, 0.0)
    total = float(np.maximum(weighed.max(axis=1), 0).sum()) or 1.0
    out: list[Evidence] = []
    used: set[int] = set()
    for row in np.argsort(-pairs.max(axis=1), kind="stable"):
        column = int(pairs[row].argmax())
        if pairs[row, column] <= 0 or len(out) == TEXT_QUOTES:
            break
        if column not in used:
            used.add(column)
            strength = round(float(pairs[row, column]) / total, 4)
            out.append(
                Evidence(Factor.TEXT, Code.WORDS_MATCH, asked[row].quote(), told[column].quote(), min(strength, 1.0))
            )
    return out


def _gaps(
    asked: Sequence[_Word], told: Sequence[_Word], alike: np.ndarray, weighed: np.ndarray, claimed: np.ndarray
) -> list[Evidence]:
    """What the posting asks for and the person says she lacks, where nothing else of hers answers it as well."""
    if claimed.all():
        return []
    gap = np.where(claimed[None, :], -1.0, alike)
    other = np.where(claimed[None, :], alike, -1.0).max(axis=1)
    lost = np.where((gap.max(axis=1) >= _WORDS_ALIKE) & (gap.max(axis=1) > other), weighed.max(axis=1), 0.0)
    worst = [row for row in np.argsort(-lost, kind="stable")[:GAP_QUOTES] if lost[row] > 0]
    return [
        Evidence(Factor.TEXT, Code.GAP_TOLD, asked[row].quote(), told[int(gap[row].argmax())].quote()) for row in worst
    ]


# ---------------------------------------------------------------- skills
def _skills(
    posting: PreparedPosting, talent: TalentDoc, person: MemoryPool, told: _Words, vocabulary: Vocabulary
) -> list[Evidence]:
    credit = credits_of(posting, person, vocabulary).shown[:, 0]
    out = []
    for row, (skill, covered) in enumerate(zip(posting.skills, credit, strict=True)):
        asked, vector = _skill_quote(skill, vocabulary), posting.skill_vectors.take(slice(row, row + 1))
        if covered >= _NEAR_FROM:
            code = Code.SKILL_MATCHED if covered >= _MATCHED_FROM else Code.SKILL_NEAR
            answer = _answer(skill, vector, talent, person, told, vocabulary)
            out.append(Evidence(Factor.SKILLS, code, asked, answer, round(float(covered) / len(credit), 4)))
        elif own := _listed(skill, talent, vocabulary):
            out.append(Evidence(Factor.SKILLS, Code.SKILL_LISTED, asked, own))
        elif hint := _hint(vector, told):
            out.append(Evidence(Factor.SKILLS, Code.SKILL_NEAR, asked, hint))
        else:
            out.append(Evidence(Factor.SKILLS, Code.SKILL_MISSING, asked))
    return sorted(out, key=lambda e: -e.strength)


def _listed(skill: Skill, talent: TalentDoc, vocabulary: Vocabulary) -> Quote | None:
    """The same skill on her list, which nothing she tells bears out."""
    names = names_of(skill, vocabulary)
    for own in talent.skills:
        if (own.code and own.code == skill.code) or squeezed(own.text) in names:
            return _skill_quote(own, vocabulary)
    return None


def _hint(vector: Quantised, told: _Words) -> Quote | None:
    """A word of hers so close to the skill that "no evidence" would be untrue, though it earns no points."""
    quote, alike = _nearest(vector, told)
    return quote if alike >= TERM_CAP else None


def _answer(
    skill: Skill, vector: Quantised, talent: TalentDoc, person: MemoryPool, told: _Words, vocabulary: Vocabulary
) -> Quote | None:
    """What of hers answers a skill best: the same skill, the same words in her text, a near skill, one alike."""
    names = names_of(skill, vocabulary)
    mine = [own for own in talent.skills if squeezed(own.text)]
    if same := _listed(skill, talent, vocabulary):
        return same
    for word in told.items:
        if word.text in names and not word.gap:
            return word.quote()
    near = set(near_codes(skill.code, vocabulary)) if skill.code else set()
    number, cosines = person.skills.tags.number, vector.dots(person.skills.vectors)[0]
    alike = {own.text: float(cosines[number(squeezed(own.text)) or 0]) for own in mine}
    ranked = sorted(mine, key=lambda own: (own.code not in near, -alike[own.text]))
    nearest, nearness = _nearest(vector, told)
    if ranked and (ranked[0].code in near or alike[ranked[0].text] >= nearness):
        return _skill_quote(ranked[0], vocabulary)
    return nearest


def _nearest(vector: Quantised, told: _Words) -> tuple[Quote | None, float]:
    """The word of hers that is nearest to a skill, gaps apart, and its cosine."""
    if not told.items:
        return None, -1.0
    alike = np.where([word.gap for word in told.items], -1.0, vector.dots(told.vectors)[0])
    best = int(alike.argmax())
    return told.items[best].quote(), float(alike[best])


def _skill_quote(skill: Skill, vocabulary: Vocabulary) -> Quote:
    """A skill of the vocabulary under the vocabulary's own label, never as typed: it may go on an anonymous card."""
    labels = vocabulary.skill_labels.get(skill.code, ()) if skill.code else ()
    if labels:
        return Quote(labels[0], Source.VOCABULARY, skill.code, "skills")
    return Quote(skill.text, Source.FREE_TEXT, None, "skills")


# ---------------------------------------------------------------- trees and facts
def _places(
    factor: Factor, asked: Sequence[str], own: Sequence[str], table: Mapping[str, tuple[str, ...]]
) -> list[Evidence]:
    pairs = [(path_value(table.get(a, (a,)), table.get(o, (o,))), a, o) for a in asked for o in own]
    if not pairs:
        return []
    value, code, mine = max(pairs, key=lambda pair: pair[0])
    if value <= 0:
        return []
    matched = Code.DISCIPLINE_MATCHED if factor is Factor.DISCIPLINE else Code.CHAIN_MATCHED
    near = Code.DISCIPLINE_NEAR if factor is Factor.DISCIPLINE else Code.CHAIN_NEAR
    quotes = [
        Quote(c, Source.VOCABULARY if c in table else Source.FREE_TEXT, c if c in table else None) for c in (code, mine)
    ]
    return [Evidence(factor, matched if value == 1 else near, quotes[0], quotes[1], round(value, 4))]


def _facts(doc: PostingDoc, talent: TalentDoc) -> list[Evidence]:
    out = []
    if doc.years_min is not None and talent.years is not None:
        met = talent.years >= doc.years_min
        out.append(_fact(Factor.YEARS, Code.YEARS_MET if met else Code.YEARS_SHORT, doc.years_min, talent.years))
    if doc.salary_max and talent.salary_expected is not None:
        within = talent.salary_expected <= doc.salary_max
        code = Code.PAY_WITHIN if within else Code.PAY_ABOVE
        out.append(_fact(Factor.PAY, code, doc.salary_max, talent.salary_expected))
    if doc.start_on and talent.available_on:
        code = Code.AVAILABLE_IN_TIME if talent.available_on <= doc.start_on else Code.AVAILABLE_LATE
        out.append(_fact(Factor.AVAILABILITY, code, doc.start_on, talent.available_on))
    return out + _languages(doc, talent)


def _languages(doc: PostingDoc, talent: TalentDoc) -> list[Evidence]:
    spoken = {own.code: own for own in talent.languages or ()}
    out = []
    for demand in doc.languages if talent.languages is not None else ():
        asked = Quote(demand.level or "", Source.VOCABULARY, demand.code)
        own = spoken.get(demand.code)
        if own is None:
            out.append(Evidence(Factor.LANGUAGES, Code.LANGUAGE_MISSING, asked))
        else:
            mine = Quote(own.level or "", Source.VOCABULARY, own.code)
            out.append(Evidence(Factor.LANGUAGES, Code.LANGUAGE_SPOKEN, asked, mine, round(1 / len(doc.languages), 4)))
    return out


def _fact(factor: Factor, code: Code, asked: object, own: object) -> Evidence:
    good = code in {Code.YEARS_MET, Code.PAY_WITHIN, Code.AVAILABLE_IN_TIME}
    return Evidence(factor, code, Quote(str(asked), Source.FACT), Quote(str(own), Source.FACT), 1.0 if good else 0.0)
