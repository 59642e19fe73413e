"""Filters over codes of the vocabularies: the same choices, the same words for a wrong one, in every list."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.taxonomy import choices, vocabulary
from apps.taxonomy.chains import codes_in

UNKNOWN = {"invalid_choice": _("There is no “%(value)s” here. Choose one of the list.")}


def chain_choices() -> list[Any]:
    """The list offered for new positions, then the other lists, each under its name."""
    known = vocabulary.current()
    schemes = sorted(known.schemes.values(), key=lambda row: not row.is_default)
    grouped = [
        (f"{scheme.label} · {name}", rows) for scheme in schemes[1:] for name, rows in choices.chains(scheme.code)
    ]
    return [*choices.chains(), *grouped]


def chains_under(code: str) -> set[str]:
    """A chain, what is part of it in its own list, and what these are called in the other lists."""
    known = vocabulary.current()
    family = {code}
    while more := {row.code for row in known.chains.values() if row.parent in family} - family:
        family |= more
    return family.union(*(codes_in(one, scheme) for one in family for scheme in known.schemes))


class CodeField(forms.CharField):
    """A code of a vocabulary that is too long for a list of choices."""

    def __init__(self, *, kind: str, **kwargs: Any) -> None:
        super().__init__(max_length=80, **kwargs)
        self.kind = kind

    def clean(self, value: Any) -> str:
        code = str(super().clean(value)).strip()
        known = vocabulary.current()
        rows = known.skills if self.kind == "skill" else known.terms.get(self.kind, {})
        if code and code not in rows:
            raise ValidationError(UNKNOWN["invalid_choice"], code="invalid_choice", params={"value": code})
        return code


class CodeFilter(django_filters.CharFilter):
    field_class = CodeField


def choice_filter(label: Any, source: Any, method: str | None = None, field_name: str | None = None) -> Any:
    """A choice of codes; empty means all."""
    return django_filters.ChoiceFilter(
        label=label, choices=source, method=method, field_name=field_name, empty_label=_("All"), error_messages=UNKNOWN
    )
