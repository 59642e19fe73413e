"""Her recommendations, and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from apps.applications.models import Application
from apps.applications.states import OPEN
from apps.challenges.models import Challenge
from apps.matching import call_recommendations, call_runs, explain, recommendations, runs
from apps.matching.models import TALENT_SEES, CallRecommendation, Match, Recommendation
from apps.matching.states import MatchState
from apps.positions.models import Position
from apps.web import cards, challenge_cards, dues
from apps.web.contracts import home as contract_dues
from apps.web.formatting import Rate
from apps.web.proposals import due as proposals_due
from apps.web.rates import rate_for, rate_of
from apps.web.talent.acting import talent_of, talent_required
from apps.web.talent_cards import reason_rows

SHOWN = 12
SHOWN_CALLS = 6


@talent_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Best positions first; while they are being computed the page says so and looks again."""
    talent = talent_of(request)
    rate, part = rate_of(talent.country), bool(request.headers.get("HX-Request"))
    working = recommendations.refresh_if_stale(talent)
    rows = recommendations.for_talent(talent)[:SHOWN]
    applied = set(Application.objects.filter(talent=talent, state__in=OPEN).values_list("position_id", flat=True))
    asked = Match.objects.filter(talent=talent, state=MatchState.SENT_TO_TALENT).select_related(
        "position__current", "position__employer__organisation"
    )
    context = {
        "talent": talent,
        "working": working,
        "cards": _cards([row for row in rows if row.position_id not in applied], rate),
        "calls": _calls(call_recommendations.for_talent(talent)[:SHOWN_CALLS]),
        "asked": [match for match in asked if match.state in TALENT_SEES],
        "unconfirmed": talent.confirmed_at is None,
        "dues": []
        if part
        else dues.in_order([*proposals_due.items(talent.user), *contract_dues.of_solver(talent.user)]),
    }
    template = "talent/_recommendations.html" if part else "talent/home.html"
    return render(request, template, context)


def _cards(rows: list[Recommendation], rate: Rate | None) -> list[dict[str, Any]]:
    found = cards.with_card_rows(Position.objects.filter(pk__in=[row.position_id for row in rows]))
    positions = {position.pk: position for position in found}
    return [
        {
            **cards.position_card(positions[row.position_id], score=row.score, rate=rate),
            "why_url": reverse("talent:why", args=[positions[row.position_id].public_id]),
        }
        for row in rows
    ]


def _calls(rows: list[CallRecommendation]) -> list[dict[str, Any]]:
    found = challenge_cards.with_card_rows(Challenge.objects.filter(pk__in=[row.challenge_id for row in rows]))
    calls = {challenge.pk: challenge for challenge in found}
    return [
        {
            "card": challenge_cards.challenge_card(calls[row.challenge_id]),
            "score": row.score,
            "why_url": reverse("talent:why-call", args=[calls[row.challenge_id].public_id]),
        }
        for row in rows
    ]


@talent_required
@require_GET
def why_call(request: HttpRequest, public_id: str) -> HttpResponse:
    """The factors and reasons of one recommended call, with her own words beside the call's."""
    rows = CallRecommendation.objects.filter(talent=talent_of(request), challenge__in=call_runs.open_calls())
    row = get_object_or_404(rows, challenge__public_id=public_id)
    challenge = challenge_cards.with_card_rows(Challenge.objects.filter(pk=row.challenge_id)).get()
    context = {"card": challenge_cards.challenge_card(challenge), "challenge": challenge, **_why(row)}
    return render(request, "talent/why_call.html", context)


def _why(row: Recommendation | CallRecommendation) -> dict[str, Any]:
    weights = {str(factor): points for factor, points in runs.weights().points.items()}
    return {
        "score": row.score,
        "bars": [
            {"label": bar.label, "points": bar.points, "max": bar.max, "neutral": bar.neutral}
            for bar in explain.bars(row.points, row.values, weights)
        ],
        "reasons": reason_rows(explain.reasons(row.points, row.evidence, anonymous=False), get_language() or ""),
    }


@talent_required
@require_GET
def why(request: HttpRequest, public_id: str) -> HttpResponse:
    """The factors and reasons of one recommendation, with her own words beside the posting's."""
    rows = Recommendation.objects.filter(talent=talent_of(request), position__in=Position.objects.live())
    row = get_object_or_404(rows, position__public_id=public_id)
    position = cards.with_card_rows(Position.objects.filter(pk=row.position_id)).get()
    context = {"card": cards.position_card(position, rate=rate_for(request)), "position": position, **_why(row)}
    return render(request, "talent/why.html", context)
