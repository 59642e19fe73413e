"""The report of calls over REST: for who handles calls, of her districts, each figure with its cases."""

import pytest

from tests.agreements.factories import Cast
from tests.analytics.cases import ELSEWHERE, HERE, call, mixed, reader, working
from tests.factories import make_employer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def test_each_figure_has_its_cases(api):
    mixed()
    working(Cast())
    client = api(reader())
    report = client.ok("get", "reports/calls/")
    assert {row["code"]: row["count"] for row in report["figures"]}["submitted"] == 9
    for row in report["figures"]:
        found = client.ok("get", f"reports/calls/cases/?figure={row['code']}")
        assert (found["count"], found["amount"], len(found["results"])) == (row["count"], row["amount"], row["count"])


def test_a_district_reads_its_own(api):
    call("published", district=ELSEWHERE)
    client = api(reader(HERE))
    assert client.ok("get", "reports/calls/")["figures"][0]["count"] == 0
    assert client.call("get", f"reports/calls/?district={ELSEWHERE}").status_code == 400


def test_others_read_none(api):
    employer = make_employer()
    call("published", employer=employer)
    for user in (employer.owner, reader(verbs=["positions.review"])):
        for path in ("reports/calls/", "reports/calls/cases/?figure=open"):
            assert api(user).call("get", path).status_code == 403


@pytest.mark.parametrize("query", ["figure=nothing", "figure=paid", "figure=open&month=2026-13", ""])
def test_wrong_questions_are_refused_at_the_field(api, query):
    client = api(reader(verbs=["challenges.review"]))
    assert client.call("get", f"reports/calls/cases/?{query}").status_code == 400
