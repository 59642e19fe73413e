"""The order: pure rules, told in properties and in a few cases that somebody could reckon by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.challenges.terms import TieBreak
from apps.reviews.ranking import Entrant, expert_total, rank

NOON = datetime(2026, 5, 1, 4, tzinfo=UTC)
WEIGHTS = {1: 40, 2: 25, 3: 15, 4: 20}
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
USUAL = [TieBreak.FIRST_CRITERION, TieBreak.SPREAD, TieBreak.SEALED_EARLIER]
sheet = st.tuples(*[st.integers(0, 200)] * 4).map(
    lambda halves: dict(zip(WEIGHTS, (Decimal(h) / 2 for h in halves), strict=True))
)


def entrant(ref: str, *sheets: dict, minutes: int = 0, price: int | None = None) -> Entrant:
    given_by = {f"e{at}": one for at, one in enumerate(sheets)}
    return Entrant(ref, given_by, NOON + timedelta(minutes=minutes), price)


def flat(*values: float) -> list[dict]:
    """Sheets with the same mark in every criterion."""
    return [dict.fromkeys(WEIGHTS, Decimal(str(value))) for value in values]


def order(entrants, tie_break=USUAL, pass_mark=Decimal(60), **options):
    return rank(entrants, WEIGHTS, tie_break=tie_break, pass_mark=pass_mark, **options)


entrants = st.lists(st.lists(sheet, min_size=3, max_size=6), min_size=1, max_size=5).map(
    lambda all_: [entrant(f"p{at}", *sheets, minutes=at % 2) for at, sheets in enumerate(all_)]
)


@unhurried
@given(entrants)
def test_places_are_one_to_n_and_totals_never_rise(all_):
    placed = order(all_)
    assert [one.rank for one in placed] == list(range(1, len(all_) + 1))
    assert all(a.total >= b.total for a, b in pairwise(placed))
    assert {one.ref for one in placed} == {one.ref for one in all_}


@unhurried
@given(entrants, st.randoms())
def test_the_order_of_rows_changes_nothing(all_, chance):
    mixed = list(all_)
    chance.shuffle(mixed)
    assert order(mixed) == order(all_)


@unhurried
@given(entrants, st.data())
def test_a_higher_mark_never_lowers_a_place(all_, data):
    before = {one.ref: one.rank for one in order(all_, tie_break=[TieBreak.SEALED_EARLIER])}
    chosen = data.draw(st.sampled_from(all_))
    better = {ref: dict.fromkeys(one, Decimal(100)) for ref, one in chosen.sheets.items()}
    raised = [Entrant(e.ref, better, e.sealed_at) if e is chosen else e for e in all_]
    after = {one.ref: one.rank for one in order(raised, tie_break=[TieBreak.SEALED_EARLIER])}
    assert after[chosen.ref] <= before[chosen.ref]


@unhurried
@given(st.lists(sheet, min_size=5, max_size=9))
def test_a_total_without_extremes_lies_within_the_others(sheets):
    (placed,) = order([entrant("p", *sheets)], drop_extremes=True)
    totals = sorted(placed.by_expert.values())
    assert len(placed.dropped) == 2
    assert totals[1] - Decimal("0.01") <= placed.total <= totals[-2] + Decimal("0.01")


def test_weights_count_as_the_rubric_says():
    assert expert_total({1: Decimal(100), 2: Decimal(0), 3: Decimal(0), 4: Decimal(0)}, WEIGHTS) == 40
    with pytest.raises(KeyError):
        expert_total({1: Decimal(100)}, WEIGHTS)


def test_extremes_stay_where_fewer_than_five_have_marked():
    (four,) = order([entrant("p", *flat(10, 70, 70, 90))], drop_extremes=True)
    (five,) = order([entrant("p", *flat(10, 70, 70, 70, 90))], drop_extremes=True)
    assert four.dropped == ()
    assert four.total == Decimal("60.00")
    assert five.total == Decimal("70.00")


def test_equal_totals_are_told_apart_in_the_order_of_the_programme():
    strong_first = [{1: Decimal(90), 2: Decimal(60), 3: Decimal(60), 4: Decimal(60)}] * 3
    level = flat(72, 72, 72)
    placed = order([entrant("level", *level), entrant("first", *strong_first)])
    assert [one.total for one in placed] == [Decimal("72.00")] * 2
    assert [one.ref for one in placed] == ["first", "level"]
    assert placed[1].told_apart_by == TieBreak.FIRST_CRITERION
    by_time = order([entrant("late", *level, minutes=5), entrant("early", *level)])
    assert [one.ref for one in by_time] == ["early", "late"]
    assert by_time[1].told_apart_by == TieBreak.SEALED_EARLIER
    cheap = [TieBreak.PRICE, TieBreak.SEALED_EARLIER]
    by_price = order([entrant("dear", *level, price=9), entrant("cheap", *level, price=8, minutes=5)], tie_break=cheap)
    assert [one.ref for one in by_price] == ["cheap", "dear"]
    without = order([entrant("none", *level), entrant("some", *level, price=8, minutes=5)], tie_break=cheap)
    assert without[0].ref == "some"


def test_the_smaller_spread_comes_first_where_the_first_criterion_is_equal():
    placed = order([entrant("wide", *flat(60, 70, 80)), entrant("narrow", *flat(69, 70, 71), minutes=5)])
    assert [one.ref for one in placed] == ["narrow", "wide"]
    assert placed[1].told_apart_by == TieBreak.SPREAD


def test_totals_are_compared_as_they_are_shown():
    """70.004 and 70.000 are both 70.00: the tie-break decides, as everybody sees."""
    nearly = [dict.fromkeys(WEIGHTS, Decimal(70))] * 2 + [
        {1: Decimal("70.0"), 2: Decimal(70), 3: Decimal(70), 4: Decimal("70.0")}
    ]
    placed = order([entrant("a", *nearly, minutes=5), entrant("b", *flat(70, 70, 70))])
    assert [one.ref for one in placed] == ["b", "a"]


def test_who_stands_out_and_who_passes():
    (placed,) = order([entrant("p", *flat(80, 82, 60))], pass_mark=Decimal(75))
    assert placed.outliers == ("e2",)
    assert placed.spread == Decimal("22.00")
    assert placed.total == Decimal("74.00")
    assert not placed.passes
    (quiet,) = order([entrant("p", *flat(80, 82, 65))])
    assert quiet.outliers == ()
    assert quiet.passes


def test_what_cannot_be_ranked_is_refused():
    with pytest.raises(ValueError, match="sealing"):
        order([entrant("p", *flat(80))], tie_break=[TieBreak.PRICE])
    with pytest.raises(ValueError, match="sheet"):
        order([Entrant("p", {}, NOON)])
