"""Talents for case officers: masked until somebody gives a reason; claims to check; possible duplicates to decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from apps.accounts.models import User
from apps.accounts.policies import may
from apps.core.moves import MoveRefused, possible
from apps.talents import claims, duplicates, history, policies, readings, reveal
from apps.talents.facts import card_facts
from apps.talents.models import Claim, DuplicateProposal, Talent
from apps.talents.states import ClaimState
from apps.taxonomy.lookups import label


class CaseAdmin(ModelAdmin):
    """Rows of people: for case officers only, with a page of our own in place of a form."""

    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_staff and may(request.user, policies.REVIEW))

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def page(self, request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> TemplateResponse:
        base = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, f"admin/talents/{template}.html", {**base, **context})


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").replace("\x00", " ").strip()[:500]


def _done(request: HttpRequest, step: Callable[[], Any], success: str) -> None:
    """Take a step; what is refused becomes a message."""
    try:
        with transaction.atomic():
            step()
    except MoveRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, success)


def _me(request: HttpRequest) -> str:
    """Public id of the operator: nobody sees her own cases."""
    return str(getattr(request.user, "public_id", ""))


@admin.register(Talent)
class TalentAdmin(CaseAdmin):
    list_display = ["public_id", "degree", "chain_labels", "claims_state", "confirmed_at", "is_merged"]
    list_filter = ["visibility", "open_to_work", ("confirmed_at", admin.DateFieldListFilter)]
    search_fields = ["=public_id"]
    search_help_text = gettext_lazy("public id of a talent")
    ordering = ["-created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Talent]:
        rows = Talent.objects.visible_to(request.user) | Talent.objects.filter(merged_into__isnull=False)
        return rows.prefetch_related("education", "claims", "skills")

    @display(description=gettext_lazy("degree"))
    def degree(self, talent: Talent) -> str:
        code = card_facts(talent).degree
        return label("degree", code) if code else "–"

    @display(description=gettext_lazy("industry chains"))
    def chain_labels(self, talent: Talent) -> str:
        return ", ".join(label("chain", code) for code in talent.chains)

    @display(description=gettext_lazy("claims"))
    def claims_state(self, talent: Talent) -> str:
        return ", ".join(f"{claim.get_kind_display()}: {claim.get_state_display()}" for claim in talent.claims.all())

    @display(description=gettext_lazy("merged"), boolean=True)
    def is_merged(self, talent: Talent) -> bool:
        return talent.merged_into_id is not None

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Facts without a name; the name for one answer, when a reason is given."""
        talent = self.get_object(request, object_id)
        if talent is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not policies.can_review(request.user, talent):
            raise PermissionDenied
        identity = reveal.masked(talent)
        shown = False
        if request.method == "POST":
            assert isinstance(request.user, User)
            try:
                identity = reveal.unmask(talent, by=request.user, reason=_reason(request))
                shown = True
            except MoveRefused as refused:
                messages.error(request, str(refused))
        context = {
            "talent": talent,
            "facts": reveal.fact_rows(talent),
            "identity": identity,
            "shown": shown,
            "hidden": readings.hidden_of(talent),
            "claims": talent.claims.all(),
            "timeline": history.steps(talent),
        }
        return self.page(request, "talent", talent.public_id, context)


@admin.register(Claim)
class ClaimAdmin(CaseAdmin):
    """The queue: what was submitted first comes first."""

    list_display = ["talent", "kind", "state", "submitted_at", "taken_by"]
    list_filter = ["state", "kind"]
    search_fields = ["=talent__public_id"]
    ordering = [models.F("submitted_at").asc(nulls_last=True)]
    STEPS = {
        "take_up": claims.take_up,
        "verify": claims.verify,
        "return_": claims.return_,
        "fail": claims.fail,
        "revoke": claims.revoke,
    }
    WITH_REASON = ("return_", "fail", "revoke")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        rows = Claim.objects.exclude(state=ClaimState.SELF_DECLARED).filter(talent__merged_into__isnull=True)
        return rows.exclude(talent__user__public_id=_me(request)).select_related("talent__user", "taken_by", "file")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        claim = self.get_object(request, object_id)
        if claim is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not policies.can_decide_claim(request.user, claim):
            raise PermissionDenied
        if request.method == "POST":
            self.act(request, claim)
            return HttpResponseRedirect(request.path)
        allowed = possible(claim)
        words = {
            "take_up": _("Begin the check"),
            "verify": _("Verify"),
            "return_": _("Return for correction"),
            "fail": _("Not confirmed"),
            "revoke": _("Revoke"),
        }
        context = {
            "claim": claim,
            "steps": [(name, words[name], name in self.WITH_REASON) for name in self.STEPS if name in allowed],
            "timeline": history.steps(claim),
        }
        return self.page(request, "claim", f"{claim.get_kind_display()} · {claim.talent}", context)

    def act(self, request: HttpRequest, claim: Claim) -> None:
        name = request.POST.get("step", "")
        if name not in self.STEPS:
            return
        facts = {"reason": _reason(request)} if name in self.WITH_REASON else {}
        step: Any = self.STEPS[name]
        _done(request, lambda: step(claim, by=request.user, **facts), _("Done. She is told."))


@admin.register(DuplicateProposal)
class DuplicateProposalAdmin(CaseAdmin):
    list_display = ["pair", "shared", "decision", "created_at"]
    list_filter = ["decision"]
    ordering = ["created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DuplicateProposal]:
        rows = DuplicateProposal.objects.select_related("first__user", "second__user")
        return rows.exclude(first__user__public_id=_me(request)).exclude(second__user__public_id=_me(request))

    @display(description=pgettext_lazy("field", "grounds"))
    def shared(self, proposal: DuplicateProposal) -> str:
        return history.grounds(proposal.grounds)

    @display(description=gettext_lazy("profiles"))
    def pair(self, proposal: DuplicateProposal) -> str:
        return f"{proposal.first} / {proposal.second}"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Both side by side. Deciding needs the names, so opening the page with them is logged like any look."""
        proposal = self.get_object(request, object_id)
        if proposal is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not policies.can_decide_duplicate(request.user, proposal):
            raise PermissionDenied
        sides = [reveal.Side(talent, reveal.masked(talent)) for talent in (proposal.first, proposal.second)]
        if request.method == "POST":
            assert isinstance(request.user, User)
            if request.POST.get("decision") != "show":
                self.decide(request, proposal, request.user)
                return HttpResponseRedirect(request.path)
            try:
                reason = _reason(request)
                sides = [reveal.Side(s.talent, reveal.unmask(s.talent, by=request.user, reason=reason)) for s in sides]
            except MoveRefused as refused:
                messages.error(request, str(refused))
        still_open = proposal.decision == DuplicateProposal.Decision.OPEN
        shared = history.grounds(proposal.grounds)
        context = {"proposal": proposal, "sides": sides, "open": still_open, "grounds": shared}
        return self.page(request, "duplicate", _("One person or two?"), context)

    def decide(self, request: HttpRequest, proposal: DuplicateProposal, user: User) -> None:
        decision = request.POST.get("decision", "")
        if decision == "different":
            _done(request, lambda: duplicates.decide_different(proposal, by=user), _("They are never proposed again."))
            return
        keep = {talent.public_id: talent for talent in (proposal.first, proposal.second)}.get(decision)
        if keep is not None:
            _done(request, lambda: duplicates.decide_same(proposal, keep=keep, by=user), _("The profiles are merged."))
