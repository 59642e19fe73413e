"""The operators' report: every figure is a link, every link opens as many cases, a district sees itself only."""

import csv
import io
import re
from html import unescape

import openpyxl
import pytest
from django.urls import reverse

from apps.challenges.models import Challenge
from tests.agreements.factories import Cast
from tests.analytics.cases import ELSEWHERE, HERE, awarded, call, history, mixed, reader, working
from tests.factories import make_operator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
ENGLISH = {"accept-language": "en"}
PAGE = "admin:analytics_callreport_changelist"
TILE = re.compile(r'<a class="op-tile" href="\?([^"]+)"><span class="op-count">([\d,]+)</span>')
CELL = re.compile(r'<td class="rv-num"><a href="\?([^"]+)" aria-label="[^"]+">([\d,]+)</a></td>')
BLOCK = re.compile(r'<a href="\?([^"]+)" aria-label="[^"]*? (\d+)"><rect')
SUM = re.compile(r'<p class="rp-sum"><strong>([\d,]+) cases?</strong>')


@pytest.fixture
def seen(client):
    """The page as one reader gets it: `seen(user, query)` is its text."""

    def look(user, query="", status=200):
        client.force_login(user)
        answer = client.get(f"{reverse(PAGE)}?{query}", headers=ENGLISH)
        assert answer.status_code == status
        return answer.content.decode()

    return look


def number(text: str) -> int:
    return int(text.replace(",", ""))


def test_every_figure_opens_as_many_cases_as_it_says(seen):
    mixed()
    working(Cast())
    history(call("submitted"), ("submit", "draft", "submitted", 0), ("return_", "submitted", "returned", 4))
    user = reader()
    page = seen(user)
    links = [*TILE.findall(page), *CELL.findall(page), *BLOCK.findall(page)]
    assert len(links) > 60
    assert len(TILE.findall(page)) == 22
    for address, count in links:
        opened = seen(user, unescape(address))
        assert number(SUM.search(opened).group(1)) == number(count), address


def test_the_list_leads_to_the_call(seen):
    made = call("published")
    page = seen(reader(), "figure=open")
    assert reverse("admin:challenges_challenge_change", args=[made.pk]) in page
    assert made.employer.organisation.name in page


def test_a_districts_operator_sees_only_her_own(seen):
    call("published", district=HERE)
    for _each in range(2):
        call("published", district=ELSEWHERE)
    page = seen(reader(HERE))
    assert dict(TILE.findall(page))["figure=submitted"] == "1"
    assert f'value="{ELSEWHERE}"' not in page
    assert "0 cases" in seen(reader(HERE), f"figure=submitted&in_district={ELSEWHERE}")
    seen(reader(HERE), f"district={ELSEWHERE}", status=400)


def test_who_handles_no_calls_gets_no_report(client, seen):
    seen(make_operator(verbs=["positions.review"]), status=403)
    client.logout()
    assert client.get(reverse(PAGE)).status_code == 302


def test_money_is_no_page_for_who_may_not_read_contracts(seen):
    working(Cast())
    user = reader(verbs=["challenges.review"])
    assert "figure=paid" not in seen(user)
    seen(user, "figure=paid", status=404)
    seen(reader(verbs=["challenges.finance"]), "figure=paid")


def test_a_list_of_proposals_names_nobody(seen):
    proposal = awarded().proposals.get()
    page = seen(reader(), "figure=proposals")
    assert proposal.public_id in page
    assert proposal.lead.display_name not in page


@pytest.mark.parametrize(
    ("query", "status"),
    [("figure=nothing", 404), ("step=nothing", 404), ("format=pdf", 404), ("month=2026-13", 400), ("year=26", 400),
     ("since=x", 400), ("programme=x", 400), ("chain=x", 400), ("since=2026-02-01&until=2026-01-01", 400)],
)  # fmt: skip
def test_wrong_addresses_are_refused(seen, query, status):
    call("published")
    seen(reader(), query, status=status)


def test_without_calls_the_page_says_so(seen):
    assert "No call has been submitted yet" in seen(reader())
    call("published")
    assert "No call fits these filters" in seen(reader(), "until=2001-01-01")


def test_steps_stand_with_their_times(seen):
    history(call("submitted"), ("submit", "draft", "submitted", 0), ("return_", "submitted", "returned", 4))
    user = reader()
    page = seen(user)
    assert "First check" in page
    assert ">4.0<" in page
    assert "1 case" in seen(user, "step=first_check")


def test_the_report_is_taken_away_as_csv_and_xlsx(client):
    mixed()
    client.force_login(reader())
    text = client.get(f"{reverse(PAGE)}?format=csv", headers=ENGLISH).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert ["Calls submitted", "8", ""] in rows
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{reverse(PAGE)}?format=xlsx", headers=ENGLISH).content))
    assert book.sheetnames[0] == "Figures"
    assert len(book.sheetnames) == 9


def test_a_list_is_taken_away_whole_and_formulas_stay_text(client):
    made = call("published")
    made.current.texts.update(title="=1+1")
    client.force_login(reader())
    text = client.get(f"{reverse(PAGE)}?figure=open&format=csv", headers=ENGLISH).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[1] for row in rows[1:]] == ["'=1+1"]
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"{reverse(PAGE)}?figure=open&format=xlsx", headers=ENGLISH).content)
    )
    cell = book.active["B2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_one_page_of_a_list_takes_as_many_queries_as_any(client, django_assert_max_num_queries):
    client.force_login(reader())
    for _each in range(6):
        call("published")
    client.get(f"{reverse(PAGE)}?figure=open")
    with django_assert_max_num_queries(25):
        client.get(f"{reverse(PAGE)}?figure=open")
    assert Challenge.objects.count() == 6
