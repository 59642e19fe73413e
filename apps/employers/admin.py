"""Employers for operators: the verification queue, one employer with its papers, and the import with claim links."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminFileFieldWidget

from apps.accounts.policies import EVERYWHERE, districts_for, organisations_of
from apps.core import files, spreadsheets
from apps.employers import imports, policies, review_page
from apps.employers.models import Employer
from apps.employers.states import EmployerState
from apps.taxonomy.lookups import label

VERB = "employers.review"


class ImportForm(forms.Form):
    """A spreadsheet of employers whose papers the operator has seen."""

    file = forms.FileField(label=_("Spreadsheet of employers"), widget=UnfoldAdminFileFieldWidget)
    seen = forms.BooleanField(label=_("I have seen the papers of every employer in it"))

    def clean_file(self) -> bytes:
        given = self.cleaned_data["file"]
        files.check_upload(given.name, given.read(64), given.size, spreadsheets.EXTENSIONS)
        given.seek(0)
        return bytes(given.read())


@admin.register(Employer)
class EmployerAdmin(ModelAdmin):
    """Those that wait come first, the oldest on top. Nobody sees her own employer here."""

    list_display = ["name_shown", "type_label", "district_label", "state_shown", "submitted_at", "verified_until"]
    list_display_links = ["name_shown"]
    list_filter = ["state", "source"]
    list_per_page = 50
    search_fields = ["organisation__name_zh", "organisation__name_en", "organisation__credit_code", "public_id"]
    actions_list = ["to_import"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Employer]:
        rows = Employer.objects.all()
        where = districts_for(request.user, VERB)
        if where is None:
            return rows.none()
        if EVERYWHERE not in where:
            rows = rows.filter(organisation__district__in=where)
        waiting = When(state=EmployerState.SUBMITTED, then=Value(0))
        return (
            rows.exclude(organisation__in=organisations_of(request.user))
            .select_related("organisation")
            .annotate(place=Case(waiting, default=Value(1), output_field=IntegerField()))
        )

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return ["place", F("submitted_at").asc(nulls_last=True), "pk"]

    @display(description=_("employer"))
    def name_shown(self, employer: Employer) -> str:
        return employer.name

    @display(description=_("type"), ordering="type")
    def type_label(self, employer: Employer) -> str:
        return label("employer_type", employer.type)

    @display(description=_("district"))
    def district_label(self, employer: Employer) -> str:
        return label("district", employer.organisation.district) if employer.organisation.district else "–"

    @display(
        description=_("verification"),
        ordering="state",
        label={"submitted": "info", "verified": "success", "returned": "warning", "suspended": "danger"},
    )
    def state_shown(self, employer: Employer) -> tuple[str, str]:
        return employer.state, employer.get_state_display()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return districts_for(request.user, VERB) is not None

    def has_view_permission(self, request: HttpRequest, obj: Employer | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Employer | None = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Employer | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(never_cache(self.import_view))
        return [path("import/", view, name="employers_employer_import"), *super().get_urls()]

    @action(description=_("Import employers"), url_path="to-import", icon="upload")
    def to_import(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:employers_employer_import"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The review page in place of a form: its state moves by decisions only."""
        employer = self.get_object(request, object_id)
        if employer is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not policies.can_review(request.user, employer):
            raise PermissionDenied
        if request.method == "POST":
            address = review_page.decide(request, employer)
            if not address:
                return HttpResponseRedirect(request.path)
            return self._links_page(request, [{"employer": employer, "address": address}])
        context = {**review_page.context(request, employer), "title": str(employer)}
        return self._page(request, "admin/employers/review.html", context)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """One upload: wrong rows are shown and nothing is stored; else all are in, and their links are shown once."""
        if not self.has_module_permission(request):
            raise PermissionDenied
        form = ImportForm(request.POST or None, request.FILES or None)
        sheet = imports.Sheet()
        if request.method == "POST" and form.is_valid():
            try:
                sheet = imports.read(form.cleaned_data["file"], by=request.user)  # type: ignore[arg-type]
            except spreadsheets.BadWorkbook as error:
                form.add_error("file", ValidationError(str(error)))
            else:
                if not sheet.problems:
                    return self._taken_in(request, sheet)
        context = {"form": form, "sheet": sheet, "title": _t("Import employers"), "columns": imports.LABELS.values()}
        status = 422 if form.errors or sheet.problems else 200
        return self._page(request, "admin/employers/import.html", context, status=status)

    def _taken_in(self, request: HttpRequest, sheet: imports.Sheet) -> HttpResponse:
        taken = imports.take_in(sheet, by=request.user)  # type: ignore[arg-type]
        count = len(taken)
        text = ngettext("%(n)d employer was taken in.", "%(n)d employers were taken in.", count) % {"n": count}
        messages.success(request, text)
        return self._links_page(
            request,
            [{"employer": row.employer, "address": review_page.claim_address(request, row.secret)} for row in taken],
        )

    def _links_page(self, request: HttpRequest, links: list[dict[str, Any]]) -> HttpResponse:
        """Claim links with QR codes. They are shown once: only hashes are stored."""
        return self._page(request, "admin/employers/links.html", {"links": links, "title": _t("Claim links")})

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, template, whole, status=status)
