"""Lines of a posting that nothing in a profile answers. They earn nothing and cost nothing; they are told.

A line is unanswered when her words come no nearer to it than those of just anybody who writes in her script. What has a
reason of its own (degree, years, languages, pay) is not read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from apps.matching.engine.calibration import Calibration
from apps.matching.engine.channels import Floats, PostingTexts, capped
from apps.matching.engine.fold import fold
from apps.matching.engine.quotes import Code, Evidence, phrase_around, phrase_quote
from apps.matching.engine.textevidence import WORDS_ALIKE, Words
from apps.matching.engine.types import Passage, PostingDoc
from apps.matching.engine.weights import Factor
from apps.matching.engine.words import Span, Term, clauses, sentences, terms

LINE_QUOTES = 3
_LEAST_WORDS = 3
"""Words from which on a line says something that can be compared."""

_REQUIREMENTS, _TITLE = "requirements", "title"
_FACTS = re.compile(
    r"学历|学位|博士|硕士|本科|大专|年以上|年及以上|经验者|论文|薪|待遇|福利|[英日德法韩俄外汉中]语|[英日德法韩俄外中]文|普通话"
    r"|\b(?:degree|bachelor|master|ph\.?\s?d|doctora\w+|years?|papers|publications|salary|pay|benefits|english|chinese|mandarin|german|french"
    r"|japanese|korean|russian)\b"
)
_FIELDS = re.compile(
    r"\b(?:degree|bachelor\S*|master\S*|ph\.?\s?d|doctora\w+) in "
    r"(?:(?!(?:with|of|in|at|on|to)\b)[\w-]+,? ){1,12}?or ",
    re.IGNORECASE,
)
"""Fields of study after a degree, as a list over several clauses: "PhD in oceanography, remote sensing or physics"."""


@dataclass(frozen=True)
class Line:
    """A sentence of a posting. words: those that are compared; usual: how near just anybody's come, [2 scripts]."""

    passage: Passage
    words: tuple[Term, ...]
    usual: Floats


def lines_of(
    doc: PostingDoc, texts: PostingTexts, terms_of_doc: Sequence[str], calibration: Calibration
) -> tuple[Line, ...]:
    """The lines of what is asked for; of the whole text where nothing is marked as that. 10 ms."""
    place = {text: at for at, text in enumerate(terms_of_doc)}
    found = [(p, [w for w in words if w.text in place]) for p, words in _sentences(doc.passages)]
    found = [(passage, words) for passage, words in found if len({w.text for w in words}) >= _LEAST_WORDS]
    if not found:
        return ()
    people = calibration.people
    near = capped(texts.terms.dots(people.terms.vectors), texts.terms_han, people.terms.han)
    best = people.terms.tags.best(near[:, people.terms.tags.ids], missing=0.0)
    usual = np.stack([best[:, people.han == bool(script)].mean(axis=1) for script in (0, 1)], axis=1)
    return tuple(
        Line(passage, tuple(words), _covered([place[w.text] for w in words], usual, texts.term_weights))
        for passage, words in found
    )


def unanswered(lines: Sequence[Line], asked: Words, told: Words, weights: Floats, *, han: bool) -> list[Evidence]:
    """The lines that she comes no nearer to than just anybody, the farthest first. weights: of the words asked for."""
    if not lines or not told.items:
        return []
    claimed = np.array([not word.gap for word in told.items])
    alike = np.where(claimed, capped(asked.vectors.dots(told.vectors), asked.han, told.han), 0.0).max(axis=1)
    place = {word.text: at for at, word in enumerate(asked.items)}
    short = []
    for line in lines:
        rows = [place[word.text] for word in line.words]
        missing = float(line.usual[int(han)] - _covered(rows, alike, weights))
        if missing > 0:
            telling = weights[rows] >= weights[rows].mean()  # "asked for" stands in every posting
            absent = telling & (alike[rows] < WORDS_ALIKE)
            short.append((missing, _told(line, [w for w, one in zip(line.words, absent, strict=True) if one])))
    return [evidence for _, evidence in sorted(short, key=lambda pair: -pair[0])[:LINE_QUOTES]]


def _sentences(passages: Sequence[Passage]) -> Iterator[tuple[Passage, list[Term]]]:
    """Each sentence's words, without those of clauses that speak of a fact."""
    asked = [p for p in passages if p.field == _REQUIREMENTS and p.text.strip()]
    asked = asked or [p for p in passages if p.field != _TITLE]
    for passage in [p for p in asked if p.language == asked[0].language]:  # in two languages a line stands twice
        facts = _facts(passage.text)
        words = [w for w in terms(passage.text) if not any(c.start <= w.span.start < c.end for c in facts)]
        for sentence in sentences(passage.text):
            yield passage, [w for w in words if sentence.start <= w.span.start and w.span.end <= sentence.end]


def _facts(text: str) -> list[Span]:
    """The clauses that speak of a fact."""
    fields = [(found.start(), found.end()) for found in _FIELDS.finditer(text)]
    return [
        clause
        for clause in clauses(text)
        if _FACTS.search(fold(text[clause.start : clause.end]))
        or any(start < clause.start < end for start, end in fields)
    ]


def _covered(rows: Sequence[int], alike: Floats, weights: Floats) -> Floats:
    """Mean likeness of some words, rare ones weighing more, each of them once. alike: [words, ...]."""
    once = np.array(sorted(set(rows)), np.int64)
    weighed: Floats = np.einsum("w,w...->...", weights[once], alike[once].astype(np.float64))
    return weighed / weights[once].sum()


def _told(line: Line, missing: Sequence[Term]) -> Evidence:
    """The line, of a long one the clauses around what is missing, with those words marked."""
    spans = [word.span for word in missing] or [line.words[0].span]
    phrase = phrase_around(line.passage.text, spans[0])
    marks = [span for span in spans if missing and _within(span, phrase)]
    return Evidence(Factor.TEXT, Code.LINE_MISSING, phrase_quote(line.passage, phrase, marks))


def _within(span: Span, phrase: Span) -> bool:
    return phrase.start <= span.start and span.end <= phrase.end
