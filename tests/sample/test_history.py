"""How a history is made: only steps that the machines allow, in growing time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.accounts.models import Organisation
from apps.applications import states as application_states
from apps.core import audit
from apps.core.actors import SYSTEM
from apps.employers import states as employer_states
from apps.positions.states import MOVES, PositionState
from apps.sample import applications, claims, employers, openings, pipelines, positions
from apps.sample.chance import dice, exactly
from apps.sample.days import Days
from apps.sample.history import Chronicle, Deed, backdate, walk
from apps.talents import states as claim_states
from tests.factories import make_organisation, make_position

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


def test_a_walk_knows_each_step_and_where_it_ends() -> None:
    path = walk(MOVES, PositionState.DRAFT, ["submit", "return_", "submit", "publish"])
    assert path.end == "published"
    assert [(step.before, step.after) for step in path.steps] == [
        ("draft", "pending"), ("pending", "returned"), ("returned", "pending"), ("pending", "published"),
    ]  # fmt: skip


@pytest.mark.parametrize("names", [["publish"], ["submit", "pause"], ["fly"]])
def test_a_walk_refuses_what_the_table_forbids(names: list[str]) -> None:
    with pytest.raises(ValueError, match="not possible"):
        walk(MOVES, PositionState.DRAFT, names)


def test_every_way_of_the_sample_world_is_allowed() -> None:
    for table, start, ways in (
        (MOVES, "draft", openings.PATHS),
        (employer_states.MOVES, "unverified", [*employers.ELSEWHERE, *employers.VERIFIED]),
        (claim_states.MOVES, "self_declared", claims.PATHS),
        (application_states.MOVES, "draft", [*pipelines.PATHS, pipelines.HIRE, *pipelines.HERS, *pipelines.THEIRS]),
    ):
        for way in ways:
            walk(table, start, way)


def test_every_step_of_an_application_has_its_actor() -> None:
    acts = {name for way in [*pipelines.PATHS, pipelines.HIRE] for name in way}
    named = {*applications.BY_TALENT, *applications.BY_OPERATOR, "lapse"}
    assert acts - named == {"view", "shortlist", "invite", "offer", "reject"}  # the employer's


@pytest.mark.django_db
def test_a_chronicle_writes_every_step_with_its_deed() -> None:
    position = make_position(state=PositionState.PENDING)
    chronicle = Chronicle()
    chronicle.walked(position, walk(MOVES, "draft", ["submit"]), [Deed(SYSTEM, NOON, "recruiter")])
    assert chronicle.write() == 1
    entry = audit.timeline(position).get()
    assert (entry.act, entry.state_from, entry.state_to, entry.at) == ("submit", "draft", "pending", NOON)


@pytest.mark.django_db
def test_a_chronicle_never_goes_back_in_time() -> None:
    position = make_position()
    deeds = [Deed(SYSTEM, NOON), Deed(SYSTEM, NOON - timedelta(seconds=1))]
    with pytest.raises(ValueError, match="back in time"):
        Chronicle().walked(position, walk(MOVES, "draft", ["submit", "publish"]), deeds)


@pytest.mark.django_db
def test_backdating_touches_only_the_named_rows() -> None:
    old, new = make_organisation(), make_organisation()
    backdate(Organisation, "created_at", {old.pk: NOON})
    before = new.created_at
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.created_at, new.created_at) == (NOON, before)


def test_moments_grow_inside_working_hours_and_between_their_ends() -> None:
    days = Days(NOON.date())
    start, end = days.moment(dice(1, "a"), 30), days.yesterday()
    moments = days.between(dice(1, "b"), start, end, 40)
    assert moments == sorted(set(moments))
    assert start < moments[0]
    assert moments[-1] <= end
    local = [moment.astimezone(ZoneInfo("Asia/Shanghai")) for moment in moments]
    assert {moment.hour for moment in local} <= set(range(8, 19))


def test_shares_are_exact_and_leave_nobody_out() -> None:
    values = exactly(dice(1), {"many": 98, "few": 1, "fewest": 0.1}, 50)
    assert {value: values.count(value) for value in set(values)} == {"many": 48, "few": 1, "fewest": 1}
    with pytest.raises(ValueError, match="too few"):
        exactly(dice(1), {"a": 1, "b": 1, "c": 1}, 1)


def test_clock_and_operators_are_told_apart_from_employers() -> None:
    moves = {name for way in openings.PATHS for name in way}
    theirs = moves - positions.BY_OPERATOR - positions.BY_CLOCK
    assert theirs == {"submit", "pause", "resume", "fill", "close", "renew"}
