"""What a reason is made of: a code, and quotes of both sides. A quote of free text stands there, letter for letter.

Quotes say whether they are vocabulary (may be shown on an anonymous card) or free text (may not, on the person's side).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from apps.matching.engine.types import Passage
from apps.matching.engine.words import Span, clauses, sentences

MAX_QUOTE = 160
"""Characters of a quoted phrase at most: a sentence of a posting or a CV, seldom two."""

DEGREE = "degree"
"""What degree reasons are filed under: it is a hard rule, not a factor, and bears no points."""


class Source(StrEnum):
    VOCABULARY = "vocabulary"
    FREE_TEXT = "free_text"
    FACT = "fact"


class Code(StrEnum):
    WORDS_MATCH = "words_match"
    TEXT_ALIKE = "text_alike"
    GAP_TOLD = "gap_told"
    LINE_MISSING = "line_missing"
    SKILL_MATCHED = "skill_matched"
    SKILL_NEAR = "skill_near"
    SKILL_FAINT = "skill_faint"
    SKILL_MISSING = "skill_missing"
    SKILL_LISTED = "skill_listed"
    DISCIPLINE_MATCHED = "discipline_matched"
    DISCIPLINE_NEAR = "discipline_near"
    DISCIPLINE_MISSING = "discipline_missing"
    CHAIN_MATCHED = "chain_matched"
    CHAIN_NEAR = "chain_near"
    CHAIN_MISSING = "chain_missing"
    YEARS_MET = "years_met"
    YEARS_SHORT = "years_short"
    YEARS_MISSING = "years_missing"
    LANGUAGE_SPOKEN = "language_spoken"
    LANGUAGE_BELOW = "language_below"
    LANGUAGE_MISSING = "language_missing"
    DEGREE_MET = "degree_met"
    DEGREE_IN_PROGRESS = "degree_in_progress"
    DEGREE_BELOW = "degree_below"
    DEGREE_MISSING = "degree_missing"
    PAY_WITHIN = "pay_within"
    PAY_ABOVE = "pay_above"
    AVAILABLE_IN_TIME = "available_in_time"
    AVAILABLE_LATE = "available_late"
    PLACE_WISHED = "place_wished"
    PLACE_OTHER = "place_other"
    KIND_WISHED = "kind_wished"
    KIND_OTHER = "kind_other"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words a reason rests on. `text` is [start, end) of the passage, skill or field of study named by `field`.

    marks: where in `text` the words stand that carry the reason, in order. code: vocabulary code, if any.
    """

    text: str
    source: Source
    code: str | None = None
    field: str = ""
    start: int = 0
    end: int = 0
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason. factor: a `Factor` or DEGREE. strength 0..1: how much of the factor it carries (0: what is missing)."""

    factor: str
    code: Code
    posting: Quote | None = None
    talent: Quote | None = None
    strength: float = 0.0


def phrase_around(text: str, word: Span) -> Span:
    """The sentence that `word` stands in; of a long one the clauses around it; at most MAX_QUOTE characters."""
    sentence = _holding(sentences(text), word)
    if sentence is None:
        return _window(Span(0, len(text)), text, word)
    if sentence.end - sentence.start <= MAX_QUOTE:
        return sentence
    return _clauses_around(text, sentence, word)


def _holding(parts: Sequence[Span], word: Span) -> Span | None:
    return next((part for part in parts if part.start <= word.start and word.end <= part.end), None)


def _clauses_around(text: str, sentence: Span, word: Span) -> Span:
    """The clause of the word, grown by whole clauses after and then before it while there is room."""
    parts = [part for part in clauses(text) if sentence.start <= part.start and part.end <= sentence.end]
    own = _holding(parts, word)
    if own is None or own.end - own.start > MAX_QUOTE:
        return _window(own or sentence, text, word)
    first = last = parts.index(own)
    while last + 1 < len(parts) and parts[last + 1].end - parts[first].start <= MAX_QUOTE:
        last += 1
    while first > 0 and parts[last].end - parts[first - 1].start <= MAX_QUOTE:
        first -= 1
    return Span(parts[first].start, parts[last].end)


def _window(within: Span, text: str, word: Span) -> Span:
    """MAX_QUOTE characters with the word in the middle, cut between words where the script has spaces."""
    end = min(word.end, word.start + MAX_QUOTE)
    room = (MAX_QUOTE - (end - word.start)) // 2
    left, right = max(within.start, word.start - room), min(within.end, end + room)
    if left > within.start and (space := text.find(" ", left, word.start)) >= 0:
        left = space + 1
    if right < within.end and (space := text.rfind(" ", end, right)) >= 0:
        right = space
    return Span(left, right)


def phrase_quote(passage: Passage, phrase: Span, words: Sequence[Span]) -> Quote:
    """A phrase as written, with the words marked that it is quoted for."""
    marks = {(max(w.start, phrase.start) - phrase.start, min(w.end, phrase.end) - phrase.start) for w in words}
    return Quote(
        passage.text[phrase.start : phrase.end],
        Source.FREE_TEXT,
        None,
        passage.field,
        phrase.start,
        phrase.end,
        _apart(sorted(marks)),
    )


def _apart(marks: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Overlapping marks as one."""
    out: list[tuple[int, int]] = []
    for start, end in marks:
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def whole_quote(text: str, field: str) -> Quote:
    """Something short that was typed (a skill, a field of study), in full."""
    return Quote(text, Source.FREE_TEXT, None, field, 0, len(text))


def label_quote(code: str, field: str, text: str = "") -> Quote:
    """A code of a vocabulary; `text` says more of it where it has levels."""
    return Quote(text, Source.VOCABULARY, code, field)


def fact_quote(value: object, field: str = "") -> Quote:
    return Quote(str(value), Source.FACT, None, field)
