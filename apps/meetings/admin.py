"""Meetings for organisers: events that hold them, and one page for slots, schedules and meetings of each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from apps.accounts.policies import districts_for
from apps.core import audit
from apps.events.models import KEEPERS, Event
from apps.events.states import COMING
from apps.meetings import planning_page, policies
from apps.meetings.models import Planning


class PlanningForm(forms.ModelForm):
    user: Any = None

    class Meta:
        model = Planning
        fields = ("event", "most_talent", "most_employer", "refill_at_once")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "event" in self.fields:  # hers, to come, and without meetings yet
            events = Event.objects.kept_by(self.user).filter(state__in=("planned", *COMING), planning__isnull=True)
            self.fields["event"].queryset = events.order_by("starts_at")  # type: ignore[attr-defined]


@admin.register(Planning)
class PlanningAdmin(ModelAdmin):
    form = PlanningForm
    list_display = ["shown", "starts_at", "slots", "meetings"]
    search_fields = ["event__title_zh", "event__title_en", "event__public_id"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Planning]:
        kept = Event.objects.kept_by(request.user, KEEPERS)
        return (
            Planning.objects.filter(event__in=kept.values("pk")).select_related("event").order_by("-event__starts_at")
        )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  (the signature of Django)
        made = super().get_form(request, obj, change, **kwargs)
        made.user = request.user
        return made

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """An event once chosen stays."""
        return [name for name in PlanningForm.Meta.fields if name != "event" or obj is None]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return districts_for(request.user, KEEPERS) is not None

    def has_view_permission(self, request: HttpRequest, obj: Planning | None = None) -> bool:
        return self.has_module_permission(request) if obj is None else policies.can_plan(request.user, obj.event)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Planning | None = None) -> bool:
        return self.has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Planning | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        edit = path("<path:object_id>/edit/", self.admin_site.admin_view(self.edit_view), name="meetings_planning_edit")
        return [edit, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of what happens, in place of a form; the form is at `edit/`, `?part=1` gives the schedule alone."""
        planning = self.get_object(request, object_id)
        if planning is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not policies.can_plan(request.user, planning.event):
            raise PermissionDenied
        if request.method == "POST":
            planning_page.decide(request, planning.event)
            return HttpResponseRedirect(request.get_full_path())
        shown = planning_page.context(request, planning)
        if request.GET.get("part") == "1":
            return self._part(request, shown)
        context = {
            **self.admin_site.each_context(request),
            **shown,
            "title": str(planning),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/meetings/planning.html", context)

    def _part(self, request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
        """The part that renews itself while a worker plans; the whole page once the draft is there."""
        answer = TemplateResponse(request, "admin/meetings/_schedule.html", shown)
        if not shown["busy"]:
            answer["HX-Refresh"] = "true"
        return answer

    def edit_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        planning = self.get_object(request, object_id)
        if planning is None or not policies.can_plan(request.user, planning.event):
            raise PermissionDenied
        return super().change_view(request, object_id)

    def save_model(self, request: HttpRequest, obj: Planning, form: Any, change: bool) -> None:  # noqa: FBT001  (the signature of Django)
        super().save_model(request, obj, form, change)
        facts = {"fields": sorted(form.changed_data)}
        audit.record(obj.event, "keep_planning", by=request.user, role="operator", data=facts, public=False)  # type: ignore[arg-type]

    def response_change(self, request: HttpRequest, obj: Planning) -> HttpResponse:
        super().response_change(request, obj)  # says that it is stored
        return HttpResponseRedirect(reverse("admin:meetings_planning_change", args=[obj.pk]))

    @display(description=gettext_lazy("event"))
    def shown(self, planning: Planning) -> str:
        return str(planning.event)

    @display(description=gettext_lazy("begins at"))
    def starts_at(self, planning: Planning) -> Any:
        return planning.event.starts_at

    @display(description=gettext_lazy("slots"))
    def slots(self, planning: Planning) -> int:
        return planning.event.slots.count()

    @display(description=gettext_lazy("meetings"))
    def meetings(self, planning: Planning) -> int:
        return planning.event.meetings.live().count()
