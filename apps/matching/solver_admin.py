"""Solvers of calls for operators: the current list of each call that was ranked, and one list beside its call."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from apps.accounts.policies import EVERYWHERE, districts_for
from apps.challenges.models import Challenge
from apps.matching import policies, solver_page
from apps.matching.models import CallRun, of_own_employer


@admin.register(CallRun)
class SolversAdmin(ModelAdmin):
    """Nobody sees her own employer's. An address names the call: the run an operator looked at may be replaced meanwhile."""

    list_display = ["call_title", "employer_name", "state_shown", "finished_at", "compared_people", "likely_people"]
    list_display_links = None
    ordering = ["-finished_at"]
    list_per_page = 30
    search_fields = ["challenge__number", "challenge__current__texts__title", "challenge__public_id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CallRun]:
        rows = CallRun.objects.filter(current=True)
        where = districts_for(request.user, policies.REVIEW)
        if where is None:
            return rows.none()
        if EVERYWHERE not in where:
            rows = rows.filter(challenge__district__in=where)
        return (
            rows.exclude(of_own_employer(request.user, "challenge__"))
            .select_related("challenge__current", "challenge__employer__organisation")
            .prefetch_related("challenge__current__texts")
        )

    @display(description=_("challenge"))
    def call_title(self, run: CallRun) -> str:
        return format_html('<a href="{}">{}</a>', self.address(run.challenge_id), run.challenge)

    @display(description=_("employer"))
    def employer_name(self, run: CallRun) -> str:
        return run.challenge.employer.organisation.name

    @display(description=_("state"))
    def state_shown(self, run: CallRun) -> str:
        return run.challenge.get_state_display()

    @display(description=_("people compared"), ordering="compared")
    def compared_people(self, run: CallRun) -> int:
        return run.compared

    @display(description=_("likely solvers"))
    def likely_people(self, run: CallRun) -> int:
        return int(run.reach["likely"])

    def has_module_permission(self, request: HttpRequest) -> bool:
        return districts_for(request.user, policies.REVIEW) is not None

    def has_view_permission(self, request: HttpRequest, obj: CallRun | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: CallRun | None = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: CallRun | None = None) -> bool:
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> CallRun | None:
        key = int(object_id) if object_id.isascii() and object_id.isdigit() else 0
        return self.get_queryset(request).filter(challenge=key).first()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list in place of a form; a POST invites."""
        run = self.get_object(request, object_id)
        if run is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        challenge = Challenge.objects.with_texts().get(pk=run.challenge_id)
        if not policies.can_see_solvers(request.user, challenge):
            raise PermissionDenied
        if request.method == "POST":
            solver_page.decide(request, challenge)
            return HttpResponseRedirect(self.address(challenge.pk))
        context = {
            **self.admin_site.each_context(request),
            **solver_page.context(request, challenge),
            "title": str(challenge),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/matching/solvers.html", context)

    def address(self, key: int) -> str:
        return reverse("admin:matching_callrun_change", args=[key])
