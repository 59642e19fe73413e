"""Sheets: each her own, whole when handed in, locked by the clock."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.core.moves import GuardFailed, IllegalMove, LostRace
from apps.proposals.models import Proposal
from apps.reviews import panels, policies, results, sheets, tasks
from apps.reviews.models import Mark, Panel, Sheet
from apps.reviews.states import PanelState, SeatState, SheetState
from tests.factories import make_operator
from tests.reviews.cases import fill_sheet, give, make_judged, make_panel, make_pool, make_reviewing, scoring, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel():
    call = make_reviewing()
    make_pool(6)
    return scoring(seated(make_panel(call)))


def any_sheet(panel: Panel) -> Sheet:
    rows = Sheet.objects.filter(seat__panel=panel).select_related(
        "seat__expert__user", "proposal__challenge__programme"
    )
    return rows.order_by("pk").first()


def save(sheet, marks, **words):
    texts = {"for_applicant": "", "for_panel": ""} | words
    sheets.save(sheet, by=sheet.seat.expert.user, marks=marks, **texts)


def past_due(panel: Panel) -> None:
    Panel.objects.filter(pk=panel.pk).update(due_at=timezone.now() - timedelta(seconds=1))


def test_a_sheet_is_kept_as_she_goes_and_marks_may_be_missing(panel):
    sheet = any_sheet(panel)
    first, second, *_rest = sheets.criteria(sheet.proposal.challenge)
    save(sheet, {first.pk: "82,5", second.pk: ""}, for_panel="再看预算")
    assert {mark.criterion_id: mark.value for mark in sheet.marks.all()} == {first.pk: Decimal("82.5")}
    assert (sheet.for_panel, sheet.saves, sheet.state) == ("再看预算", 1, SheetState.DRAFT)
    save(sheet, {second.pk: "70"})
    assert {mark.criterion_id for mark in sheet.marks.all()} == {second.pk}


@pytest.mark.parametrize("text", ["101", "-1", "80.3", "ninety", "NaN", "1e400", "∞"])
def test_a_mark_out_of_its_range_is_told_at_its_field_and_nothing_is_stored(panel, text):
    sheet = any_sheet(panel)
    first, second, *_rest = sheets.criteria(sheet.proposal.challenge)
    with pytest.raises(ValidationError) as refused:
        save(sheet, {first.pk: text, second.pk: "70"})
    assert list(refused.value.message_dict) == [f"mark_{first.pk}"]
    assert not Mark.objects.exists()


def test_a_mark_for_another_rubric_is_refused(panel):
    with pytest.raises(ValidationError):
        save(any_sheet(panel), {999_999: "70"})


def test_the_table_refuses_a_mark_out_of_range(panel):
    sheet = any_sheet(panel)
    criterion = sheets.criteria(sheet.proposal.challenge)[0]
    with transaction.atomic(), pytest.raises(IntegrityError):
        Mark.objects.create(sheet=sheet, criterion=criterion, value=Decimal("100.5"))


def test_an_older_tab_does_not_write_over_a_newer_one(panel):
    sheet = any_sheet(panel)
    by, criterion = sheet.seat.expert.user, sheets.criteria(sheet.proposal.challenge)[0]
    sheets.save(sheet, by=by, marks={criterion.pk: "80"}, for_applicant="", for_panel="", saves=0)
    with pytest.raises(LostRace):
        sheets.save(sheet, by=by, marks={criterion.pk: "20"}, for_applicant="", for_panel="", saves=0)
    assert sheet.marks.get().value == 80


def test_a_sheet_is_handed_in_whole_with_a_reason_for_the_applicant(panel):
    sheet = any_sheet(panel)
    by = sheet.seat.expert.user
    marks = {criterion.pk: "75" for criterion in sheets.criteria(sheet.proposal.challenge)}
    save(sheet, dict(list(marks.items())[1:]), for_applicant="好")
    with pytest.raises(GuardFailed, match="every criterion"):
        sheets.hand_in(sheet, by=by)
    save(sheet, marks)
    with pytest.raises(GuardFailed, match="why"):
        sheets.hand_in(sheet, by=by)
    save(sheet, marks, for_applicant="路线可信。")
    sheets.hand_in(sheet, by=by)
    assert sheet.state == SheetState.HANDED_IN
    with pytest.raises(GuardFailed, match="Take it back"):
        save(sheet, marks)
    sheets.take_back(sheet, by=by)
    save(sheet, marks, for_applicant="改过了。")


def test_after_the_deadline_nothing_is_saved_even_before_the_clock_has_locked(panel):
    sheet = any_sheet(panel)
    fill_sheet(sheet, 80)
    past_due(panel)
    with pytest.raises(GuardFailed, match="deadline"):
        sheets.take_back(sheet, by=sheet.seat.expert.user)
    other = Sheet.objects.filter(seat__panel=panel, state="draft").select_related("seat__expert__user").first()
    with pytest.raises(GuardFailed, match="deadline"):
        save(other, {})


def test_marks_are_locked_before_the_deadline_only_when_all_are_in(panel):
    with pytest.raises(GuardFailed, match="Not every sheet"):
        sheets.lock(panel, by=make_operator())
    give(panel, {proposal.pk: [80] * 5 for proposal in panel.challenge.proposals.all()})
    sheets.lock(panel, by=make_operator())
    panel.refresh_from_db()
    assert panel.state == PanelState.LOCKED
    assert set(Proposal.objects.filter(challenge=panel.challenge).values_list("state", flat=True)) == {"scored"}
    sheet = any_sheet(panel)
    with pytest.raises(GuardFailed):
        sheets.take_back(sheet, by=sheet.seat.expert.user)
    with pytest.raises(IllegalMove):
        sheets.lock(panel, by=make_operator())


def test_the_clock_locks_what_is_in_and_the_rest_does_not_count(panel):
    rows = list(Sheet.objects.filter(seat__panel=panel).select_related("seat__expert__user", "proposal__challenge"))
    lazy = panel.seats.filter(state=SeatState.ACCEPTED).first()
    for sheet in rows:
        if sheet.seat_id != lazy.pk:
            fill_sheet(sheet, 77)
    past_due(panel)
    assert tasks.run_clock() == 1
    assert set(lazy.sheets.values_list("state", flat=True)) == {"void"}
    assert Sheet.objects.counting().count() == 8
    (first, _second) = results.standing(panel.challenge)
    assert first.placed.total == Decimal("77.00")
    assert len(first.placed.by_expert) == 4


def test_three_sheets_for_each_proposal_or_the_deadline_is_put_off(panel):
    seats = list(panel.seats.filter(state=SeatState.ACCEPTED))[:2]
    for sheet in Sheet.objects.filter(seat__in=seats).select_related("seat__expert__user", "proposal__challenge"):
        fill_sheet(sheet, 77)
    past_due(panel)
    assert tasks.run_clock() == 0
    with pytest.raises(GuardFailed, match="three sheets"):
        sheets.lock(panel)
    panel.refresh_from_db()
    assert panel.state == PanelState.SCORING
    panels.extend(panel, by=make_operator(), due_at=timezone.now() + timedelta(days=2), reason="未满三份")
    for sheet in Sheet.objects.filter(seat__panel=panel, state="draft").select_related(
        "seat__expert__user", "proposal__challenge"
    ):
        fill_sheet(sheet, 70)
    sheets.lock(panel, by=make_operator())


def test_nobody_reads_another_experts_sheet_and_the_blind_part_only_on_the_panel(panel):
    sheet = any_sheet(panel)
    mine = sheet.seat.expert.user
    other = (
        panel.seats.filter(state=SeatState.ACCEPTED).exclude(pk=sheet.seat_id).select_related("expert__user").first()
    )
    assert policies.can_read_sheet(mine, sheet)
    assert not policies.can_read_sheet(other.expert.user, sheet)
    assert sheet not in Sheet.objects.of(other.expert.user)
    assert policies.can_read_blind(mine, sheet.proposal)
    reserve = panel.seats.filter(state=SeatState.RESERVE).select_related("expert__user").first()
    assert not policies.can_read_blind(reserve.expert.user, sheet.proposal)
    package = sheet.proposal.packages.get(part="identity")
    assert not policies.can_read_opened(mine, package.opened)
    assert policies.can_read_opened(mine, sheet.proposal.packages.get(part="blind").opened)


def test_before_the_marks_are_open_the_panel_reads_nothing():
    call = make_reviewing()
    make_pool(5)
    panel = seated(make_panel(call))
    seat = panel.seats.first()
    assert not policies.can_read_blind(seat.expert.user, call.entrants[0])


def test_what_is_read_names_nobody():
    call = make_judged()
    fields, _files = results.blind(call.entrants[0])
    assert "team" not in fields
    assert "conflicts" not in fields
    assert set(fields) == {"route", "plan", "milestones", "budget", "quote", "ip"}
