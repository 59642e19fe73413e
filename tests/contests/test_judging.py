"""Judges are independent of their group, sheets lock with the clock, the order is computed, a cut takes two people."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.contests import bench, entries, sheets, stages
from apps.contests.models import Entry, Judge, Sheet, Stage
from apps.contests.ranking import Entrant, rank
from apps.contests.tasks import run_clock
from apps.core.moves import GuardFailed, IllegalMove, LostRace
from apps.experts.models import Tie
from tests.contests.cases import close, judged, keeper, later, make_edition, mark, pool, qualified, scoring, seated
from tests.factories import make_user

AT = datetime(2031, 1, 1, tzinfo=UTC)


@pytest.fixture
def final(db, taxonomy):
    edition = make_edition()
    for _n in range(2):
        qualified(edition)
    close(edition)
    pool(3)
    return edition.stages.get()


CONFLICTS = {
    "her own student": lambda expert, entry: expert.ties.create(kind="student", name_zh=entry.name, account=entry.entrant.public_id),
    "the same employer": lambda expert, entry: expert.ties.create(kind="former_employer", name_zh="岚屿海工有限公司"),
    "no undertaking": lambda expert, entry: expert.undertakings.all().delete(),
    "facts never confirmed": lambda expert, entry: type(expert).objects.filter(pk=expert.pk).update(facts_confirmed_on=None),
    "no employer known": lambda expert, entry: Tie.objects.filter(expert=expert, kind="employer").delete(),
    "not a judge": lambda expert, entry: type(expert).objects.filter(pk=expert.pk).update(tasks=["review"]),
    "no room": lambda expert, entry: type(expert).objects.filter(pk=expert.pk).update(state="paused"),
}  # fmt: skip


@pytest.mark.parametrize("why", CONFLICTS)
def test_who_is_not_clear_is_not_drawn(final, why):
    entry = Entry.objects.first()
    Entry.objects.filter(pk=entry.pk).update(works_at="岚屿海工有限公司")
    entry.refresh_from_db()
    (fourth,) = pool(1)
    CONFLICTS[why](fourth, entry)
    bench.draw_judges(final, by=keeper())
    assert not Judge.objects.filter(expert=fourth).exists()
    assert Judge.objects.count() == 3


def test_too_few_clear_experts_stop_the_draw_and_it_is_made_once(final):
    Stage.objects.update(judges=4)
    with pytest.raises(GuardFailed, match="3 independent experts"):
        bench.draw_judges(final, by=keeper())
    assert not Judge.objects.exists()
    Stage.objects.update(judges=3)
    bench.draw_judges(final, by=keeper())
    with pytest.raises(GuardFailed, match="not repeated"):
        bench.draw_judges(final, by=keeper())


def test_nobody_is_clear_of_somebody_who_works_nobody_knows_where(final):
    Entry.objects.filter(pk=Entry.objects.first().pk).update(works_at="")
    with pytest.raises(GuardFailed, match="0 independent experts"):
        bench.draw_judges(final, by=keeper())


def test_nobody_is_drawn_while_entries_wait_or_are_taken(db, taxonomy):
    edition = make_edition()
    entry = qualified(edition)
    pool(3)
    with pytest.raises(GuardFailed, match="still being taken"):
        bench.draw_judges(edition.stages.get(), by=keeper())
    close(edition)
    Entry.objects.filter(pk=entry.pk).update(state="submitted")
    with pytest.raises(GuardFailed, match="wait for a decision"):
        bench.draw_judges(edition.stages.get(), by=keeper())


def test_a_judge_declares_and_a_conflict_found_later_voids_her_sheets(final):
    bench.draw_judges(final, by=keeper())
    judge = Judge.objects.filter(state="invited").first()
    with pytest.raises(GuardFailed, match="declare"):
        bench.accept(judge, by=judge.expert.user, independent=False)
    for row in Judge.objects.filter(state="invited"):
        bench.accept(row, by=row.expert.user, independent=True)
    stages.begin_scoring(final, by=keeper(), due_at=timezone.now() + timedelta(days=2))
    judge.refresh_from_db()
    entry = Entry.objects.first()
    judge.expert.ties.create(kind="student", name_zh=entry.name, account=entry.entrant.public_id)
    bench.recheck(judge.expert)
    judge.refresh_from_db()
    assert judge.state == "conflicted"
    assert set(judge.sheets.values_list("state", flat=True)) == {"void"}


def test_sheets_are_whole_when_handed_in_and_closed_by_the_clock(final):
    scoring(final)
    sheet = Sheet.objects.select_related("judge__expert__user", "entry__edition").first()
    user, keys = sheet.judge.expert.user, list(sheet.entry.edition.criteria.values_list("pk", flat=True))
    for wrong in ("101", "-1", "50.3", "NaN", "acht"):
        with pytest.raises(ValidationError) as refused:
            sheets.save(sheet, by=user, marks={keys[0]: wrong}, comment="")
        assert list(refused.value.message_dict) == [f"mark_{keys[0]}"]
    sheets.save(sheet, by=user, marks={keys[0]: "80.5"}, comment="好。", saves=0)
    with pytest.raises(GuardFailed, match="every criterion"):
        sheets.hand_in(sheet, by=user)
    with pytest.raises(LostRace):
        sheets.save(sheet, by=user, marks={}, comment="", saves=0)
    mark(sheet, "80", "70")
    with pytest.raises(GuardFailed, match="handed in"):
        sheets.save(sheet, by=user, marks={}, comment="")
    sheets.take_back(sheet, by=user)
    with later(days=4), pytest.raises(GuardFailed, match="deadline"):
        sheets.save(sheet, by=user, marks={}, comment="")


def test_marks_lock_at_the_deadline_and_never_with_too_few_sheets(final):
    scoring(final)
    rows = list(Sheet.objects.select_related("judge__expert__user", "entry__edition").order_by("pk"))
    for sheet in rows[:-1]:
        mark(sheet, "80", "80")
    with pytest.raises(GuardFailed, match="time until the deadline"):
        stages.lock(final)
    with later(days=4):
        assert run_clock() == 0  # one entry has two sheets
        stages.extend(final, by=keeper(), due_at=timezone.now() + timedelta(days=1), reason="一位评委请假。")
        mark(rows[-1], "80", "80")
    with later(days=6):
        assert run_clock() == 1
        assert run_clock() == 0
    final.refresh_from_db()
    assert final.state == "locked"
    with pytest.raises(IllegalMove):
        stages.lock(final)


def test_a_cut_takes_two_people_and_who_left_gives_the_place_on(db, taxonomy):
    edition = make_edition(stage_kinds=("semifinal", "final"))
    rows = [qualified(edition) for _n in range(4)]
    close(edition)
    pool(3)
    stage = edition.stages.get(kind="semifinal")
    judged(scoring(stage), {row.pk: str(90 - at) for at, row in enumerate(rows)})
    for row in rows:
        row.refresh_from_db()
    entries.withdraw(rows[0], by=rows[0].entrant)
    one = keeper()
    stages.propose_cut(stage, by=one)
    with pytest.raises(GuardFailed, match="Somebody else"):
        stages.confirm_cut(stage, by=one)
    with pytest.raises(IntegrityError), transaction.atomic():
        Stage.objects.filter(pk=stage.pk).update(confirmed_by=one)
    stages.send_back(stage, by=keeper(), reason="请复核。")
    stages.propose_cut(stage, by=one)
    stages.confirm_cut(stage, by=keeper())
    found = list(Entry.objects.order_by("pk").values_list("state", flat=True))
    assert found == ["withdrawn", "final", "final", "not_advanced"]


def test_codes_before_judges_are_those_of_the_edition(final):
    scoring(final)
    assert set(Entry.objects.values_list("code", flat=True)) == {"E001", "E002"}


def marks(**by_judge):
    return {judge: {1: Decimal(a), 2: Decimal(b)} for judge, (a, b) in by_judge.items()}


def test_equal_totals_are_told_apart_in_the_fixed_order():
    weights = {1: 50, 2: 50}
    first = Entrant("first-criterion", marks(a=(90, 70), b=(90, 70)), AT)
    close_ = Entrant("closer", marks(a=(80, 80), b=(80, 80)), AT + timedelta(days=1))
    apart = Entrant("apart", marks(a=(90, 90), b=(70, 70)), AT)
    late = Entrant("late", marks(a=(90, 90), b=(70, 70)), AT + timedelta(days=2))
    found = rank([late, apart, close_, first], weights)
    assert [row.ref for row in found] == ["first-criterion", "closer", "apart", "late"]
    assert [row.told_apart_by for row in found] == ["", "first_criterion", "spread", "submitted_earlier"]
    with pytest.raises(ValueError, match="without a sheet"):
        rank([Entrant("x", {}, AT)], weights)


def test_extremes_are_dropped_from_five_judges_on():
    row = Entrant("x", marks(a=(0, 0), b=(50, 50), c=(60, 60), d=(70, 70), e=(100, 100)), AT)
    assert rank([row], {1: 60, 2: 40}, drop_extremes=True)[0].total == 60
    assert rank([row], {1: 60, 2: 40})[0].total == 56


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=1, max_size=12), st.integers(0, 999))
def test_the_order_of_entries_changes_nothing(values, seed):
    rows = [Entrant(f"e{at:02}", {"j": {1: Decimal(a) / 2, 2: Decimal(b) / 2}}, AT) for at, (a, b) in enumerate(values)]
    shuffled = list(rows)
    Random(seed).shuffle(shuffled)
    expected = rank(rows, {1: 30, 2: 70})
    assert rank(shuffled, {1: 30, 2: 70}) == expected
    assert [row.rank for row in expected] == list(range(1, len(rows) + 1))


def test_a_seat_is_not_filled_by_who_became_dependent(final):
    seated(final)
    assert make_user()
    (reserve,) = pool(1)
    Judge.objects.create(stage=final, group=final.edition.groups.get(), expert=reserve, order=9)
    entry = Entry.objects.first()
    reserve.ties.create(kind="relative", name_zh=entry.name, account=entry.entrant.public_id)
    judge = Judge.objects.filter(state="accepted").first()
    bench.declare_conflict(judge, by=judge.expert.user, reason="师生关系。")
    assert Judge.objects.get(expert=reserve).state == "conflicted"
