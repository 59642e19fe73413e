"""Calls for everybody: the list, one call with its amendments, the rules of its round, open data; the list of problems."""

from __future__ import annotations

import itertools
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.policies import organisations_of
from apps.challenges import access, content, differences, policies
from apps.challenges.filters import ChallengeFilter, ProblemFilter
from apps.challenges.models import AnnexUndertaking, Challenge, ChallengeQuerySet, Problem, Programme
from apps.challenges.states import RevisionState
from apps.core.audit import subject_kind, subject_ref
from apps.core.texts import text_for_reader
from apps.procedures.calendar import today
from apps.procedures.models import Publicity
from apps.proposals.models import Proposal
from apps.proposals.policies import can_start as may_start
from apps.taxonomy import choices
from apps.web import cards, challenge_cards, timelines
from apps.web.contracts import public as contracts
from apps.web.pages import page_of
from apps.web.public import awards
from apps.web.steps import step
from apps.web.who import user_of


def public_calls() -> ChallengeQuerySet:
    """Those that stand on the public list: published ones of any later state, never drafts."""
    return Challenge.objects.ever_public().filter(current__isnull=False)


@require_GET
def challenges(request: HttpRequest) -> HttpResponse:
    found = ChallengeFilter(request.GET, queryset=public_calls().order_by("-published_at", "-id"))
    valid = found.form.is_valid()
    rows = found.qs if valid else Challenge.objects.none()
    page = page_of(request, challenge_cards.with_card_rows(rows))
    context = {
        "filter": found,
        "page": page,
        "cards": [challenge_cards.challenge_card(row) for row in page.rows],
        "query": request.GET.urlencode(),
    }
    return render(request, "public/challenges.html", context, status=200 if valid else 400)


@require_GET
def challenge(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(public_calls().with_texts(), public_id=public_id)
    revision = found.current
    assert revision is not None
    title, under = challenge_cards.titles(revision)
    texts = list(revision.texts.all())
    context = {
        "challenge": found,
        "card": challenge_cards.challenge_card(found),
        "revision": revision,
        "title": title,
        "title_under": under,
        "text": text_for_reader([text for text in texts if text.difficulties] or texts),
        "summary": text_for_reader([text for text in texts if text.summary]),
        "facts": challenge_cards.facts(revision),
        "indicators": challenge_cards.indicators(revision),
        "milestones": challenge_cards.milestones(revision),
        "employer": cards.employer_card(found.employer),
        "amendments": amendments(found),
        "timeline": timelines.entries(found, reasons=False),
        "lineage": challenge_cards.lineage(found, public_calls()),
        "publicity": Publicity.objects.running(today()).about(subject_kind(found), subject_ref(found)).first(),
        **awards.facts(found),
        **contracts.facts(found),
        **annexes(request, found),
        **proposal_of(request, found),
    }
    return render(request, "public/challenge.html", context)


def amendments(challenge: Challenge) -> list[dict[str, Any]]:
    """What each dated amendment changed, the newest first."""
    rows = challenge.revisions.filter(state__in=(RevisionState.CURRENT, RevisionState.SUPERSEDED)).order_by("number")
    texts = list(rows.prefetch_related("texts", "indicators", "milestones__goals__indicator", "skills"))
    made = [
        {
            "at": after.in_force_at,
            "note": after.note,
            "changes": differences.between(content.read(before), content.read(after)),
        }
        for before, after in itertools.pairwise(texts)
    ]
    return made[::-1]


def proposal_of(request: HttpRequest, challenge: Challenge) -> dict[str, Any]:
    """Whether the reader may propose, or has a proposal; a call without keys takes none yet."""
    ready = challenge_cards.challenge_card(challenge)["open"] and hasattr(challenge, "key")
    if not request.user.is_authenticated:
        return {"may_propose": ready, "my_proposal": None}
    mine = Proposal.objects.visible_to(request.user).live().filter(challenge=challenge).first()
    return {"may_propose": ready and mine is None and may_start(request.user, challenge), "my_proposal": mine}


def annexes(request: HttpRequest, challenge: Challenge) -> dict[str, Any]:
    """The papers of a call: their titles for everybody, each as a link for those who may read it."""
    rows = list(challenge.annexes.select_related("file", "challenge__employer__organisation", "challenge__current"))
    user = request.user
    undertaking = None
    if rows and user.is_authenticated:
        undertaking = AnnexUndertaking.objects.filter(challenge=challenge, user=user).first()
    return {
        "annexes": [{"annex": row, "open": policies.can_read_annex(user, row)} for row in rows],
        "undertaking": undertaking,
        "undertaking_text": access.UNDERTAKING,
        "countries": choices.countries() if rows else [],
    }


@require_POST
def undertake(request: HttpRequest, public_id: str) -> HttpResponse:
    """Sign the undertaking for the papers of a call and say from where they will be read."""
    found = get_object_or_404(public_calls(), public_id=public_id)
    if not request.user.is_authenticated:
        raise Http404
    country = request.POST.get("country", "")
    known = {code for _group, rows in choices.countries() for code, _label in rows}
    with step(request, _("Signed. What you may read is open to you now.")):
        access.undertake(
            found,
            by=user_of(request),
            country=country if country in known else "",
            organisation=organisations_of(request.user).first(),
        )
    return redirect("public:challenge", found.public_id)


@require_GET
def programme(request: HttpRequest, public_id: str) -> HttpResponse:
    """The rules of a round, as they were when it opened."""
    found = get_object_or_404(Programme.objects.visible_to(request.user), public_id=public_id)
    rows = challenge_cards.with_card_rows(public_calls().filter(programme=found)).order_by("-published_at", "-id")[:24]
    context = {
        "programme": found,
        "criteria": list(found.criteria.all()),
        "kinds": choices_of(found, "kinds"),
        "payment_modes": choices_of(found, "payment_modes"),
        "tie_break": choices_of(found, "tie_break"),
        "cards": [challenge_cards.challenge_card(row) for row in rows],
    }
    return render(request, "public/programme.html", context)


def choices_of(programme: Programme, name: str) -> list[str]:
    """Labels of the codes in an array column."""
    labels = dict(Programme._meta.get_field(name).base_field.choices)  # type: ignore[union-attr]
    return [str(labels[code]) for code in getattr(programme, name)]


@require_GET
def problems(request: HttpRequest) -> HttpResponse:
    listed = Problem.objects.visible_to(request.user).listed().order_by("-listed_at", "-id")
    found = ProblemFilter(request.GET, queryset=listed)
    valid = found.form.is_valid()
    rows = found.qs if valid else Problem.objects.none()
    page = page_of(request, rows.select_related("employer__organisation"))
    context = {"filter": found, "page": page, "cards": [challenge_cards.problem_card(row) for row in page.rows]}
    return render(request, "public/problems.html", context, status=200 if valid else 400)


@require_GET
def problem(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = Problem.objects.visible_to(request.user).listed().select_related("employer__organisation")
    found = get_object_or_404(rows, public_id=public_id)
    context = {
        "problem": found,
        "card": challenge_cards.problem_card(found),
        "employer": cards.employer_card(found.employer),
    }
    return render(request, "public/problem.html", context)
