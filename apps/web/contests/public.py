"""Contests for everybody: the list, and one edition with its rules, tiers and dates."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from apps.contests import policies
from apps.contests.models import Edition, Entry
from apps.contests.terms import ORDER
from apps.web.pages import page_of


@require_GET
def contests(request: HttpRequest) -> HttpResponse:
    page = page_of(request, Edition.objects.public().order_by("-closes_at", "-pk"))
    return render(request, "contests/contests.html", {"page": page, "rows": page.rows})


@require_GET
def edition(request: HttpRequest, public_id: str) -> HttpResponse:
    """One announced edition; a planned one for those who keep it."""
    found = get_object_or_404(
        Edition.objects.visible_to(request.user).select_related("series", "event"), public_id=public_id
    )
    mine = None
    if request.user.is_authenticated:
        mine = Entry.objects.live().filter(edition=found, entrant=request.user).first()
    context = {
        "edition": found,
        "open": policies.entries.is_open(found),
        "may_enter": mine is None and policies.can_enter(request.user, found),
        "mine": mine,
        "groups": list(found.groups.all()),
        "tracks": list(found.tracks.select_related("poster")),
        "rules": list(found.rules.select_related("group")),
        "criteria": list(found.criteria.all()),
        "stages": sorted(found.stages.all(), key=lambda stage: ORDER.index(stage.kind)),
        "tiers": list(found.tiers.select_related("group", "places")),
        "conditions": list(found.conditions.select_related("group")),
    }
    return render(request, "contests/edition.html", context)
