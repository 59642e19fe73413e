"""A call on its way from the closing to the award, made by the product's own steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from apps.challenges import lifecycle as challenges
from apps.challenges.models import Challenge
from apps.core.actors import SYSTEM
from apps.core.moves import move
from apps.experts.models import Expert
from apps.proposals import opening
from apps.proposals.models import Proposal
from apps.reviews import determination, panels, sheets
from apps.reviews.models import Determination, Panel, Sheet
from apps.reviews.states import SeatState, SheetState
from tests.challenges.content import make_programme
from tests.factories import counter, make_expert, make_operator, make_user
from tests.proposals.content import attempt, make_call, make_sealed, move_deadline

FIELD = "marine_equip"


def make_reviewing(count: int = 2, *, written: Any = None, **rules: Any) -> Challenge:
    """A call under review with `count` eligible proposals in `call.entrants`; `written` changes what they say."""
    content = {name: rules.pop(name) for name in ("routes", "partner_name", "partner_code") if name in rules}
    preset = rules.pop("preset", "state_run")
    call = make_call(programme=make_programme(preset, **({"appraisal": False} | rules)), **content)
    for number in range(count):
        make_sealed(call, user=make_user(display_name=f"Applicant Number{'abcdefghijklm'[number]}"), **(written or {}))
    move_deadline(call)  # now: what was sealed lies before it
    challenges.close(call)
    first, second, _deputy = call.holders
    opening.open_call(call, [attempt(first), attempt(second)], by=first)
    entrants = list(Proposal.objects.filter(challenge=call).order_by("pk"))
    for proposal in entrants:
        move(proposal, "admit", by=SYSTEM)
    move(call, "begin_review", by=SYSTEM)
    call.entrants = entrants  # type: ignore[attr-defined]
    return call


def make_pool(count: int = 7, **fields: Any) -> list[Expert]:
    """Independent experts of the field, each at an institute of her own."""
    names = [("许", "Xu"), ("顾", "Gu"), ("邵", "Shao"), ("钱", "Qian"), ("孟", "Meng"), ("丁", "Ding"), ("阮", "Ruan"), ("季", "Ji"), ("楚", "Chu"), ("乔", "Qiao")]  # fmt: skip
    return [
        make_expert(
            name_zh=f"{names[at % 10][0]}岫{'云石林泉'[at // 10]}",
            family_name=names[at % 10][1],
            given_name="Xiu" + ("yun", "shi", "lin", "quan")[at // 10],
            employer=f"第{at}号示例研究院",
            user=make_user(f"expert@institute{next(counter)}.test"),
            **fields,
        )
        for at in range(count)
    ]


def make_panel(call: Challenge, places: int = 5, *, by: Any = None) -> Panel:
    return panels.draw_panel(call, places=[(FIELD, places)], by=by or make_operator())


def seated(panel: Panel) -> Panel:
    """Everybody who is invited takes the seat."""
    for seat in panel.seats.filter(state=SeatState.INVITED).select_related("expert__user", "panel__challenge"):
        panels.accept(seat, by=seat.expert.user, independent=True)
    return panel


def scoring(panel: Panel, *, days: float = 7) -> Panel:
    meeting = {}
    if panel.challenge.programme.defence:
        meeting = {"defence_at": timezone.now() + timedelta(days=days / 2), "defence_place": "会议室 3"}
    panels.begin_scoring(panel, by=make_operator(), due_at=timezone.now() + timedelta(days=days), **meeting)
    return panel


def fill_sheet(sheet: Sheet, value: Any, *, hand_in: bool = True) -> None:
    marks = {criterion.pk: str(value) for criterion in sheets.criteria(sheet.proposal.challenge)}
    by = sheet.seat.expert.user
    sheets.save(sheet, by=by, marks=marks, for_applicant="路线清楚，指标可验证。", for_panel="")
    if hand_in:
        sheets.hand_in(sheet, by=by)


def give(panel: Panel, marks: dict[int, Sequence[Any]]) -> None:
    """Marks by key of the proposal, one for each seat in the order of the draw."""
    for sheet in _sheets(panel):
        seats = list(panel.seats.filter(state=SeatState.ACCEPTED).order_by("field", "order"))
        fill_sheet(sheet, marks[sheet.proposal_id][seats.index(sheet.seat)])


def _sheets(panel: Panel) -> list[Sheet]:
    rows = Sheet.objects.filter(seat__panel=panel, state=SheetState.DRAFT)
    return list(
        rows.select_related("seat__expert__user", "seat__panel", "proposal__challenge__programme").order_by("pk")
    )


def make_judged(count: int = 2, marks: Sequence[Any] | None = None, **rules: Any) -> Challenge:
    """Marks are locked; the first entrant has the highest, unless `marks` says otherwise."""
    call = make_reviewing(count, **rules)
    places = call.programme.panel_size
    make_pool(places + 2)
    panel = scoring(seated(make_panel(call, places)))
    values = marks or [Decimal(90) - 5 * at for at in range(count)]
    give(panel, {proposal.pk: [value] * places for proposal, value in zip(call.entrants, values, strict=True)})
    sheets.lock(panel, by=make_operator())
    call.refresh_from_db()
    return call


def make_proposed(call: Challenge, *winners: Proposal, by: Any = None) -> Determination:
    chosen = winners or (call.entrants[0],)
    return determination.propose(call, chosen, by=by or make_operator(), reasons="得分最高，路线可行。")


def make_announced(call: Challenge, *winners: Proposal) -> Determination:
    made = make_proposed(call, *winners)
    determination.announce(made, by=make_operator())
    made.refresh_from_db()
    return made
