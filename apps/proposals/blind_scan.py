"""Looks for the applicant in the blind part: in its texts, its files, their names and what they say of themselves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from apps.core.text import fold, mend
from apps.proposals.identity import Marks
from apps.proposals.packages import Enclosed
from apps.proposals.sections import FIELDS
from apps.talents.cv.extract import Unreadable
from apps.talents.cv.sandbox import ask_child, extract_in_child
from apps.talents.letters import letters_of

ACCEPTED = (".pdf", ".docx")
AROUND = 12
WORDS_OF_A_NAME = 4
_LATIN = re.compile(r"[A-Za-zÀ-ɏ'’]+")


@dataclass(frozen=True)
class Place:
    """Where something was found: the field or file, and the words around it (or why it cannot be looked at)."""

    where: str
    text: str


def scan(fields: dict[str, Any], enclosed: Sequence[Enclosed], marks: Marks) -> list[Place]:
    """Every place of the blind part that names its author; a file that cannot be read is one, too."""
    found: list[Place] = []
    for name, value in fields.items():
        text = "\n".join(_strings(value))
        found += [Place(str(FIELDS[name].label), hit) for hit in hits(text, marks)]
    for file in enclosed:
        found += [Place(file.name, hit) for hit in hits(file.name.rpartition(".")[0], marks)]
        found += [Place(file.name, text) for text in _in_file(file, marks)]
    return found


def hits(text: str, marks: Marks) -> list[str]:
    """The surroundings of each mark in `text`, each mark once."""
    plain = " ".join(fold(text).split())
    joined = plain.replace(" ", "")
    found = []
    for word in sorted(marks.words):
        place = _find(plain, word)
        if place >= 0:
            found.append(_around(plain, place, len(word)))
        elif not word.isascii() and word.replace(" ", "") in joined:  # 张 三, spaced to be missed
            found.append(_around(joined, joined.index(word.replace(" ", "")), len(word)))
    found += [name for name in _named(text, marks.letters) if name not in found]
    digits = re.sub(r"[\s\-().+]", "", plain)
    return found + [number for number in sorted(marks.digits) if number in digits]


def _find(text: str, word: str) -> int:
    """Where `word` stands; a Latin word as a whole one, so that Lin is not found in linear."""
    if not word.isascii():
        return text.find(word)
    match = re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word[-1].isalnum() else re.escape(word), text)
    return match.start() if match else -1


def _named(text: str, spellings: frozenset[str]) -> Iterator[str]:
    """Neighbouring Latin words that together spell a name: Zhang San, ZHANG San-Feng, san_feng zhang."""
    words = _LATIN.findall(unicodedata.normalize("NFKC", mend(text)))
    letters = [letters_of(word) for word in words]
    seen = set()
    for start in range(len(words)):
        for count in range(1, WORDS_OF_A_NAME + 1):
            together = "".join(letters[start : start + count])
            if together in spellings and together not in seen:
                seen.add(together)
                yield " ".join(words[start : start + count])


def _in_file(file: Enclosed, marks: Marks) -> list[str]:
    kind = PurePath(file.name.lower()).suffix
    if kind not in ACCEPTED:
        return [_("Only PDF and DOCX files can be checked for names.")]
    try:
        text = extract_in_child(file.content, kind[1:])
        words = ask_child("apps.proposals.metadata", kind[1:], file.content)["words"]
    except Unreadable:
        return [_("This file cannot be read, so it cannot be checked for names.")]
    hidden = [_("This file hides text.")] if text.hidden else []
    inside = hits(text.text, marks)
    return hidden + inside + [_("in the properties: %(text)s") % {"text": hit} for hit in hits("\n".join(words), marks)]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _around(text: str, place: int, length: int) -> str:
    start, end = max(0, place - AROUND), place + length + AROUND
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
