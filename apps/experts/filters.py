"""The filters over the pool of experts; they stand in the address."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.experts.days import today
from apps.experts.models import Expert, Task
from apps.experts.search import named
from apps.experts.states import ExpertState
from apps.taxonomy import choices
from apps.taxonomy.filters import CodeFilter, chain_choices, choice_filter

SIGNED = [("yes", _("both signed")), ("no", _("one missing"))]


class ExpertFilter(django_filters.FilterSet):
    """Over what the reader may see. Wrong values are errors of the form (400 in the API)."""

    q = django_filters.CharFilter(label=_("Name, address or id"), method="by_name", max_length=200)
    state = choice_filter(_("State"), ExpertState.choices)
    chain = choice_filter(_("Industry chain"), chain_choices, method="by_chain")
    discipline = CodeFilter(label=_("Discipline"), method="by_discipline", kind="discipline")
    task = choice_filter(_("What she can be asked for"), Task.choices, method="by_task")
    signed = choice_filter(_("undertakings"), SIGNED, method="by_signed")
    district = choice_filter(_("District"), choices.districts)

    class Meta:
        model = Expert
        fields: list[str] = []

    def by_name(self, rows: QuerySet[Expert], name: str, value: str) -> QuerySet[Expert]:
        return named(rows, value)

    def by_chain(self, rows: QuerySet[Expert], name: str, value: str) -> QuerySet[Expert]:
        return rows.filter(chains__contains=[value])

    def by_discipline(self, rows: QuerySet[Expert], name: str, value: str) -> QuerySet[Expert]:
        return rows.filter(disciplines__contains=[value])

    def by_task(self, rows: QuerySet[Expert], name: str, value: str) -> QuerySet[Expert]:
        return rows.filter(tasks__contains=[value])

    def by_signed(self, rows: QuerySet[Expert], name: str, value: str) -> QuerySet[Expert]:
        held = Expert.objects.signed(today()).values("pk")
        return rows.filter(pk__in=held) if value == "yes" else rows.exclude(pk__in=held)
