"""The outbox, for operators: what left, what could not, and trying again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display

from apps.core import marks
from apps.core.admin import RETRY, ReadOnlyAdmin, filter_by, in_words
from apps.notifications.models import Delivery
from apps.notifications.send import MARK
from apps.notifications.words import KIND


class OutcomeFilter(admin.SimpleListFilter):
    title = _("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("failed", _("failed")), ("waiting", _("waiting")), ("sent", _("sent"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        match self.value():
            case "failed":
                return queryset.filter(failed_at__isnull=False)
            case "waiting":
                return queryset.filter(failed_at__isnull=True, sent_at__isnull=True)
            case "sent":
                return queryset.filter(sent_at__isnull=False)
        return queryset


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """Not what was written, only that, when and to whom: the words are between the platform and the person."""

    list_display = ("created_at", "outcome", "channel", "subject", "masked", "error")
    list_filter = (OutcomeFilter, "channel", filter_by("kind", KIND, _("kind")))
    search_fields = ("=address", "=recipient__public_id")
    fields = ("channel", "subject", "masked", "languages", "created_at", "sent_at", "failed_at", "error")
    ordering = ("-id",)
    actions = ("retry",)
    subject = in_words("kind", KIND, _("kind"))

    @display(description=_("outcome"), label={_("failed"): "danger", _("waiting"): "warning", _("sent"): "success"})
    def outcome(self, delivery: Delivery) -> Any:
        if delivery.failed_at:
            return _("failed")
        return _("sent") if delivery.sent_at else _("waiting")

    @display(description=_("address"))
    def masked(self, delivery: Delivery) -> str:
        name, at, domain = delivery.address.partition("@")
        return f"{name[:2]}…{at}{domain}" if at else f"…{name[-4:]}"

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RETRY)

    @action(description=_("Try again"), permissions=["retry"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        ids = list(queryset.filter(failed_at__isnull=False).values_list("pk", flat=True))
        Delivery.objects.filter(pk__in=ids).update(failed_at=None, error="")
        marks.touch(MARK, ids)
        text = ngettext("%(count)s message is sent again.", "%(count)s messages are sent again.", len(ids))
        messages.success(request, text % {"count": len(ids)})
