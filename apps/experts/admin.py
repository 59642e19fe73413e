"""The pool for those who keep it: who is in it with her load, inviting one, inviting a sheet of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminFileFieldWidget

from apps.accounts import consents
from apps.accounts.models import User
from apps.accounts.policies import districts_for
from apps.core import files, spreadsheets
from apps.core.moves import MoveRefused
from apps.experts import expert_page, imports, lifecycle, load, policies, search
from apps.experts.days import today
from apps.experts.models import KEEPERS, Expert, Task, Undertaking, UndertakingKind
from apps.taxonomy import choices
from apps.taxonomy.lookups import label


class ImportForm(forms.Form):
    file = forms.FileField(label=_("Spreadsheet of experts"), widget=UnfoldAdminFileFieldWidget)

    def clean_file(self) -> bytes:
        given = self.cleaned_data["file"]
        files.check_upload(given.name, given.read(64), given.size, spreadsheets.EXTENSIONS)
        given.seek(0)
        return bytes(given.read())


class InviteForm(forms.Form):
    """Whom to invite; what she knows better herself she fills in after joining."""

    email = forms.EmailField(label=_("E-mail"))
    name_zh = forms.CharField(label=pgettext_lazy("person", "Name in Chinese"), required=False, max_length=80)
    family_name = forms.CharField(label=_("Family name (Latin letters)"), required=False, max_length=80)
    given_name = forms.CharField(label=_("Given name (Latin letters)"), required=False, max_length=80)
    chains = forms.MultipleChoiceField(
        label=_("Industry chains"),
        required=False,
        choices=choices.chains,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    disciplines = forms.MultipleChoiceField(
        label=_("Disciplines"),
        required=False,
        choices=choices.disciplines,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    district = forms.ChoiceField(
        label=_("District"), required=False, choices=lambda: [("", _t("the whole city")), *choices.districts()]
    )


class ListFilter(admin.SimpleListFilter):
    """Experts whose list holds the chosen code."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Expert]) -> QuerySet[Expert]:
        value = self.value()
        return queryset.filter(**{f"{self.parameter_name}__contains": [value]}) if value else queryset


class ChainFilter(ListFilter):
    title = _("industry chain")
    parameter_name = "chains"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return choices.chain_list()


class TaskFilter(ListFilter):
    title = _("what she can be asked for")
    parameter_name = "tasks"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Task.choices


class SignedFilter(admin.SimpleListFilter):
    title = _("undertakings")
    parameter_name = "signed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("both signed")), ("no", _("one missing"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Expert]) -> QuerySet[Expert]:
        if self.value() == "yes":
            return queryset.signed(today())  # type: ignore[attr-defined]
        return queryset.exclude(pk__in=Expert.objects.signed(today())) if self.value() == "no" else queryset


