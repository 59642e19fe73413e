"""The filters over agreement records; they stand in the address."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.agreements.models import Agreement
from apps.agreements.states import AgreementState
from apps.agreements.terms import Kind, Source
from apps.core.search import words_of
from apps.taxonomy import choices
from apps.taxonomy.filters import choice_filter


class AgreementFilter(django_filters.FilterSet):
    """Over what the reader may see. Wrong values are errors of the form (400 in the API)."""

    q = django_filters.CharFilter(label=_("Search"), method="by_words", max_length=200)
    kind = choice_filter(_("Kind"), Kind.choices)
    state = choice_filter(_("State"), AgreementState.choices)
    source = choice_filter(_("Grown from"), Source.choices)
    source_ref = django_filters.CharFilter(label=_("Its number or id"), max_length=16)
    district = choice_filter(_("District"), choices.districts)
    signed_since = django_filters.DateFilter(label=_("Signed since"), field_name="signed_on", lookup_expr="gte")
    signed_until = django_filters.DateFilter(label=_("Signed until"), field_name="signed_on", lookup_expr="lte")

    class Meta:
        model = Agreement
        fields: list[str] = []

    def by_words(self, rows: QuerySet[Agreement], name: str, value: str) -> QuerySet[Agreement]:
        """Every word stands in a title, in the number of the contract, or in what it grew from."""
        for word in words_of(value):
            held = Q(title__icontains=word) | Q(title_en__icontains=word) | Q(contract__number__icontains=word)
            rows = rows.filter(held | Q(source_ref__icontains=word))
        return rows
