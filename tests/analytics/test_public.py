"""Everybody's figures: calls as they are, proposals and times only in numbers that hide each applicant."""

import csv
import io

import pytest
from django.urls import reverse

from apps.analytics import public_calls
from apps.challenges.models import Challenge
from tests.analytics.cases import awarded, call, history, mixed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def told() -> dict[str, int | None]:
    found = public_calls.picture()
    return {row.code: row.count for row in [*found.calls, *found.others]}


def test_calls_are_told_as_they_stand_on_the_public_list():
    mixed()
    assert told() == {
        "published": 6, "open": 1, "judged": 1, "awarded": 2, "signed": 2, "accepted": 1, "failed": 2, "cancelled": 0,
        "proposals": None, "contracts": None, "paid": None,
    }  # fmt: skip
    assert public_calls.picture().calls[0].amount == 12_000_000


def test_proposals_are_told_from_five_calls_on():
    for _each in range(4):
        awarded()
    many = awarded(teams=2)
    assert told()["proposals"] == 6
    Challenge.objects.filter(pk=many.pk).update(state="draft")
    assert told()["proposals"] is None


def test_four_calls_with_many_proposals_are_not_told():
    awarded(teams=3)
    for _each in range(3):
        awarded()
    assert told()["proposals"] is None


def test_times_are_told_from_five_calls_on():
    def went(days):
        history(
            call("awarded"), ("publish", "approved", "published", 0), ("close", "published", "closed", days),
            ("award", "proposed_award", "awarded", 2 * days),
        )  # fmt: skip

    for days in (10, 20, 30, 40):
        went(days)
    found = public_calls.picture()
    assert (found.to_award, found.spreads) == (None, [])
    went(50)
    found = public_calls.picture()
    assert (found.to_award, [(row.step, row.median) for row in found.spreads]) == (60, [("open", 30)])


def test_no_table_breaks_proposals_down():
    assert {code for table in public_calls.picture().tables for line in table.lines for code in line.counts} == set()
    mixed()
    found = public_calls.picture().tables
    assert [table.by for table in found] == ["year", "in_chain", "in_district", "programme"]
    assert {code for table in found for line in table.lines for code in line.counts} == set(public_calls.COLUMNS)


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_page_stands_with_and_without_calls(client, language):
    client.cookies["django_language"] = language
    assert client.get(reverse("public:figures")).status_code == 200
    mixed()
    page = client.get(reverse("public:figures"))
    assert page.status_code == 200
    assert reverse("public:figures-json") in page.content.decode()


def test_the_list_of_calls_leads_to_the_figures(client):
    assert reverse("public:figures") in client.get(reverse("public:challenges")).content.decode()


def test_the_figures_are_open_data(client):
    mixed()
    found = client.get(reverse("public:figures-json")).json()
    figures = {row["code"]: (row["count"], row["yuan"]) for row in found["figures"]}
    assert (figures["published"], figures["proposals"]) == ((6, 12_000_000), (None, None))
    assert {row["code"]: row["published"] for row in found["by"]["district"]} == {"370212": 5, "370203": 1}
    answer = client.get(reverse("public:figures-csv"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert ["all", "", "published", "6"] in rows
    assert ["all", "", "proposals", ""] in rows
    assert ["district", "370203", "failed", "1"] in rows
