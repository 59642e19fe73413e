"""One row of a sheet: either a position's content, or what is wrong with it, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.core.spreadsheets import Row
from apps.core.text import fold, squeeze
from apps.employers.models import Employer
from apps.positions import figures, parsing, pay, wording
from apps.positions.content import PositionContent, SkillContent, TextContent
from apps.positions.dates import LONGEST, today
from apps.positions.imports.columns import FIELDS, pay_hint
from apps.taxonomy import lookups, vocabulary
from apps.taxonomy.degrees import find_degree
from apps.taxonomy.names import name_key

LONGEST_TITLE, LONGEST_TEXT, LONGEST_WORKPLACE = 160, 10_000, 200
MOST_SKILLS = 20
ANY_DEGREE = re.compile(r"不限|无要求|any\b|none\b")
_SPLIT = re.compile(r"[,，;；、/\n|]+")
_SERIAL = re.compile(r"[45]\d{4}")  # a date that Excel shows as a bare number


@dataclass(frozen=True)
class Problem:
    """What is wrong in a cell. `blocking` false: a remark that keeps nothing from being taken in."""

    row: int
    field: str
    message: str
    value: str = ""
    blocking: bool = True

    def as_json(self) -> dict[str, Any]:
        label = str(FIELDS[self.field].label) if self.field in FIELDS else ""
        return {
            "row": self.row,
            "field": self.field,
            "column": label,
            "message": self.message,
            "value": self.value[:200],
            "blocking": self.blocking,
        }


@dataclass(frozen=True)
class ReadRow:
    """`content` and `employer` are there exactly when no problem blocks."""

    number: int
    employer: Employer | None
    content: PositionContent | None
    problems: tuple[Problem, ...]


EmployerOf = Callable[[str], Employer]


class RowReader:
    """Reads the rows of one sheet with a settled mapping.

    `employer_of` gives the employer for the text of the employer's cell, or raises ValidationError. An empty cell there
    means the one above, as merged cells leave it.
    """

    def __init__(self, mapping: dict[str, int], headings: list[str], employer_of: EmployerOf) -> None:
        self.mapping, self.employer_of = mapping, employer_of
        hints = {code: pay_hint(headings[at]) for code, at in mapping.items() if code.startswith("pay")}
        self.hints = hints
        self.last_employer = ""
        self.chains = _chain_names()

    def read(self, row: Row) -> ReadRow:
        work = _Work(row, self)
        content = work.content()
        blocked = any(problem.blocking for problem in work.problems)
        if blocked or content is None:
            return ReadRow(row.number, None, None, tuple(work.problems))
        return ReadRow(row.number, work.employer, content, tuple(work.problems))

    def employer_text(self, row: Row) -> str:
        self.last_employer = row.cell(self.mapping.get("employer")) or self.last_employer
        return self.last_employer


class _Work:
    """Reading one row: collects problems and goes on, so that all of them are told at once."""

    def __init__(self, row: Row, reader: RowReader) -> None:
        self.row, self.reader = row, reader
        self.problems: list[Problem] = []
        self.employer: Employer | None = None

    def cell(self, field: str) -> str:
        return self.row.cell(self.reader.mapping.get(field))

    def wrong(self, field: str, message: str, *, blocking: bool = True) -> None:
        self.problems.append(Problem(self.row.number, field, message, self.cell(field), blocking))

    def content(self) -> PositionContent | None:
        self.employer = self._employer()
        text = self._text()
        band = self._pay()
        degree = self._degree()
        district = self._district()
        if text is None or band is None or not degree or not district:
            return None
        body = "\n".join((text.title, text.description, text.requirements))
        skills = self._skills(body)
        content = PositionContent(
            texts=self._texts(text),
            degree_min=degree,
            salary_min=band[0],
            salary_max=band[1],
            district=district,
            kind=self._kind(text.title),
            chain=self._chain(body, skills),
            disciplines=parsing.propose_disciplines(self.cell("disciplines") or text.requirements),
            skills=skills,
            years_min=parsing.years_asked(self.cell("years"), text.requirements),
            negotiable=pay.is_by_agreement(self.cell("pay")),
            headcount=self._headcount(),
            workplace=self._workplace(),
            start_on=self._date("start_on", past=True),
            valid_until=self._date("valid_until", past=False),
        )
        self._remarks(content)
        return content

    def _employer(self) -> Employer | None:
        try:
            return self.reader.employer_of(self.reader.employer_text(self.row))
        except ValidationError as error:
            self.wrong("employer", error.messages[0])
            return None

    def _text(self) -> TextContent | None:
        title = squeeze(self.cell("title"))
        duties, requirements = self.cell("duties"), self.cell("requirements")
        if not title:
            self.wrong("title", _("A title is needed."))
        if len(title) > LONGEST_TITLE:
            self.wrong("title", _("The title is longer than %(most)d characters.") % {"most": LONGEST_TITLE})
        if not duties and not requirements:
            self.wrong("duties", _("Duties and requirements are needed."))
        for field, text in (("duties", duties), ("requirements", requirements)):
            if len(text) > LONGEST_TEXT:
                self.wrong(field, _("The text is longer than %(most)d characters.") % {"most": LONGEST_TEXT})
        if any(problem.field in {"title", "duties", "requirements"} for problem in self.problems):
            return None
        if not (duties and requirements):  # one column holds both, with labels inside
            parts = parsing.read_ad(f"{title}\n{duties or requirements}")
            if parts.duties and parts.requirements:
                duties, requirements = parts.duties, parts.requirements
        language = parsing.language_of(f"{title}\n{duties}\n{requirements}")
        return TextContent(language, title, parsing.propose_summary(duties or requirements), duties, requirements)

    def _texts(self, text: TextContent) -> tuple[TextContent, ...]:
        title = squeeze(self.cell("title_en"))[:LONGEST_TITLE]
        if not title or text.language == "en":
            return (text,)
        return (text, TextContent("en", title, is_original=False))

    def _pay(self) -> tuple[int, int] | None:
        mapping, hints = self.reader.mapping, self.reader.hints
        if self.cell("pay") or not {"pay_min", "pay_max"} <= mapping.keys():
            return self._parsed("pay", self.cell("pay"), hints.get("pay"))
        low = self._parsed("pay_min", self.cell("pay_min"), hints["pay_min"])
        high = self._parsed("pay_max", self.cell("pay_max"), hints["pay_max"])
        if low is None or high is None:
            return None
        if low[0] > high[1]:
            self.wrong("pay_min", _("The first figure is higher than the second."))
            return None
        return low[0], high[1]

    def _parsed(self, field: str, text: str, hint: pay.Hint | None) -> tuple[int, int] | None:
        try:
            return pay.parse_pay(text[:200], hint)
        except pay.PayError as error:
            self.wrong(field, str(error))
            return None

    def _degree(self) -> str:
        text = self.cell("degree")
        hit = find_degree(text, floor=True) if text else None
        if hit is not None:
            return hit.code
        if ANY_DEGREE.search(fold(text)):
            return "below_bachelor"
        self.wrong("degree", _("A degree is needed, for instance 硕士及以上 or doctorate."))
        return ""

    def _district(self) -> str:
        text = self.cell("district")
        if not text:
            own = self.employer.organisation.district if self.employer else ""
            if not own and self.employer:
                self.wrong("district", _("A district is needed."))
            return own
        term = lookups.find_term("district", text)
        if term is not None:
            return term.code
        hits = lookups.find_terms_in("district", text)
        if hits:
            return hits[0].value.code
        self.wrong("district", _("This names no district of the city."))
        return ""

    def _workplace(self) -> str:
        text = self.cell("workplace")
        place = self.cell("district")
        if not text and place and lookups.find_term("district", place) is None:
            text = place  # "崂山区松岭路100号" in the column of the district
        return squeeze(text)[:LONGEST_WORKPLACE]

    def _kind(self, title: str) -> str:
        text = self.cell("kind")
        term = lookups.find_term("position_kind", text) if text else None
        return term.code if term else parsing.propose_kind(text) or parsing.propose_kind(title) or "rd_engineer"

    def _chain(self, body: str, skills: tuple[SkillContent, ...]) -> str:
        text = self.cell("chain")
        if text:
            key = name_key(re.sub(r"产业链?$|industry chain$", "", fold(text).strip()))
            if code := self.reader.chains.get(key) or parsing.propose_best_chain(text):
                return code
            self.wrong("chain", _("No chain of this name; one is proposed from the text."), blocking=False)
        chains = [skill.chain for skill in lookups.skills_by_code(skill.code for skill in skills)]
        if chains:  # the skills were found in this very text: no need to search it again
            return max(dict.fromkeys(chains), key=chains.count)
        return parsing.propose_best_chain(body)

    def _skills(self, body: str) -> tuple[SkillContent, ...]:
        text = self.cell("skills")
        if not text:
            return parsing.propose_skills(body)
        named: dict[str, SkillContent] = {}
        for word in (squeeze(part)[:80] for part in _SPLIT.split(text)):
            if word:
                skill = lookups.find_skill(word)
                named.setdefault(skill.code if skill else fold(word), SkillContent(word, skill.code if skill else ""))
        return tuple(named.values())[:MOST_SKILLS]

    def _headcount(self) -> int:
        text = self.cell("headcount")
        if not text:
            return 1
        try:
            return figures.parse_headcount(text)
        except figures.FigureError as error:
            self.wrong("headcount", str(error))
            return 1

    def _date(self, field: str, *, past: bool) -> date | None:
        text = self.cell(field)
        if not text:
            return None
        day = parse_date(text)
        if day is None:
            self.wrong(field, _("This is no date; write it as 2026-12-31."))
        elif not past and day < today():
            self.wrong(field, _("The closing day lies in the past."))
        elif not past and day > today() + LONGEST:
            self.wrong(field, _("A position is open for a year at most."))
        return day

    def _remarks(self, content: PositionContent) -> None:
        for flag in wording.flags_in(content):
            text = f"{flag.message} “{flag.word}”"
            self.problems.append(Problem(self.row.number, "requirements", text, flag.word, blocking=False))
        if note := pay.note_on(content.salary_min, content.salary_max, content.degree_min):
            self.wrong("pay", note, blocking=False)


def parse_date(text: str) -> date | None:
    """ISO, 2026/12/31, 2026.12.31, 2026年12月31日, 20261231, or Excel's number of a day; None otherwise."""
    plain = fold(text).strip()
    if _SERIAL.fullmatch(plain):
        return date(1899, 12, 30) + timedelta(days=int(plain))
    found = re.match(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})", plain) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})", plain
    )
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def _chain_names() -> dict[str, str]:
    """Chains by label; the list offered for new positions wins over the others."""
    known = vocabulary.current()
    default = {row.code for row in known.schemes.values() if row.is_default}
    names: dict[str, str] = {}
    for chain in sorted(known.chains.values(), key=lambda row: row.scheme not in default):
        for label in (chain.code, chain.label_zh_hans, chain.label_en):
            names.setdefault(name_key(label), chain.code)
    return names
