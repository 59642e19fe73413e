"""Filters of operators' lists over codes of the vocabularies."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.taxonomy import choices


class DistrictFilter(admin.SimpleListFilter):
    """Over a column `district` that holds a code."""

    title = _("district")
    parameter_name = "district"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(choices.districts())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(district=self.value()) if self.value() else queryset
