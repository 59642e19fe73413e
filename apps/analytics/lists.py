"""The cases behind a figure, as a table: calls, proposals without any name, contracts, payments, stays in a step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.analytics.figures import CALLS, CONTRACTS, PAYMENTS, PROPOSALS, Figure
from apps.analytics.steps import Stay
from apps.analytics.tables import Table
from apps.challenges.models import Challenge
from apps.procedures.calendar import city_zone
from apps.taxonomy.lookups import label

Line = tuple[Any, ...]


@dataclass(frozen=True)
class Case:
    """One line, and the page of the call that it belongs to."""

    cells: Line
    address: str

    @property
    def shown(self) -> list[tuple[str, bool]]:
        """Each cell as text, and whether it is a number."""
        return [(f"{cell:,}", True) if isinstance(cell, int | float) else (str(cell), False) for cell in self.cells]


@dataclass(frozen=True)
class Shape:
    """How rows of one kind are fetched and told."""

    headings: Callable[[], tuple[str, ...]]
    fetch: Callable[[QuerySet[Any]], QuerySet[Any]]
    cells: Callable[[Any], Line]
    call: Callable[[Any], Challenge]


def _calls(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.with_texts().order_by("-told_at", "pk")  # type: ignore[attr-defined]


def _call_cells(row: Any) -> Line:
    return (
        row.number or "", str(row), row.employer.organisation.name, str(row.programme), district(row.district),
        row.get_state_display(), _day(row.told_at), row.told_bounty,
    )  # fmt: skip


def _proposals(rows: QuerySet[Any]) -> QuerySet[Any]:
    texts = ("challenge__current__texts", "challenge__draft__texts")
    return rows.select_related("challenge__current", "challenge__draft").prefetch_related(*texts).order_by("pk")


def _contracts(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("challenge__current").prefetch_related("challenge__current__texts").order_by("number")


def _payments(rows: QuerySet[Any]) -> QuerySet[Any]:
    found = rows.select_related("contract__challenge__current", "milestone")
    return found.prefetch_related("contract__challenge__current__texts").order_by("due_at", "pk")


SHAPES = {
    CALLS: Shape(
        lambda: (_("Number"), _("Call"), _("Employer"), _("Programme"), _("District"), _("State"), _("Day"), _("Bounty (yuan)")),
        _calls, _call_cells, lambda row: row,
    ),
    PROPOSALS: Shape(
        lambda: (_("Proposal"), _("Call"), _("State"), _("Opened")),
        _proposals,
        lambda row: (row.public_id, str(row.challenge), row.get_state_display(), _day(row.opened_at)),
        lambda row: row.challenge,
    ),
    CONTRACTS: Shape(
        lambda: (_("Contract"), _("Call"), _("State"), _("Signed"), _("Amount (yuan)"), _("Paid (yuan)"), _("Recovered (yuan)")),
        _contracts,
        lambda row: (row.number, str(row.challenge), row.get_state_display(), _date(row.signed_on), row.amount, row.paid, row.recovered),
        lambda row: row.challenge,
    ),
    PAYMENTS: Shape(
        lambda: (_("Contract"), _("Call"), _("Milestone"), _("State"), _("Paid"), _("Amount (yuan)")),
        _payments,
        lambda row: (row.contract.number, str(row.contract.challenge), str(row.milestone), row.get_state_display(), _day(row.paid_at), row.amount),
        lambda row: row.contract.challenge,
    ),
}  # fmt: skip


def headings(of: str) -> tuple[str, ...]:
    return SHAPES[of].headings()


def fetched(rows: QuerySet[Any], figure: Figure) -> QuerySet[Any]:
    """With all that a line reads, in the order of the list: a constant number of queries for any part of it."""
    return SHAPES[figure.of].fetch(rows)


def cases(rows: Iterable[Any], figure: Figure) -> list[Case]:
    shape = SHAPES[figure.of]
    return [Case(shape.cells(row), _page(shape.call(row))) for row in rows]


def stay_headings() -> tuple[str, ...]:
    return (_("Number"), _("Call"), _("State"), _("Begun"), _("Ended"), _("Days"))


def stay_cases(found: list[Stay]) -> list[Case]:
    """Lines of stays, for those that are shown."""
    rows = Challenge.objects.filter(public_id__in={stay.call for stay in found}).with_texts()
    calls = {row.public_id: row for row in rows}
    return [
        Case(
            (
                calls[stay.call].number or "", str(calls[stay.call]), calls[stay.call].get_state_display(),
                _day(stay.began), _day(stay.ended), round(stay.days, 1),
            ),
            _page(calls[stay.call]),
        )
        for stay in found
    ]  # fmt: skip


def as_table(title: str, head: tuple[str, ...], found: list[Case]) -> Table:
    return Table(title, head, tuple(case.cells for case in found))


def district(code: str) -> str:
    return label("district", code) if code else ""


def _page(challenge: Challenge) -> str:
    return reverse("admin:challenges_challenge_change", args=[challenge.pk])


def _day(at: datetime | None) -> str:
    return at.astimezone(city_zone()).date().isoformat() if at else ""


def _date(on: Any) -> str:
    return on.isoformat() if on else ""
