"""The vocabularies that the reader needs, as finders of names. It is built from files here, from the database elsewhere."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from apps.taxonomy.finder import Finder, Hit, Name


class Codes(Protocol):
    """A finder of names that gives codes."""

    def whole(self, text: str) -> str | None: ...

    def inside(self, text: str) -> list[Hit[str]]: ...


@dataclass(frozen=True)
class Lexicon:
    schools: Codes
    degrees: Codes
    statuses: Codes
    languages: Codes
    skills: Codes


def from_files(root: Path) -> Lexicon:
    """From the folder of vocabulary files of `apps.taxonomy`."""
    terms = root / "terms"
    skills = [name for path in sorted((root / "skills").glob("*.csv")) for name in _names(path)]
    return Lexicon(
        schools=Finder(_names(root / "schools.csv")),
        degrees=degrees_from_files(root),
        statuses=Finder(_names(terms / "degree_status.csv")),
        languages=Finder(_names(terms / "language.csv")),
        skills=Finder(skills),
    )


def degrees_from_files(root: Path) -> Finder[str]:
    """The names of degrees alone, for what needs no more."""
    return Finder(_names(root / "terms/degree.csv"))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _names(path: Path) -> Iterator[Name[str]]:
    for row in _rows(path):
        code = row["code"]
        for label in dict.fromkeys((row["zh_hans"], row["zh_hant"], row["en"])):
            yield Name(label, code)
        for column in ("aliases", "aliases_zh", "aliases_en"):
            for text in filter(None, (part.strip() for part in (row.get(column) or "").split("|"))):
                yield Name(text.removeprefix("="), code, text.startswith("="))
