"""How long each step takes, from the trail of the moves."""

import pytest

from apps.analytics import steps
from apps.challenges.models import Challenge
from tests.analytics.cases import call, history

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def days(**wanted):
    found = {row.step: row for row in steps.spreads(steps.stays(Challenge.objects.all()))}
    return {name: round(found[name].median, 2) for name in found} if not wanted else found


def test_each_step_of_the_way_is_measured():
    history(
        call("evaluated"),
        ("submit", "draft", "submitted", 0), ("check", "submitted", "district_checked", 2),
        ("argue", "district_checked", "argued", 9), ("approve", "argued", "approved", 10),
        ("publish", "approved", "published", 13), ("amend", "", "", 15), ("close", "published", "closed", 33),
        ("open_call", "", "", 34), ("begin_review", "closed", "reviewing", 40),
        ("propose_award", "reviewing", "proposed_award", 50), ("announce", "proposed_award", "in_publicity", 51),
        ("award", "in_publicity", "awarded", 58), ("contract", "awarded", "contracted", 60),
        ("execute", "contracted", "executing", 61), ("begin_acceptance", "executing", "acceptance", 80),
        ("accept_result", "acceptance", "accepted", 85), ("evaluate", "accepted", "evaluated", 90),
    )  # fmt: skip
    assert days() == {
        "first_check": 2, "appraisal": 7, "decision": 1, "publication": 3, "open": 20, "opening": 1, "form_check": 6,
        "review": 10, "announcement": 1, "publicity": 7, "signing": 2, "start": 1, "work": 19, "acceptance": 5,
        "evaluation": 5,
    }  # fmt: skip
    assert list(days()) == list(steps.STEPS)


def test_a_step_taken_twice_is_measured_twice():
    history(
        call("submitted"),
        ("submit", "draft", "submitted", 0), ("return_", "submitted", "returned", 4),
        ("submit", "returned", "submitted", 10), ("check", "submitted", "district_checked", 12),
    )  # fmt: skip
    assert [stay.days for stay in steps.stays(Challenge.objects.all())] == [4, 2]


def test_what_was_cut_off_or_still_goes_on_is_not_measured():
    history(call("cancelled"), ("submit", "draft", "submitted", 0), ("cancel", "submitted", "cancelled", 5))
    history(call("submitted"), ("submit", "draft", "submitted", 0))
    assert steps.stays(Challenge.objects.all()) == []


def test_a_call_that_closed_without_an_opening_waits_for_no_form_check():
    history(call("failed"), ("close", "published", "closed", 0), ("fail_call", "closed", "failed", 3))
    assert steps.stays(Challenge.objects.all()) == []


@pytest.mark.parametrize(
    ("values", "told"),
    [([3], (3, 3, 3)), ([1, 3], (1.5, 2, 2.5)), ([5, 1, 3], (2, 3, 4)), ([1, 2, 3, 4, 100], (2, 3, 4))],
)
def test_quartiles_lie_among_what_was_measured(values, told):
    assert steps.quartiles(values) == told


def test_one_query_for_any_number_of_calls(django_assert_num_queries):
    for _each in range(3):
        history(call("submitted"), ("submit", "draft", "submitted", 0), ("return_", "submitted", "returned", 4))
    with django_assert_num_queries(1):
        assert len(steps.stays(Challenge.objects.all())) == 3
