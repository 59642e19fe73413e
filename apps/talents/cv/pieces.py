"""Pieces of a line: what stands between separators, and which of two scripts says the same thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from apps.talents.cv.facts import Found

HAN = "\u3400-\u9fff"
_STRONG = re.compile(
    r"\t+|\u3000+| {2,}|\s+[|｜·•]\s*|\s+[-–—―‒─/]{1,2}\s+|\s*[—―]{1,2}\s*|\s+@\s+|\s+at\s+(?=[A-Z])|；|;|\|"
)
_HAN_GAP = re.compile(rf"(?<=[{HAN})）]) +(?=[{HAN}(（])")
_COMMA = re.compile(r"[,，](?!\s*(?:Ltd|Inc|LLC|Incorporated|L\.L\.C|GmbH|Co\b|Limited|S\.A|Corp)\b)\s*")
_RUN = re.compile(
    rf"^(?P<first>[{HAN}（）()、·]+)\s+(?P<second>[A-Za-zÀ-ɏ].*)$|^(?P<latin>[^{HAN}]+?[(（]?)(?P<han>[{HAN}].*)$"
)
_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_EDGE = " \t\u3000,，;；:：|·•-–—―‒。."


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the whole text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def found(self, confidence: float) -> Found[str]:
        return Found(self.text, self.start, self.end, confidence)


def words_of(text: str) -> frozenset[str]:
    """A set of words that reads as a line of them."""
    return frozenset(text.split())


def trimmed(text: str, start: int, edge: str = _EDGE) -> Piece | None:
    """Without separators at the ends; None if nothing is left."""
    left = text.lstrip(edge)
    begin = start + len(text) - len(left)
    bare = left.rstrip(
        edge if not re.search(r"\b(?:Inc|Ltd|Co|Corp|(?:[A-Z]\.)+[A-Z]|e\.V)\.$", left.rstrip(" ")) else " "
    )
    return Piece(bare, begin) if bare else None


def cut(piece: Piece, pattern: re.Pattern[str]) -> list[Piece]:
    """The pieces between matches of `pattern`."""
    parts: list[Piece] = []
    at = 0
    for found in [*pattern.finditer(piece.text), None]:
        end = found.start() if found else len(piece.text)
        if part := trimmed(piece.text[at:end], piece.start + at):
            parts.append(part)
        at = found.end() if found else end
    return parts


def strong_parts(piece: Piece) -> list[Piece]:
    """Parts that are certainly different things; single spaces separate Chinese words of a table row."""
    return [small for part in cut(piece, _STRONG) for small in cut(part, _HAN_GAP)]


def comma_parts(piece: Piece) -> list[Piece]:
    return cut(piece, _COMMA)


def without(text: str, start: int, end: int) -> list[tuple[str, int]]:
    """What is left of a line, with offsets, when [start, end) is taken out."""
    return [(text[:start], 0), (text[end:], end)]


def without_brackets(piece: Piece) -> Piece:
    bare = _BRACKETS.sub("", piece.text)
    return Piece(bare, piece.start) if bare else piece


class Search(Protocol):
    """Tells whether a text says what it is: a pattern, or weights of names."""

    def search(self, text: str, /) -> object: ...


def one_script(piece: Piece, keyword: Search) -> Piece:
    """Of "Cabot Corporation 卡博特" the first half, when it says what it is by itself (or neither half does)."""
    found = _RUN.match(piece.text)
    if found is None:
        return piece
    first, second = (found["first"], found["second"]) if found["first"] else (found["latin"], found["han"])
    words = first.strip(" (（")
    apart = bool(found["latin"]) and first[-1:] in " (（" and len(re.findall("[A-Za-z]", words)) >= 5
    if not words or (not keyword.search(words) and keyword.search(second) and not apart):
        return piece
    if not keyword.search(words) and len(words) < 3:
        return piece
    return trimmed(first, piece.start, _EDGE + "(（") or piece
