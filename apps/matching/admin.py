"""Match review for operators: the queue of lists, and one list side by side with its posting."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from apps.accounts.policies import EVERYWHERE, districts_for
from apps.matching import (
    encoder_admin,  # noqa: F401  registers its page: the admin looks for this module alone
    exposure_admin,  # noqa: F401  the same
    label_admin,  # noqa: F401  the same
    review_page,
    solver_admin,  # noqa: F401  the same
    watch_admin,  # noqa: F401  the same
    weights_admin,  # noqa: F401  the same
)
from apps.matching.models import Match, MatchRun, of_own_employer
from apps.matching.states import UNREVIEWED
from apps.positions.models import Position
from apps.positions.states import LIVE

VERB = "matching.review"


@admin.register(MatchRun)
class MatchReviewAdmin(ModelAdmin):
    """The current list of each live position: longest waiting first. Nobody sees her own employer's."""

    list_display = ["position_title", "employer_name", "finished_at", "compared_people", "waiting_pairs", "released"]
    list_display_links = ["position_title"]
    ordering = ["finished_at"]
    list_per_page = 30
    search_fields = ["position__employer__organisation__name_zh", "position__employer__organisation__name_en"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MatchRun]:
        rows = MatchRun.objects.filter(current=True, position__state__in=LIVE)
        where = districts_for(request.user, VERB)
        if where is None:
            return rows.none()
        if EVERYWHERE not in where:
            rows = rows.filter(position__district__in=where)
        waiting = Count(
            "results", filter=Q(results__reserve=False, results__match__state__in=UNREVIEWED), distinct=True
        )
        sent = Match.objects.filter(position=OuterRef("position"), released_at__isnull=False)
        return (
            rows.exclude(position__in=Position.objects.filter(of_own_employer(request.user)).values("pk"))
            .select_related("position__current", "position__employer__organisation")
            .prefetch_related("position__current__texts")
            .annotate(waiting=waiting, sent=Exists(sent))
        )

    @display(description=_("position"))
    def position_title(self, run: MatchRun) -> str:
        return str(run.position)

    @display(description=_("employer"))
    def employer_name(self, run: MatchRun) -> str:
        return run.position.employer.organisation.name

    @display(description=_("people compared"), ordering="compared")
    def compared_people(self, run: MatchRun) -> int:
        return run.compared

    @display(description=_("pairs to decide"), ordering="waiting")
    def waiting_pairs(self, run: Any) -> int:
        return int(run.waiting)

    @display(description=_("released"), boolean=True, ordering="sent")
    def released(self, run: Any) -> bool:
        return bool(run.sent)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return districts_for(request.user, VERB) is not None

    def has_view_permission(self, request: HttpRequest, obj: MatchRun | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: MatchRun | None = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: MatchRun | None = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The review page in place of a form; a POST is a decision."""
        run = self.get_object(request, object_id) or self._in_force(request, object_id)
        if run is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        position = Position.objects.select_related("employer__organisation", "current", "draft").get(pk=run.position_id)
        if not review_page.may_open(request.user, position):
            raise PermissionDenied
        anew = str(run.pk) != object_id
        if request.method == "POST" and anew and request.POST.get("act") == review_page.SEND_TOP:
            messages.warning(
                request, _("The list was made anew meanwhile, so nobody was sent. Please look at it again.")
            )
        elif request.method == "POST":
            review_page.decide(request, position)
        if anew or request.method == "POST":
            return HttpResponseRedirect(self.review_address(position))
        context = {
            **self.admin_site.each_context(request),
            **review_page.context(request, position),
            "title": str(position),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/matching/review.html", context)

    def _in_force(self, request: HttpRequest, object_id: str) -> MatchRun | None:
        """The list that replaced the one in the address: workers make lists anew while an operator reads."""
        former = MatchRun.objects.filter(pk=int(object_id) if object_id.isdecimal() else 0).values("position")
        named = Q(position__public_id=request.POST.get("list_of", ""))
        return self.get_queryset(request).filter(Q(position__in=former) | named).first()

    def review_address(self, position: Position) -> str:
        """Of the current run: a new one may have replaced the one the operator looked at."""
        key = MatchRun.objects.filter(position=position, current=True).values_list("pk", flat=True).first()
        if key is None:
            return reverse("admin:matching_matchrun_changelist")
        return reverse("admin:matching_matchrun_change", args=[key])
