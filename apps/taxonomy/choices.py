"""Choices of forms and filters in the reader's language. Give Django the function, not its result."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from apps.taxonomy import vocabulary

Choice = tuple[str, str]
Group = tuple[str, list[Choice]]


def terms(name: str, *, on: date | None = None) -> list[Choice]:
    """(code, label) of a small vocabulary, rows in force only, in list order."""
    day = on or timezone.localdate()
    rows = vocabulary.current().terms.get(name, {}).values()
    return [(row.code, row.label) for row in rows if row.is_active(day)]


def grouped_terms(name: str, groups: str, *, on: date | None = None) -> list[Group]:
    """[(group label, [(code, label)])] of a vocabulary whose rows have a group of the vocabulary `groups`."""
    day = on or timezone.localdate()
    known = vocabulary.current()
    rows = [row for row in known.terms.get(name, {}).values() if row.is_active(day)]
    return [
        (group.label, found)
        for group in known.terms.get(groups, {}).values()
        if (found := [(row.code, row.label) for row in rows if row.parent == group.code])
    ]


def chains(scheme: str = "", *, on: date | None = None) -> list[Group]:
    """Chains of a list by group; of the list offered for new positions by default."""
    day = on or timezone.localdate()
    known = vocabulary.current()
    wanted = scheme or next((row.code for row in known.schemes.values() if row.is_default), "")
    rows = [row for row in known.chains.values() if row.scheme == wanted and row.is_active(day)]
    groups = known.terms.get("chain_group", {})
    return [
        (groups[code].label if code in groups else code, [(row.code, row.label) for row in rows if row.group == code])
        for code in dict.fromkeys(row.group for row in rows)
    ]


def chain_list(scheme: str = "", *, on: date | None = None) -> list[Choice]:
    """The same without groups."""
    return [choice for _group, rows in chains(scheme, on=on) for choice in rows]


def degrees() -> list[Choice]:
    return terms("degree")


def degree_statuses() -> list[Choice]:
    return terms("degree_status")


def districts() -> list[Choice]:
    return terms("district")


def disciplines() -> list[Group]:
    return grouped_terms("discipline", "discipline_group")


def countries() -> list[Group]:
    return grouped_terms("country", "country_group")


def employer_types() -> list[Choice]:
    return terms("employer_type")


def honours() -> list[Choice]:
    return terms("honour")


def position_kinds() -> list[Choice]:
    return terms("position_kind")


def languages() -> list[Choice]:
    return terms("language")


def language_levels() -> list[Choice]:
    return terms("language_level")


def skill_levels() -> list[Choice]:
    return terms("skill_level")


def pay_buckets() -> list[Choice]:
    return terms("pay_bucket")
