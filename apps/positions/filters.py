"""The one set of filters over live positions, for pages and the API; they stand in the address."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.employers.models import Employer
from apps.positions.models import Position
from apps.positions.search import matching
from apps.taxonomy import choices, vocabulary
from apps.taxonomy.chains import codes_in

UNKNOWN = {"invalid_choice": _("There is no “%(value)s” here. Choose one of the list.")}
HIGHEST_PAY = 10_000_000


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


class PublicEmployerField(forms.CharField):
    def clean(self, value: Any) -> str:
        public_id = str(super().clean(value)).strip()
        if public_id and not Employer.objects.verified().filter(public_id=public_id).exists():
            raise ValidationError(UNKNOWN["invalid_choice"], code="invalid_choice", params={"value": public_id})
        return public_id


class EmployerFilter(django_filters.CharFilter):
    field_class = PublicEmployerField


def _choice(label: Any, source: Any, method: str | None = None, field_name: str | None = None) -> Any:
    return django_filters.ChoiceFilter(
        label=label, choices=source, method=method, field_name=field_name, empty_label=_("All"), error_messages=UNKNOWN
    )


def _number(label: Any, method: str) -> Any:
    return django_filters.NumberFilter(
        label=label, method=method, min_value=0, max_value=HIGHEST_PAY, decimal_places=0, widget=forms.HiddenInput
    )


class PositionFilter(django_filters.FilterSet):
    """Over a queryset of positions with a text in force. Wrong values are errors of the form (400 in the API)."""

    q = django_filters.CharFilter(label=_("Search"), method="by_words", max_length=200)
    chain = _choice(_("Industry chain"), chain_choices, method="by_chain")
    degree = _choice(_("Degree at least"), choices.degrees, field_name="current__degree_min")
    district = _choice(_("District"), choices.districts, field_name="current__district")
    kind = _choice(_("Kind"), choices.position_kinds, field_name="current__kind")
    pay = _choice(_("Pay"), choices.pay_buckets, method="by_pay")
    salary_min = _number(_("Pay at least (yuan a year)"), "by_salary_min")
    salary_max = _number(_("Pay from at most (yuan a year)"), "by_salary_max")
    employer = EmployerFilter(label=_("Employer"), field_name="employer__public_id", widget=forms.HiddenInput)
    discipline = CodeFilter(label=_("Discipline"), method="by_discipline", kind="discipline", widget=forms.HiddenInput)
    skill = CodeFilter(label=_("Skill"), method="by_skill", kind="skill", widget=forms.HiddenInput)
    ordering = django_filters.OrderingFilter(
        label=_("Order"),
        empty_label=_("By relevance and date"),
        fields=(("published_at", "published"), ("current__salary_max", "pay"), ("valid_until", "closing")),
        choices=(
            ("-published", _("Newest first")),
            ("published", _("Oldest first")),
            ("-pay", _("Highest pay first")),
            ("pay", _("Lowest pay first")),
            ("closing", _("Closing soon")),
            ("-closing", _("Open longest")),
        ),
        error_messages=UNKNOWN,
    )

    class Meta:
        model = Position
        fields: list[str] = []

    def by_words(self, rows: QuerySet[Position], name: str, value: str) -> QuerySet[Position]:
        return matching(rows, value)

    def by_chain(self, rows: QuerySet[Position], name: str, value: str) -> QuerySet[Position]:
        return rows.filter(current__chain__in=chains_under(value))

    def by_pay(self, rows: QuerySet[Position], name: str, value: str) -> QuerySet[Position]:
        """Bands that overlap the bucket."""
        bucket = vocabulary.current().term("pay_bucket", value)
        low, high = (bucket.attributes.get(end) if bucket else None for end in ("min_yuan", "max_yuan"))
        rows = rows.filter(current__salary_max__gt=low) if low else rows
        return rows.filter(current__salary_min__lt=high) if high else rows

    def by_salary_min(self, rows: QuerySet[Position], name: str, value: Any) -> QuerySet[Position]:
        return rows.filter(current__salary_max__gte=int(value))

    def by_salary_max(self, rows: QuerySet[Position], name: str, value: Any) -> QuerySet[Position]:
        return rows.filter(current__salary_min__lte=int(value))

    def by_discipline(self, rows: QuerySet[Position], name: str, value: str) -> QuerySet[Position]:
        return rows.filter(current__disciplines__contains=[value])

    def by_skill(self, rows: QuerySet[Position], name: str, value: str) -> QuerySet[Position]:
        return rows.filter(current__skills__code=value).distinct() if value else rows
