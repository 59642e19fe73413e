"""Calls and problems for operators: queues, oldest first, and one page for the decisions on each."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from apps.accounts.policies import EVERYWHERE, districts_for, organisations_of
from apps.challenges import policies, problems, programme_admin, review_page
from apps.challenges.models import Challenge, Problem
from apps.challenges.models.challenge import READERS
from apps.challenges.states import ChallengeState, ProblemState
from apps.core.moves import MoveRefused
from apps.taxonomy.admin_filters import DistrictFilter
from apps.taxonomy.lookups import label

__all__ = ["programme_admin"]  # registers itself
WAITING = Q(state__in=(ChallengeState.SUBMITTED, ChallengeState.DISTRICT_CHECKED, ChallengeState.ARGUED, ChallengeState.APPROVED)) | Q(
    state=ChallengeState.PUBLISHED, draft__isnull=False
)  # fmt: skip


class DecisionAdmin(ModelAdmin):
    """A list without a form: rows move by decisions on their own page only."""

    verbs: tuple[str, ...] = ()
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        return any(districts_for(request.user, verb) is not None for verb in self.verbs)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def in_her_districts(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of districts in which one of the verbs is hers, never of her own employers."""
        seen = Q(pk__in=[])
        for verb in self.verbs:
            where = districts_for(request.user, verb)
            if where is not None:
                seen |= Q() if EVERYWHERE in where else Q(district__in=where)
                if EVERYWHERE in where:
                    return rows.exclude(employer__organisation__in=organisations_of(request.user))
        return rows.filter(seen).exclude(employer__organisation__in=organisations_of(request.user))

    @display(description=gettext_lazy("employer"))
    def employer_name(self, row: Any) -> str:
        return str(row.employer.organisation.name)

    @display(description=gettext_lazy("district"))
    def district_label(self, row: Any) -> str:
        return label("district", row.district) if row.district else "–"


@admin.register(Challenge)
class ChallengeAdmin(DecisionAdmin):
    verbs = READERS
    list_display = ["title", "employer_name", "programme", "district_label", "state_shown", "submitted_at", "closes_at"]
    list_display_links = ["title"]
    list_filter = ["state", "programme", DistrictFilter]
    search_fields = [
        "number",
        "current__texts__title",
        "draft__texts__title",
        "employer__organisation__name_zh",
        "public_id",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Challenge]:
        place = Case(When(WAITING, then=Value(0)), default=Value(1), output_field=IntegerField())
        rows = Challenge.objects.filter(submitted_at__isnull=False).with_texts().annotate(place=place)
        return self.in_her_districts(request, rows)

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return ["place", F("submitted_at").asc(nulls_last=True), "pk"]

    @display(description=gettext_lazy("challenge"))
    def title(self, challenge: Challenge) -> str:
        return str(challenge)

    @display(
        description=gettext_lazy("state"),
        ordering="state",
        label={"submitted": "info", "district_checked": "info", "approved": "warning", "published": "success"},
    )
    def state_shown(self, challenge: Challenge) -> tuple[str, str]:
        return challenge.state, challenge.get_state_display()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The review page in place of a form."""
        challenge = self.get_object(request, object_id)
        if challenge is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not policies.can_operate(request.user, challenge):
            raise PermissionDenied
        if request.method == "POST":
            review_page.decide(request, challenge)
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            **review_page.context(request, challenge),
            "title": str(challenge),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/challenges/review.html", context)


@admin.register(Problem)
class ProblemAdmin(DecisionAdmin):
    verbs = ("challenges.review",)
    list_display = ["title", "employer_name", "district_label", "state_shown", "audience", "created_at", "fresh_until"]
    list_filter = ["state", "audience", DistrictFilter]
    search_fields = ["title", "description", "employer__organisation__name_zh", "public_id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Problem]:
        place = Case(When(state=ProblemState.SUBMITTED, then=Value(0)), default=Value(1), output_field=IntegerField())
        rows = Problem.objects.exclude(state=ProblemState.DRAFT).select_related("employer__organisation")
        return self.in_her_districts(request, rows.annotate(place=place))

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["place", "created_at", "pk"]

    @display(
        description=gettext_lazy("state"),
        ordering="state",
        label={"submitted": "info", "listed": "success", "returned": "warning"},
    )
    def state_shown(self, problem: Problem) -> tuple[str, str]:
        return problem.state, problem.get_state_display()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        problem = self.get_object(request, object_id)
        if problem is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not policies.can_screen(request.user, problem):
            raise PermissionDenied
        if request.method == "POST":
            self._screen(request, problem)
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "problem": problem,
            "chain": label("chain", problem.chain) if problem.chain else "",
            "title": problem.title,
            "opts": self.opts,
            "waits": problem.state == ProblemState.SUBMITTED,
        }
        return TemplateResponse(request, "admin/challenges/problem.html", context)

    def _screen(self, request: HttpRequest, problem: Problem) -> None:
        """List it, or return it with a reason."""
        act, user = request.POST.get("act", ""), request.user
        try:
            with transaction.atomic():
                if act == "list":
                    problems.list_(problem, by=user)  # type: ignore[arg-type]
                elif act == "return":
                    problems.return_(problem, by=user, reason=request.POST.get("reason", "")[:1000])  # type: ignore[arg-type]
                else:
                    messages.error(request, _("This act is not known."))
                    return
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return
        messages.success(request, _("Stored."))
