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

from apps.core import marks, words
from apps.core.actors import SYSTEM
from apps.core.models import AuditEntry, File, Heartbeat, Mark

READ_AUDIT = "audit.read"  # verbs of roles
RETRY = "work.retry"


def in_words(column: str, kind: str, title: Any) -> Any:
    """A column of the admin that shows the words for the codes in `column`."""

    @display(description=title, ordering=column)
    def shown(_self: Any, row: Any) -> str:
        return words.word(kind, getattr(row, column))

    return shown


def filter_by(column: str, kind: str, title: Any) -> type[admin.SimpleListFilter]:
    """A filter by the codes that are stored in `column`, named by their words."""

    class CodeFilter(admin.SimpleListFilter):
        parameter_name = column

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
            stored = model_admin.model.objects.order_by(column).values_list(column, flat=True).distinct()
            return [(code, words.word(kind, code)) for code in stored if code]

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            return queryset.filter(**{column: self.value()}) if self.value() else queryset

    CodeFilter.title = title
    return CodeFilter


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


class SubjectFilter(admin.SimpleListFilter):
    title = _("kind of subject")
    parameter_name = "subject_kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        stored = AuditEntry.objects.order_by("subject_kind").values_list("subject_kind", flat=True).distinct()
        return [(label, words.subject(label)) for label in stored]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return queryset.filter(subject_kind=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """The trail; search by the public id of a subject or an actor."""

    verb = READ_AUDIT
    list_display = ("at", "about", "subject_ref", "act_in_words", "before", "after", "who", "reason_in_words")
    list_filter = (SubjectFilter, filter_by("act", words.ACT, _("step")), ("at", admin.DateFieldListFilter))
    search_fields = ("=subject_ref", "=actor_ref")
    search_help_text = _("public id of a subject or an actor")
    ordering = ("-id",)
    fields = (
        "at", "about", "subject_ref", "act_in_words", "before", "after", "who", "in_role", "reason_in_words",
        "reason", "data", "public", "prev_hash", "hash",
    )  # fmt: skip
    reason_in_words = in_words("reason_code", words.REASON, _("reason"))

    in_role = in_words("actor_role", words.ROLE, _("as"))

    @display(description=_("step"), ordering="act")
    def act_in_words(self, entry: AuditEntry) -> str:
        return words.act(entry.act, entry.subject_kind)

    @display(description=_("who"), ordering="actor_ref")
    def who(self, entry: AuditEntry) -> str:
        return str(_("the platform")) if entry.actor_ref == SYSTEM.public_id else entry.actor_ref

    @display(description=_("kind of subject"), ordering="subject_kind")
    def about(self, entry: AuditEntry) -> str:
        return words.subject(entry.subject_kind)

    @display(description=_("from state"), ordering="state_from")
    def before(self, entry: AuditEntry) -> str:
        return words.state(entry.subject_kind, entry.state_from)

    @display(description=_("to state"), ordering="state_to")
    def after(self, entry: AuditEntry) -> str:
        return words.state(entry.subject_kind, entry.state_to)


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

    list_display = ("work", "object_id", "state", "dirty_since", "attempts", "parked_at", "short_error")
    list_filter = (WaitingFilter, filter_by("kind", words.WORK, _("kind of work")))
    work = in_words("kind", words.WORK, _("kind of work"))
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
