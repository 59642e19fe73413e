"""What runs underneath, for operators: who did what, work that failed, which processes live. Nothing here is edited."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import F, Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from apps.core import marks
from apps.core.models import AuditEntry, File, Heartbeat, Mark

READ_AUDIT = "audit.read"  # verbs of roles
RETRY = "work.retry"


class ReadOnlyAdmin(ModelAdmin):
    """Rows that only the program writes. `verb` names who may read them; empty: every operator."""

    verb = ""
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_staff and (not self.verb or request.user.has_perm(self.verb)))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """The trail; search by the public id of a subject or an actor."""

    verb = READ_AUDIT
    list_display = ("at", "subject_kind", "subject_ref", "act", "state_from", "state_to", "actor_ref", "reason_code")
    list_filter = ("subject_kind", "act", ("at", admin.DateFieldListFilter))
    search_fields = ("=subject_ref", "=actor_ref")
    search_help_text = _("public id of a subject or an actor")
    ordering = ("-id",)


class WaitingFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("parked", _("failed for good")), ("waiting", _("waiting"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Mark]) -> QuerySet[Mark]:
        if self.value() == "parked":
            return queryset.filter(parked_at__isnull=False)
        if self.value() == "waiting":
            return queryset.filter(done_gen__lt=F("gen"), parked_at__isnull=True)
        return queryset


@admin.register(Mark)
class MarkAdmin(ReadOnlyAdmin):
    """Work that waits or has failed; what failed for good can be sent on its way again."""

    list_display = ("kind", "object_id", "state", "dirty_since", "attempts", "parked_at", "short_error")
    list_filter = (WaitingFilter, "kind")
    search_fields = ("=object_id",)
    ordering = (F("parked_at").desc(nulls_last=True), "-dirty_since")
    actions = ("retry",)

    @display(
        description=_("state"),
        label={_("failed for good"): "danger", _("waiting"): "warning", _("done"): "success"},
    )
    def state(self, mark: Mark) -> Any:
        if mark.parked_at:
            return _("failed for good")
        return _("waiting") if mark.done_gen < mark.gen else _("done")

    @display(description=_("error"))
    def short_error(self, mark: Mark) -> str:
        return mark.error[:120]

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RETRY)

    @action(description=_("Try again"), permissions=["retry"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Mark]) -> None:
        failed = list(queryset.filter(parked_at__isnull=False))
        for mark in failed:
            marks.retry(mark)
        text = ngettext(
            "%(count)s piece of work is tried again.", "%(count)s pieces of work are tried again.", len(failed)
        )
        messages.success(request, text % {"count": len(failed)})


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ("name", "at")
    ordering = ("name",)


@admin.register(File)
class FileAdmin(ReadOnlyAdmin):
    """That a file exists, not what is in it."""

    verb = READ_AUDIT
    list_display = ("created_at", "data_class", "name", "size", "encrypted", "owner_ref", "retain_until")
    list_filter = ("data_class",)
    search_fields = ("=owner_ref", "=public_id", "=sha256")
    fields = (
        "public_id",
        "name",
        "size",
        "content_type",
        "data_class",
        "owner_ref",
        "encrypted",
        "created_at",
        "retain_until",
    )
    ordering = ("-id",)
