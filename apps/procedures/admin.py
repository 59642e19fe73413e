"""The working-day calendar, publicity periods and objections in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from apps.accounts.models import User
from apps.accounts.policies import districts_for
from apps.core import audit
from apps.core.moves import MoveRefused, possible
from apps.core.words import ROLE, act, word
from apps.procedures import lifecycle, objections, policies
from apps.procedures.models import CalendarDay, CalendarYear, Objection, Publicity
from apps.procedures.models.objection import JUDGES
from apps.procedures.models.publicity import KEEPERS, in_language
from apps.procedures.states import OPEN
from apps.taxonomy.audited import AuditedAdmin


@admin.register(CalendarDay)
class CalendarDayAdmin(AuditedAdmin):
    list_display = ("date", "is_workday", "note")
    list_filter = ("is_workday",)
    date_hierarchy = "date"
    search_fields = ("note",)


@admin.register(CalendarYear)
class CalendarYearAdmin(AuditedAdmin):
    list_display = ("year", "note")


def timeline(obj: models.Model) -> list[dict[str, Any]]:
    """The trail in words; what the clock did has no role."""
    return [
        {"act": act(row.act, row.subject_kind), "at": row.at, "by": word(ROLE, row.actor_role), "reason": row.reason}
        for row in audit.timeline(obj, public_only=False)
    ]


class ActsAdmin(ModelAdmin):
    """A queue whose page shows a thing, its timeline and the steps that its state allows, in place of a form."""

    verb = ""
    template = ""
    list_per_page = 50
    list_filter = ("state",)

    def may_act(self, user: Any, obj: Any) -> bool:
        raise NotImplementedError

    def steps(self, obj: Any) -> dict[str, Any]:
        """Name of a move -> function(obj, by=, text=)."""
        raise NotImplementedError

    def has_module_permission(self, request: HttpRequest) -> bool:
        return districts_for(request.user, self.verb) is not None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def shown(self, obj: Any) -> dict[str, Any]:
        return {}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        obj = self.get_object(request, object_id)
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.may_act(request.user, obj):
            raise PermissionDenied
        if request.method == "POST":
            self.act(request, obj)
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": str(obj),
            "opts": self.opts,
            "obj": obj,
            "steps": possible(obj) & set(self.steps(obj)),
            "timeline": timeline(obj),
            **self.shown(obj),
        }
        return TemplateResponse(request, self.template, context)

    def act(self, request: HttpRequest, obj: Any) -> None:
        """One step, as the button says; what is refused becomes a message."""
        assert isinstance(request.user, User)
        step = self.steps(obj).get(request.POST.get("step", ""))
        if step is None:
            return
        try:
            with transaction.atomic():
                step(obj, by=request.user, text=request.POST.get("text", "").replace("\x00", "")[:4000])
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return
        messages.success(request, _("Done."))


@admin.register(Publicity)
class PublicityAdmin(ActsAdmin):
    """Periods of the operator's districts; they begin with the subject's own procedure."""

    verb = KEEPERS
    template = "admin/procedures/publicity.html"
    list_display = ("name", "state", "starts_on", "ends_on", "working_days", "open_objections")
    search_fields = ("public_id", "subject_ref")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publicity]:
        return Publicity.objects.kept_by(request.user).prefetch_related("objections")

    @display(description=gettext_lazy("title"))
    def name(self, publicity: Publicity) -> str:
        return str(publicity)

    @display(description=gettext_lazy("open objections"))
    def open_objections(self, publicity: Publicity) -> int:
        return sum(row.state in OPEN for row in publicity.objections.all())

    def may_act(self, user: Any, obj: Publicity) -> bool:
        return policies.can_withdraw(user, obj)

    def steps(self, obj: Publicity) -> dict[str, Any]:
        return {"withdraw": lambda obj, *, by, text: lifecycle.withdraw(obj, by=by, reason=text)}

    def shown(self, obj: Publicity) -> dict[str, Any]:
        return {"rows": [{name: in_language(row[name]) for name in ("label", "value")} for row in obj.body]}


@admin.register(Objection)
class ObjectionAdmin(ActsAdmin):
    """The queue: those that wait first, by their day. Who took part in the subject opens none of its objections."""

    verb = JUDGES
    template = "admin/procedures/objection.html"
    list_display = ("publicity", "ground", "state", "lodged_at", "intake_due_on", "answer_due_on", "outcome")
    search_fields = ("public_id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Objection]:
        place = Case(When(state__in=OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
        return Objection.objects.visible_to(request.user).select_related("publicity").annotate(place=place)

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["place", "intake_due_on", "pk"]

    def may_act(self, user: Any, obj: Objection) -> bool:
        return policies.can_judge(user, obj)

    def steps(self, obj: Objection) -> dict[str, Any]:
        return {
            "accept": lambda obj, *, by, text: objections.accept(obj, by=by),
            "refuse": lambda obj, *, by, text: objections.refuse(obj, by=by, reason=text),
            "investigate": lambda obj, *, by, text: objections.investigate(obj, by=by),
            "uphold": lambda obj, *, by, text: objections.uphold(obj, by=by),
            "dismiss": lambda obj, *, by, text: objections.dismiss(obj, by=by),
            "answer": lambda obj, *, by, text: objections.answer(obj, by=by, text=text),
        }

    def shown(self, obj: Objection) -> dict[str, Any]:
        return {"files": [row.file for row in obj.files.select_related("file")]}
