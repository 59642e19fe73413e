"""Reviews for operators: the calls that have closed, and one page for each."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from apps.challenges.admin import DecisionAdmin
from apps.challenges.states import ChallengeState as S
from apps.reviews import policies, review_page
from apps.reviews.models import ReviewCase

SHOWN = (S.CLOSED, S.REVIEWING, S.PROPOSED_AWARD, S.IN_PUBLICITY, S.AWARDED)


@admin.register(ReviewCase)
class ReviewCaseAdmin(DecisionAdmin):
    """Oldest deadline first; what waits for somebody is told by the state."""

    verbs = (policies.REVIEW, policies.APPROVE, policies.PUBLISH)
    list_display = ["title", "employer_name", "programme", "district_label", "state_shown", "running", "closes_at"]
    list_display_links = ["title"]
    list_filter = ["state", "programme"]
    search_fields = ["number", "current__texts__title", "employer__organisation__name_zh"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewCase]:
        rows = ReviewCase.objects.filter(state__in=SHOWN).with_texts()
        rows = rows.annotate(
            running_count=Count("proposals", filter=Q(proposals__opened_at__isnull=False), distinct=True)
        )
        return self.in_her_districts(request, rows)

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return ["closes_at", "pk"]

    @display(description=gettext_lazy("challenge"))
    def title(self, challenge: ReviewCase) -> str:
        return str(challenge)

    @display(
        description=gettext_lazy("state"),
        ordering="state",
        label={"closed": "info", "reviewing": "warning", "in_publicity": "info", "awarded": "success"},
    )
    def state_shown(self, challenge: ReviewCase) -> tuple[str, str]:
        return challenge.state, challenge.get_state_display()

    @display(description=gettext_lazy("opened proposals"))
    def running(self, challenge: ReviewCase) -> int:
        return int(getattr(challenge, "running_count", 0))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        case = self.get_object(request, object_id)
        if case is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not review_page.reachable(request.user, case):
            raise PermissionDenied
        if request.method == "POST":
            review_page.decide(request, case)
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            **review_page.context(request, case),
            "title": str(case),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/reviews/case.html", context)
