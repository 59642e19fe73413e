"""Events for operators: the list, forms for what an event is, and one page for what happens to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from apps.accounts.policies import districts_for
from apps.core import audit
from apps.events import event_page, lifecycle, plan_admin, policies, registering, targets
from apps.events.district_form import DistrictForm
from apps.events.models import DOOR, KEEPERS, AgendaRow, Edition, Event, EventOrganiser, Question, Series, Target
from apps.taxonomy.admin_filters import DistrictFilter
from apps.taxonomy.lookups import label

__all__ = ["plan_admin"]  # registers itself


class KeptRows(TabularInline):
    """Rows of an event's form: written by whoever may write the event."""

    extra = 0

    def _writable(self, request: HttpRequest, obj: Event | None) -> bool:
        return _plans(request.user) if obj is None else policies.can_edit(request.user, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _plans(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._writable(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._writable(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._writable(request, obj)


class OrganiserInline(KeptRows):
    model = EventOrganiser
    fields = ["role", "name_zh", "name_en"]


class AgendaInline(KeptRows):
    model = AgendaRow
    fields = ["starts_at", "ends_at", "title_zh", "title_en", "speaker"]


class QuestionInline(KeptRows):
    """The event's own form. An answer is kept as long as its question says."""

    model = Question
    fields = [
        "order", "kind", "label_zh", "label_en", "choices_zh", "choices_en", "required", "purpose_zh", "purpose_en",
        "keep_days",
    ]  # fmt: skip


def _plans(user: Any) -> bool:
    """Whether she keeps events anywhere."""
    return districts_for(user, KEEPERS) is not None


class EventForm(DistrictForm):
    """What an event is. The operator's own districts alone; never fewer places than are taken."""

    link = forms.URLField(
        label=gettext_lazy("link of the online meeting"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=UnfoldAdminTextInputWidget,
    )

    class Meta:
        model = Event
        exclude = ("state", "public_reason")

    def clean_capacity(self) -> int | None:
        capacity: int | None = self.cleaned_data["capacity"]
        if capacity is not None and self.instance.pk:
            registering.lock(self.instance)  # the form is stored in this transaction
            if capacity < self.instance.registrations.seated().count():
                raise forms.ValidationError(_("More places are taken already."))
        return capacity


@admin.register(Event)
class EventAdmin(ModelAdmin):
    form = EventForm
    inlines = [OrganiserInline, AgendaInline, QuestionInline]
    list_display = ["shown", "board", "district_label", "state_shown", "starts_at", "places"]
    list_filter = ["state", "board", "format", "edition", DistrictFilter]
    search_fields = ["title_zh", "title_en", "public_id"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return Event.objects.kept_by(request.user, KEEPERS, DOOR).select_related("edition")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return [F("starts_at").desc(), "pk"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  (the signature of Django)
        made = super().get_form(request, obj, change, **kwargs)
        made.user = request.user
        return made

    def has_module_permission(self, request: HttpRequest) -> bool:
        return any(districts_for(request.user, verb) is not None for verb in (KEEPERS, DOOR))

    def has_view_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _plans(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return _plans(request.user) if obj is None else policies.can_edit(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        edit = path("<path:object_id>/edit/", self.admin_site.admin_view(self.edit_view), name="events_event_edit")
        return [edit, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of what happens, in place of a form; the form is at `edit/`."""
        event = self.get_object(request, object_id)
        if event is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not policies.can_operate(request.user, event):
            raise PermissionDenied
        if request.method == "POST":
            event_page.decide(request, event)
            return HttpResponseRedirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            **event_page.context(request, event),
            "title": str(event),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/events/event.html", context)

    def edit_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        event = self.get_object(request, object_id)
        if event is None or not policies.can_edit(request.user, event):
            raise PermissionDenied
        return super().change_view(request, object_id)

    def save_model(self, request: HttpRequest, obj: Event, form: Any, change: bool) -> None:  # noqa: FBT001  (the signature of Django)
        """Only what was changed is stored: registrations may come in while somebody writes."""
        if not change:
            super().save_model(request, obj, form, change)
            audit.record(obj, "create", by=request.user, role="operator", state_to=obj.state)  # type: ignore[arg-type]
        elif form.changed_data:
            obj.save(update_fields=form.changed_data)
            lifecycle.edited(obj, by=request.user, fields=form.changed_data)  # type: ignore[arg-type]

    def response_change(self, request: HttpRequest, obj: Event) -> HttpResponse:
        super().response_change(request, obj)  # says that it is stored
        return HttpResponseRedirect(reverse("admin:events_event_change", args=[obj.pk]))

    @display(description=gettext_lazy("event"))
    def shown(self, event: Event) -> str:
        return str(event)

    @display(description=gettext_lazy("district"))
    def district_label(self, event: Event) -> str:
        return label("district", event.district) if event.district else "–"

    @display(description=gettext_lazy("places taken"))
    def places(self, event: Event) -> str:
        return str(event.taken) if event.capacity is None else f"{event.taken} / {event.capacity}"

    @display(
        description=gettext_lazy("state"),
        ordering="state",
        label={"registration_open": "success", "postponed": "warning", "cancelled": "danger", "running": "info"},
    )
    def state_shown(self, event: Event) -> tuple[str, str]:
        return event.state, event.get_state_display()


class CityAdmin(ModelAdmin):
    """Series and editions belong to the whole city."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return policies.can_plan(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.can_plan(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.can_plan(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.can_plan(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class TargetInline(TabularInline):
    model = Target
    extra = 0
    fields = ["metric", "amount", "reached"]
    readonly_fields = ["reached"]

    def _may(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.can_plan(request.user)

    has_view_permission = has_add_permission = has_change_permission = has_delete_permission = _may

    @display(description=gettext_lazy("reached"))
    def reached(self, target: Target) -> str:
        return str(targets.reached(target)) if target.pk else "–"


@admin.register(Series)
class SeriesAdmin(CityAdmin):
    list_display = ["title_zh", "title_en"]
    search_fields = ["title_zh", "title_en"]


@admin.register(Edition)
class EditionAdmin(CityAdmin):
    inlines = [TargetInline]
    list_display = ["title_zh", "title_en", "starts_on", "ends_on"]
    list_filter = ["series"]
    search_fields = ["title_zh", "title_en"]
