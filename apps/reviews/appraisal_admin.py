"""Appraisals for operators: opinions by call, experts to ask, what they have said, and the department's closing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from apps.accounts.models import User
from apps.accounts.policies import districts_for
from apps.challenges.models import Challenge
from apps.challenges.states import ChallengeState
from apps.core.moves import MoveRefused
from apps.procedures.admin import timeline
from apps.reviews import appraisal, appraisal_candidates, appraisal_policies
from apps.reviews import appraisal_telling as telling
from apps.reviews.appraisal_states import OPEN, Answer, Question, Recommendation
from apps.reviews.models.appraisal import ASKERS, Opinion
from apps.taxonomy.lookups import label

MOST = 60  # candidates shown; the clear ones come first


@admin.register(Opinion)
class OpinionAdmin(ModelAdmin):
    """All opinions of the operator's calls; each row leads to the page of its call."""

    list_display = ("call", "expert_shown", "state", "due_at", "recommendation")
    list_filter = ("state", "recommendation")
    search_fields = ("public_id", "challenge__number", "challenge__public_id")
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Opinion]:
        rows = Opinion.objects.operated_by(request.user)
        return rows.select_related("challenge__draft", "challenge__current", "expert")

    @display(description=gettext_lazy("challenge"))
    def call(self, opinion: Opinion) -> str:
        return str(opinion.challenge)

    @display(description=gettext_lazy("expert"))
    def expert_shown(self, opinion: Opinion) -> str:
        return opinion.expert.name

    def has_module_permission(self, request: HttpRequest) -> bool:
        return any(districts_for(request.user, verb) is not None for verb in ASKERS)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        own = [path("call/<str:call>/", self.admin_site.admin_view(self.call_view), name="reviews_opinion_call")]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        opinion = self.get_object(request, object_id)
        if opinion is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return redirect(telling.url_of(opinion.challenge))

    def call_view(self, request: HttpRequest, call: str) -> HttpResponse:
        """One call: whom to ask, who was asked, what was said, and its closing."""
        challenge = get_object_or_404(Challenge.objects.visible_to(request.user).with_texts(), public_id=call)
        if not appraisal_policies.can_ask(request.user, challenge):
            raise PermissionDenied
        if not challenge.programme.appraisal:
            raise Http404
        if request.method == "POST":
            _act(request, challenge)
            return HttpResponseRedirect(request.path)
        waits = challenge.state in appraisal.WAITS
        context = {
            **self.admin_site.each_context(request),
            "title": _("Appraisal"),
            "opts": self.opts,
            "challenge": challenge,
            "opinions": [_opinion(request, row) for row in _opinions(challenge)],
            "candidates": [_candidate(row) for row in appraisal_candidates.candidates(challenge)[:MOST]] if waits else [],
            "summary": _summary(challenge),
            "waits": waits,
            "days": appraisal.DAYS,
            "most_days": appraisal.MOST_DAYS,
            "can_argue": waits and appraisal_policies.can_argue(request.user, challenge),
            "district_first": challenge.state == ChallengeState.SUBMITTED and challenge.programme.district_check,
            "timeline": timeline(challenge),
        }  # fmt: skip
        return TemplateResponse(request, "admin/reviews/appraisal.html", context)


def _opinions(challenge: Challenge) -> QuerySet[Opinion]:
    rows = Opinion.objects.filter(challenge=challenge).select_related("expert", "challenge__employer__organisation")
    return rows.prefetch_related("answers")


def _opinion(request: HttpRequest, opinion: Opinion) -> dict[str, Any]:
    readable = appraisal_policies.can_read_opinion(request.user, opinion)
    return {
        "opinion": opinion,
        "name": opinion.expert.name,
        "answers": list(opinion.answers.all()) if readable else [],
        "readable": readable,
        "open": opinion.state in OPEN and appraisal_policies.can_call_off(request.user, opinion),
    }


def _candidate(row: appraisal_candidates.Candidate) -> dict[str, Any]:
    expert = row.expert
    fields = [label("chain", code) for code in expert.chains] + [
        label("discipline", code) for code in expert.disciplines
    ]
    return {
        "id": expert.public_id,
        "name": expert.name,
        "title": expert.title_zh or expert.title_en,
        "fields": fields,
        "doubts": [f"{one.person_fact} – {one.party_fact}" for one in row.doubts],
    }


def _summary(challenge: Challenge) -> dict[str, Any]:
    found = appraisal.summary(challenge)
    answers = [code for code in Answer.values if code]
    return {
        "there": len(found.counted),
        "needed": found.needed,
        "enough": found.enough,
        "heads": [Answer(code).label for code in answers],
        "rows": [
            {"label": text, "counts": [found.answers[code][one] for one in answers], "remarks": found.remarks[code]}
            for code, text in Question.choices
        ],
        "recommendations": [
            (text, found.recommendations[code]) for code, text in Recommendation.choices if found.recommendations[code]
        ],
    }


def _act(request: HttpRequest, challenge: Challenge) -> None:
    """What the button says; who may argue is asked by the step itself as well."""
    acts: dict[str, tuple[Callable[[HttpRequest, Challenge, User], Any], Any]] = {
        "ask": (_ask, _("Asked. The expert has been told.")),
        "call_off": (_call_off, _("Called off. The expert has been told.")),
        "argue": (_argue, _("The appraisal is closed. The approval comes next.")),
    }
    act = request.POST.get("act", "")
    if act not in acts:
        return
    run, done = acts[act]
    assert isinstance(request.user, User)
    try:
        with transaction.atomic():
            run(request, challenge, request.user)
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return
    messages.success(request, done)


def _ask(request: HttpRequest, challenge: Challenge, by: User) -> None:
    chosen = request.POST.get("expert", "")
    offered = {row.expert.public_id: row.expert for row in appraisal_candidates.candidates(challenge)}
    if chosen not in offered:
        raise Http404
    days = request.POST.get("days", "")
    number = int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0
    appraisal.ask(challenge, offered[chosen], by=by, days=number, cleared=_text(request, "cleared"))


def _call_off(request: HttpRequest, challenge: Challenge, by: User) -> None:
    opinion = get_object_or_404(
        Opinion.objects.select_related("expert__user", "challenge__programme", "challenge__employer__organisation"),
        challenge=challenge, public_id=request.POST.get("opinion", "").replace("\x00", ""),
    )  # fmt: skip
    if not appraisal_policies.can_call_off(by, opinion):
        raise PermissionDenied
    appraisal.call_off(opinion, by=by, reason=_text(request, "reason"))


def _argue(request: HttpRequest, challenge: Challenge, by: User) -> None:
    if not appraisal_policies.can_argue(by, challenge):
        raise PermissionDenied
    appraisal.argue(challenge, by=by, note=_text(request, "note"))


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "")[: appraisal.TEXT]
