"""Admin pages of rows that rules rest on: one right to edit them, an audit entry for every change."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Model, QuerySet
from django.forms import BaseModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from apps.core import audit
from apps.core.actors import Actor

EDIT = "taxonomy.edit"  # the verb of a role; superusers have it


class AuditedAdmin(ModelAdmin):
    """Staff may look; who holds `taxonomy.edit` may change. Nothing is public on a timeline."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_staff)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_staff)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(EDIT)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(EDIT)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(EDIT)

    def save_model(self, request: HttpRequest, obj: Model, form: BaseModelForm[Any], change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        columns = {"columns": sorted(form.changed_data)}
        self._note(request, obj, "edited" if change else "added", columns)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self._note(request, obj, "deleted", {})
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            self.delete_model(request, row)

    @staticmethod
    def _note(request: HttpRequest, obj: Model, act: str, data: dict[str, Any]) -> None:
        code = getattr(obj, "code", "") or str(obj)
        audit.record(obj, act, by=cast("Actor", request.user), data={"row": code, **data}, public=False)
