"""The one set of filters over public calls and problems, for pages, open data and the API; they stand in the address."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.challenges.models import Challenge, Problem
from apps.challenges.search import matching
from apps.challenges.states import ChallengeState as S
from apps.challenges.terms import IpChoice, Kind
from apps.core.search import words_of
from apps.taxonomy import choices
from apps.taxonomy.filters import UNKNOWN, CodeFilter, chain_choices, chains_under, choice_filter

MOST_MONEY = 10**12
STAGES = {
    "open": (_("Open for proposals"), (S.PUBLISHED,)),
    "review": (_("Under review"), (S.CLOSED, S.REVIEWING, S.PROPOSED_AWARD, S.IN_PUBLICITY)),
    "awarded": (pgettext_lazy("stage of a call", "Award decided"), (S.AWARDED, S.CONTRACTED)),
    "work": (_("Work under way"), (S.EXECUTING, S.ACCEPTANCE)),
    "done": (_("Accepted"), (S.ACCEPTED, S.EVALUATED)),
    "ended": (_("Ended without result"), (S.FAILED, S.CANCELLED, S.TERMINATED_EXCUSED, S.TERMINATED_FAULT)),
}


def stage_of(state: str) -> str:
    """The stage of a public call, for people who do not know its twenty states; empty before publication."""
    return next((stage for stage, (_label, among) in STAGES.items() if state in among), "")


def stage_choices() -> list[Any]:
    return [(code, label) for code, (label, _among) in STAGES.items()]


def _money(label: Any, lookup: str) -> Any:
    return django_filters.NumberFilter(
        label=label, field_name="current__bounty", lookup_expr=lookup, min_value=0, max_value=MOST_MONEY,
        decimal_places=0, widget=forms.HiddenInput,
    )  # fmt: skip


class ChallengeFilter(django_filters.FilterSet):
    """Over calls with a text in force. Wrong values are errors of the form (400 in the API)."""

    q = django_filters.CharFilter(label=_("Search"), method="by_words", max_length=200)
    stage = choice_filter(_("Stage"), stage_choices, method="by_stage")
    chain = choice_filter(_("Industry chain"), chain_choices, method="by_chain")
    kind = choice_filter(_("Kind"), Kind.choices, field_name="current__kind")
    district = choice_filter(_("District"), choices.districts, field_name="current__district")
    ip = choice_filter(_("Rights in the result"), IpChoice.choices, field_name="current__ip_choice")
    bounty_min = _money(_("Bounty at least (yuan)"), "gte")
    bounty_max = _money(_("Bounty at most (yuan)"), "lte")
    discipline = CodeFilter(label=_("Discipline"), method="by_discipline", kind="discipline", widget=forms.HiddenInput)
    ordering = django_filters.OrderingFilter(
        label=_("Order"),
        empty_label=_("By relevance and date"),
        fields=(("published_at", "published"), ("current__bounty", "bounty"), ("closes_at", "closing")),
        choices=(
            ("closing", _("Closing soon")),
            ("-bounty", _("Highest bounty first")),
            ("-published", _("Newest first")),
            ("published", _("Oldest first")),
        ),
        error_messages=UNKNOWN,
    )

    class Meta:
        model = Challenge
        fields: list[str] = []

    def by_words(self, rows: QuerySet[Challenge], name: str, value: str) -> QuerySet[Challenge]:
        return matching(rows, value)

    def by_stage(self, rows: QuerySet[Challenge], name: str, value: str) -> QuerySet[Challenge]:
        return rows.filter(state__in=STAGES[value][1])

    def by_chain(self, rows: QuerySet[Challenge], name: str, value: str) -> QuerySet[Challenge]:
        return rows.filter(current__chain__in=chains_under(value))

    def by_discipline(self, rows: QuerySet[Challenge], name: str, value: str) -> QuerySet[Challenge]:
        return rows.filter(current__disciplines__contains=[value])


class ProblemFilter(django_filters.FilterSet):
    """Over listed problems that the reader may see."""

    q = django_filters.CharFilter(label=_("Search"), method="by_words", max_length=200)
    chain = choice_filter(_("Industry chain"), chain_choices, method="by_chain")
    kind = choice_filter(_("Kind"), Kind.choices, field_name="kind")
    district = choice_filter(_("District"), choices.districts, field_name="district")

    class Meta:
        model = Problem
        fields: list[str] = []

    def by_words(self, rows: QuerySet[Problem], name: str, value: str) -> QuerySet[Problem]:
        """The list is short and its texts too: every word must stand somewhere in a row."""
        for word in words_of(value):
            rows = rows.filter(title__icontains=word) | rows.filter(description__icontains=word)
        return rows

    def by_chain(self, rows: QuerySet[Problem], name: str, value: str) -> QuerySet[Problem]:
        return rows.filter(chain__in=chains_under(value))
