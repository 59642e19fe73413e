"""Positions of an employer as the rows of its pages show them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from apps.applications.states import OPEN
from apps.matching.states import MatchState
from apps.positions.models import Position
from apps.positions.states import RevisionState
from apps.taxonomy.lookups import label

Rows = list[dict[str, Any]]


def with_rows(positions: QuerySet[Position]) -> QuerySet[Position]:
    """What a row reads, in a constant number of queries."""
    counted = positions.annotate(
        open_applications=Count("applications", filter=Q(applications__state__in=OPEN), distinct=True),
        open_cards=Count("matches", filter=Q(matches__state=MatchState.SENT_TO_EMPLOYER), distinct=True),
    )
    return counted.select_related("current", "draft").prefetch_related("current__texts", "draft__texts")


def rows_for(positions: QuerySet[Position]) -> Rows:
    return [row_of(position) for position in with_rows(positions)]


def row_of(position: Any) -> dict[str, Any]:
    """`change` says that a next text is being written, reviewed or was returned beside the one in force."""
    shown = position.current or position.draft
    change = position.draft if position.current_id and position.draft_id else None
    return {
        "id": position.public_id,
        "title": str(position),
        "state": position.state,
        "state_label": position.get_state_display(),
        "change": change.get_state_display() if change else "",
        "change_state": change.state if change else "",
        "returned": position.state == "returned" or (change is not None and change.state == RevisionState.RETURNED),
        "pay_min": shown.salary_min if shown else None,
        "pay_max": shown.salary_max if shown else None,
        "district": label("district", position.district),
        "degree": label("degree", shown.degree_min) if shown else "",
        "headcount": shown.headcount if shown else None,
        "valid_until": position.valid_until,
        "applications": position.open_applications,
        "cards": position.open_cards,
        "public": position.current_id is not None,
    }
