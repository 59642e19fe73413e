"""Experts out of an operator's spreadsheet: each is invited by mail; her employer stands as a tie noted by the office."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.accounts.models import User
from apps.core import credit_code, spreadsheets
from apps.core.moves import GuardFailed
from apps.core.spreadsheets import BadWorkbook, Row
from apps.core.text import fold, squeeze
from apps.experts import lifecycle, policies, profiles
from apps.experts.models import Expert, Source, TieKind
from apps.taxonomy import lookups, vocabulary

NAMES: dict[str, Sequence[str]] = {
    "name_zh": ("姓名", "专家姓名", "中文姓名", "专家", "name in chinese", "name"),
    "family_name": ("姓（拼音）", "姓拼音", "英文姓", "family name", "surname"),
    "given_name": ("名（拼音）", "名拼音", "英文名", "given name", "first name"),
    "email": ("电子邮箱", "邮箱", "电子邮件", "email", "e-mail"),
    "title_zh": ("职称", "职称职务", "职务", "title"),
    "orcid": ("orcid",),
    "employer": ("工作单位", "所在单位", "单位", "employer", "institution"),
    "credit_code": ("统一社会信用代码", "单位信用代码", "credit code", "unified social credit code"),
    "chains": ("产业链", "所属产业链", "产业领域", "industry chain", "industry chains"),
    "disciplines": ("学科", "学科领域", "专业领域", "专业", "disciplines", "discipline"),
    "languages": ("语言", "评审语言", "languages"),
    "district": ("所在区市", "区市", "district"),
    "cases_max": ("同时评审上限", "任务上限", "load", "open cases"),
}
LABELS = {
    "name_zh": pgettext_lazy("person", "Name in Chinese"),
    "family_name": gettext_lazy("Family name (Latin letters)"),
    "given_name": gettext_lazy("Given name (Latin letters)"),
    "email": gettext_lazy("E-mail"),
    "title_zh": pgettext_lazy("of a person", "Title in Chinese"),
    "orcid": "ORCID",
    "employer": gettext_lazy("Employer"),
    "credit_code": gettext_lazy("Unified social credit code"),
    "chains": gettext_lazy("Industry chains"),
    "disciplines": gettext_lazy("Disciplines"),
    "languages": gettext_lazy("Languages"),
    "district": gettext_lazy("District"),
    "cases_max": gettext_lazy("Open cases at a time, at most"),
}
NEEDED = ("email", "employer")
LONGEST = {"name_zh": 80, "family_name": 80, "given_name": 80, "title_zh": 120, "employer": 200}
MOST = 500
_BETWEEN = re.compile(r"\s*[,，;；、/|\n]\s*")


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell: `column` is a code of `LABELS`."""

    row: int
    column: str
    message: str
    value: str = ""

    @property
    def label(self) -> str:
        return str(LABELS[self.column])


