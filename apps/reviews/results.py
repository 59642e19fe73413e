"""What the locked sheets of a call say, read for ranking, pages and reports."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.challenges.models import Challenge
from apps.core import files
from apps.core.moves import GuardFailed
from apps.proposals import packages
from apps.proposals.models import Package, Part, Proposal
from apps.reviews import ranking
from apps.reviews.models import Mark, Panel, Pseudonym, Sheet
from apps.reviews.states import PanelState

Content = tuple[dict[str, Any], list[packages.Enclosed]]


@dataclass(frozen=True)
class Row:
    """A proposal with its place; `sheets` are the locked ones."""

    proposal: Proposal
    code: str
    placed: ranking.Placed
    sheets: list[Sheet]


@dataclass(frozen=True)
class Own:
    """What an applicant learns of her proposal; `row` is None where no expert scored or it has left the race."""

    code: str
    row: Row | None
    of: int
    comments: list[str]


def own(proposal: Proposal) -> Own:
    """Her own marks and what was written for her, nobody else's. Callers have asked `can_see_comments`."""
    order = standing(proposal.challenge)
    comments = Sheet.objects.counting().filter(proposal=proposal).exclude(for_applicant="").order_by("public_id")
    return Own(
        code=Pseudonym.objects.filter(proposal=proposal).values_list("code", flat=True).first() or "",
        row=next((row for row in order if row.proposal.pk == proposal.pk), None),
        of=len(order),
        comments=list(comments.values_list("for_applicant", flat=True)),
    )


def standing(challenge: Challenge) -> list[Row]:
    """The order of every scored proposal that is still in the race, best first; [] before the marks are locked."""
    panel = Panel.objects.filter(challenge=challenge, state=PanelState.LOCKED).first()
    if panel is None:
        return []
    sheets: dict[int, list[Sheet]] = defaultdict(list)
    counting = Sheet.objects.counting().filter(seat__panel=panel).exclude(
        proposal__state__in=("withdrawn", "disqualified", "ineligible")
    )  # fmt: skip
    for sheet in counting.select_related("seat", "proposal__pseudonym").prefetch_related("marks"):
        sheets[sheet.proposal_id].append(sheet)
    by_ref = {rows[0].proposal.public_id: rows for rows in sheets.values()}
    programme = challenge.programme
    placed = ranking.rank(
        [_entrant(rows) for rows in by_ref.values()],
        {criterion.pk: criterion.weight for criterion in programme.criteria.all()},
        tie_break=programme.tie_break,
        pass_mark=programme.pass_mark,
        drop_extremes=programme.drop_extremes,
    )
    return [
        Row(by_ref[one.ref][0].proposal, by_ref[one.ref][0].proposal.pseudonym.code, one, by_ref[one.ref])
        for one in placed
    ]


def _entrant(sheets: list[Sheet]) -> ranking.Entrant:
    proposal = sheets[0].proposal
    assert proposal.sealed_at is not None
    marks: dict[str, dict[int, Decimal]] = {
        sheet.seat.public_id: {mark.criterion_id: mark.value for mark in _marks(sheet)} for sheet in sheets
    }
    return ranking.Entrant(proposal.public_id, marks, proposal.sealed_at, _quote(proposal))


def _marks(sheet: Sheet) -> list[Mark]:
    return list(sheet.marks.all())


def blind(proposal: Proposal) -> Content:
    """What experts read."""
    return opened(proposal, Part.BLIND)


def opened(proposal: Proposal, part: str) -> Content:
    """Fields and files of an opened part in its last round. Raises GuardFailed before the opening."""
    package = Package.objects.last_of(proposal).filter(part=part, opened__isnull=False).first()
    if package is None or package.opened is None:
        raise GuardFailed("not opened")
    fields, _facts, enclosed = packages.unpack(files.read(package.opened))
    return fields, enclosed


def _quote(proposal: Proposal) -> int | None:
    quote = blind(proposal)[0].get("quote")
    return int(quote) if quote is not None else None
