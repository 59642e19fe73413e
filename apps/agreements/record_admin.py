"""Agreement records for operators: every agreement, from whatever it grew, and what was signed when (C18)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from apps.accounts.models import User
from apps.agreements import record_page
from apps.agreements.models import READERS, Agreement
from apps.challenges.admin import DecisionAdmin
from apps.core.moves import MoveRefused
from apps.taxonomy.lookups import label


@admin.register(Agreement)
class AgreementAdmin(DecisionAdmin):
    """Records of contracts follow their contract; others have their own steps."""

    verbs = READERS
    list_display = ["title", "kind", "state_shown", "source", "district_label", "amount_shown", "signed_on"]
    list_filter = ["kind", "state", "source"]
    search_fields = ["title", "title_en", "source_ref", "contract__number"]
    date_hierarchy = "signed_on"
    list_before_template = "admin/agreements/records.html"

    class Media:
        css = {"all": ("css/review.css", "css/papers.css")}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agreement]:
        return Agreement.objects.visible_to(request.user).select_related("contract")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return ["-created_at", "-pk"]

    @display(
        description=gettext_lazy("state"),
        ordering="state",
        label={"drafted": "warning", "signed": "info", "in_force": "info", "fulfilled": "success", "broken": "danger"},
    )
    def state_shown(self, agreement: Agreement) -> tuple[str, str]:
        return agreement.state, agreement.get_state_display()

    @display(description=gettext_lazy("district"))
    def district_label(self, row: Agreement) -> str:
        return label("district", row.district) if row.district else "–"

    @display(description=gettext_lazy("amount (yuan)"), ordering="amount")
    def amount_shown(self, agreement: Agreement) -> str:
        return "–" if agreement.amount is None else f"{agreement.amount:,}"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        if found is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method == "POST":
            record_page.decide(request, found)
            return HttpResponseRedirect(request.path)
        context = {**self.admin_site.each_context(request), **record_page.context(request, found),
                   "title": found.title, "opts": self.opts}  # fmt: skip
        return TemplateResponse(request, "admin/agreements/record.html", context)

    def get_urls(self) -> list[Any]:
        here = path("note/", self.admin_site.admin_view(self.note_view), name="agreements_agreement_note")
        return [here, *super().get_urls()]

    def note_view(self, request: HttpRequest) -> HttpResponse:
        """Note an agreement that grew from an event or a match."""
        assert isinstance(request.user, User)
        form = record_page.RecordForm(request.POST or None, by=request.user)
        if not form.fields["district"].choices:  # type: ignore[attr-defined]
            raise PermissionDenied
        if request.method == "POST" and form.is_valid():
            try:
                made = record_page.note(form, by=request.user)
            except MoveRefused as refused:
                form.add_error(None, str(refused))
            else:
                return HttpResponseRedirect(reverse("admin:agreements_agreement_change", args=[made.pk]))
        context = {**self.admin_site.each_context(request), "form": form, "title": _("Note an agreement"),
                   "opts": self.opts}  # fmt: skip
        return TemplateResponse(request, "admin/agreements/note.html", context, status=422 if form.errors else 200)
