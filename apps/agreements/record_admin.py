"""Agreement records for operators: every agreement, from whatever it grew, and what was signed when (C18)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from apps.agreements import originals
from apps.agreements.models import READERS, Agreement
from apps.challenges.admin import DecisionAdmin
from apps.core import audit, words
from apps.taxonomy.lookups import label


@admin.register(Agreement)
class AgreementAdmin(DecisionAdmin):
    """To be read: records of contracts follow their contract."""

    verbs = READERS
    list_display = ["title", "kind", "state_shown", "source", "district_label", "amount_shown", "signed_on"]
    list_filter = ["kind", "state", "source"]
    search_fields = ["title", "title_en", "source_ref", "contract__number"]
    date_hierarchy = "signed_on"

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
            return HttpResponseRedirect(request.path)
        contract = getattr(found, "contract", None)
        context = {
            **self.admin_site.each_context(request),
            "agreement": found,
            "parties": found.parties.select_related("scan", "organisation"),
            "faults": originals.faults(found),
            "contract_page": reverse("admin:agreements_contract_change", args=[contract.pk]) if contract else "",
            "entries": [
                {"at": entry.at, "label": words.word(words.ACT, entry.act), "reason": entry.reason,
                 "who": words.word(words.ROLE, entry.actor_role) if entry.actor_role else ""}
                for entry in audit.timeline(found, public_only=False)
            ],
            "title": found.title,
            "opts": self.opts,
        }  # fmt: skip
        return TemplateResponse(request, "admin/agreements/record.html", context)
