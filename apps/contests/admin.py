"""Contests for operators: editions with their parts as forms, and one page each for what happens to an edition, entry, case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from apps.accounts.policies import districts_for
from apps.contests import edition_page, entry_page, follow_page, policies, presets
from apps.contests.models import (
    DECIDERS,
    FINANCE,
    FOLLOWERS,
    KEEPERS,
    Condition,
    Criterion,
    Cut,
    Edition,
    Entry,
    FollowUp,
    Group,
    Places,
    Rule,
    Series,
    Stage,
    Tier,
    Track,
)
from apps.contests.states import EditionState
from apps.core import audit
from apps.procedures.calendar import today
from apps.taxonomy import choices
from apps.taxonomy.admin_filters import DistrictFilter
from apps.taxonomy.lookups import label


def _holds(user: Any, *verbs: str) -> bool:
    return any(districts_for(user, verb) is not None for verb in verbs)


class PartInline(TabularInline):
    """A part of an edition: written while the edition is planned, by whoever keeps it."""

    extra = 0

    def _may(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return _holds(request.user, KEEPERS) if obj is None else policies.can_edit(request.user, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _holds(request.user, KEEPERS)

    has_add_permission = has_change_permission = has_delete_permission = _may

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Groups and places of this edition alone."""
        if db_field.related_model in (Group, Places):
            key = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
            rows: Any = db_field.related_model
            kwargs["queryset"] = rows.objects.filter(edition=key) if key else rows.objects.none()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def part(of: type[Model], shown: list[str]) -> type[PartInline]:
    return type(f"{of.__name__}Inline", (PartInline,), {"model": of, "fields": shown})


PARTS = [
    part(Group, ["name_zh", "name_en", "needs_company", "order"]),
    part(Track, ["name_zh", "name_en", "chain", "order"]),
    part(Rule, ["kind", "number", "group"]),
    part(Criterion, ["name_zh", "name_en", "weight", "order"]),
    part(Stage, ["kind", "judges"]),
    part(Places, ["code", "name_zh", "name_en", "quota", "funds", "allowance", "until"]),
    part(Tier, ["name_zh", "name_en", "group", "quota", "prize", "places", "order"]),
    part(Condition, ["phase", "kind", "months", "group"]),
]


class EditionForm(forms.ModelForm):
    """The operator's own districts alone."""

    user: Any = None
    district = forms.ChoiceField(label=gettext_lazy("district"), required=False, widget=UnfoldAdminSelectWidget)

    class Meta:
        model = Edition
        exclude = ("state", "public_reason")  # noqa: DJ006  (what steps store)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "district" in self.fields:
            rows = [("", _("the whole city")), *choices.districts()]
            may = [(code, name) for code, name in rows if policies.can_plan(self.user, code)]
            self.fields["district"].choices = may  # type: ignore[attr-defined]

    def clean_district(self) -> str:
        district: str = self.cleaned_data["district"]
        if not policies.can_plan(self.user, district):
            raise forms.ValidationError(_("Please choose a district."))
        return district


class PageAdmin(ModelAdmin):
    """A list, and for each row a page of what happens in place of a form."""

    verbs: tuple[str, ...] = ()
    page: Any = None
    template = ""
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _holds(request.user, *self.verbs)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def allowed(self, request: HttpRequest, obj: Any) -> bool:
        raise NotImplementedError

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        found: Any = self.get_object(request, object_id)
        if found is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.allowed(request, found):
            raise PermissionDenied
        if request.method == "POST":
            self.page.decide(request, found)
            return HttpResponseRedirect(request.get_full_path())
        shown = {**self.admin_site.each_context(request), **self.page.context(request, found)}
        return TemplateResponse(request, self.template, {**shown, "title": str(found), "opts": self.opts})


