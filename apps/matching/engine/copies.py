"""Text taken out of a posting: found, and left out before a person's text is compared with that posting.

A person who copies is compared by the rest of what she tells; single words and turns of phrase that two texts share are
nobody's copy. Three things are taken for copies: stretches of the posting in its order, a few words put in or left out;
sentences that do little but name its skills; and, where most of a posting's words stand in a text, the sentences that
hold hardly any other. Finding has two steps: fingerprints and words, kept with each person, tell in one look over a pool
who may have copied; the texts themselves then decide, so that a chance fingerprint changes nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.fold import fold
from apps.matching.engine.ragged import Numbers, Tags
from apps.matching.engine.types import TITLE, WORK_FIELDS, Passage, PostingDoc
from apps.matching.engine.visible import skeleton
from apps.matching.engine.words import Span, sentences, terms

RUN = 4
"""Tokens (words, or single Han characters) that must follow one another alike to belong to a copy."""
GAP = 3
"""Tokens that may have been put in, or left out, between two such runs of one copy."""
COPIED_FROM = 8.0
"""Words alike in one chain of runs from which on it is a copy; a Han character is half a word."""
_SHARED_FROM = 2
"""Runs that a text and a posting must share before the text is looked at; every copy has so many."""

NAMED_FROM = 3
"""So many of a posting's skills, named in sentences that do little else, are a copy of its list."""
BORROWED = 0.6
"""Part of a sentence's words that are the posting's, from which on the sentence has little of its own."""
COVERED_FROM = 0.4
"""Part of a posting's words in one text from which on they did not come together by themselves: a text about the very
same work, in the same language, has a third of them at most."""
_ENOUGH_WORDS = 8  # words of a posting from which on that part says anything
_CLAIMING = (
    "know knows known knowledge skill skills skilled experience experienced familiar proficient proficiency expert"
    " expertise good great strong deep able capable competent competence ability used use uses work works worked"
    " include includes including various related advanced excellent extensive hands-on"
    " 熟练掌握 熟悉掌握 精通掌握 熟悉 掌握 精通 了解 熟练 擅长 具备 具有 经验 丰富 能力 使用 运用 应用 相关 工作 从事 负责 包括 技能"
)
_CLAIMS = frozenset(re.findall(r"\S+", _CLAIMING))
"""What a sentence says besides the things it names when it does nothing but claim them."""
_TOKEN = re.compile("[\u3400-\u9fff\uf900-\ufaff]|[^\\W_\u3400-\u9fff\uf900-\ufaff]+")
_TABLE = 1 << 16  # a first look at fingerprints, by their last bits


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
    """Fingerprints of a document's runs, ascending."""
    return tuple(sorted({_print(run) for passage in passages for run in _runs(_tokens(passage.text), RUN)}))