@dataclass(frozen=True)
class Sheet:
    """What a file holds: values by column of each row, and every problem. Only a sheet without problems is taken in."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(content: bytes, *, by: User) -> Sheet:
    """Read and check all rows of the first sheet. Raises BadWorkbook."""
    rows = spreadsheets.read_all(content)
    header = spreadsheets.find_header(rows, NAMES)
    if header is None:
        raise BadWorkbook(_("No row of headings was found. The columns need names such as 姓名, 电子邮箱, 工作单位."))
    columns = spreadsheets.guess_columns(header.cells, NAMES)
    gaps = [str(LABELS[name]) for name in NEEDED if name not in columns]
    gaps += [] if {"name_zh", "family_name"} & set(columns) else [str(LABELS["name_zh"])]
    if gaps:
        raise BadWorkbook(_("These columns are missing: %(columns)s.") % {"columns": ", ".join(gaps)})
    below = [row for row in rows if row.number > header.number]
    if not below:
        raise BadWorkbook(_("There is no row under the headings."))
    if len(below) > MOST:
        raise BadWorkbook(_("The sheet has more than %(most)d rows. Please divide it.") % {"most": MOST})
    reader = _Reader(columns, by)
    return Sheet([reader.read(row) for row in below], reader.problems)


class _Reader:
    def __init__(self, columns: dict[str, int], by: User) -> None:
        self.columns, self.by = columns, by
        self.problems: list[Problem] = []
        self.addresses: dict[str, int] = {}
        self.checks: dict[str, Callable[[str], Any]] = {
            "email": lifecycle.check_address, "employer": _needed, "credit_code": _optional(credit_code.clean),
            "orcid": profiles.clean_orcid, "chains": _chains, "disciplines": _terms("discipline"),
            "languages": _terms("language"), "district": self._district, "cases_max": _cases,
        }  # fmt: skip

    def read(self, row: Row) -> dict[str, Any]:
        texts = {name: squeeze(row.cell(at)) for name, at in self.columns.items()}
        values: dict[str, Any] = dict(texts)
        for name, most in LONGEST.items():
            if len(texts.get(name, "")) > most:
                self._problem(row, name, _("At most %(most)d characters.") % {"most": most}, texts[name])
        for name, check in self.checks.items():
            try:
                values[name] = check(texts.get(name, ""))
            except ValidationError as error:
                self._problem(row, name, error.messages[0], texts.get(name, ""))
        if not texts.get("name_zh") and not texts.get("family_name"):
            self._problem(row, "name_zh", _("A name is needed."), "")
        self._once(row, values["email"])
        return values

    def _once(self, row: Row, address: str) -> None:
        first = self.addresses.setdefault(address, row.number)
        if address and first != row.number:
            self._problem(row, "email", _("Row %(row)d has the same address.") % {"row": first}, address)

    def _problem(self, row: Row, name: str, message: str, value: str) -> None:
        self.problems.append(Problem(row.number, name, message, value[:100]))

    def _district(self, text: str) -> str:
        hits = lookups.find_terms_in("district", text) if text else []
        if text and not hits:
            raise ValidationError(_("This names no district of the city."))
        code = hits[0].value.code if hits else ""
        if not policies.can_invite(self.by, code):
            raise ValidationError(_("You keep the experts of other districts only."))
        return code


def _needed(text: str) -> str:
    if not text:
        raise ValidationError(_("An employer is needed: unknown is not clear."))
    return text


def _optional(check: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: check(text) if text else ""


def _cases(text: str) -> int:
    if not text:
        return int(Expert._meta.get_field("cases_max").get_default())
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 50:
        raise ValidationError(_("Write a number from 1 to 50."))
    return int(text)


def _terms(name: str) -> Callable[[str], list[str]]:
    def check(text: str) -> list[str]:
        return _codes(text, lambda part: term.code if (term := lookups.find_term(name, part)) else "")

    return check


def _chains(text: str) -> list[str]:
    known: dict[str, str] = {}
    for row in vocabulary.current().chains.values():
        for label in (row.code, row.label_zh_hans, row.label_zh_hant, row.label_en):
            known.setdefault(_plain(label), row.code)
    return _codes(text, lambda part: known.get(_plain(part), ""))


def _plain(text: str) -> str:
    return re.sub(r"\s|产业链?$|industrychain$", "", fold(text).replace(" ", ""))


def _codes(text: str, find: Callable[[str], str]) -> list[str]:
    """Each part of a cell by code. Raises ValidationError for one that is in no list."""
    found = []
    for part in filter(None, _BETWEEN.split(text)):
        code = find(part)
        if not code:
            raise ValidationError(_("“%(name)s” is not in the list.") % {"name": part[:60]})
        found.append(code)
    return list(dict.fromkeys(found))


@transaction.atomic
def take_in(sheet: Sheet, *, by: User) -> list[Expert]:
    """All experts of the sheet, each invited. Raises GuardFailed when a row is wrong: then none."""
    if sheet.problems or not sheet.rows:
        raise GuardFailed(_("Correct the rows first: all are taken in, or none."))
    return [_take(values, by) for values in sheet.rows]


def _take(values: dict[str, Any], by: User) -> Expert:
    columns = (*profiles.NAME, "title_zh", "orcid", "chains", "disciplines", "languages", "cases_max")
    facts = {name: values[name] for name in columns if name in values}
    expert = lifecycle.invite(values["email"], by=by, district=values["district"], source="import", **facts)
    employer = {"name_zh": values["employer"], "credit_code": values["credit_code"]}
    profiles.save_tie(expert, TieKind.EMPLOYER, employer, by=by, source=Source.OFFICE)
    return expert
