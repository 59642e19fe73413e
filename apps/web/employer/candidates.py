"""Recommended candidates: anonymous cards in the reviewed order, and the employer's interest."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.applications.models import Application
from apps.core import marks
from apps.core.moves import GuardFailed, possible
from apps.matching import cards, explain, interest, lists, pair, policies, preview, runs
from apps.matching.lists import Entry
from apps.matching.models import Match
from apps.positions.models import Position
from apps.web.employer.acting import employer_of, employer_required
from apps.web.steps import step
from apps.web.talent_cards import facts_card, reason_rows
from apps.web.who import user_of


def _position(request: HttpRequest, public_id: str) -> Position:
    rows = Position.objects.filter(employer=employer_of(request)).select_related("current", "draft", "employer")
    return get_object_or_404(rows, public_id=public_id)


def _match(request: HttpRequest, card_id: str) -> Match:
    """A card released to this employer; any other card does not exist for it."""
    rows = Match.objects.filter(position__employer=employer_of(request), released_at__isnull=False)
    return get_object_or_404(
        rows.select_related("position__employer__organisation", "position__current", "talent__user"), card_id=card_id
    )


@employer_required
@require_GET
def candidates(request: HttpRequest, public_id: str) -> HttpResponse:
    position = _position(request, public_id)
    if not policies.can_see_list(request.user, position):
        return render(request, "employer/candidates_locked.html", {"position": position}, status=403)
    run = lists.current_run(position)
    shown = cards.anonymous_cards(lists.released(position))
    mark = marks.pending("position", position.pk)
    context = {
        "position": position,
        "run": run,
        "ranking_since": mark.dirty_since if mark else None,
        "cards": [_card(card) for card in shown],
    }
    return render(request, "employer/candidates.html", context)


def _card(card: cards.AnonymousCard) -> dict[str, Any]:
    return facts_card(
        card.facts,
        code=card.id,
        matched=card.matched_skills,
        url=reverse("employer:card", args=[card.id]),
        rank=card.rank,
        score=card.score,
        by_hand=card.score is None,
        is_new=card.is_new and card.state == "sent_to_employer",
        state=card.state if card.state != "sent_to_employer" else "",
        state_label=dict(Match._meta.get_field("state").flatchoices)[card.state],
    )


@employer_required
@require_GET
def card(request: HttpRequest, card_id: str) -> HttpResponse:
    """One anonymous card with its reasons. Seeing it for the first time takes the mark "new" away."""
    match = _match(request, card_id)
    position = match.position
    if not policies.can_see_list(request.user, position):
        raise Http404
    row = lists.entry_of(match)
    if row is None:
        return render(request, "employer/card_gone.html", {"position": position}, status=410)
    place = next((c.rank for c in cards.anonymous_cards(lists.released(position)) if c.id == card_id), 1)
    shown = cards.anonymous_card(row, place)
    Match.objects.filter(pk=match.pk, is_new=True).update(is_new=False)
    application = Application.objects.visible_to(request.user).filter(talent=match.talent, position=position).first()
    allowed = possible(match) if policies.can_show_interest(request.user, match) else frozenset()
    context = {
        "position": position,
        "match": match,
        "card": _card(shown) | {"url": ""},
        "bars": bars(row),
        "score": row.score,
        "reasons": reason_rows(shown.reasons, get_language() or ""),
        "can": {name: name in allowed for name in ("show_interest", "pass_over")},
        "application": application,
    }
    return render(request, "employer/card.html", context)


def bars(row: Entry) -> list[dict[str, Any]]:
    """`factors` of the factor bars: points in thousandths that add up to the score; none without a score."""
    if row.result is None:
        return []
    weights = {str(factor): points for factor, points in runs.weights().points.items()}
    return [
        {"label": bar.label, "points": bar.points, "max": bar.max, "neutral": bar.neutral}
        for bar in explain.bars(row.result.points, row.result.values, weights)
    ]


@employer_required
@require_POST
def answer_card(request: HttpRequest, card_id: str) -> HttpResponse:
    """Interested, or not."""
    match = _match(request, card_id)
    if not policies.can_show_interest(request.user, match):
        return HttpResponse(status=403)
    if request.POST.get("answer") == "interested":
        with step(request, _("The candidate has been asked. You will be told when she answers.")):
            interest.show(match, by=user_of(request))
    elif request.POST.get("answer") == "pass":
        with step(request, _("The card has been put aside.")):
            interest.pass_over(match, by=user_of(request))
    else:
        return HttpResponse(status=400)
    return redirect("employer:candidates", match.position.public_id)


@employer_required
@require_GET
def draft_preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """How many people the draft would find now, and three anonymous cards; for verified employers."""
    position = _position(request, public_id)
    if not policies.can_see_list(request.user, position):
        return render(request, "employer/_preview.html", {"locked": True})
    try:
        found = preview.preview(position)
    except GuardFailed as refused:
        return render(request, "employer/_preview.html", {"refused": str(refused)})
    shown = [
        facts_card(row.facts, code=f"{row.rank}", rank=row.rank, score=row.score)
        for row in (found.cards if found else ())
    ]
    relaxed = [(str(pair.RULES[rule]), n) for rule, n in found.relaxed.items()] if found else []
    return render(request, "employer/_preview.html", {"found": found, "cards": shown, "relaxed": relaxed})


@employer_required
@require_GET
def application_match(request: HttpRequest, public_id: str) -> HttpResponse:
    """The match beside an application, with the full evidence that her consent opened."""
    rows = Application.objects.visible_to(request.user).filter(position__employer=employer_of(request))
    application = get_object_or_404(rows.select_related("position", "talent"), public_id=public_id)
    try:
        found = pair.explain_pair(application.position, application.talent)
    except GuardFailed as refused:
        return HttpResponse(str(refused), content_type="text/plain")
    context = {
        "bars": [
            {"label": bar.label, "points": bar.points, "max": bar.max, "neutral": bar.neutral} for bar in found.bars
        ],
        "score": found.score,
        "reasons": reason_rows(found.reasons, get_language() or ""),
        "broken": [row.label for row in found.kept_off],
    }
    return render(request, "employer/_match.html", context)
