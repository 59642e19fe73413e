"""Finds known names in running text, longest first, in one pass and without a dependency.

Names are compared by `name_key`. A name that begins or ends with a Latin letter or digit needs a word boundary there;
one in Chinese characters does not. Commas, semicolons, brackets and blank lines end a name; spaces, hyphens and line
breaks do not, since PDFs break lines anywhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from apps.core.text import fold_aligned
from apps.taxonomy.names import name_key, without_marks

T = TypeVar("T")

_HAN = re.compile("[\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_STOP = re.compile(r"[,;:!?。、()\[\]{}【】《》「」“”\"|•]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "å": "aa", "Å": "Aa"})
_END = "\n"  # in prepared text: no name goes on over this
_LINE = "\r"  # one line break so far: a space, unless a second one follows
ACRONYM_LENGTH = 4  # up to here an all-capitals name must not be found in small letters: SEM, CAT, ACE


@dataclass(frozen=True, slots=True)
class Name(Generic[T]):
    """A way to say `value`. `exact_only` ones are too common to be found inside sentences."""

    text: str
    value: T
    exact_only: bool = False


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """`value` was named by text[start:end], as surely as `confidence` (0..1) says."""

    value: T
    start: int
    end: int
    confidence: float = 1.0


class Finder(Generic[T]):
    """A dictionary of names that can be asked whole or searched for inside a text."""

    def __init__(self, names: Iterable[Name[T]]) -> None:
        self._whole: dict[str, T] = {}
        self._inside: dict[str, T] = {}
        self._capitals: set[str] = set()
        small: set[str] = set()
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in names:
            for key in dict.fromkeys((name_key(name.text), name_key(name.text.translate(_UMLAUTS)))):
                if not key:
                    continue
                self._whole.setdefault(key, name.value)
                if name.exact_only or len(key) < 2:
                    continue
                self._inside.setdefault(key, name.value)
                lengths[key[:2]].add(len(key))
                (self._capitals if _is_acronym(name.text) else small).add(key)
        self._capitals -= small
        self._lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}

    def whole(self, text: str) -> T | None:
        """What the whole text names, or None."""
        return self._whole.get(name_key(text))

    def inside(self, text: str) -> list[Hit[T]]:
        """Names in `text` from left to right, the longest at each place, none overlapping another."""
        prepared, starts, ends = prepare(text)
        hits: list[Hit[T]] = []
        at, last = 0, len(prepared) - 1
        while at < last:
            found = self._longest(text, prepared, starts, ends, at)
            if found is None:
                at += 1
                continue
            key, end = found
            hits.append(Hit(self._inside[key], starts[at], ends[end - 1]))
            at = end
        return hits

    def _longest(self, text: str, prepared: str, starts: list[int], ends: list[int], at: int) -> tuple[str, int] | None:
        """The longest name that begins at `at`, and where it ends."""
        lengths = self._lengths.get(prepared[at : at + 2])
        if lengths is None or (at and _is_letter(prepared[at]) and _is_letter(prepared[at - 1])):
            return None
        for length in lengths:
            end = at + length
            key = prepared[at:end]
            if end > len(prepared) or key not in self._inside:
                continue
            if key in self._capitals and text[starts[at] : ends[end - 1]].islower():
                continue
            closed = _closed(prepared, end)
            if closed is not None:
                return key, closed
        return None


def _closed(prepared: str, end: int) -> int | None:
    """Where a name that stops at `end` really stops (an English plural is taken along), or None inside a word."""
    if end == len(prepared) or not (_is_letter(prepared[end - 1]) and _is_letter(prepared[end])):
        return end
    plural = prepared[end] == "s" and prepared[end - 1].isalpha()
    return end + 1 if plural and (end + 1 == len(prepared) or not _is_letter(prepared[end + 1])) else None


def _is_letter(char: str) -> bool:
    return char.isalnum() and not _HAN.match(char)


def _is_acronym(text: str) -> bool:
    return len(text) <= ACRONYM_LENGTH and text.isascii() and text.isupper() and text.isalpha()


def prepare(text: str) -> tuple[str, list[int], list[int]]:
    """`text` in the form of `name_key`, with where each of its characters begins and ends in `text`."""
    folded, aligned = fold_aligned(text)
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    gap = ""  # what stands between the last kept character and this one
    for at, char in enumerate(folded):
        if not (char.isalnum() or char in "+#"):
            gap = _wider(gap, char)
            continue
        if gap and chars and (gap == _END or not (_HAN.match(char) or _HAN.match(chars[-1]))):
            chars.append(" " if gap == _LINE else gap)
            starts.append(aligned[at])
            ends.append(aligned[at])
        gap = ""
        for plain in char if char.isascii() else without_marks(char):
            chars.append(plain)
            starts.append(aligned[at])
            ends.append(max(aligned[at + 1], aligned[at] + 1))
    return "".join(chars), starts, ends


def _wider(gap: str, char: str) -> str:
    """The gap that grows by `char`: a blank line and most punctuation end a name, a single space does not."""
    if gap == _END or _STOP.match(char):
        return _END
    if char == "\n":
        return _END if gap == _LINE else _LINE
    return gap or " "
