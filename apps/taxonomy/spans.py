"""How well skills are found in labelled sentences: recall and precision per language and per band of confidence.

A sentence marks its skills `{words|code}`, `{words|code,code}` where two rows of the vocabulary mean it, `{words|?}` for
one that the vocabulary lacks. A mark is found when a link with one of its codes touches its words; a link is right when
it touches a mark with its code. Everything else that is linked is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.taxonomy.linking import Link, Linker

UNKNOWN = "?"
BANDS = ((0.9, 1.01), (0.8, 0.9), (0.0, 0.8))
_MARK = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")


class BadSentence(ValueError):
    """A labelled file cannot be read; says which line."""


@dataclass(frozen=True)
class Mark:
    """text[start:end] is a skill with one of these codes; none of them for a skill the vocabulary lacks."""

    start: int
    end: int
    codes: frozenset[str]


@dataclass(frozen=True)
class Sentence:
    text: str
    marks: tuple[Mark, ...]


def read(path: Path) -> list[Sentence]:
    """The sentences of a file: one a line, lines that begin with # are remarks. Raises BadSentence."""
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            sentence = parse(line)
            if "{" in sentence.text or "}" in sentence.text:
                raise BadSentence(f"{path.name}, line {number}: a mark is not of the form {{words|code}}")
            found.append(sentence)
    return found


def parse(line: str) -> Sentence:
    text, marks, at = "", [], 0
    for found in _MARK.finditer(line):
        text += line[at : found.start()]
        codes = frozenset(code.strip() for code in found.group(2).split(",")) - {UNKNOWN}
        marks.append(Mark(len(text), len(text) + len(found.group(1)), codes))
        text += found.group(1)
        at = found.end()
    return Sentence(text + line[at:], tuple(marks))


def measure(linker: Linker, sentences: Iterable[Sentence]) -> dict[str, Any]:
    """Counts and rates over the sentences: spans, recall, precision, unknown (skills the vocabulary lacks), bands."""
    found = marked = unknown = 0
    judged: list[tuple[float, bool]] = []
    for sentence in sentences:
        links = linker.inside(sentence.text)
        known = [mark for mark in sentence.marks if mark.codes]
        unknown += len(sentence.marks) - len(known)
        marked += len(known)
        found += sum(any(_same(link, mark) for link in links) for mark in known)
        judged += [(link.confidence, any(_same(link, mark) for mark in known)) for link in links]
    return {
        "spans": marked,
        "unknown": unknown,
        "links": len(judged),
        "recall": _rate(found, marked),
        "precision": _rate(sum(right for _c, right in judged), len(judged)),
        "bands": [_band(judged, low, high) for low, high in BANDS],
    }


def _same(link: Link, mark: Mark) -> bool:
    return link.code in mark.codes and link.start < mark.end and mark.start < link.end


def _band(judged: Sequence[tuple[float, bool]], low: float, high: float) -> Mapping[str, Any]:
    rows = [right for confidence, right in judged if low <= confidence < high]
    return {"from": low, "to": min(high, 1.0), "links": len(rows), "precision": _rate(sum(rows), len(rows))}


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
