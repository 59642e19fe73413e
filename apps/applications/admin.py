"""Applications for operators: read, open the paperwork, confirm the hire."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from apps.accounts.models import User
from apps.accounts.policies import districts_for
from apps.applications import lifecycle, policies
from apps.applications.models import Application
from apps.applications.states import ApplicationState
from apps.core import audit
from apps.core.moves import MoveRefused, possible

VERB = "applications.review"


class ArrangeForm(forms.Form):
    permit_reference = forms.CharField(
        label=gettext_lazy("Reference of the work permit"), max_length=80, required=False
    )


class HireForm(forms.Form):
    start_on = forms.DateField(label=gettext_lazy("First working day"), widget=forms.DateInput(attrs={"type": "date"}))


@admin.register(Application)
class ApplicationAdmin(ModelAdmin):
    """Nobody sees drafts; nobody acts for her own employer or herself."""

    list_display = ["public_id", "position", "employer_name", "state", "submitted_at", "moved_at"]
    list_filter = ["state"]
    ordering = ["moved_at"]
    list_per_page = 50
    search_fields = ["public_id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        rows = Application.objects.visible_to(request.user).exclude(state=ApplicationState.DRAFT)
        return rows.select_related("position__current", "position__employer__organisation").prefetch_related(
            "position__current__texts"
        )

    @display(description=gettext_lazy("employer"))
    def employer_name(self, application: Application) -> str:
        return application.position.employer.organisation.name

    def has_module_permission(self, request: HttpRequest) -> bool:
        return districts_for(request.user, VERB) is not None

    def has_view_permission(self, request: HttpRequest, obj: Application | None = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Application | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Application | None = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """State, timeline and the operator's two steps in place of a form."""
        application = self.get_object(request, object_id)
        if application is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not policies.can_arrange(request.user, application):
            raise PermissionDenied
        if request.method == "POST":
            self.act(request, application)
            return HttpResponseRedirect(request.path)
        allowed = possible(application)
        context = {
            **self.admin_site.each_context(request),
            "title": str(application.position),
            "opts": self.opts,
            "application": application,
            "timeline": audit.timeline(application),
            "states": dict(ApplicationState.choices),
            "arrange_form": ArrangeForm() if "arrange" in allowed else None,
            "hire_form": HireForm() if "hire" in allowed else None,
        }
        return TemplateResponse(request, "admin/applications/application.html", context)

    def act(self, request: HttpRequest, application: Application) -> None:
        """Arrange or hire, as the button says; what is refused becomes a message."""
        assert isinstance(request.user, User)
        steps: dict[str, tuple[type[forms.Form], Any]] = {
            "arrange": (ArrangeForm, lifecycle.arrange),
            "hire": (HireForm, lifecycle.hire),
        }
        if request.POST.get("step") not in steps:
            return
        form_class, step = steps[request.POST["step"]]
        form = form_class(request.POST)
        if not form.is_valid():
            messages.error(request, "; ".join(str(error) for errors in form.errors.values() for error in errors))
            return
        try:
            with transaction.atomic():
                step(application, by=request.user, **form.cleaned_data)
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return
        messages.success(request, _("Done. Both sides are told."))
