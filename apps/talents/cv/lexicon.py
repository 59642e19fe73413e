"""The vocabularies that the reader needs, as finders of names. It is built from files here, from the database elsewhere."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from apps.taxonomy.finder import Finder, Name


@dataclass(frozen=True)
class Lexicon:
    """Each finder gives codes."""

    schools: Finder[str]
    degrees: Finder[str]
    statuses: Finder[str]
    disciplines: Finder[str]
    languages: Finder[str]
    skills: Finder[str]
    degree_levels: Mapping[str, int]


def from_files(root: Path) -> Lexicon:
    """From the folder of vocabulary files of `apps.taxonomy`."""
    terms = root / "terms"
    skills = [name for path in sorted((root / "skills").glob("*.csv")) for name in _names(path)]
    return Lexicon(
        schools=Finder(_names(root / "schools.csv")),
        degrees=Finder(_names(terms / "degree.csv")),
        statuses=Finder(_names(terms / "degree_status.csv")),
        disciplines=Finder(_names(terms / "discipline.csv")),
        languages=Finder(_names(terms / "language.csv")),
        skills=Finder(skills),
        degree_levels={row["code"]: int(row["level"]) for row in _rows(terms / "degree.csv")},
    )


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
