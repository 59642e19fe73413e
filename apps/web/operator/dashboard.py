"""The operators' start page: what waits today, oldest first, each figure with the list behind it."""

from __future__ import annotations

from typing import Any

from django.db.models import Min, Q, QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from apps.accounts.policies import EVERYWHERE, districts_for
from apps.applications.models import Application
from apps.challenges.models import Challenge, Problem
from apps.core.models import Mark
from apps.employers.models import Employer
from apps.matching.models import Match
from apps.matching.states import UNREVIEWED
from apps.positions.models import Position
from apps.talents.models import Claim, DuplicateProposal
from apps.web.operator import due
from apps.web.operator.navigation import groups


def _calls(user: Any) -> list[Any]:
    """What waits of the calls, by whose turn it is."""
    waiting = (
        (_("Calls to check"), "challenges.review", Q(state="submitted", programme__district_check=True)),
        (
            _("Calls to approve"),
            "challenges.approve",
            Q(state="submitted", programme__district_check=False, programme__appraisal=False)
            | Q(state="district_checked", programme__appraisal=False)
            | Q(state="argued"),
        ),
        (_("Calls to publish"), "challenges.publish", Q(state="approved") | Q(state="published", draft__isnull=False)),
    )
    address = "admin:challenges_challenge_changelist"
    tiles = [
        _tile(title, _within(Challenge.objects.filter(rows), user, verb, "district"), "submitted_at", address)
        for title, verb, rows in waiting
    ]
    problems = _within(Problem.objects.filter(state="submitted"), user, "challenges.review", "district")
    return [
        *tiles,
        _tile(
            _("Problems to screen"),
            problems,
            "created_at",
            "admin:challenges_problem_changelist",
            "?state__exact=submitted",
        ),
    ]


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """unfold's DASHBOARD_CALLBACK: adds `waiting`, a list of {label, count, oldest, url}, `dues` and `lists`."""
    user = request.user
    rows = [
        _tile(
            _("Employers to verify"),
            _within(Employer.objects.filter(state="submitted"), user, "employers.review", "organisation__district"),
            "created_at",
            "admin:employers_employer_changelist",
            "?state__exact=submitted",
        ),
        _tile(
            _("Positions to review"),
            _within(Position.objects.filter(state="pending"), user, "positions.review", "district"),
            "submitted_at",
            "admin:positions_position_changelist",
            "?state__exact=pending",
        ),
        _tile(
            _("Pairs to decide"),
            _within(
                Match.objects.filter(state__in=UNREVIEWED, results__run__current=True, results__reserve=False),
                user,
                "matching.review",
                "position__district",
            ),
            "created_at",
            "admin:matching_matchrun_changelist",
        ),
        _tile(
            _("Applications waiting for paperwork"),
            _within(Application.objects.filter(state="accepted"), user, "applications.review", "position__district"),
            "moved_at",
            "admin:applications_application_changelist",
            "?state__exact=accepted",
        ),
        _tile(
            _("Applications without an answer for 20 working days"),
            _within(
                Application.objects.filter(reminded_operator_at__isnull=False, state__in=["submitted", "viewed"]),
                user,
                "applications.review",
                "position__district",
            ),
            "moved_at",
            "admin:applications_application_changelist",
        ),
        *_calls(user),
        _tile(
            _("Statements to verify"),
            _within(Claim.objects.filter(state__in=["submitted", "appealed"]), user, "talents.review", ""),
            "pk",
            "admin:talents_claim_changelist",
        ),
        _tile(
            _("Possible duplicates"),
            _within(DuplicateProposal.objects.filter(decision="open"), user, "talents.review", ""),
            "created_at",
            "admin:talents_duplicateproposal_changelist",
        ),
        _tile(
            _("Work that has failed for good"),
            _within(Mark.objects.filter(parked_at__isnull=False), user, "audit.read", ""),
            "parked_at",
            "admin:core_mark_changelist",
        ),
    ]
    context["title"] = _("Start page")
    context["waiting"] = [row for row in rows if row is not None]
    context["dues"] = due.items(user)
    context["lists"] = [group for group in groups(request) if "title" in group]
    return context


def _within(rows: QuerySet[Any], user: Any, verb: str, district: str) -> QuerySet[Any] | None:
    """The rows that lie in the operator's districts; None if she has no such right."""
    where = districts_for(user, verb)
    if where is None:
        return None
    if EVERYWHERE in where or not district:
        return rows
    return rows.filter(**{f"{district}__in": where})


def _tile(label: str, rows: QuerySet[Any] | None, column: str, name: str, query: str = "") -> dict[str, Any] | None:
    if rows is None:
        return None
    try:
        url = reverse(name) + query
    except NoReverseMatch:
        return None
    oldest = rows.aggregate(oldest=Min(column))["oldest"] if column != "pk" else None
    return {"label": label, "count": rows.distinct().count(), "oldest": oldest, "url": url}
