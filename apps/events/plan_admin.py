"""The plan of the year for those who keep events: what is due, by whom, and what is done."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from apps.accounts.models import User
from apps.accounts.policies import districts_for
from apps.core import audit
from apps.events import plans, policies
from apps.events.district_form import DistrictForm
from apps.events.models import KEEPERS, PlanItem
from apps.procedures.calendar import today
from apps.taxonomy.admin_filters import DistrictFilter


class PlanForm(DistrictForm):
    """In the operator's own districts; in charge is somebody of the staff."""

    class Meta:
        model = PlanItem
        fields = ["year", "title_zh", "title_en", "due_on", "owner", "district", "edition", "event", "done_on", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "owner" in self.fields:
            staff = User.objects.filter(is_staff=True, is_active=True).order_by("display_name", "pk")
            self.fields["owner"].queryset = staff  # type: ignore[attr-defined]


class LateFilter(admin.SimpleListFilter):
    title = gettext_lazy("how far")
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", gettext_lazy("open")), ("late", gettext_lazy("late")), ("done", gettext_lazy("done"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[PlanItem]) -> QuerySet[PlanItem]:
        return {
            "open": queryset.filter(done_on=None),
            "late": queryset.filter(done_on=None, due_on__lt=today()),
            "done": queryset.exclude(done_on=None),
        }.get(self.value() or "", queryset)


@admin.register(PlanItem)
class PlanItemAdmin(ModelAdmin):
    form = PlanForm
    list_display = ["shown", "year", "due_on", "owner", "stand"]
    list_filter = ["year", LateFilter, DistrictFilter]
    search_fields = ["title_zh", "title_en"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlanItem]:
        return PlanItem.objects.kept_by(request.user).select_related("owner")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  (the signature of Django)
        made = super().get_form(request, obj, change, **kwargs)
        made.user = request.user
        return made

    def has_module_permission(self, request: HttpRequest) -> bool:
        return districts_for(request.user, KEEPERS) is not None

    def has_view_permission(self, request: HttpRequest, obj: PlanItem | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: PlanItem | None = None) -> bool:
        """One's own point of the plan too: who is in charge notes that it is done."""
        if obj is None:
            return self.has_module_permission(request)
        return policies.can_plan(request.user, obj.district) or obj.owner_id == request.user.pk

    def has_delete_permission(self, request: HttpRequest, obj: PlanItem | None = None) -> bool:
        return obj is not None and policies.can_plan(request.user, obj.district)

    def save_model(self, request: HttpRequest, obj: PlanItem, form: Any, change: bool) -> None:  # noqa: FBT001  (the signature of Django)
        if "due_on" in form.changed_data or "owner" in form.changed_data:
            plans.moved(obj)
        super().save_model(request, obj, form, change)
        data = {"fields": form.changed_data}
        audit.record(obj, "edit" if change else "create", by=request.user, role="operator", data=data)  # type: ignore[arg-type]

    @display(description=gettext_lazy("point of the year's plan"))
    def shown(self, item: PlanItem) -> str:
        return str(item)

    @display(description=gettext_lazy("how far"), label={"done": "success", "late": "danger", "open": "info"})
    def stand(self, item: PlanItem) -> tuple[str, str]:
        if item.done_on:
            return "done", _("done")
        return ("late", _("late")) if item.due_on < today() else ("open", _("open"))
