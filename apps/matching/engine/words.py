"""How text is taken apart: sentences, clauses, the words that carry meaning, and what people say they lack.

Every part keeps its span in the text as written, so that evidence can quote words that are really there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import rjieba

from apps.matching.engine.fold import fold
from apps.matching.engine.gaps import tells_gap

HAN, LATIN = "han", "latin"
SCRIPTS = (HAN, LATIN)

_HAN_CHARACTER = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN_WORD = re.compile(r"[a-z]+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[。；;！!？?\n])|(?<=\.)(?=\s)")
_CLAUSE_END = re.compile(r"(?<=[,，:：;；。！!？?—\n])|(?<=\.)(?=\s)|(?=\bbut\b)|(?=\band\b)|(?=但)", re.IGNORECASE)
_TOKEN = re.compile("[\u3400-\u9fff]+|[a-z0-9à-ÿ][a-z0-9à-ÿ+#./-]*[a-z0-9à-ÿ+#]")
_NUMBER = re.compile(r"[\d.,/-]+")

# Words of grammar and of every application letter; they say nothing about a trade.
_STOP_WORDS = (
    "a about across after against all also am an and any are as at be because been before being between both but by can"
    " could did do does down during each eight few five for four from had has have he her here his how i if in into is"
    " it its just me more most my never nine no not of off on once one only or other our out over own per plus same seven"
    " several she should since six so some such ten than that the their them then there these they this those three"
    " through to too two under until up us used using very via was we were what when where which while who whom why"
    " will with within without work worked working would year years yet you your"
)
STOP_WORDS = frozenset(re.findall(r"\w+", _STOP_WORDS))


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) of a text as written."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """A word that carries meaning: folded, where it stands, and whether its clause tells of a gap."""

    text: str
    span: Span
    gap: bool


def han_characters(text: str) -> int:
    return len(_HAN_CHARACTER.findall(text))


def script_of(text: str) -> str:
    """HAN when a text has at least as many Han characters as Latin words, else LATIN."""
    return HAN if han_characters(text) >= max(1, len(_LATIN_WORD.findall(text))) else LATIN


def _pieces(text: str, ends: re.Pattern[str]) -> Iterator[Span]:
    """The stretches between the ends, without the white space around them."""
    begin = 0
    for end in [*(m.start() for m in ends.finditer(text)), len(text)]:
        piece = text[begin:end]
        if piece.strip():
            start = begin + len(piece) - len(piece.lstrip())
            yield Span(start, start + len(piece.strip()))
        begin = end


def sentences(text: str) -> list[Span]:
    return list(_pieces(text, _SENTENCE_END))


def clauses(text: str) -> list[Span]:
    return list(_pieces(text, _CLAUSE_END))


def terms(text: str) -> Iterator[Term]:
    """The meaningful words of a text in order, repeated ones too."""
    for sentence in clauses(text):
        folded = fold(text[sentence.start : sentence.end])
        gap = tells_gap(folded)
        # Folding rarely changes a length (記憶體 -> 内存, ﬁ -> fi); then the clause is quoted, not the word.
        aligned = len(folded) == sentence.end - sentence.start
        for start, word in _words(folded):
            at = sentence.start + start
            yield Term(word, Span(at, at + len(word)) if aligned else sentence, gap)


def _words(folded: str) -> Iterator[tuple[int, str]]:
    for token in _TOKEN.finditer(folded):
        word = token.group()
        if not _HAN_CHARACTER.match(word):
            if word not in STOP_WORDS and not _NUMBER.fullmatch(word):
                yield token.start(), word
            continue
        at = token.start()
        for part in rjieba.cut(word):
            if len(part) > 1:
                yield at, part
            at += len(part)


def squeezed(text: str) -> str:
    """Folded, runs of white space as one space: the form in which skills and disciplines are compared."""
    return " ".join(fold(text).split())
