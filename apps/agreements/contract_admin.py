"""Contracts for operators: the awards that have none yet, the list, one page a contract and one a call."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from apps.accounts.policies import organisations_of
from apps.agreements import call_page, contract_page, policies
from apps.agreements.models import READERS, Contract
from apps.challenges.admin import DecisionAdmin
from apps.challenges.models import Challenge
from apps.challenges.states import ChallengeState
from apps.proposals.models import Proposal
from apps.proposals.states import ProposalState
from apps.taxonomy.lookups import label

AWAITING = (ChallengeState.AWARDED, ChallengeState.CONTRACTED)


@admin.register(Contract)
class ContractAdmin(DecisionAdmin):
    verbs = READERS
    list_display = ["number", "call_title", "employer_name", "district_label", "state_shown", "amount_shown", "paid_shown", "ends_on"]  # fmt: skip
    list_filter = ["state", "payment_mode"]
    search_fields = ["number", "challenge__number", "challenge__current__texts__title"]
    list_before_template = "admin/agreements/calls.html"

    class Media:
        css = {"all": ("css/review.css", "css/papers.css")}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contract]:
        own = organisations_of(request.user)
        rows = Contract.objects.visible_to(request.user).exclude(challenge__employer__organisation__in=own)
        rows = rows.exclude(proposal__in=Proposal.objects.visible_to(request.user).values("pk"))
        return rows.select_related(
            "challenge__current", "challenge__employer__organisation", "proposal__organisation", "agreement"
        ).prefetch_related("challenge__current__texts")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return ["-created_at", "-pk"]

    @display(description=gettext_lazy("challenge"))
    def call_title(self, contract: Contract) -> str:
        return str(contract.challenge)

    @display(description=gettext_lazy("employer"))
    def employer_name(self, row: Contract) -> str:
        return str(row.challenge.employer.organisation.name)

    @display(description=gettext_lazy("district"))
    def district_label(self, row: Contract) -> str:
        return label("district", row.challenge.district) if row.challenge.district else "–"

    @display(
        description=gettext_lazy("state"),
        ordering="state",
        label={"drafted": "warning", "executing": "info", "acceptance": "warning", "evaluated": "success",
               "accepted": "success", "terminated_fault": "danger"},
    )  # fmt: skip
    def state_shown(self, contract: Contract) -> tuple[str, str]:
        return contract.state, contract.get_state_display()

    @display(description=gettext_lazy("amount (yuan)"), ordering="amount")
    def amount_shown(self, contract: Contract) -> str:
        return f"{contract.amount:,}"

    @display(description=gettext_lazy("paid (yuan)"), ordering="paid")
    def paid_shown(self, contract: Contract) -> str:
        return f"{contract.paid:,}"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Above the list: awarded calls that lack a contract, a signature or the beginning of the work."""
        lacking = Proposal.objects.filter(challenge=OuterRef("pk"), state=ProposalState.AWARDED, contract__isnull=True)
        waiting = Challenge.objects.filter(state__in=AWAITING).with_texts().annotate(lacks=Exists(lacking))
        calls = self.in_her_districts(request, waiting).order_by("published_at", "pk")
        answer: HttpResponse = super().changelist_view(request, {**(extra_context or {}), "calls": calls})
        return answer

    def get_urls(self) -> list[Any]:
        here = path(
            "call/<str:public_id>/", self.admin_site.admin_view(self.call_view), name="agreements_contract_call"
        )
        return [here, *super().get_urls()]

    def call_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """The contracts of one call: drawn up, begun, ranked at checkpoints."""
        challenge = get_object_or_404(Challenge.objects.visible_to(request.user).with_texts(), public_id=public_id)
        if not call_page.may_look(request.user, challenge):
            raise PermissionDenied
        if request.method == "POST":
            return HttpResponseRedirect(call_page.decide(request, challenge) or request.path)
        context = {**self.admin_site.each_context(request), **call_page.context(request, challenge),
                   "title": str(challenge), "opts": self.opts}  # fmt: skip
        return TemplateResponse(request, "admin/agreements/call.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        contract = self.get_object(request, object_id)
        if contract is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not policies.operates(request.user, contract, *READERS):
            raise PermissionDenied
        if request.method == "POST":
            contract_page.decide(request, contract)
            return HttpResponseRedirect(request.path)
        context = {**self.admin_site.each_context(request), **contract_page.context(request, contract),
                   "title": contract.number, "opts": self.opts}  # fmt: skip
        return TemplateResponse(request, "admin/agreements/contract.html", context)