@admin.register(Expert)
class ExpertAdmin(ModelAdmin):
    """Nobody keeps herself: her own row opens no page here."""

    list_display = ["name_shown", "state_shown", "fields_shown", "load_shown", "signed_shown", "facts_confirmed_on", "district_shown"]  # fmt: skip
    list_display_links = ["name_shown"]
    list_filter = ["state", ChainFilter, TaskFilter, SignedFilter]
    list_per_page = 50
    search_fields = ["public_id"]
    search_help_text = _("Name, address or id")
    actions_list = ["to_invite", "to_import"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Expert]:
        if districts_for(request.user, KEEPERS) is None:
            return Expert.objects.none()
        rows = Expert.objects.visible_to(request.user)
        for kind in UndertakingKind:
            held = Undertaking.objects.in_force(today()).filter(expert=OuterRef("pk"), kind=kind)
            rows = rows.annotate(**{f"holds_{kind.name.lower()}": Exists(held)})
        return rows

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Expert], search_term: str
    ) -> tuple[QuerySet[Expert], bool]:
        return search.named(queryset, search_term), False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """With the load of the page's rows, counted at once."""
        shown = super().get_changelist_instance(request)
        rows = list(shown.result_list)
        held = load.open_cases(rows)
        for row in rows:
            row.open_count = held[row.pk]
        shown.result_list = rows
        return shown

    @display(description=_("expert"))
    def name_shown(self, expert: Expert) -> str:
        return expert_page.name_of(expert)

    @display(
        description=_("state"), ordering="state",
        label={"invited": "info", "active": "success", "paused": "warning", "ended": "danger"},
    )  # fmt: skip
    def state_shown(self, expert: Expert) -> tuple[str, str]:
        return expert.state, expert.get_state_display()

    @display(description=_("fields"))
    def fields_shown(self, expert: Expert) -> str:
        names = [label("chain", code) for code in expert.chains] + [
            label("discipline", code) for code in expert.disciplines
        ]
        return ", ".join(names[:3]) + (" …" if len(names) > 3 else "") or "–"

    @display(description=_("open cases"))
    def load_shown(self, expert: Expert) -> str:
        return f"{getattr(expert, 'open_count', 0)} / {expert.cases_max}"

    @display(description=_("undertakings"), boolean=True)
    def signed_shown(self, expert: Expert) -> bool:
        return all(getattr(expert, f"holds_{kind.name.lower()}", False) for kind in UndertakingKind)

    @display(description=_("district"))
    def district_shown(self, expert: Expert) -> str:
        return label("district", expert.district) if expert.district else _t("the whole city")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return districts_for(request.user, KEEPERS) is not None

    def has_view_permission(self, request: HttpRequest, obj: Expert | None = None) -> bool:
        return self.has_module_permission(request)

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Expert | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(never_cache(self.import_view))
        return [path("import/", view, name="experts_expert_import"), *super().get_urls()]

    @action(description=_("Invite an expert"), url_path="to-invite", icon="person_add")
    def to_invite(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:experts_expert_add"))

    @action(description=_("Import experts"), url_path="to-import", icon="upload")
    def to_import(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:experts_expert_import"))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = InviteForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and (made := self._invited(request, form)):
            return HttpResponseRedirect(reverse("admin:experts_expert_change", args=[made.pk]))
        return self._page(request, "admin/experts/invite.html", {"form": form, "title": _t("Invite an expert")})

    def _invited(self, request: HttpRequest, form: InviteForm) -> Expert | None:
        assert isinstance(request.user, User)
        if not policies.can_invite(request.user, form.cleaned_data["district"]):
            form.add_error("district", _t("You keep the experts of other districts only."))
            return None
        try:
            with transaction.atomic():
                made = lifecycle.invite(by=request.user, **form.cleaned_data)
        except MoveRefused as refused:
            form.add_error("email", str(refused))
            return None
        messages.success(request, _t("The invitation is on its way."))
        return made

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Her page in place of a form: she keeps her facts herself. Looking at it is noted for her to see."""
        expert = self.get_object(request, object_id)
        if expert is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not policies.can_keep(request.user, expert):
            raise PermissionDenied
        if request.method == "POST":
            expert_page.decide(request, expert)
            return HttpResponseRedirect(request.path)
        if expert.user is not None:
            assert isinstance(request.user, User)
            consents.log_access(
                expert.user, viewer=request.user, organisation=None, what="identity", subject_ref=expert.public_id
            )
        context = {**expert_page.context(request, expert), "title": expert_page.name_of(expert)}
        return self._page(request, "admin/experts/expert.html", context)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """One upload: wrong rows are shown and nothing is stored; else all are invited."""
        if not self.has_module_permission(request):
            raise PermissionDenied
        assert isinstance(request.user, User)
        form = ImportForm(request.POST or None, request.FILES or None)
        sheet = imports.Sheet()
        if request.method == "POST" and form.is_valid():
            try:
                sheet = imports.read(form.cleaned_data["file"], by=request.user)
            except spreadsheets.BadWorkbook as error:
                form.add_error("file", ValidationError(str(error)))
            else:
                if not sheet.problems:
                    count = len(imports.take_in(sheet, by=request.user))
                    text = ngettext("%(n)d expert was invited.", "%(n)d experts were invited.", count) % {"n": count}
                    messages.success(request, text)
                    return HttpResponseRedirect(reverse("admin:experts_expert_changelist"))
        context = {"form": form, "sheet": sheet, "title": _t("Import experts"), "columns": imports.LABELS.values()}
        status = 422 if sheet.problems or form.errors else 200
        return self._page(request, "admin/experts/import.html", context, status=status)

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, template, whole, status=status)
