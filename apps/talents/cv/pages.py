"""The text of a PDF page, put together from where its pieces stand.

A PDF has no lines, only pieces of text with places. Pieces that follow each other at one height are one line, whatever
line breaks the drawing program wrote between them; a wide gap inside a line becomes a tab, so that cells of a table and
dates at the margin stay apart from what stands before them. The order is the file's: columns are written one after the other.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from math import hypot
from typing import Any

from apps.talents.cv.dates import find_range

_NARROW = set("iIjl.,;:'!|()[]ft·- ")
_WIDE = set("mwMW@%—―")
WIDE_GAP = 1.35  # of the letter size: more than any space between words
SLACK = 0.07  # how wrong the guessed width of Latin letters may be
SPACE = (0.18, 0.15, 0.4)  # of the letter size: between words; beside a Chinese character; between two of them
SAME_HEIGHT = 0.35  # of the letter size
NEAR_HEIGHT = 0.6  # of the letter size: a time that floats; the next line is more than twice as far


@dataclass(frozen=True, slots=True)
class _Fragment:
    """A stretch of text that begins at (x, y), in points, `size` high."""

    text: str
    x: float
    y: float
    size: float

    @property
    def width(self) -> float:
        return self.size * sum(map(_share, self.text.strip()))

    @property
    def doubt(self) -> float:
        """How wrong the guessed width may be; Chinese characters are exactly as wide as high."""
        return SLACK * self.size * sum(_share(char) for char in self.text.strip() if char < "\u2e80")


@dataclass(slots=True)
class _Row:
    """A line that begins at (x, y)."""

    text: str
    x: float
    y: float
    size: float
    last_y: float  # of its last piece: cells of one row may differ a little


def _share(char: str) -> float:
    """How wide a character is, as a share of its height, in the usual faces."""
    if char >= "\u2e80":
        return 1.0
    if char in _NARROW:
        return 0.29
    if char in _WIDE:
        return 0.88
    return 0.68 if char.isupper() else 0.52


def text_of(page: Any) -> str:
    """The lines of a pypdf page."""
    fragments: list[_Fragment] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        if text.strip():
            fragments.append(_placed(text, cm, tm, size))

    plain = str(page.extract_text(visitor_text=visit) or "")
    joined = "\n".join(row.text for row in _with_times(_rows(fragments)))
    return joined if _letters(joined) == _letters(plain) else plain  # nothing may be lost


def _letters(text: str) -> int:
    return sum(not char.isspace() for char in text)


def _placed(text: str, cm: list[float], tm: list[float], size: float) -> _Fragment:
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    scale = hypot(tm[2], tm[3]) * hypot(cm[2], cm[3]) or 1.0
    return _Fragment(text, x, y, max(abs(size) * scale, 1.0))


def _rows(fragments: list[_Fragment]) -> list[_Row]:
    """Lines in the order of the file."""
    rows: list[_Row] = []
    for before, after in zip([None, *fragments], fragments, strict=False):
        gap = _between(before, after) if before is not None else "\n"
        if gap == "\n":
            rows.append(_Row(after.text.strip(), after.x, after.y, after.size, after.y))
        else:
            rows[-1].text += gap + after.text.strip()
            rows[-1].last_y = after.y
    return rows


def _with_times(rows: list[_Row]) -> list[_Row]:
    """Times that the file has elsewhere (floats are drawn first, columns of dates by themselves) beside what stands at
    their height."""
    moved: list[_Row] = []
    for row in rows:
        if not _only_time(row.text):
            continue
        beside = [
            other
            for other in rows
            if other is not row
            and min(abs(other.y - row.y), abs(other.last_y - row.y)) <= NEAR_HEIGHT * row.size
            and not find_range(other.text)
        ]
        if beside:
            nearest = min(beside, key=lambda other: (round(abs(other.y - row.y) / row.size, 1), abs(other.x - row.x)))
            left, right = (nearest, row) if nearest.x < row.x else (row, nearest)
            nearest.text = f"{left.text}\t{right.text}"
            moved.append(row)
    return [row for row in rows if not any(row is other for other in moved)]


def _only_time(text: str) -> bool:
    text = unicodedata.normalize("NFKC", text)  # browsers write radicals: ⾄今
    span = find_range(text) if len(text) < 40 else None
    return span is not None and len(text.strip(" ()（）|")) - (span.end - span.start) <= 1


def _between(before: _Fragment, after: _Fragment) -> str:
    """What separates two pieces: a new line, a tab, a space or nothing."""
    height = max(before.size, after.size)
    if abs(before.y - after.y) > SAME_HEIGHT * height or after.x < before.x - 0.5 * height:
        return "\n"
    spaced = before.text.rstrip("\n").endswith(" ") or after.text.lstrip("\n").startswith(" ")
    first, last = before.text.strip(), after.text.strip()
    if "\n" in first:  # moves inside the piece: where it ends is not known
        return " " if spaced else ""
    gap = after.x - before.x - before.width
    if gap > WIDE_GAP * height + before.doubt:
        return "\t"
    if gap < 0.22 * height and len(first) <= 2 and first.isupper() and last[:1].isupper():
        return ""  # a capital and small capitals; letters that are set one by one
    chinese = bool(_CJK.match(first[-1:])) + bool(_CJK.match(last[:1]))
    wide = gap > SPACE[chinese] * height + before.doubt
    inside = spaced and (chinese < 2 or gap < 0.12 * height)  # pypdf guesses spaces between Chinese characters
    return " " if wide or inside else ""


_CJK = re.compile("[\u2e80-\uffef]")
