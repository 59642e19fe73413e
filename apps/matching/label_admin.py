"""Decisions kept as labels, for those who may read the trail: to be read, not written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from apps.applications.reasons import RejectReason as EmployersReason
from apps.core.admin import READ_AUDIT, ReadOnlyAdmin
from apps.matching.labels import LabelKind
from apps.matching.models import Label
from apps.matching.review import RejectReason

POINT = 1000  # scores are stored in thousandths of a point


def words(code: str) -> str:
    """Of a reason, an operator's or an employer's; a code that neither knows any more stays as it is."""
    for reasons in (RejectReason, EmployersReason):
        if code in reasons.values:
            return str(reasons(code).label)
    return code


class DecisionFilter(admin.SimpleListFilter):
    title = _("decision")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(LabelKind.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Label]) -> QuerySet[Label]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Label)
class LabelAdmin(ReadOnlyAdmin):
    verb = READ_AUDIT
    list_display = ("at", "decision", "position_title", "reason", "points", "weights_version")
    list_filter = (DecisionFilter, ("at", admin.DateFieldListFilter))
    ordering = ("-at",)
    fields = ("at", "decision", "position_title", "reason", "points", "weights_version", "encoder_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Label]:
        rows = super().get_queryset(request).select_related("match__position__current")
        return rows.prefetch_related("match__position__current__texts")

    @display(description=_("decision"), ordering="kind")
    def decision(self, label: Label) -> str:
        return str(LabelKind(label.kind).label) if label.kind in LabelKind.values else label.kind

    @display(description=_("position"))
    def position_title(self, label: Label) -> str:
        return str(label.match.position)

    @display(description=_("reason"))
    def reason(self, label: Label) -> str:
        return words(label.reason_code)

    @display(description=_("score"), ordering="score")
    def points(self, label: Label) -> str:
        return "" if label.score is None else f"{label.score / POINT:.1f}"