@dataclass(frozen=True)
class Original:
    """What a posting says, as others might copy it.

    places: where each run begins in the stream of tokens. words: its distinct words; skills: the words of each, in order.
    """

    prints: NDArray[np.uint32]
    tokens: tuple[str, ...]
    places: Mapping[tuple[str, ...], tuple[int, ...]]
    words: frozenset[str]
    title: tuple[str, ...]
    skills: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, doc: PostingDoc) -> Self:
        """Its passages in one stream, since whoever copies takes title and text together; then its skills."""
        texts = [*(passage.text for passage in doc.passages), *(skill.text for skill in doc.skills)]
        stream = "\n".join(texts)
        tokens = _tokens(stream)
        places: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for at, run in enumerate(_runs(tokens, RUN)):
            places[run].append(at)
        skills = [tuple(term.text for term in terms(skill.text)) for skill in doc.skills]
        return cls(
            np.array(prints_of([Passage("", stream)]), np.uint32),
            tuple(token.text for token in tokens),
            {run: tuple(found) for run, found in places.items()},
            frozenset(term.text for text in texts for term in terms(text)),
            next(
                (tuple(t.text for t in terms(passage.text)) for passage in doc.passages if passage.field == TITLE), ()
            ),
            tuple(dict.fromkeys(filter(None, skills))),
        )

    def suspects(self, prints: Numbers, words: Tags) -> NDArray[np.int64]:
        """Rows of a pool that share runs, name several of the skills, or hold most of the words."""
        return np.flatnonzero(self._shared(prints) | self._worded(words))

    def _shared(self, prints: Numbers) -> NDArray[np.bool_]:
        table = np.zeros(_TABLE, bool)
        table[self.prints % _TABLE] = True
        near = np.flatnonzero(table[prints.values % _TABLE])
        hits = near[np.isin(prints.values[near], self.prints)]
        return np.bincount(prints.entry_rows[hits], minlength=prints.size) >= _SHARED_FROM

    def _worded(self, words: Tags) -> NDArray[np.bool_]:
        known = {word: number for word in sorted(self.words) if (number := words.number(word)) is not None}
        place = np.full(len(words.labels), -1, np.int64)
        place[list(known.values())] = np.arange(len(known))
        at = place[words.ids]
        stands = np.zeros((len(known), words.size), bool)
        stands[at[at >= 0], words.entry_rows[at >= 0]] = True
        row = {word: number for number, word in enumerate(known)}
        named = np.zeros(words.size, np.int64)
        for skill in self.skills:
            if row.keys() >= set(skill):
                named += stands[[row[word] for word in skill]].all(axis=0)
        if self.title and row.keys() >= set(self.title):
            named[stands[[row[word] for word in self.title]].all(axis=0)] = NAMED_FROM
        return (named >= NAMED_FROM) | (stands.sum(axis=0) >= self._most)

    @property
    def _most(self) -> float:
        """How many of its words are more than a text of its own would have."""
        return max(COVERED_FROM * len(self.words), _ENOUGH_WORDS)

    def own_words(self, passages: Sequence[Passage]) -> tuple[Passage, ...] | None:
        """The passages with what is copied blanked, every other word in its place; None when nothing is copied."""
        read = [_Read.of(passage, self) for passage in passages]
        lists = len({skill for one in read for _, said in one.sentences for skill in self._named(said)}) >= NAMED_FROM
        hers = {word for one in read for span, said in one.sentences if not one.copies(span, said) for word in said}
        full = len(self.words & hers) >= self._most
        kept = []
        for one in read:
            gone = [
                span
                for span, said in one.sentences
                if one.copies(span, said)
                or (one.says and self._titled(said))
                or (lists and self._named(said))
                or (full and self._borrowed(said))
            ]
            kept.append(one.without(gone))
        return tuple(kept) if any(a is not b for a, b in zip(kept, passages, strict=True)) else None

    def _named(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """The skills that a sentence names, word for word, when it does little else."""
        named = [skill for skill in self.skills if _stands_in(skill, words)]
        theirs = {word for skill in named for word in skill}
        others = {word for word in words if word not in _CLAIMS} | theirs
        return named if len(theirs) >= BORROWED * len(others) else []

    def _titled(self, words: Sequence[str]) -> bool:
        """Whether a sentence does little but name the posting's title."""
        others = {word for word in words if word not in _CLAIMS} | set(self.title)
        return bool(self.title) and _stands_in(self.title, words) and len(set(self.title)) >= BORROWED * len(others)

    def _borrowed(self, words: Sequence[str]) -> bool:
        said = set(words)
        return bool(said) and len(said & self.words) >= BORROWED * len(said - (_CLAIMS - self.words))


def _words(text: str, span: Span) -> tuple[str, ...]:
    return tuple(term.text for term in terms(text[span.start : span.end]))


def _stands_in(part: Sequence[str], words: Sequence[str]) -> bool:
    return any(tuple(words[at : at + len(part)]) == tuple(part) for at in range(len(words) - len(part) + 1))


@dataclass(frozen=True)
class _Read:
    """A passage: its tokens, which of them stand in a copied chain, and its sentences with their words."""

    passage: Passage
    tokens: Sequence[_Token]
    copied: Sequence[bool]
    sentences: Sequence[tuple[Span, Sequence[str]]]

    @classmethod
    def of(cls, passage: Passage, original: Original) -> Self:
        tokens = _tokens(passage.text)
        parts = [(span, _words(passage.text, span)) for span in sentences(passage.text)]
        return cls(passage, tokens, _copied(tokens, original), parts)

    @property
    def says(self) -> bool:
        """Whether it stands where she says what she is: a job of that name, among her jobs, is told."""
        return self.passage.field != TITLE and self.passage.field not in WORK_FIELDS

    def copies(self, span: Span, words: Sequence[str]) -> bool:
        """Whether most of a sentence is copied: then what was put in between is not her own telling either.

        A sentence that says nothing is part of the copy that it stands in.
        """
        if not words:
            return any(self.copied)
        inside = [
            (token.size, gone)
            for token, gone in zip(self.tokens, self.copied, strict=True)
            if span.start <= token.span.start < span.end
        ]
        copied = sum(size for size, gone in inside if gone)
        return copied > 0 and copied >= BORROWED * sum(size for size, _ in inside)

    def without(self, sentences: Sequence[Span]) -> Passage:
        if not sentences and not any(self.copied):
            return self.passage
        text = _without(self.passage.text, self.tokens, self.copied)
        return replace(self.passage, text=_blank(text, sentences))


def _copied(tokens: Sequence[_Token], original: Original) -> list[bool]:
    """Which tokens lie in a chain of runs that stands in the posting too."""
    gone = [False] * len(tokens)
    for chain in _chains(tokens, original):
        if sum(token.size for begin, end in chain for token in tokens[begin:end]) >= COPIED_FROM:
            for begin, end in chain:
                gone[begin:end] = [True] * (end - begin)
    if any(gone):  # in a text that copies, single runs are copied too: the ends and what was moved about
        for begin, _, length in _stretches(tokens, original):
            gone[begin : begin + length] = [True] * length
    return gone


def _chains(tokens: Sequence[_Token], original: Original) -> Iterator[list[tuple[int, int]]]:
    """Stretches alike that follow one another in both texts, no more than GAP tokens apart, as places in `tokens`.

    A stretch joins the longest chain it can; every chain is given as it stands at its last stretch.
    """
    ends: list[tuple[int, int, float, list[tuple[int, int]]]] = []  # place in each text, words so far, the chain
    for begin, there, length in _stretches(tokens, original):
        size = sum(token.size for token in tokens[begin : begin + length])
        before = [e for e in ends if 0 <= begin - e[0] <= GAP and 0 <= there - e[1] <= GAP]
        _, _, more, chain = max(before, key=lambda e: e[2], default=(0, 0, 0.0, []))
        grown = [*chain, (begin, begin + length)]
        ends = [e for e in ends if begin - e[0] <= GAP]  # the others are out of reach for good
        ends.append((begin + length, there + length, size + more, grown))
        yield grown


def _stretches(tokens: Sequence[_Token], original: Original) -> Iterator[tuple[int, int, int]]:
    """(place here, place there, length) of every stretch of RUN tokens or more that cannot be made longer."""
    words = [token.text for token in tokens]
    for at, run in enumerate(_runs(tokens, RUN)):
        for there in original.places.get(run, ()):
            if at and there and words[at - 1] == original.tokens[there - 1]:
                continue
            length = RUN
            while (
                words[at + length : at + length + 1] == list(original.tokens[there + length : there + length + 1]) != []
            ):
                length += 1
            yield at, there, length


def _without(text: str, tokens: Sequence[_Token], covered: Sequence[bool]) -> str:
    """Covered tokens and the signs around them as blanks."""
    letters = list(text)
    for number, (token, gone) in enumerate(zip(tokens, covered, strict=True)):
        if gone:
            following = tokens[number + 1].span.start if number + 1 < len(tokens) else len(text)
            letters[token.span.start : following] = " " * (following - token.span.start)
            letters[token.span.start] = "\n"
    return "".join(letters)


def _blank(text: str, spans: Sequence[Span]) -> str:
    for span in spans:
        text = f"{text[: span.start]}\n{' ' * (span.end - span.start - 1)}{text[span.end :]}"
    return text
