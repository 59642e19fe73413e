"""What a proposal says, section by section, and which part each belongs to.

There is no field for age, degree, title or region, and none is asked elsewhere (R6): a test reads these tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.text import mend
from apps.proposals.models import Part

ROWS = 60  # milestones or budget lines
CELL = 300
MOST_YUAN = Decimal(100_000_000_000)


@dataclass(frozen=True)
class Field:
    """A field of a section: text of at most `length`, whole yuan, or rows of named cells."""

    part: Part
    label: Promise
    kind: str = "text"
    length: int = 20_000
    needed: bool = True
    cells: tuple[str, ...] = ()


FIELDS: dict[str, Field] = {
    "route": Field(Part.BLIND, gettext_lazy("Technical route")),
    "plan": Field(Part.BLIND, gettext_lazy("Plan of work")),
    "milestones": Field(Part.BLIND, gettext_lazy("Milestones"), "rows", cells=("title", "month", "result")),
    "budget": Field(Part.BLIND, gettext_lazy("Budget"), "rows", cells=("item", "amount", "why")),
    "quote": Field(Part.BLIND, gettext_lazy("Quoted amount (yuan)"), "yuan"),
    "ip": Field(Part.BLIND, gettext_lazy("Proposal for the rights in the result")),
    "team": Field(Part.IDENTITY, gettext_lazy("Team")),
    "record": Field(Part.IDENTITY, gettext_lazy("Earlier work"), needed=False),
    "conflicts": Field(Part.IDENTITY, gettext_lazy("Conflicts of interest, or that there are none")),
    "ties": Field(
        Part.IDENTITY,
        gettext_lazy("Who is too close to judge"),
        "rows",
        needed=False,
        cells=("name", "relation", "body"),
    ),
}
# what somebody is to a member: who is named so does not judge the proposal
RELATIONS: dict[str, Promise] = {
    "adviser": gettext_lazy("adviser of a member"),
    "student": gettext_lazy("student of a member"),
    "co_author": gettext_lazy("co-author"),
    "team_mate": gettext_lazy("team-mate"),
    "relative": gettext_lazy("relative"),
}


def clean(content: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that are given, each in its form. Raises ValidationError by field; unknown fields are refused."""
    cleaned: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, value in content.items():
        try:
            cleaned[name] = _clean_one(name, value)
        except ValidationError as error:
            errors[name] = error.messages[0]
    if errors:
        raise ValidationError(errors)
    return cleaned


def missing(content: Mapping[str, Any]) -> dict[str, str]:
    """What keeps this content from being sealed, by field."""
    found = {
        name: _("Please fill this in.") for name, field in FIELDS.items() if field.needed and not content.get(name)
    }
    total = sum((Decimal(row["amount"]) for row in content.get("budget", [])), Decimal(0))
    if "quote" not in found and "budget" not in found and total != content["quote"]:
        words = {"total": f"{total:,}", "quote": f"{content['quote']:,}"}
        found["budget"] = _("The lines total %(total)s yuan, the quoted amount is %(quote)s yuan.") % words
    return found


def of_part(content: Mapping[str, Any], part: str) -> dict[str, Any]:
    return {name: content[name] for name, field in FIELDS.items() if field.part == part and name in content}


def _clean_one(name: str, value: Any) -> Any:
    field = FIELDS.get(name)
    if field is None:
        raise ValidationError(_("There is no such field."))
    if field.kind == "yuan":
        return _yuan(value) if value not in ("", None) else None
    if field.kind == "rows":
        return _rows(field, value)
    return _text(value, field.length)


def _text(value: Any, length: int) -> str:
    if not isinstance(value, str):
        raise ValidationError(_("Please write text."))
    text = mend(value).strip()
    if len(text) > length:
        raise ValidationError(_("At most %(count)d characters.") % {"count": length})
    return text


def _yuan(value: Any) -> int:
    """Whole yuan; a float is refused, it does not hold every amount."""
    if isinstance(value, (bool, float)):
        raise ValidationError(_("Please write a whole number of yuan."))
    try:
        amount = Decimal(str(value).replace(",", "").strip())
    except InvalidOperation as error:
        raise ValidationError(_("Please write a whole number of yuan.")) from error
    if not amount.is_finite() or amount != amount.to_integral_value() or not 0 <= amount <= MOST_YUAN:
        raise ValidationError(_("Please write a whole number of yuan."))
    return int(amount)


def _rows(field: Field, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or len(value) > ROWS or not all(isinstance(row, Mapping) for row in value):
        raise ValidationError(_("At most %(count)d lines.") % {"count": ROWS})
    return [_row(field, row) for row in value if any(str(cell).strip() for cell in row.values())]


def _row(field: Field, row: Mapping[str, Any]) -> dict[str, Any]:
    if not set(row) <= set(field.cells):
        raise ValidationError(_("There is no such field."))
    cleaned: dict[str, Any] = {}
    for cell in field.cells:
        value = row.get(cell, "")
        if cell == "amount":
            cleaned[cell] = _yuan(value or 0)
        elif cell == "relation":
            cleaned[cell] = _relation(value)
        elif cell == "month":
            cleaned[cell] = _month(value)
        else:
            cleaned[cell] = _text(value, CELL)
    return cleaned


def _relation(value: Any) -> str:
    if value not in RELATIONS:
        raise ValidationError(_("Please choose what this person is to a member."))
    return str(value)


def _month(value: Any) -> int:
    text = str(value).strip()
    if not text.isascii() or not text.isdigit() or len(text) > 3:
        raise ValidationError(_("Please write the month as a whole number."))
    return int(text)
