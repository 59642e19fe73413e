"""Position review for operators: the queue, oldest first, and one position with its flags and its difference."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import display

from apps.accounts.policies import EVERYWHERE, districts_for, organisations_of
from apps.positions import policies, review_page
from apps.positions.models import Position
from apps.positions.states import RevisionState
from apps.taxonomy.admin_filters import DistrictFilter
from apps.taxonomy.lookups import label

VERB = "positions.review"
WAITING = Q(draft__state=RevisionState.PENDING)


class QueueFilter(admin.SimpleListFilter):
    title = _("queue")
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("new", _("New positions")), ("change", _("Changes of published ones"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Position]) -> QuerySet[Position]:
        if self.value() == "new":
            return queryset.filter(WAITING, current__isnull=True)
        return queryset.filter(WAITING, current__isnull=False) if self.value() == "change" else queryset


@admin.register(Position)
class PositionAdmin(ModelAdmin):
    """Those that wait come first, the oldest on top. Nobody sees her own employer's here."""

    list_display = ["title", "employer_name", "district_label", "state_shown", "change", "submitted_at", "valid_until"]
    list_display_links = ["title"]
    list_filter = [QueueFilter, "state", DistrictFilter]
    list_per_page = 50
    actions = ["publish_chosen"]
    search_fields = [
        "current__texts__title",
        "draft__texts__title",
        "employer__organisation__name_zh",
        "employer__organisation__name_en",
        "public_id",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Position]:
        rows = Position.objects.all()
        where = districts_for(request.user, VERB)
        if where is None:
            return rows.none()
        if EVERYWHERE not in where:
            rows = rows.filter(district__in=where)
        place = Case(When(WAITING, then=Value(0)), default=Value(1), output_field=IntegerField())
        return (
            rows.exclude(employer__organisation__in=organisations_of(request.user))
            .select_related("employer__organisation", "current", "draft")
            .prefetch_related("current__texts", "draft__texts")
            .annotate(place=place)
        )

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return ["place", F("submitted_at").asc(nulls_last=True), "pk"]

    @display(description=_("position"))
    def title(self, position: Position) -> str:
        return str(position)

    @display(description=_("employer"))
    def employer_name(self, position: Position) -> str:
        return position.employer.organisation.name

    @display(description=_("district"))
    def district_label(self, position: Position) -> str:
        return label("district", position.district)

    @display(
        description=_("state"),
        ordering="state",
        label={"pending": "info", "published": "success", "returned": "warning", "taken_down": "danger"},
    )
    def state_shown(self, position: Position) -> tuple[str, str]:
        return position.state, position.get_state_display()

    @display(description=_("change waits"), boolean=True)
    def change(self, position: Position) -> bool:
        return position.current_id is not None and review_page.waits(position)

    @admin.action(description=_("Publish the chosen ones"))
    def publish_chosen(self, request: HttpRequest, queryset: QuerySet[Position]) -> None:
        count, refusals = review_page.publish_many(request, list(queryset))
        if count:
            text = ngettext("%(n)d position published.", "%(n)d positions published.", count) % {"n": count}
            messages.success(request, text)
        for refusal in refusals[:20]:
            messages.warning(request, refusal)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return districts_for(request.user, VERB) is not None

    def has_view_permission(self, request: HttpRequest, obj: Position | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Position | None = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Position | None = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The review page in place of a form: its state moves by decisions only."""
        position = self.get_object(request, object_id)
        if position is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not policies.can_review(request.user, position):
            raise PermissionDenied
        if request.method == "POST":
            review_page.decide(request, position)
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            **review_page.context(position),
            "title": str(position),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/positions/review.html", context)
