"""Text copied out of a posting: found, and taken out before a person's text is compared with that posting.

A person who copies whole sentences is compared by the rest of what she tells; single words and turns of phrase that two
texts share are nobody's copy. Finding has two steps: fingerprints, kept with each person, tell in one look over a pool
who may have copied; the texts themselves then decide, so that a chance fingerprint changes nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.fold import fold
from apps.matching.engine.ragged import Numbers
from apps.matching.engine.types import Passage, PostingDoc
from apps.matching.engine.visible import skeleton
from apps.matching.engine.words import Span

LONG = 7
"""Tokens (words, or single Han characters) that must follow one another alike for a copy to be suspected."""
SHORT = 4
"""In a text that copies, so many alike are copied too: the ends and small changes of what was copied."""
COPIED_FROM = 12.0
"""Words alike in stretches of LONG from which on a text copies; a Han character is half a word."""
_KEPT_ONE_IN = 2  # fingerprints kept; a stretch of 12 words has six
_TOKEN = re.compile("[\u3400-\u9fff\uf900-\ufaff]|[^\\W_\u3400-\u9fff\uf900-\ufaff]+")


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    span: Span

    @property
    def size(self) -> float:
        return 0.5 if "\u3400" <= self.text[:1] <= "\u9fff" else 1.0


@lru_cache(maxsize=100_000)
def _folded(token: str) -> str:
    """By its looks: a word alone does not show whether its letters are imitations ("сору", or the article "а")."""
    return fold(skeleton(token))


def _tokens(text: str) -> list[_Token]:
    return [_Token(_folded(found.group()), Span(*found.span())) for found in _TOKEN.finditer(text)]


def _runs(tokens: Sequence[_Token], length: int) -> Iterator[tuple[str, ...]]:
    words = [token.text for token in tokens]
    return zip(*(words[shift:] for shift in range(length)), strict=False)


def _print(run: tuple[str, ...]) -> int:
    raw = "\x1f".join(run).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(raw, digest_size=4).digest(), "little")


def prints_of(passages: Sequence[Passage]) -> tuple[int, ...]:
    """Fingerprints of a document, ascending."""
    found = {_print(run) for passage in passages for run in _runs(_tokens(passage.text), LONG)}
    return tuple(sorted(mark for mark in found if mark % _KEPT_ONE_IN == 0))


@dataclass(frozen=True)
class Original:
    """What a posting says, as others might copy it."""

    prints: NDArray[np.uint32]
    long: frozenset[tuple[str, ...]]
    short: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, doc: PostingDoc) -> Self:
        """Its passages in one stream, since whoever copies takes title and text together; then its skills."""
        stream = "\n".join([*(passage.text for passage in doc.passages), *(skill.text for skill in doc.skills)])
        marks = np.array(prints_of([Passage("", stream)]), np.uint32)
        tokens = _tokens(stream)
        return cls(marks, frozenset(_runs(tokens, LONG)), frozenset(_runs(tokens, SHORT)))

    def suspects(self, prints: Numbers) -> NDArray[np.int64]:
        """Rows of a pool that share a fingerprint."""
        return np.unique(prints.entry_rows[np.isin(prints.values, self.prints)])

    def own_words(self, passages: Sequence[Passage]) -> tuple[Passage, ...] | None:
        """The passages with what is copied blanked, every other word in its place; None when nothing is copied."""
        read = [_tokens(passage.text) for passage in passages]
        copied = sum(
            token.size
            for tokens in read
            for token, alike in zip(tokens, _covered(tokens, self.long, LONG), strict=True)
            if alike
        )
        if copied < COPIED_FROM:
            return None
        return tuple(
            replace(passage, text=_without(passage.text, tokens, _covered(tokens, self.short, SHORT)))
            for passage, tokens in zip(passages, read, strict=True)
        )


def _covered(tokens: Sequence[_Token], runs: frozenset[tuple[str, ...]], length: int) -> list[bool]:
    """Which tokens lie in a run that stands in the posting too."""
    covered = [False] * len(tokens)
    for at, run in enumerate(_runs(tokens, length)):
        if run in runs:
            covered[at : at + length] = [True] * length
    return covered


def _without(text: str, tokens: Sequence[_Token], covered: Sequence[bool]) -> str:
    """Covered tokens and the signs around them as blanks."""
    letters = list(text)
    for number, (token, gone) in enumerate(zip(tokens, covered, strict=True)):
        if gone:
            following = tokens[number + 1].span.start if number + 1 < len(tokens) else len(text)
            letters[token.span.start : following] = " " * (following - token.span.start)
            letters[token.span.start] = "\n"
    return "".join(letters)
