"""How well the reader reads: F1 by group of fields and language, as `evaluate_cv_reader` prints it.

A CV of the truth is a line of JSON: file, lang, scanned, name {zh, family, given}, contact {email, phone, wechat},
education [{school, degree, status, discipline, from, to}], experience [{organisation, title, from, to}], skills,
languages [{code, level}], publications, patents (`truth` reads it). An entry counts when its school or organisation, its
degree or title, and its years agree; white space, case and width do not matter.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.talents.cv.facts import CvFacts, Found

GROUPS = ("name", "contact", "education", "experience", "skills", "languages", "publications", "patents")
Items = dict[str, list[Hashable]]


@dataclass
class Tally:
    right: int = 0
    read: int = 0
    true: int = 0

    def add(self, read: Iterable[Hashable], true: Iterable[Hashable]) -> None:
        a, b = Counter(read), Counter(true)
        self.right += (a & b).total()
        self.read += a.total()
        self.true += b.total()

    @property
    def f1(self) -> float:
        """1.0 when there was nothing to read and nothing was."""
        return 2 * self.right / (self.read + self.true) if self.read + self.true else 1.0


def score(pairs: Iterable[tuple[str, CvFacts, Mapping[str, Any]]]) -> dict[str, dict[str, float]]:
    """{"all": {group: F1}, "en": ...} from (language, what was read, truth)."""
    tallies: dict[str, dict[str, Tally]] = defaultdict(lambda: {group: Tally() for group in GROUPS})
    for language, facts, truth in pairs:
        read, true = items_read(facts), items_true(truth)
        for name in ("all", language):
            for group in GROUPS:
                tallies[name][group].add(read[group], true[group])
    return {name: {group: round(tally.f1, 4) for group, tally in rows.items()} for name, rows in tallies.items()}


def items_true(truth: Mapping[str, Any]) -> Items:
    """`truth` is a line as `truth.read_truth` gives it: every group is there, nothing is null."""
    return {
        "name": [(key, plain(value)) for key, value in truth["name"].items() if value],
        "contact": [(key, plain(value)) for key, value in truth["contact"].items() if value],
        "education": [
            (plain(row.get("school")), row.get("degree"), year(row.get("from")), year(row.get("to")))
            for row in truth["education"]
        ],
        "experience": [
            (plain(row.get("organisation")), plain(row.get("title")), year(row.get("from")), year(row.get("to")))
            for row in truth["experience"]
        ],
        "skills": [plain(skill) for skill in truth["skills"]],
        "languages": [row["code"] for row in truth["languages"] if row.get("code")],
        "publications": [truth["publications"]],
        "patents": [truth["patents"]],
    }


def items_read(facts: CvFacts) -> Items:
    name = {"zh": facts.name_zh, "family": facts.family_name, "given": facts.given_name}
    contact = {"email": facts.email, "phone": facts.phone, "wechat": facts.wechat}
    return {
        "name": [(key, plain(_value(found))) for key, found in name.items() if _value(found)],
        "contact": [(key, plain(_value(found))) for key, found in contact.items() if _value(found)],
        "education": [
            (plain(_value(row.school)), _value(row.degree), year(_value(row.begun)), _study_end(_value(row.ended)))
            for row in facts.education
        ],
        "experience": [
            (
                plain(_value(row.organisation)),
                plain(_value(row.title)),
                year(_value(row.begun)),
                year(_value(row.ended)),
            )
            for row in facts.experience
        ],
        "skills": [plain(found.value) for found in facts.skills],
        "languages": [row.code.value for row in facts.languages],
        "publications": [_value(facts.publications) or 0],
        "patents": [_value(facts.patents) or 0],
    }


def plain(text: str | None) -> str:
    """Without white space, case and width."""
    return "".join(unicodedata.normalize("NFKC", text or "").lower().split())


def year(text: str | None) -> str:
    return (text or "")[:4]  # "present" becomes "pres" on both sides


def _study_end(text: str | None) -> str:
    """Study "at present" has no end."""
    return "" if text == "present" else year(text)


def _value(found: Found[Any] | None) -> Any:
    return found.value if found else None
