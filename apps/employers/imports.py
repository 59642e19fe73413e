"""Employers out of an operator's spreadsheet: verified at once, each with a link by which its people claim it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts import invitations
from apps.accounts.models import Membership, Organisation, User
from apps.core import credit_code, spreadsheets
from apps.core.moves import GuardFailed
from apps.core.spreadsheets import BadWorkbook, Row
from apps.core.text import squeeze
from apps.employers import lifecycle, policies
from apps.employers.models import Employer
from apps.taxonomy import lookups

NAMES: dict[str, Sequence[str]] = {
    "name_zh": ("用人单位", "单位名称", "企业名称", "公司名称", "单位", "企业", "中文名称", "employer", "company", "name in chinese", "name"),
    "name_en": ("英文名称", "单位英文名称", "企业英文名称", "name in english", "english name"),
    "credit_code": ("统一社会信用代码", "社会信用代码", "信用代码", "credit code", "unified social credit code"),
    "type": ("单位性质", "单位类型", "企业性质", "企业类型", "性质", "类型", "type"),
    "district": ("所在区市", "区市", "所属区市", "所在区", "属地", "district"),
    "address": ("单位地址", "详细地址", "地址", "address"),
    "website": ("网址", "官网", "网站", "website"),
    "contact_name": ("联系人", "联系人姓名", "contact person", "contact"),
    "contact_phone": ("联系电话", "联系方式", "电话", "手机", "phone"),
    "contact_email": ("电子邮箱", "邮箱", "电子邮件", "email", "e-mail"),
}  # fmt: skip
LABELS = {
    "name_zh": gettext_lazy("Name in Chinese"),
    "name_en": gettext_lazy("Name in English"),
    "credit_code": gettext_lazy("Unified social credit code"),
    "type": gettext_lazy("Type"),
    "district": gettext_lazy("District"),
    "address": gettext_lazy("Address"),
    "website": gettext_lazy("Website"),
    "contact_name": gettext_lazy("Contact person"),
    "contact_phone": gettext_lazy("Contact phone"),
    "contact_email": gettext_lazy("Contact e-mail"),
}
NEEDED = ("name_zh", "credit_code", "type", "district")
MOST = 500


@dataclass(frozen=True)
class Problem:
    row: int
    label: str
    message: str
    value: str = ""


@dataclass(frozen=True)
class Sheet:
    """What a file holds: values by column of each row, and every problem. Only a sheet without problems is taken in."""

    rows: list[dict[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Taken:
    """An employer taken in, and the secret of its claim link, which is told once."""

    employer: Employer
    secret: str


def read(content: bytes, *, by: User) -> Sheet:
    """Read and check all rows of the first sheet. Raises BadWorkbook."""
    rows = spreadsheets.read_all(content)
    header = spreadsheets.find_header(rows, NAMES)
    if header is None:
        raise BadWorkbook(_("No row of headings was found. The columns need names such as 单位名称, 统一社会信用代码."))
    columns = spreadsheets.guess_columns(header.cells, NAMES)
    gaps = [str(LABELS[name]) for name in NEEDED if name not in columns]
    if gaps:
        raise BadWorkbook(_("These columns are missing: %(columns)s.") % {"columns": ", ".join(gaps)})
    below = [row for row in rows if row.number > header.number]
    if not below:
        raise BadWorkbook(_("There is no row under the headings."))
    if len(below) > MOST:
        raise BadWorkbook(_("The sheet has more than %(most)d rows. Please divide it.") % {"most": MOST})
    reader = _Reader(columns, by)
    found = [reader.read(row) for row in below]
    return Sheet([values for values in found if values], reader.problems)


class _Reader:
    def __init__(self, columns: dict[str, int], by: User) -> None:
        self.columns, self.by = columns, by
        self.problems: list[Problem] = []
        self.codes: dict[str, int] = {}

    def read(self, row: Row) -> dict[str, str]:
        values = {name: squeeze(row.cell(at)) for name, at in self.columns.items()}
        for name, check in (
            ("name_zh", _name),
            ("credit_code", self._code),
            ("type", _type),
            ("district", self._district),
        ):
            self._apply(row, values, name, check)
        for name, check in (("website", _website), ("contact_email", _email)):
            if values.get(name):
                self._apply(row, values, name, check)
        for name, most in (("name_en", 200), ("address", 300), ("contact_name", 80), ("contact_phone", 40)):
            if len(values.get(name, "")) > most:
                self._problem(row, name, _("At most %(most)d characters.") % {"most": most}, values[name])
        return values

    def _apply(self, row: Row, values: dict[str, str], name: str, check: Any) -> None:
        try:
            values[name] = check(values.get(name, ""))
        except ValidationError as error:
            self._problem(row, name, error.messages[0], values.get(name, ""))
            return
        if name == "credit_code":
            first = self.codes.setdefault(values[name], row.number)
            if first != row.number:
                self._problem(row, name, _("Row %(row)d has the same code.") % {"row": first}, values[name])

    def _problem(self, row: Row, name: str, message: str, value: str) -> None:
        self.problems.append(Problem(row.number, str(LABELS[name]), message, value[:100]))

    def _code(self, text: str) -> str:
        code = credit_code.clean(text)
        if Organisation.objects.filter(credit_code=code).exists():
            raise ValidationError(_("An employer with this code is on file already."))
        return code

    def _district(self, text: str) -> str:
        hits = lookups.find_terms_in("district", text)
        term = lookups.find_term("district", text) if text else None
        code = term.code if term else hits[0].value.code if hits else ""
        if not code:
            raise ValidationError(_("This names no district of the city."))
        if not policies.can_vouch(self.by, code):
            raise ValidationError(_("You verify employers of other districts only."))
        return code


def _name(text: str) -> str:
    if not text:
        raise ValidationError(_("A name is needed."))
    if len(text) > 200:
        raise ValidationError(_("At most %(most)d characters.") % {"most": 200})
    return text


def _type(text: str) -> str:
    term = lookups.find_term("employer_type", text) if text else None
    if term is None:
        raise ValidationError(_("No such type of employer. Write for instance 民营企业, 国有企业 or 高等院校."))
    return term.code


def _website(text: str) -> str:
    address = text if "://" in text else f"https://{text}"
    URLValidator(schemes=["http", "https"])(address)
    return address


def _email(text: str) -> str:
    validate_email(text)
    return text.lower()


@transaction.atomic
def take_in(sheet: Sheet, *, by: User) -> list[Taken]:
    """All employers of the sheet, vouched for by the operator. Raises GuardFailed when a row is wrong: then none."""
    if sheet.problems or not sheet.rows:
        raise GuardFailed(_("Correct the rows first: all are taken in, or none."))
    return [_take(values, by) for values in sheet.rows]


def _take(values: dict[str, str], by: User) -> Taken:
    facts = {
        name: values.get(name, "") for name in ("address", "website", "contact_name", "contact_phone", "contact_email")
    }
    employer = lifecycle.create(
        by=by,
        name_zh=values["name_zh"],
        name_en=values.get("name_en", ""),
        district=values["district"],
        credit_code=values["credit_code"],
        owned=False,
        type=values["type"],
        source="import",
        **facts,
    )
    lifecycle.vouch(employer, by=by)
    return Taken(employer, claim_link(employer, by=by))


def claim_link(employer: Employer, *, by: User) -> str:
    """A new secret by which somebody becomes the owner of an employer that has none. Callers have asked the policies."""
    _invitation, secret = invitations.create(employer.organisation, Membership.Role.OWNER, by=by)
    return secret
