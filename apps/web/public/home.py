"""The front door: what the city asks for today."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.employers.models import Employer
from apps.positions.models import Position
from apps.talents.models import Talent
from apps.taxonomy import choices
from apps.web import cards
from apps.web.rates import rate_for

NEWEST = 6
SMALLEST_SHOWN = 5  # smaller counts of people are not shown


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    newest = cards.with_card_rows(Position.objects.live()).order_by("-published_at")[:NEWEST]
    rate = rate_for(request)
    context = {
        "city": settings.CITY_NAME,
        "stats": figures(),
        "chains": chain_rows(),
        "positions": [cards.position_card(position, rate=rate) for position in newest],
    }
    return render(request, "public/home.html", context)


@require_GET
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask at the old address."""
    return redirect(static("img/icon.svg"), permanent=False)


def figures() -> list[dict[str, Any]]:
    """Live figures, each a query with a page behind it."""
    live = Position.objects.live()
    seats = live.aggregate(total=Sum("current__headcount"))["total"] or 0
    positions_url = reverse("public:positions")
    return [
        {"label": _("Open positions"), "value": live.count(), "url": positions_url},
        {"label": _("Openings"), "value": seats, "url": positions_url},
        {
            "label": _("Verified employers"),
            "value": Employer.objects.verified().count(),
            "url": reverse("public:employers"),
        },
        {"label": _("Talents on file"), **_shown(Talent.objects.filter(confirmed_at__isnull=False).count())},
    ]


def _shown(count: int) -> dict[str, Any]:
    return {"value": count} if count >= SMALLEST_SHOWN else {"text": f"< {SMALLEST_SHOWN}"}


def chain_rows() -> list[dict[str, Any]]:
    """All chains of the city's list on one scale: openings of live positions, talents who may be found."""
    rows = Position.objects.live().values("current__chain").annotate(n=Sum("current__headcount"))
    demand = {row["current__chain"]: row["n"] for row in rows}
    supply = Counter(
        code for codes in Talent.objects.rankable().values_list("chains", flat=True) for code in dict.fromkeys(codes)
    )
    return [
        {
            "label": label,
            "url": f"{reverse('public:positions')}?chain={code}",
            "demand": demand.get(code, 0),
            "supply": supply[code] if supply[code] >= SMALLEST_SHOWN else 0,
        }
        for code, label in choices.chain_list()
    ]
