"""What waits for her, how she stands in the pool, how much she has open; joining, pausing, leaving, her data."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.core.moves import GuardFailed, MoveRefused, possible
from apps.experts import lifecycle, load, policies, profiles, undertakings
from apps.experts.days import today
from apps.experts.models import Expert
from apps.reviews.models import Seat
from apps.web import timelines
from apps.web.expert import due, panels
from apps.web.expert.acting import expert_of, expert_required
from apps.web.steps import step
from apps.web.who import user_of

NEWEST = 20


@expert_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    expert = expert_of(request)
    editable = policies.can_edit(request.user, expert)
    allowed = possible(expert)
    context = {
        "expert": expert,
        "due": due.items(expert, editable=editable),
        "seats": _seats(expert),
        "steps": _steps(expert),
        "stats": [
            {"label": _("Open cases"), "value": load.open_cases([expert])[expert.pk]},
            {"label": _("At most at a time"), "value": expert.cases_max},
        ],
        "can": {
            "pause": editable and "pause" in allowed,
            "resume": editable and "resume" in allowed,
            "end": editable and "end" in allowed,
        },
        "timeline": timelines.entries(expert),
    }
    return render(request, "expert/home.html", context)


def _steps(expert: Expert) -> list[dict[str, str]]:
    """The way to being drawn; the first that is not done is the current one."""
    done = {
        _("Profile and fields"): bool(expert.chains or expert.disciplines) and "name" not in profiles.missing(expert),
        _("Ties confirmed"): expert.facts_confirmed_on is not None and not profiles.missing(expert),
        _("Undertakings signed"): undertakings.all_signed(expert, on=today()),
    }
    first = next((label for label, is_done in done.items() if not is_done), None)
    return [
        {"label": label, "state": "done" if is_done else "current" if label == first else "ahead"}
        for label, is_done in done.items()
    ]


def _seats(expert: Expert) -> list[dict[str, Any]]:
    """Panels to which she was ever invited, the newest first."""
    rows = Seat.objects.of(expert.user).select_related("panel__challenge__current")
    rows = rows.prefetch_related("panel__challenge__current__texts").order_by("-invited_at")[:NEWEST]
    return [{"seat": seat, "title": panels.seat_title(seat), "number": seat.panel.challenge.number} for seat in rows]


@expert_required
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Pause, resume, leave: in her own words or without any."""
    expert, user = expert_of(request), user_of(request)
    steps = {
        "pause": (lifecycle.pause, _("Paused. You are not asked for new cases.")),
        "resume": (lifecycle.resume, _("You are back in the pool.")),
        "end": (lifecycle.end, _("You have left the pool.")),
    }
    name = request.POST.get("act", "")
    if name not in steps or not policies.can_edit(user, expert):
        return HttpResponse(status=400 if name not in steps else 403)
    take, done = steps[name]
    with step(request, done):
        take(expert, by=user)
    return redirect("expert:home")


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """A GET shows the invitation to whoever holds the link, a POST joins in the invited account."""
    try:
        invited = lifecycle.find_invitation(secret)
    except GuardFailed as refused:
        return render(request, "expert/join.html", {"refused": str(refused)}, status=410)
    if request.method == "GET":
        return render(request, "expert/join.html", {"until": invited.invited_until})
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        lifecycle.join(secret, by=user_of(request))
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return redirect(request.path)
    messages.success(request, _("Welcome to the pool of experts."))
    return redirect("expert:home")
