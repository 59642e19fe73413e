"""What a call must say before it is submitted. Each missing thing is named at its field."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.challenges import checks
from apps.challenges.content import GoalContent, IndicatorContent, MilestoneContent
from apps.challenges.models import Programme
from tests.challenges.content import CHINESE, ENGLISH, IN_THE_END, whole

STATE = Programme(
    kinds=["research"], own_money_ratio=Decimal(4), input_min=3_000_000, bounty_min=1_000_000, longest_months=36,
    minimum_open_days=20, payment_modes=["milestones", "after"], routes_max=2, joint_posting=True,
)  # fmt: skip


def fields(programme: Programme = STATE, employer_type: str = "private", **changes) -> set[str]:
    content = whole(**changes)
    found = checks.problems(content, programme, employer_type=employer_type, now=timezone.now())
    assert all(problem.message for problem in found)
    return {problem.field for problem in found}


def test_a_whole_call_lacks_nothing():
    assert fields() == set()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("chain", ""), ("district", ""), ("source", " "), ("payment_mode", ""), ("ip_choice", ""), ("contact_name", ""),
        ("contact_phone", ""), ("cooperation", ()), ("bounty", None), ("bounty", 999_999), ("term_months", None),
        ("term_months", 37), ("routes", 3), ("kind", "procurement"), ("payment_mode", "subsidy"),
        ("credit_clean", False), ("beyond_own_means", False), ("closes_at", None), ("indicators", ()),
        ("milestones", ()),
    ],
)  # fmt: skip
def test_what_is_missing_or_against_the_programme_is_named_at_its_field(field, value):
    assert fields(**{field: value}) == {field}


@pytest.mark.parametrize(
    "part", ["title", "summary", "background", "difficulties", "research", "deliverables", "acceptance"]
)
def test_parts_of_the_text_that_a_call_needs(part):
    found = fields(texts=(replace(CHINESE, **{part: " "}), ENGLISH))
    assert part in found


def test_title_and_summary_are_in_both_languages():
    assert fields(texts=(CHINESE,)) == {"title_other"}
    assert fields(texts=(CHINESE, replace(ENGLISH, summary=""))) == {"title_other"}


@pytest.mark.parametrize(("own", "grant", "good"), [(4_000_000, 1_000_000, True), (3_999_999, 1_000_000, False)])
def test_own_money_is_a_multiple_of_the_grant(own, grant, good):
    assert (fields(own_money=own, grant=grant) == set()) is good


def test_input_below_the_floor_or_below_the_bounty():
    assert fields(own_money=2_500_000, grant=400_000) == {"own_money"}
    assert fields(own_money=4_000_000, grant=500_000, bounty=5_000_000) == {"own_money"}


@pytest.mark.parametrize(
    ("shares", "good"),
    [
        (["30.00", "70.00"], True), (["99.99"], False), (["100.00"], True), (["50.00", "50.01"], False),
        (["0.00", "100.00"], False), (["33.33", "33.33", "33.34"], True), (["33.33", "33.33", "33.33"], False),
    ],
)  # fmt: skip
def test_shares_total_a_hundred_exactly(shares, good):
    rows = tuple(
        MilestoneContent(f"M{at}", at + 1, Decimal(share), goals=IN_THE_END) for at, share in enumerate(shares)
    )
    assert (fields(milestones=rows) == set()) is good


@given(st.lists(st.integers(min_value=1, max_value=9_999), min_size=1, max_size=12))
def test_any_shares_pass_exactly_when_they_total_a_hundred(cents):
    rows = tuple(MilestoneContent("M", 1, Decimal(cent) / 100, goals=IN_THE_END) for cent in cents)
    found = checks.problems(whole(milestones=rows), STATE, employer_type="private", now=timezone.now())
    assert (not [p for p in found if p.field == "milestones"]) is (sum(cents) == 10_000)


def test_milestones_follow_one_another_within_the_term():
    rows = tuple(MilestoneContent(*row, Decimal(50), goals=IN_THE_END) for row in (("A", 8), ("B", 6)))
    assert fields(milestones=rows) == {"milestones.1.due_month"}
    assert fields(milestones=(MilestoneContent("A", 25, Decimal(100), goals=IN_THE_END),)) == {"milestones.0.due_month"}


def test_each_milestone_is_measured_by_an_indicator_of_the_call():
    def stage(*goals: GoalContent) -> tuple[MilestoneContent, ...]:
        return (MilestoneContent("M", 6, Decimal(100), goals=goals),)

    assert fields(milestones=stage()) == {"milestones.0.goals"}
    assert fields(milestones=stage(GoalContent("别的", Decimal(1)))) == {"milestones.0.goals"}
    assert fields(milestones=stage(GoalContent("渗透率"))) == {"milestones.0.goals"}
    assert fields(milestones=stage(GoalContent("渗透率", Decimal(1)))) == set()
    shown = replace(whole().indicators[0], metric="样机", comparison="shown", threshold=None, unit="")
    assert fields(indicators=(shown,), milestones=stage(GoalContent("样机"))) == set()


def test_two_indicators_of_one_name_could_not_be_told_apart():
    row = whole().indicators[0]
    assert "indicators.1.metric" in fields(indicators=(row, replace(row, unit="月")))


def test_an_indicator_is_a_measured_threshold_or_something_shown():
    row = IndicatorContent("寿命", comparison="ge", threshold=None, unit="", method="试验", verifier="中心")
    assert {"indicators.0.threshold", "indicators.0.unit"} <= fields(indicators=(row,))
    shown = (MilestoneContent("M", 6, Decimal(100), goals=(GoalContent("寿命"),)),)
    assert fields(indicators=(replace(row, comparison="shown"),), milestones=shown) == set()
    assert fields(indicators=(replace(row, comparison="shown", method="", verifier=""),), milestones=shown) == {
        "indicators.0.method",
        "indicators.0.verifier",
    }


def test_a_call_is_open_for_the_shortest_period():
    now = timezone.now()
    assert fields(closes_at=now + timedelta(days=19, hours=23)) == {"closes_at"}
    assert fields(closes_at=now + timedelta(days=20, minutes=1)) == set()


def test_a_hospital_posts_with_a_firm():
    assert fields(employer_type="hospital") == {"partner_name"}
    assert fields(employer_type="hospital", partner_name="青岛某高新企业") == {"partner_code"}
    assert fields(employer_type="hospital", partner_name="青岛某高新企业", partner_code="91350211M000100Y43") in (
        set(),
        {"partner_code"},
    )
