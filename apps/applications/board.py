"""The pipeline board of a position: columns of applications in the order of the process."""

from __future__ import annotations

from dataclasses import dataclass

from apps.applications.models import Application
from apps.applications.states import ApplicationState
from apps.positions.models import Position

S = ApplicationState
COLUMNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("new", (S.SUBMITTED, S.VIEWED)),
    ("shortlisted", (S.SHORTLISTED,)),
    ("interview", (S.INTERVIEW,)),
    ("offered", (S.OFFERED,)),
    ("paperwork", (S.ACCEPTED, S.ARRANGED)),
    ("hired", (S.HIRED,)),
    ("ended", (S.REJECTED, S.DECLINED, S.EXPIRED)),
)


@dataclass(frozen=True)
class Column:
    code: str
    applications: list[Application]


def columns(position: Position) -> list[Column]:
    """Three queries whatever the number of applications; drafts and withdrawn ones are not the employer's."""
    rows = (
        Application.objects.filter(position=position)
        .exclude(state__in=[S.DRAFT, S.WITHDRAWN])
        .select_related("talent__user", "pending_move")
        .prefetch_related("talent__texts", "interviews")
        .order_by("moved_at")
    )
    by_state: dict[str, list[Application]] = {}
    for application in rows:
        by_state.setdefault(application.state, []).append(application)
    return [Column(code, [a for state in states for a in by_state.get(state, [])]) for code, states in COLUMNS]
