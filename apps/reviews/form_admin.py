"""Form checks for operators: the queue, a call with its proposals and items in one table, a proposal item by item."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from apps.accounts.models import User
from apps.accounts.policies import districts_for
from apps.challenges.models import Challenge, Programme
from apps.challenges.programmes import rules_frozen
from apps.challenges.states import ChallengeState
from apps.core.moves import MoveRefused
from apps.procedures.admin import ActsAdmin, timeline
from apps.proposals import corrections, sections
from apps.proposals.models import Part
from apps.reviews import form_check, form_findings, form_policies
from apps.reviews.form_check import Tick
from apps.reviews.form_items import Item
from apps.reviews.form_states import Verdict
from apps.reviews.models.form_check import CHECKERS, DECIDERS, CheckList, FormAppeal, FormCheck


@admin.register(FormCheck)
class FormCheckAdmin(ModelAdmin):
    """The queue: those that wait first. Who stands on a side of a proposal opens none of its checks."""

    list_display = ("call", "proposal", "round", "outcome_shown", "decided_at")
    list_filter = ("outcome",)
    search_fields = ("public_id", "proposal__public_id", "proposal__challenge__number")
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[FormCheck]:
        place = Case(When(outcome="", then=Value(0)), default=Value(1), output_field=IntegerField())
        rows = FormCheck.objects.operated_by(request.user).annotate(place=place)
        return rows.select_related("proposal__challenge__current")

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["place", "-pk"]

    @display(description=gettext_lazy("challenge"))
    def call(self, check: FormCheck) -> str:
        return str(check.proposal.challenge)

    @display(description=gettext_lazy("outcome"))
    def outcome_shown(self, check: FormCheck) -> str:
        return str(check.get_outcome_display())

    def has_module_permission(self, request: HttpRequest) -> bool:
        return any(districts_for(request.user, verb) is not None for verb in (CHECKERS, DECIDERS))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        own = [path("call/<str:call>/", self.admin_site.admin_view(self.call_view), name="reviews_formcheck_call")]
        return [*own, *super().get_urls()]

    def call_view(self, request: HttpRequest, call: str) -> HttpResponse:
        """All proposals of a call by all items; the review begins here."""
        challenge = get_object_or_404(Challenge.objects.visible_to(request.user), public_id=call)
        rows = [row for row in form_check.to_check(challenge) if form_policies.can_look(request.user, row)]
        may_begin = form_policies.can_begin_review(request.user, challenge)
        if not rows and not may_begin:
            raise Http404
        if request.method == "POST":
            if not may_begin:
                raise PermissionDenied
            _run(request, lambda by: form_check.begin_review(challenge, by=by), _("The review has begun."))
            return HttpResponseRedirect(request.path)
        items = form_check.rules_of(challenge.programme).items
        context = {
            **self.admin_site.each_context(request),
            "title": _("Form check"),
            "opts": self.opts,
            "challenge": challenge,
            "items": [label for code, label in Item.choices if code in items],
            "rows": [_row(row, items) for row in rows],
            "unsettled": len(form_check.unsettled(challenge)),
            "can_begin": may_begin and challenge.state == ChallengeState.CLOSED,
            "none_left": challenge.state == ChallengeState.CLOSED and form_check.can_fail(challenge),
        }
        return TemplateResponse(request, "admin/reviews/form_call.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        check = self.get_object(request, object_id)
        if check is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not form_policies.can_look(request.user, check.proposal):
            raise PermissionDenied
        mine = form_policies.can_check(request.user, check.proposal)
        if request.method == "POST":
            if not mine:
                raise PermissionDenied
            _act(request, check)
            return HttpResponseRedirect(request.path)
        check = form_check.begin(check.proposal) if not check.outcome else check
        return TemplateResponse(request, "admin/reviews/form_check.html", self._shown(request, check, mine=mine))

    def _shown(self, request: HttpRequest, check: FormCheck, *, mine: bool) -> dict[str, Any]:
        opened = form_findings.read(check.proposal)
        return {
            **self.admin_site.each_context(request),
            "title": _("Form check"),
            "opts": self.opts,
            "check": check,
            "proposal": check.proposal,
            "items": list(check.items.all()),
            "verdicts": [(value, label) for value, label in Verdict.choices if value],
            "open": mine and not check.outcome and check.proposal.challenge.state == ChallengeState.CLOSED,
            "can_return": check.proposal.opened_at is not None,
            "targets": list(corrections.targets().items()),
            "parts": [(label, _part(opened, part)) for part, label in Part.choices],
            "members": opened.members,
            "packages": check.proposal.packages.select_related("opened", "sealed"),
            "appeal": FormAppeal.objects.filter(proposal=check.proposal).first(),
            "timeline": timeline(check.proposal),
        }


def _part(opened: form_findings.Opened, part: str) -> list[dict[str, Any]]:
    """Fields of a part in words; rows as tables."""
    shown = []
    for name, field in sections.FIELDS.items():
        value = opened.content.get(name)
        if field.part == part and value not in (None, "", []):
            rows = [list(row.values()) for row in value] if field.kind == "rows" else []
            shown.append({"label": field.label, "text": "" if rows else value, "rows": rows})
    files = [file.name for file in opened.enclosed.get(part, [])]
    return [*shown, {"label": _("Files"), "text": "\n".join(files), "rows": []}] if files else shown


def _row(proposal: Any, items: tuple[str, ...]) -> dict[str, Any]:
    check = form_check.begin(proposal)
    there = {item.item: item for item in check.items.all()}
    ordered = [code for code in Item.values if code in items]
    return {
        "proposal": proposal,
        "check": check,
        "url": reverse("admin:reviews_formcheck_change", args=[check.pk]),
        "cells": [there.get(code) for code in ordered],
    }


def _act(request: HttpRequest, check: FormCheck) -> None:
    """Store the ticks, then what the button says. Ticks stay stored where the step is refused."""
    ticks = {
        item.item: Tick(request.POST.get(f"verdict_{item.item}", ""), _text(request, f"remark_{item.item}", 4000))
        for item in check.items.all()
    }
    act, reason = request.POST.get("act", ""), _text(request, "reason", form_check.REASON)
    if not _run(request, lambda by: form_check.tick(check, ticks, by=by), _("Stored.") if act == "save" else ""):
        return
    acts: dict[str, tuple[Callable[[User], Any], Any]] = {
        "admit": (lambda by: form_check.admit(check, by=by), _("Passed. The applicant has been told.")),
        "ineligible": (
            lambda by: form_check.find_ineligible(check, by=by, reason=reason),
            _("Not passed. The applicant has been told why and until when she may appeal."),
        ),
        "return": (
            lambda by: form_check.return_(check, by=by, reason=reason, asked=request.POST.getlist("asked")),
            _("Returned with your reason."),
        ),
    }
    if act in acts:
        _run(request, *acts[act])


def _text(request: HttpRequest, name: str, length: int) -> str:
    return request.POST.get(name, "").replace("\x00", "")[:length]


def _run(request: HttpRequest, step: Callable[[User], Any], done: str) -> bool:
    assert isinstance(request.user, User)
    try:
        with transaction.atomic():
            step(request.user)
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return False
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
        return False
    if done:
        messages.success(request, done)
    return True


@admin.register(FormAppeal)
class FormAppealAdmin(ActsAdmin):
    """Appeals by their day. Who decided the check sees in the list that there is one, and decides none of it."""

    verb = DECIDERS
    template = "admin/reviews/form_appeal.html"
    list_display = ("proposal", "state", "lodged_at", "due_on", "decided_at")
    search_fields = ("public_id", "proposal__public_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[FormAppeal]:
        rows = FormAppeal.objects.operated_by(request.user)
        return rows.select_related("form_check", "proposal__challenge__current", "proposal__organisation")

    def may_act(self, user: Any, obj: FormAppeal) -> bool:
        return form_policies.can_decide_appeal(user, obj)

    def steps(self, obj: FormAppeal) -> dict[str, Any]:
        return {
            "allow": lambda obj, *, by, text: form_check.allow(obj, by=by, reply=text),
            "refuse": lambda obj, *, by, text: form_check.refuse(obj, by=by, reply=text),
        }

    def shown(self, obj: FormAppeal) -> dict[str, Any]:
        return {
            "check": obj.form_check,
            "items": [item for item in obj.form_check.items.all() if item.verdict == Verdict.UNMET],
            "url": reverse("admin:reviews_formcheck_change", args=[obj.form_check_id]),
            "timeline": timeline(obj.proposal),
        }


class CheckListForm(forms.ModelForm):
    items = forms.MultipleChoiceField(
        label=gettext_lazy("items"), choices=Item.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = CheckList
        fields = ("programme", "items", "appeal_days")


@admin.register(CheckList)
class CheckListAdmin(ModelAdmin):
    """What a round checks; to be written before it opens, frozen with its other rules."""

    list_display = ("programme", "appeal_days")
    form = CheckListForm

    def has_module_permission(self, request: HttpRequest) -> bool:
        return form_policies.can_keep_check_lists(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: CheckList | None = None) -> bool:
        return self.has_module_permission(request) and (obj is None or not rules_frozen(obj.programme))

    def has_delete_permission(self, request: HttpRequest, obj: CheckList | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "programme":
            kwargs["queryset"] = Programme.objects.filter(state="draft")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
