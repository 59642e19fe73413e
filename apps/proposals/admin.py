"""Opening for operators: the keys of a call prepared, and the call opened by two people in one request."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from unfold.admin import ModelAdmin
from unfold.decorators import display

from apps.accounts.models import User
from apps.accounts.policies import EVERYWHERE, districts_for, holders, organisations_of
from apps.challenges import keys
from apps.challenges import policies as challenges
from apps.challenges.keys import Attempt
from apps.challenges.models import CallKey, CallShare, Challenge
from apps.challenges.states import ChallengeState
from apps.core.moves import GuardFailed
from apps.procedures.calendar import instant_of
from apps.proposals import opening

VERB = "challenges.open"
PREPARERS = ("challenges.publish", "challenges.approve")


@admin.register(CallKey)
class CallKeyAdmin(ModelAdmin):
    """One row a call: who holds its key, how many proposals lie sealed. What they say is nowhere here."""

    list_display = ["call", "state_shown", "closes_at", "opens_at", "sealed"]
    list_display_links = ["call"]
    list_select_related = ["challenge__current", "challenge__draft"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CallKey]:
        reach = [districts_for(request.user, verb) for verb in (VERB, *PREPARERS)]
        where = set().union(*(one for one in reach if one is not None))
        rows = CallKey.objects.annotate(
            sealed_count=Count("challenge__proposals", filter=Q(challenge__proposals__state="submitted"))
        )
        if EVERYWHERE not in where:
            rows = rows.filter(challenge__district__in=where)
        return rows.exclude(challenge__employer__organisation__in=organisations_of(request.user)).order_by("-pk")

    @display(description=gettext_lazy("challenge"))
    def call(self, key: CallKey) -> str:
        return str(key.challenge)

    @display(description=gettext_lazy("state"))
    def state_shown(self, key: CallKey) -> str:
        return key.challenge.get_state_display()

    @display(description=gettext_lazy("closes at"))
    def closes_at(self, key: CallKey) -> Any:
        return key.challenge.closes_at

    @display(description=gettext_lazy("sealed proposals"))
    def sealed(self, key: CallKey) -> int:
        return int(getattr(key, "sealed_count", 0))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return any(districts_for(request.user, verb) is not None for verb in (VERB, *PREPARERS))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return any(districts_for(request.user, verb) is not None for verb in PREPARERS)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        own = [path("<int:pk>/open/", self.admin_site.admin_view(self.open_view), name="proposals_open_call")]
        return [*own, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Prepare the keys of a call. The recovery share is shown in this answer and never again."""
        calls = [row for row in self._without_key() if challenges.can_prepare_keys(request.user, row)]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Keys of a call"),
            "opts": self.opts,
            "calls": calls,
            "asked": request.GET.get("call", ""),
        }
        if request.method == "POST":
            chosen = next((row for row in calls if row.public_id == request.POST.get("call")), None)
            if chosen is None:
                messages.error(request, _("Choose a call."))
            else:
                context["paper"] = self._prepared(request, chosen)
                context["chosen"] = chosen
        context["people"] = [
            user for user in holders(VERB) if user.pk != request.user.pk and keys.own(user) is not None
        ]
        response = TemplateResponse(request, "admin/proposals/keys.html", context)
        response["Cache-Control"] = "no-store"
        return response

    def _without_key(self) -> QuerySet[Challenge]:
        rows = Challenge.objects.filter(state__in=keys.PREPARED_IN, key__isnull=True)
        return rows.select_related("current", "draft", "employer__organisation").order_by("-pk")

    def _prepared(self, request: HttpRequest, challenge: Challenge) -> str:
        assert isinstance(request.user, User)
        people = {user.public_id: user for user in holders(VERB)}
        named = {
            name: [people[one] for one in request.POST.getlist(name) if one in people] for name in ("holder", "deputy")
        }
        try:
            opens_at = instant_of(request.POST.get("opens_at", ""))
            with transaction.atomic():
                return keys.prepare(
                    challenge, holders=named["holder"], deputies=named["deputy"], by=request.user, opens_at=opens_at
                )
        except ValueError:
            messages.error(request, _("Please enter a day and an hour."))
            return ""
        except GuardFailed as refused:
            messages.error(request, str(refused))
            return ""

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        key = self.get_object(request, object_id)
        if key is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return redirect(reverse("admin:proposals_open_call", args=[key.pk]))

    @method_decorator(sensitive_post_parameters())
    def open_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Not inside the request's transaction: a refused attempt has to stay on record."""
        key = get_object_or_404(self.get_queryset(request).select_related("challenge__employer__organisation"), pk=pk)
        challenge = key.challenge
        if not challenges.can_open(request.user, challenge):
            raise PermissionDenied
        shares = list(CallShare.objects.filter(key=key).select_related("holder__user"))
        if request.method == "POST":
            self._open(request, challenge, shares)
            return redirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Opening"),
            "opts": self.opts,
            "challenge": challenge,
            "key": key,
            "shares": shares,
            "sealed": challenge.proposals.filter(state="submitted", opened_at__isnull=True).count(),
            "opened": challenge.proposals.filter(opened_at__isnull=False).count(),
            "closed": challenge.state in (ChallengeState.CLOSED, ChallengeState.REVIEWING),
        }
        return TemplateResponse(request, "admin/proposals/open.html", context)

    def _open(self, request: HttpRequest, challenge: Challenge, shares: list[CallShare]) -> None:
        assert isinstance(request.user, User)
        people = {share.holder.user.public_id: share.holder.user for share in shares}
        attempts = [
            Attempt(people[name], request.POST.get(f"passphrase_{at}", ""))
            for at in ("1", "2")
            if (name := request.POST.get(f"holder_{at}", "")) in people and request.POST.get(f"passphrase_{at}")
        ]
        try:
            found = opening.open_call(challenge, attempts, by=request.user, paper=request.POST.get("paper", "")[:400])
        except GuardFailed as refused:
            messages.error(request, str(refused))
            return
        count = len(found.proposals)
        done = ngettext("%(n)d proposal is open.", "%(n)d proposals are open.", count)
        messages.success(request, done % {"n": count})
        for package in found.faults:
            text = _("A package did not open: %(fault)s") % {"fault": package.get_fault_display()}
            messages.warning(request, text)


CallKeyAdmin.open_view = transaction.non_atomic_requests(CallKeyAdmin.open_view)  # type: ignore[method-assign]
