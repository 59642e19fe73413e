"""Positions for everybody: the list with its filters in the address, and one position."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from apps.applications import policies as applications
from apps.applications.models import Application
from apps.applications.states import OPEN
from apps.core.texts import text_for_reader
from apps.positions.filters import PositionFilter
from apps.positions.models import Position, PositionText
from apps.talents.models import Talent
from apps.taxonomy.lookups import label
from apps.web import cards
from apps.web.formatting import Rate
from apps.web.pages import page_of
from apps.web.rates import rate_for


@require_GET
def positions(request: HttpRequest) -> HttpResponse:
    found = PositionFilter(request.GET, queryset=Position.objects.live().order_by("-published_at", "-id"))
    valid = found.form.is_valid()
    rows = found.qs if valid else Position.objects.none()
    page = page_of(request, cards.with_card_rows(rows))
    rate = rate_for(request)
    found_cards = [cards.position_card(position, rate=rate) for position in page.rows]
    context = {"filter": found, "page": page, "cards": found_cards}
    return render(request, "public/positions.html", context, status=200 if valid else 400)


@require_GET
def position(request: HttpRequest, public_id: str) -> HttpResponse:
    """One live position; its employer and reviewers see it in other states on their own pages."""
    found = get_object_or_404(cards.with_card_rows(Position.objects.live()), public_id=public_id)
    revision = found.current
    assert revision is not None
    title, under = cards.titles(revision)
    rate = rate_for(request)
    context = {
        "position": found,
        "revision": revision,
        "title": title,
        "title_under": under,
        "text": body_text(list(revision.texts.all())),
        "other_texts": list(revision.texts.all()),
        "facts": facts(found),
        "skills": [cards.skill_label(skill.code, skill.text) for skill in revision.skills.all()],
        "employer": cards.employer_card(found.employer),
        "rate": rate,
        "similar": similar(found, rate),
        **application_of(request, found),
    }
    return render(request, "public/position.html", context)


def body_text(texts: list[PositionText]) -> PositionText | None:
    """The text to read: in the reader's language if its duties are there, else one that has them, labelled as such."""
    full = [text for text in texts if text.description]
    return text_for_reader(full or texts)


def facts(position: Position) -> dict[str, Any]:
    revision = position.current
    assert revision is not None
    return {
        "kind": label("position_kind", revision.kind),
        "chain": label("chain", revision.chain) if revision.chain else "",
        "degree": label("degree", revision.degree_min),
        "district": label("district", revision.district),
        "disciplines": [label("discipline", code) for code in revision.disciplines],
        "languages": [
            {
                "label": label("language", row["code"]),
                "level": label("language_level", row["level"]) if row.get("level") else "",
                "demanded": bool(row.get("demanded")),
            }
            for row in revision.languages
        ],
    }


def similar(position: Position, rate: Rate | None) -> list[dict[str, Any]]:
    revision = position.current
    assert revision is not None
    rows = Position.objects.live().filter(current__chain=revision.chain).exclude(pk=position.pk)
    return [cards.position_card(row, rate=rate) for row in cards.with_card_rows(rows).order_by("-published_at")[:3]]


def application_of(request: HttpRequest, position: Position) -> dict[str, Any]:
    """Whether the reader may apply, or has applied."""
    if not request.user.is_authenticated:
        return {"may_apply": True, "application": None}
    talent = Talent.objects.filter(user=request.user).first()
    if talent is None:
        return {"may_apply": not request.user.memberships.filter(ended_at__isnull=True).exists(), "application": None}
    found = Application.objects.filter(talent=talent, position=position, state__in=OPEN).first()
    return {"may_apply": applications.can_apply(request.user, talent, position), "application": found}
