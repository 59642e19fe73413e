"""Filters over positions, for pages and API alike. They live in the address; an unknown code is an error at the field."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.positions.models import Position
from apps.positions.search import matching
from apps.taxonomy import choices, vocabulary
from apps.taxonomy.chains import codes_in


class PositionFilter(filters.FilterSet):
    """`chain` finds a posting under a chain of any list (crosswalk); `pay` is a band of the vocabulary."""

    q = filters.CharFilter(label=_("Words"), method="by_words", max_length=100)
    chain = filters.ChoiceFilter(label=_("Industry chain"), method="by_chain", choices=choices.chains)
    degree = filters.ChoiceFilter(label=_("Degree at least"), field_name="current__degree_min", choices=choices.degrees)
    district = filters.ChoiceFilter(label=_("District"), field_name="current__district", choices=choices.districts)
    kind = filters.ChoiceFilter(label=_("Kind"), field_name="current__kind", choices=choices.position_kinds)
    pay = filters.ChoiceFilter(label=_("Pay"), method="by_pay", choices=choices.pay_buckets)
    discipline = filters.ChoiceFilter(label=_("Discipline"), method="by_discipline", choices=choices.disciplines)

    class Meta:
        model = Position
        fields: list[str] = []

    def by_words(self, positions: QuerySet[Position], name: str, value: str) -> QuerySet[Position]:
        return matching(positions, value)

    def by_chain(self, positions: QuerySet[Position], name: str, value: str) -> QuerySet[Position]:
        known = vocabulary.current()
        linked = {code for scheme in known.schemes for code in codes_in(value, scheme)}
        return positions.filter(current__chain__in=linked | {value})

    def by_pay(self, positions: QuerySet[Position], name: str, value: str) -> QuerySet[Position]:
        """Positions whose band overlaps the bucket."""
        row = vocabulary.current().term("pay_bucket", value)
        columns: dict[str, Any] = row.attributes if row else {}
        low, high = columns.get("min_yuan"), columns.get("max_yuan")
        overlap = Q(current__salary_max__gt=low) if low else Q()
        return positions.filter(overlap & (Q(current__salary_min__lt=high) if high else Q()))

    def by_discipline(self, positions: QuerySet[Position], name: str, value: str) -> QuerySet[Position]:
        return positions.filter(current__disciplines__contains=[value])
