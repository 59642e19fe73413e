"""Problems handed in as a spreadsheet: every row is checked, and either all of them are taken in as drafts or none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.challenges.models import Problem
from apps.challenges.terms import Audience, Kind
from apps.core import spreadsheets
from apps.core.moves import GuardFailed
from apps.employers.models import Employer
from apps.taxonomy import vocabulary
from apps.taxonomy.lookups import label

MOST = 500
MOST_MONEY = 10**12  # yuan
NAMES: dict[str, tuple[str, ...]] = {
    "title": ("难题名称", "难题", "名称", "题目", "需求名称", "title", "problem"),
    "title_en": ("英文名称", "英文题目", "english title", "title in english"),
    "description": ("难题描述", "描述", "说明", "难题说明", "技术难点", "description", "details"),
    "indicators": ("指标", "技术指标", "需达到的指标", "考核指标", "indicators", "targets"),
    "kind": ("类型", "需求类型", "kind", "type"),
    "chain": ("产业链", "领域", "技术领域", "chain", "field"),
    "budget_min": ("预算下限", "最低预算", "budget from"),
    "budget_max": ("预算", "预算上限", "最高预算", "budget", "budget to"),
    "contact_name": ("联系人", "contact"),
    "contact_phone": ("联系电话", "电话", "phone"),
}
_MONEY = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(万|萬|亿|億|元|yuan|cny)?(?:元)?", re.IGNORECASE)
_UNITS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}


class Fault(NamedTuple):
    """What is wrong: the row of the sheet, the code of the column (empty: the sheet itself), words for the sender."""

    row: int
    column: str
    message: str

    @property
    def label(self) -> str:
        """The column as such sheets call it."""
        return NAMES[self.column][0] if self.column else ""


@dataclass
class Sheet:
    """What a file holds: rows ready to be stored, and what is wrong."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Fault] = field(default_factory=list)


def read(content: bytes) -> Sheet:
    """Raises spreadsheets.BadWorkbook for what is no spreadsheet."""
    lines = spreadsheets.read_all(content)
    header = spreadsheets.find_header(lines, NAMES)
    columns = spreadsheets.guess_columns(header.cells, NAMES) if header else {}
    sheet = Sheet()
    if header is None or not {"title", "description"} <= columns.keys():
        text = _("The first row needs the columns “难题名称” and “难题描述” (title, description).")
        sheet.problems.append(Fault(1, "", text))
        return sheet
    for line in lines:
        if line.number <= header.number:
            continue
        given = {name: line.cells[at].strip() if at < len(line.cells) else "" for name, at in columns.items()}
        if not any(given.values()):
            continue
        row, faults = _checked(given)
        sheet.problems += [Fault(line.number, column, text) for column, text in faults]
        sheet.rows.append(row)
    if len(sheet.rows) > MOST:
        sheet.problems.append(Fault(1, "", _("A file has %(most)d problems at most.") % {"most": MOST}))
    if not sheet.rows and not sheet.problems:
        sheet.problems.append(Fault(1, "", _("There is no row below the headings.")))
    return sheet


def _checked(given: dict[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The row, and what is wrong with it as (column, words)."""
    faults: list[tuple[str, str]] = []
    row: dict[str, Any] = {}
    for name, most in (("title", 160), ("title_en", 200), ("description", 4000), ("indicators", 2000),
                       ("contact_name", 80), ("contact_phone", 40)):  # fmt: skip
        row[name] = given.get(name, "")
        if len(row[name]) > most:
            words = {"column": NAMES[name][0], "most": most}
            faults.append((name, _("“%(column)s” is longer than %(most)d characters.") % words))
    empty = (name for name in ("title", "description") if not row[name])
    faults += [(name, _("“%(column)s” is empty.") % {"column": NAMES[name][0]}) for name in empty]
    for name in ("budget_min", "budget_max"):
        row[name], fault = _money(given.get(name, ""))
        faults += [(name, fault)] if fault else []
    if row["budget_min"] and row["budget_max"] and row["budget_min"] > row["budget_max"]:
        faults.append(("budget_max", _("The budget begins above its end.")))
    row["kind"], row["chain"] = _kind(given.get("kind", "")), ""
    if words_ := given.get("chain", ""):
        row["chain"] = _chain(words_)
        if not row["chain"]:
            faults.append(("chain", _("No industry chain is called “%(words)s”.") % {"words": words_}))
    return row, faults


def _money(text: str) -> tuple[int | None, str]:
    """Whole yuan of "80万", "1.5亿元", "800000"; a number below ten thousand is meant in 万元, as such lists write it."""
    if not text:
        return None, ""
    found = _MONEY.fullmatch(text.replace(",", "").replace("，", ""))
    if found is None:
        return None, _("“%(text)s” is no amount; write 80万 or 800000.") % {"text": text[:40]}
    given, unit = Decimal(found.group(1)), found.group(2)
    factor = _UNITS.get(unit or "", 1) if unit else (10_000 if given < 10_000 else 1)
    if given * factor > MOST_MONEY:
        return None, _("“%(text)s” is more than can be meant.") % {"text": text[:40]}
    return round(given * factor), ""


def _kind(text: str) -> str:
    for code, words in ((Kind.FIELD_TEST, ("场景", "验证", "test")), (Kind.PROCUREMENT, ("采购", "purchase"))):
        if any(word in text.lower() for word in words):
            return code
    return Kind.RESEARCH


def _chain(text: str) -> str:
    """The code of a chain called so in any language; empty if none is."""
    wanted = text.strip().casefold()
    for code in vocabulary.current().chains:
        names = {label("chain", code, language).casefold() for language in ("zh-hans", "zh-hant", "en")}
        if wanted in names or wanted == code:
            return code
    return ""


@transaction.atomic
def take_in(employer: Employer, sheet: Sheet, *, by: User) -> list[Problem]:
    """Store all rows as drafts. Raises GuardFailed while anything is wrong with the file."""
    if sheet.problems:
        raise GuardFailed(_("Correct the file first: nothing was taken in."))
    district = employer.organisation.district
    return Problem.objects.bulk_create(
        Problem(employer=employer, district=district, audience=Audience.PUBLIC, created_by=by, **row)
        for row in sheet.rows
    )