@admin.register(Series)
class SeriesAdmin(ModelAdmin):
    """Series belong to the whole city."""

    list_display = ["title_zh", "title_en"]
    search_fields = ["title_zh", "title_en"]

    def _may(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.can_plan(request.user)

    has_module_permission = has_view_permission = has_add_permission = has_change_permission = _may

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Edition)
class EditionAdmin(PageAdmin):
    verbs = (KEEPERS, DECIDERS)
    page = edition_page
    template = "admin/contests/edition.html"
    form = EditionForm
    inlines = PARTS
    list_display = ["shown", "year", "district_label", "state_shown", "closes_at"]
    list_filter = ["state", "series", DistrictFilter]
    search_fields = ["title_zh", "title_en", "public_id"]
    autocomplete_fields = ["event"]
    change_list_template = "admin/contests/editions.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        return Edition.objects.kept_by(request.user, *self.verbs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  (the signature of Django)
        made = super().get_form(request, obj, change, **kwargs)
        made.user = request.user
        return made

    def allowed(self, request: HttpRequest, obj: Edition) -> bool:
        return policies.can_operate(request.user, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _holds(request.user, KEEPERS)

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return _holds(request.user, KEEPERS) if obj is None else policies.can_edit(request.user, obj)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("preset/", wrap(self.preset_view), name="contests_edition_preset"),
            path("<path:object_id>/edit/", wrap(self.edit_view), name="contests_edition_edit"),
            path("<path:object_id>/cuts/", wrap(self.cuts_view), name="contests_edition_cuts"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        named = [(name, row["series"][0]) for name, row in presets.known().items()]
        own = [
            (code, name)
            for code, name in [("", _("the whole city")), *choices.districts()]
            if policies.can_plan(request.user, code)
        ]
        return super().changelist_view(request, {"presets": named, "preset_districts": own})  # fmt: skip

    def preset_view(self, request: HttpRequest) -> HttpResponse:
        """A planned edition of a preset, open for two months from tomorrow until somebody changes it."""
        name, district = request.POST.get("preset", ""), request.POST.get("district", "")
        if not policies.can_plan(request.user, district) or request.method != "POST":
            raise PermissionDenied
        if name not in presets.known():
            messages.error(request, _("Choose one of the presets."))
            return HttpResponseRedirect(reverse("admin:contests_edition_changelist"))
        opens = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
        made = presets.make(name, year=today().year, opens_at=opens, closes_at=opens + timedelta(days=60), by=request.user, district=district)  # type: ignore[arg-type]  # fmt: skip
        return HttpResponseRedirect(reverse("admin:contests_edition_change", args=[made.pk]))

    def edit_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        edition: Any = self.get_object(request, object_id)
        if edition is None or not policies.can_edit(request.user, edition):
            raise PermissionDenied
        return ModelAdmin.change_view(self, request, object_id)

    def cuts_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """How many of each group go on from each stage but the final."""
        edition: Any = self.get_object(request, object_id)
        if edition is None or request.method != "POST" or not policies.can_edit(request.user, edition):
            raise PermissionDenied
        for stage in edition.stages.exclude(kind="final"):
            for group in edition.groups.all():
                text = request.POST.get(f"cut_{stage.public_id}_{group.public_id}", "").strip()
                if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 10_000):
                    messages.error(request, _("Please say for each group how many go on."))
                    return HttpResponseRedirect(reverse("admin:contests_edition_change", args=[edition.pk]))
                Cut.objects.update_or_create(stage=stage, group=group, defaults={"places": int(text)})
        audit.record(edition, "edit", by=request.user, role="operator", public=False)  # type: ignore[arg-type]
        messages.success(request, _("Stored."))
        return HttpResponseRedirect(reverse("admin:contests_edition_change", args=[edition.pk]))

    def save_model(self, request: HttpRequest, obj: Edition, form: Any, change: bool) -> None:  # noqa: FBT001  (the signature of Django)
        super().save_model(request, obj, form, change)
        act, state = ("edit", "") if change else ("create", obj.state)
        audit.record(obj, act, by=request.user, role="operator", state_to=state, public=not change)  # type: ignore[arg-type]

    def response_change(self, request: HttpRequest, obj: Edition) -> HttpResponse:
        super().response_change(request, obj)
        return HttpResponseRedirect(reverse("admin:contests_edition_change", args=[obj.pk]))

    @display(description=gettext_lazy("edition of a contest"))
    def shown(self, edition: Edition) -> str:
        return str(edition)

    @display(description=gettext_lazy("district"))
    def district_label(self, edition: Edition) -> str:
        return label("district", edition.district) if edition.district else "–"

    @display(description=gettext_lazy("state"), ordering="state", label={EditionState.ANNOUNCED: "success"})
    def state_shown(self, edition: Edition) -> tuple[str, str]:
        return edition.state, edition.get_state_display()


@admin.register(Entry)
class EntryAdmin(PageAdmin):
    verbs = (KEEPERS, DECIDERS, FINANCE, FOLLOWERS)
    page = entry_page
    template = "admin/contests/entry.html"
    list_display = ["title", "edition", "group", "district_label", "state_shown", "submitted_at"]
    list_filter = ["state", "edition", "group", DistrictFilter]
    search_fields = ["title", "public_id", "code"]
    ordering = ["submitted_at", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        return Entry.objects.kept_by(request.user).select_related("edition", "group", "track", "entrant")

    def allowed(self, request: HttpRequest, obj: Entry) -> bool:
        return policies.can_read_as_officer(request.user, obj) and not policies.is_concerned(request.user, obj)

    @display(description=gettext_lazy("district"))
    def district_label(self, entry: Entry) -> str:
        return label("district", entry.district) if entry.district else "–"

    @display(
        description=gettext_lazy("state"), ordering="state",
        label={"submitted": "info", "returned": "warning", "confirmed": "success", "paid": "success", "disqualified": "danger"},
    )  # fmt: skip
    def state_shown(self, entry: Entry) -> tuple[str, str]:
        return entry.state, entry.get_state_display()


@admin.register(FollowUp)
class FollowUpAdmin(PageAdmin):
    verbs = (FOLLOWERS,)
    page = follow_page
    template = "admin/contests/follow_up.html"
    list_display = ["entry", "state_shown", "owner", "created_at"]
    list_filter = ["state", "entry__edition"]
    search_fields = ["entry__title", "entry__public_id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FollowUp]:
        return FollowUp.objects.kept_by(request.user).select_related("entry__edition", "entry__entrant", "owner")

    def allowed(self, request: HttpRequest, obj: FollowUp) -> bool:
        return policies.can_follow(request.user, obj)

    @display(description=gettext_lazy("state"), ordering="state", label={"operating": "success"})
    def state_shown(self, row: FollowUp) -> tuple[str, str]:
        return row.state, row.get_state_display()
