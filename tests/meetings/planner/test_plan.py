"""Schedules: what always holds, what trying everything confirms, and the bound by linear programming over twenty events."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.meetings.planner.bounds import quota_flow, slot_bound
from apps.meetings.planner.covering import cover
from apps.meetings.planner.filling import fill
from apps.meetings.planner.firsts import most_first_meetings
from apps.meetings.planner.instance import Instance, Meeting, case_of
from apps.meetings.planner.plan import ENOUGH, Plan, plan, refill, tighter_bound, worth
from apps.meetings.planner.reasons import Reason
from apps.meetings.planner.table import Table
from scripts.bench.fairs import fair
from tests.meetings.planner.cases import every_schedule, instance, instances, minutes, problems, scarce

TINY = {"talents": 3, "employers": 3, "slots": 2}
SEEDS = range(20)


def values(event: Instance, meetings: list[Meeting]) -> float:
    table = {(t, e): value for (t, e), value in zip(map(tuple, event.pairs.tolist()), event.utility, strict=True)}
    return sum(table.get(m[:2], 0.0) for m in [*event.fixed, *meetings])


def people(event: Instance, meetings: list[Meeting]) -> int:
    return len({m.talent for m in [*event.fixed, *meetings]})


@settings(max_examples=400, deadline=None)
@given(instances())
def test_no_rule_is_broken_and_the_proved_number_is_reached(event):
    found = plan(event)
    assert problems(event, found) == []
    assert found.reached == found.proved == people(event, list(found.meetings))
    assert found.utility == pytest.approx(values(event, list(found.meetings)))
    assert found.utility <= found.bound + 1e-6
    assert found.worst == minutes(event, list(found.meetings)) >= found.worst_bound


@settings(max_examples=150, deadline=None)
@given(instances(most=TINY))
def test_trying_everything_confirms_numbers_and_bounds(event):
    found, every = plan(event), every_schedule(event)
    most = max(people(event, one) for one in every)
    assert found.proved == most
    full = [one for one in every if people(event, one) == most]
    best = max(values(event, one) for one in full)
    assert found.utility <= best + 1e-9
    tighter = tighter_bound(event)
    assert tighter is not None
    assert best - 1e-6 <= tighter <= found.bound + 1e-6
    good = [one for one in full if values(event, one) >= ENOUGH * found.bound]
    assert all(minutes(event, one) >= found.worst_bound for one in good)


@settings(max_examples=150, deadline=None)
@given(instances())
def test_hours_are_given_up_for_nothing(event):
    """The person worst off is no worse off than in the schedule that looks at what it is worth alone."""
    case = case_of(event)
    careless = fill(case, quota_flow(case, most_first_meetings(case)).chosen, None)
    assert plan(event).worst <= minutes(event, case.back(list(careless)))


@settings(max_examples=100, deadline=None)
@given(event=instances(), seed=st.integers(0, 99))
def test_the_order_of_the_lists_decides_nothing(event, seed):
    random = np.random.default_rng(seed)
    t, e, s, p = (random.permutation(n) for n in (len(event.talents), len(event.employers), len(event.slots), len(event.pairs)))  # fmt: skip
    to_t, to_e, to_s = np.argsort(t), np.argsort(e), np.argsort(s)

    def moved(rows: np.ndarray) -> np.ndarray:
        return np.stack([to_t[rows[:, 0]], to_e[rows[:, 1]]], axis=1)

    mixed = Instance(
        [event.talents[n] for n in t], [event.employers[n] for n in e], [event.slots[n] for n in s],
        event.talent_hours[np.ix_(t, s)], event.employer_hours[np.ix_(e, s)], moved(event.pairs)[p], event.utility[p],
        event.talent_caps[t], event.employer_caps[e], event.unsocial[np.ix_(t, s)], moved(event.vetoes),
        [Meeting(int(to_t[m.talent]), int(to_e[m.employer]), int(to_s[m.slot])) for m in event.fixed],
    )  # fmt: skip

    def named(given_: Instance, found: Plan) -> set[tuple[str, str, str]]:
        return {(given_.talents[m.talent], given_.employers[m.employer], given_.slots[m.slot]) for m in found.meetings}

    assert named(event, plan(event)) == named(mixed, plan(mixed))


@settings(max_examples=100, deadline=None)
@given(event=instances(fixed=False), lost=st.integers(0, 9))
def test_after_cancellations_everything_else_stays(event, lost):
    before = list(plan(event).meetings)
    if not before:
        return
    gone = before.pop(lost % len(before))
    vetoes = np.concatenate([event.vetoes, [[gone.talent, gone.employer]]])
    after = replace(event, fixed=before, vetoes=vetoes)
    found = refill(after)
    assert problems(after, found) == []
    assert not set(before) & set(found.meetings)
    assert gone[:2] not in {m[:2] for m in found.meetings}
    assert found.reached == found.proved


@pytest.mark.parametrize("seed", SEEDS)
def test_against_the_bound_by_linear_programming(seed):
    """The aim, over twenty events; the full size is measured by `make bench`."""
    event = fair(seed, talents=90, employers=30, slots=8)
    found, tighter = plan(event), tighter_bound(event)
    assert tighter is not None
    assert problems(event, found) == []
    assert found.reached == found.proved
    assert found.utility >= ENOUGH * tighter
    assert tighter <= found.bound + 1e-6


def test_a_crowded_event_reaches_the_proved_number():
    """More people than desks: who is left out is left out by proof."""
    event = fair(3, talents=90, employers=8, slots=5)
    found = plan(event)
    assert problems(event, found) == []
    assert found.reached == found.proved < 90
    assert Reason.ALL_TAKEN in found.talents_without.values()
    assert len(found.talents_without) == 90 - found.reached


def test_somebody_new_is_seated_along_a_path():
    """The first takes the only employer of the second unless she moves."""
    found = plan(instance({(0, 0): 1.0, (0, 1): 0.1, (1, 0): 0.2}, slots=1))
    assert found.reached == 2
    assert set(found.meetings) == {Meeting(0, 1, 0), Meeting(1, 0, 0)}


def test_who_can_come_in_one_slot_only_is_seated_there():
    """Both people have one hour, the same; the more valuable pair would take the only employer of the other."""
    hours = np.array([[False, True], [False, True]])
    found = plan(instance({(0, 0): 0.5, (0, 1): 1.25, (1, 1): 0.75}, talent_hours=hours))
    assert set(found.meetings) == {Meeting(0, 0, 1), Meeting(1, 1, 1)}


@pytest.mark.parametrize("seed", [*range(60), 956, 2452, 3337, 4690, 5626])
def test_with_few_hours_too_the_proved_number_is_reached(seed):
    event = scarce(seed)
    found = plan(event)
    assert problems(event, found) == []
    assert found.reached == found.proved


def test_an_employer_at_its_limit_gives_a_place_when_its_guest_can_go_elsewhere():
    pairs = {(0, 0): 1.0, (0, 1): 0.2, (1, 0): 0.1}
    event = instance(pairs, employer_caps=np.array([1, 1]), slots=2)
    table = Table(case_of(event))
    table.seat(0, 0, 0)
    assert {m[:2] for m in cover(table)} == {(0, 1), (1, 0)}


def test_everybodys_first_meeting_comes_before_what_it_is_worth():
    pairs = {(0, 0): 9.0, (0, 1): 9.0, (1, 1): 0.5}
    found = plan(instance(pairs, employer_caps=np.array([1, 1])))
    assert {m[:2] for m in found.meetings} == {(0, 0), (1, 1)}


def test_the_social_hour_is_taken_where_it_costs_nothing():
    unsocial = np.array([[60, 0], [0, 60]])
    found = plan(instance({(0, 0): 1.0, (1, 0): 1.0}, unsocial=unsocial))
    assert (found.worst, found.worst_bound, found.reached) == (0, 0, 2)


def test_hours_are_not_saved_at_the_cost_of_worth():
    unsocial = np.array([[0, 60]])
    found = plan(instance({(0, 0): 1.0, (0, 1): 1.0}, unsocial=unsocial))
    assert (len(found.meetings), found.worst, found.worst_bound) == (2, 60, 60)


def test_slots_are_swapped_along_a_chain():
    """Placed one after the other the last pair finds no slot in common: the others change places."""
    hours = np.array([[True, True], [True, False], [True, True]])
    event = instance({(0, 0): 3.0, (1, 1): 2.0, (0, 1): 1.0, (2, 0): 1.0}, talent_hours=hours)
    found = plan(event)
    assert found.utility == pytest.approx(found.bound)
    assert len(found.meetings) == 4


def test_why_somebody_has_none():
    hours = np.ones((6, 2), dtype=bool)
    hours[0] = False
    firms = np.ones((3, 2), dtype=bool)
    firms[2, 0] = False
    hours[4] = [True, False]
    event = instance(
        {(0, 0): 1.0, (1, 0): 1.0, (3, 1): 1.0, (4, 2): 1.0, (5, 0): 1.0},
        talents=6, employers=3, talent_hours=hours, employer_hours=firms, vetoes=np.array([[3, 1]]),
        talent_caps=np.array([2, 0, 2, 2, 2, 2]),
    )  # fmt: skip
    found = plan(event)
    assert found.talents_without == {
        0: Reason.NO_HOURS, 1: Reason.NO_SEATS, 2: Reason.NOBODY_SUITS, 3: Reason.VETOED, 4: Reason.NO_COMMON_HOURS,
    }  # fmt: skip
    assert found.employers_without == {1: Reason.VETOED, 2: Reason.NO_COMMON_HOURS}


def test_more_people_than_places_says_so():
    found = plan(instance({(0, 0): 1.0, (1, 0): 1.0, (2, 0): 1.0}, slots=2))
    assert list(found.talents_without.values()) == [Reason.ALL_TAKEN]
    assert (found.reached, found.proved) == (2, 2)


def test_accepted_meetings_count_although_hours_and_limits_changed():
    hours = np.zeros((1, 2), dtype=bool)
    event = instance(
        {(0, 0): 1.0, (0, 1): 1.0}, talent_hours=hours, talent_caps=np.array([0]), fixed=[Meeting(0, 0, 1)]
    )
    found = plan(event)
    assert (found.meetings, found.reached, found.utility, found.talents_without) == ((), 1, 1.0, {})


def test_an_event_of_nobody():
    event = instance({}, talents=0, employers=0, slots=0)
    found = plan(event)
    assert (found.meetings, found.proved, found.bound, found.fraction) == ((), 0, 0.0, 1.0)
    assert tighter_bound(event) == 0.0


def test_the_bound_holds_whatever_is_paid_for_first_meetings():
    event = fair(5, talents=40, employers=12, slots=6)
    case = case_of(event)
    proved = most_first_meetings(case)
    table = fill(case, quota_flow(case, proved).chosen, None)
    assert all(quota_flow(case, proved, first=pay).bound >= worth(table) - 1e-6 for pay in (0.0, 0.3, 2.0, 20.0))
    tighter = slot_bound(case, proved)
    assert tighter is not None
    assert tighter >= worth(table) - 1e-6


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"talent_caps": np.array([1])}, "shape"),
        ({"talent_caps": np.array([1, -1])}, "negative"),
        ({"utility": np.array([1.0, 0.0])}, "above 0"),
        ({"utility": np.array([1.0, np.nan])}, "finite"),
        ({"pairs": np.array([[0, 0], [0, 5]])}, "not in the lists"),
        ({"pairs": np.array([[0, 0], [0, 0]])}, "twice"),
        ({"pairs": np.array([0, 1])}, "rows"),
        ({"vetoes": np.array([[7, 0]])}, "not in the lists"),
        ({"talents": ["x", "x"]}, "twice"),
        ({"fixed": [Meeting(0, 0, 0), Meeting(1, 0, 0)]}, "clash"),
        ({"fixed": [Meeting(0, 0, 9)]}, "nobody"),
    ],
)
def test_what_does_not_fit_is_refused(change, message):
    event = replace(instance({(0, 0): 1.0, (1, 0): 1.0}), **change)
    with pytest.raises(ValueError, match=message):
        plan(event)
