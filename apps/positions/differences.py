"""What a new text changes against the one in force, field by field, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.positions.content import PositionContent
from apps.positions.pay import write_pay
from apps.taxonomy.lookups import label


@dataclass(frozen=True)
class Change:
    """`before` and `after` are words; `long` for texts that are read side by side."""

    label: str
    before: str
    after: str
    long: bool = False


def _codes(kind: str) -> Callable[[Any], str]:
    return lambda codes: ", ".join(label(kind, code) for code in codes)


def _code(kind: str) -> Callable[[Any], str]:
    return lambda code: label(kind, code) if code else ""


def _languages(rows: Any) -> str:
    return ", ".join(
        " ".join(
            part
            for part in (label("language", row["code"]), row.get("level", ""), "!" * bool(row.get("demanded")))
            if part
        )
        for row in rows
    )


FIELDS: dict[str, tuple[Promise, Callable[[Any], str]]] = {
    "kind": (gettext_lazy("Kind"), _code("position_kind")),
    "chain": (gettext_lazy("Industry chain"), _code("chain")),
    "degree_min": (gettext_lazy("Degree at least"), _code("degree")),
    "years_min": (gettext_lazy("Years of experience"), lambda value: "" if value is None else str(value)),
    "negotiable": (gettext_lazy("More by agreement"), lambda value: _("yes") if value else _("no")),
    "headcount": (gettext_lazy("Openings"), str),
    "district": (gettext_lazy("District"), _code("district")),
    "workplace": (gettext_lazy("Place of work"), str),
    "disciplines": (gettext_lazy("Disciplines"), _codes("discipline")),
    "skills": (
        gettext_lazy("Skills"),
        lambda rows: ", ".join(label("skill", s.code) if s.code else s.text for s in rows),
    ),
    "languages": (gettext_lazy("Languages"), _languages),
    "start_on": (gettext_lazy("Start"), lambda day: day.isoformat() if day else ""),
    "valid_until": (gettext_lazy("Open until"), lambda day: day.isoformat() if day else ""),
}
WORDS = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("Summary"),
    "description": gettext_lazy("Duties"),
    "requirements": gettext_lazy("Requirements"),
}
LANGUAGES = {"zh-hans": "简体中文", "zh-hant": "繁體中文", "en": "English"}


def between(before: PositionContent, after: PositionContent) -> list[Change]:
    """Changes in the order a reader looks: pay, conditions, then the words of each language."""
    changes = []
    old_pay, new_pay = ((c.salary_min, c.salary_max) for c in (before, after))
    if old_pay != new_pay:
        changes.append(Change(_("Pay"), write_pay(*old_pay), write_pay(*new_pay)))
    for name, (title, words) in FIELDS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            changes.append(Change(str(title), words(old), words(new)))
    return changes + _texts(before, after)


def _texts(before: PositionContent, after: PositionContent) -> list[Change]:
    old = {text.language: text for text in before.texts}
    new = {text.language: text for text in after.texts}
    changes = []
    for language in dict.fromkeys([*new, *old]):
        for name, title in WORDS.items():
            one, other = (getattr(rows.get(language), name, "") for rows in (old, new))
            if one != other:
                head = f"{title} ({LANGUAGES.get(language, language)})"
                changes.append(Change(head, one, other, long=name != "title"))
    return changes
