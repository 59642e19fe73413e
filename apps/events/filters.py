"""The filters of the public calendar; they stand in the address."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.search import words_of
from apps.events.models import Event
from apps.events.states import COMING
from apps.events.terms import Board, Format
from apps.procedures.calendar import city_zone
from apps.taxonomy import choices
from apps.taxonomy.filters import choice_filter


def months() -> list[tuple[str, str]]:
    """Months of the city's calendar in which something takes place, as the operators dated it."""
    month = TruncMonth("starts_at", tzinfo=city_zone())
    found = Event.objects.public().annotate(month=month).values_list("month", flat=True).distinct().order_by("month")
    return [(f"{at:%Y-%m}", f"{at:%Y-%m}") for at in found]


class EventFilter(django_filters.FilterSet):
    """Over public events. Without a month: what is still to come. Wrong values are errors of the form (400)."""

    q = django_filters.CharFilter(label=_("Search"), method="by_words", max_length=200)
    board = choice_filter(_("Board"), Board.choices, field_name="board")
    format = choice_filter(_("Format"), Format.choices, field_name="format")
    month = choice_filter(_("Month"), months, method="by_month")
    district = choice_filter(_("District"), choices.districts, field_name="district")

    class Meta:
        model = Event
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Event]) -> QuerySet[Event]:
        rows = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("month"):
            return rows.order_by("starts_at", "pk")
        return rows.filter(state__in=COMING, ends_at__gt=timezone.now()).order_by("starts_at", "pk")

    def by_words(self, rows: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        """Every word must stand somewhere in the event."""
        for word in words_of(value):
            rows = rows.filter(
                Q(title_zh__icontains=word) | Q(title_en__icontains=word) | Q(text_zh__icontains=word)
                | Q(text_en__icontains=word) | Q(venue_zh__icontains=word) | Q(venue_en__icontains=word)
            )  # fmt: skip
        return rows

    def by_month(self, rows: QuerySet[Event], name: str, value: Any) -> QuerySet[Event]:
        first = date.fromisoformat(f"{value}-01")
        after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
        begin, end = (datetime.combine(day, time(), city_zone()) for day in (first, after))
        return rows.filter(starts_at__gte=begin, starts_at__lt=end)
