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
from apps.taxonomy.filters import UNKNOWN, CodeFilter, chain_choices, chains_under, choice_filter

HIGHEST_PAY = 10_000_000


class PublicEmployerField(forms.CharField):
    def clean(self, value: Any) -> str:
        public_id = str(super().clean(value)).strip()
        if public_id and not Employer.objects.verified().filter(public_id=public_id).exists():
            raise ValidationError(UNKNOWN["invalid_choice"], code="invalid_choice", params={"value": public_id})
        return public_id


class EmployerFilter(django_filters.CharFilter):
    field_class = PublicEmployerField


def _number(label: Any, method: str) -> Any:
    return django_filters.NumberFilter(
        label=label, method=method, min_value=0, max_value=HIGHEST_PAY, decimal_places=0, widget=forms.HiddenInput
    )


class PositionFilter(django_filters.FilterSet):
    """Over a queryset of positions with a text in force. Wrong values are errors of the form (400 in the API)."""

    q = django_filters.CharFilter(label=_("Search"), method="by_words", max_length=200)
    chain = choice_filter(_("Industry chain"), chain_choices, method="by_chain")
    degree = choice_filter(_("Degree at least"), choices.degrees, field_name="current__degree_min")
    district = choice_filter(_("District"), choices.districts, field_name="current__district")
    kind = choice_filter(_("Kind"), choices.position_kinds, field_name="current__kind")
    pay = choice_filter(_("Pay"), choices.pay_buckets, method="by_pay")
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
