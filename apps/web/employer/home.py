"""The employer's first page: what waits for it, and its positions at a glance."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.applications.models import Application
from apps.applications.states import ApplicationState
from apps.employers import lifecycle, policies
from apps.employers.models import Employer
from apps.employers.states import EmployerState
from apps.matching.models import Match
from apps.matching.states import MatchState
from apps.positions.models import Position
from apps.positions.states import PositionState
from apps.web.contracts import home as contract_dues
from apps.web.dues import Due, in_order
from apps.web.employer import due
from apps.web.employer.acting import employer_of, employer_required
from apps.web.employer.position_rows import rows_for
from apps.web.proposals import due as proposals_due

NEWEST = 5


@employer_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    employer = employer_of(request)
    newest = Position.objects.filter(employer=employer).exclude(state=PositionState.CLOSED).order_by("-created_at")
    context = {
        "employer": employer,
        "verified": employer.state == EmployerState.VERIFIED,
        "missing": lifecycle.missing(employer),
        "may_write": policies.can_draft(request.user, employer),
        "may_submit": policies.can_submit(request.user, employer),
        "stats": stats(employer),
        "rows": rows_for(newest[:NEWEST]),
        "dues": what_is_due(request.user, employer),
    }
    return render(request, "employer/home.html", context)


def what_is_due(user: Any, employer: Employer) -> list[Due]:
    """For the employer's calls and problems, its contracts, and the proposals it makes for calls of others."""
    return in_order(
        [
            *due.of_calls(user, employer),
            *due.of_problems(user, employer),
            *contract_dues.of_poster(user, employer),
            *proposals_due.items(user),
            *contract_dues.of_solver(user),
        ]
    )


def stats(employer: Employer) -> list[dict[str, Any]]:
    """Figures with the page behind each."""
    counts = Position.objects.filter(employer=employer).aggregate(
        live=Count("pk", filter=Q(state=PositionState.PUBLISHED)),
        waiting=Count("pk", filter=Q(state=PositionState.PENDING)),
        drafts=Count("pk", filter=Q(state__in=(PositionState.DRAFT, PositionState.RETURNED))),
    )
    of_employer = Q(position__employer=employer)
    fresh = Application.objects.filter(of_employer, state=ApplicationState.SUBMITTED).count()
    cards = Match.objects.filter(of_employer, state=MatchState.SENT_TO_EMPLOYER).count()
    address = reverse("employer:positions")
    return [
        {"label": _("Published positions"), "value": counts["live"], "url": f"{address}?state=published"},
        {"label": _("Waiting for review"), "value": counts["waiting"], "url": f"{address}?state=pending"},
        {"label": _("Drafts"), "value": counts["drafts"], "url": f"{address}?state=draft"},
        {"label": _("New applications"), "value": fresh},
        {"label": _("Candidates waiting for your answer"), "value": cards},
    ]
