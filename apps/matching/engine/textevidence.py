"""Reasons of the text: the phrases of both sides that carry it, and what a person says she lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from apps.matching.engine.calibration import Calibration
from apps.matching.engine.channels import Floats, capped
from apps.matching.engine.quotes import Code, Evidence, Quote, phrase_around, phrase_quote, whole_quote
from apps.matching.engine.termvectors import TermVectors, scripts_of
from apps.matching.engine.types import Passage, PostingDoc
from apps.matching.engine.vectors import Quantised
from apps.matching.engine.weights import Factor
from apps.matching.engine.words import Span, terms

TEXT_QUOTES = 5
GAP_QUOTES = 2
_WORDS = 12
"""Pairs of words looked at: several of them may stand in the same two phrases."""

WORDS_ALIKE = 0.35
"""Cosine from which two words are named together; below it a pair is chance."""


@dataclass(frozen=True, slots=True)
class Word:
    """A meaningful word of a document. at: place of its passage; phrase: what is quoted for it."""

    text: str
    passage: Passage
    at: int
    span: Span
    gap: bool

    def phrase(self) -> Span:
        return phrase_around(self.passage.text, self.span)

    def quote(self) -> Quote:
        return phrase_quote(self.passage, self.phrase(), [self.span])


@dataclass(frozen=True)
class Words:
    """The distinct words of a document with their vectors (float32 [words, dim])."""

    items: tuple[Word, ...]
    vectors: Quantised

    @property
    def han(self) -> np.ndarray:
        """bool [words]: written in Han script."""
        return scripts_of([word.text for word in self.items])

    @classmethod
    def of(
        cls,
        passages: Sequence[Passage],
        calibration: Calibration,
        words: TermVectors,
        *,
        written: Sequence[Passage] | None = None,
    ) -> Self:
        """`written`: the same passages before anything was blanked in them, from which the phrases are quoted."""
        items = _distinct(passages, passages if written is None else written)
        return cls(items, calibration.frame.word_vectors([word.text for word in items], words))


@dataclass(frozen=True)
class _Compared:
    """alike: capped cosines [asked, told]; weighed: times the rarity of the word asked for; claimed: [told], no gaps.

    shown: [asked, told], nearer than chance.
    """

    asked: Sequence[Word]
    told: Sequence[Word]
    alike: np.ndarray
    weighed: np.ndarray
    claimed: np.ndarray
    shown: np.ndarray


def text_evidence(
    asked: Words, told: Words, calibration: Calibration, chance: Mapping[str, Floats], *, han: bool
) -> list[Evidence]:
    """chance: of each word asked for, by script (`Calibration.chance`); han: which of them she writes in."""
    if not asked.items or not told.items:
        return []
    cosines = asked.vectors.dots(told.vectors)
    alike = capped(cosines, asked.han, told.han)
    usual = np.array([chance[word.text][int(han)] if word.text in chance else 1.0 for word in asked.items])
    weighed = alike * calibration.frame.term_weights([word.text for word in asked.items])[:, None]
    claimed = np.array([not word.gap for word in told.items])
    shown = (alike >= WORDS_ALIKE) & (cosines > usual[:, None])
    compared = _Compared(asked.items, told.items, alike, weighed, claimed, shown)
    return [*_matches(compared), *_gaps(compared)]


def alike_as_a_whole(posting: PostingDoc, person: Sequence[Passage], *, written: Sequence[Passage]) -> list[Evidence]:
    """When points were given and no single word stands out: how both texts begin. `written` as for `Words.of`.

    A posting that says nothing but its skills is compared by them.
    """
    skills = (whole_quote(skill.text, "skills") for skill in posting.skills if skill.text.strip())
    asked = _opening(posting.passages, posting.passages) or next(skills, None)
    told = _opening(person, written)
    return [Evidence(Factor.TEXT, Code.TEXT_ALIKE, asked, told, 1.0)] if asked and told else []


def _opening(passages: Sequence[Passage], written: Sequence[Passage]) -> Quote | None:
    """The phrase around the first sign of what is read, as written."""
    for read, passage in zip(passages, written, strict=True):
        begin = len(read.text) - len(read.text.lstrip())
        if begin < len(read.text):
            return phrase_quote(passage, phrase_around(passage.text, Span(begin, begin + 1)), ())
    return None


def _distinct(passages: Sequence[Passage], written: Sequence[Passage]) -> tuple[Word, ...]:
    """Each word once, where it first stands; one that also stands outside of gaps is no gap."""
    found: dict[str, Word] = {}
    for at, (read, passage) in enumerate(zip(passages, written, strict=True)):
        for term in terms(read.text):
            known = found.get(term.text)
            if known is None or (known.gap and not term.gap):
                found[term.text] = Word(term.text, passage, at, term.span, term.gap)
    return tuple(found.values())


def _matches(compared: _Compared) -> list[Evidence]:
    """The pairs of phrases that carry most. Words that stand in the same two phrases make one reason together."""
    total = float(np.maximum(compared.weighed.max(axis=1), 0).sum()) or 1.0
    groups: dict[tuple[int, Span, int, Span], list[tuple[Word, Word, float]]] = {}
    for asked, told, weight in _best_pairs(compared):
        phrases = (asked.at, asked.phrase(), told.at, told.phrase())
        if phrases in groups or len(groups) < TEXT_QUOTES:
            groups.setdefault(phrases, []).append((asked, told, weight / total))
    return sorted((_joined(key, rows) for key, rows in groups.items()), key=lambda e: -e.strength)


def _best_pairs(compared: _Compared) -> list[tuple[Word, Word, float]]:
    """Pairs of words by weight, each word of the person named once."""
    pairs = np.where(compared.claimed[None, :] & compared.shown, compared.weighed, 0.0)
    out: list[tuple[Word, Word, float]] = []
    used: set[int] = set()
    for row in np.argsort(-pairs.max(axis=1), kind="stable"):
        column = int(pairs[row].argmax())
        if pairs[row, column] <= 0 or len(out) == _WORDS:
            break
        if column not in used:
            used.add(column)
            out.append((compared.asked[row], compared.told[column], float(pairs[row, column])))
    return out


def _joined(key: tuple[int, Span, int, Span], rows: Sequence[tuple[Word, Word, float]]) -> Evidence:
    posting = phrase_quote(rows[0][0].passage, key[1], [asked.span for asked, _, _ in rows])
    talent = phrase_quote(rows[0][1].passage, key[3], [told.span for _, told, _ in rows])
    strength = min(round(sum(weight for _, _, weight in rows), 4), 1.0)
    return Evidence(Factor.TEXT, Code.WORDS_MATCH, posting, talent, strength)


def _gaps(compared: _Compared) -> list[Evidence]:
    """What the posting asks for and the person says she lacks, where nothing else of hers answers it as well."""
    claimed, alike = compared.claimed, compared.alike
    if claimed.all():
        return []
    gap = np.where(claimed[None, :], -1.0, alike)
    other = np.where(claimed[None, :], alike, -1.0).max(axis=1)
    told = (gap.max(axis=1) >= WORDS_ALIKE) & (gap.max(axis=1) > other)
    lost = np.where(told, compared.weighed.max(axis=1), 0.0)
    worst = [row for row in np.argsort(-lost, kind="stable")[:GAP_QUOTES] if lost[row] > 0]
    found = [
        Evidence(Factor.TEXT, Code.GAP_TOLD, compared.asked[row].quote(), compared.told[int(gap[row].argmax())].quote())
        for row in worst
    ]
    return list(dict.fromkeys(found))
