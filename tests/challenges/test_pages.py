"""Public pages of calls and problems, and open data: what everybody sees, and what nobody does."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.cache import cache

from apps.challenges import content, drafts, lifecycle, search
from apps.challenges.content import MilestoneContent
from apps.challenges.models import Annex, AnnexUndertaking, Challenge, Problem
from apps.core import files
from apps.core.models import File
from apps.web import challenge_cards
from tests.challenges.content import CHINESE, ENGLISH, IN_THE_END, make_challenge, make_programme
from tests.factories import make_employer, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
PLANTED = "13800001234"


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


def published(**fields) -> Challenge:
    challenge = make_challenge(state="published", **fields)
    search.refresh_search([challenge.pk])
    return challenge


@pytest.mark.parametrize(("language", "title"), [("zh-hans", CHINESE.title), ("en", ENGLISH.title)])
def test_the_list_and_the_page_in_the_readers_language(client, language, title):
    challenge = published()
    for path in ("/challenges/", f"/challenges/{challenge.public_id}/"):
        page = client.get(path, headers={"accept-language": language}).content.decode()
        assert title in page
        assert challenge.number in page


def test_what_was_never_published_is_not_there(client):
    hidden = [
        make_challenge(state=state) for state in ("draft", "submitted", "returned", "approved", "rejected", "cancelled")
    ]
    assert "JB2026" not in client.get("/challenges/").content.decode()
    for challenge in hidden:
        assert client.get(f"/challenges/{challenge.public_id}/").status_code == 404
    assert client.get("/challenges/data.json").json() == {"results": []}


def test_the_contact_is_public_only_if_the_poster_says_so(client):
    kept, shown = published(contact_phone=PLANTED), published(contact_phone=PLANTED, contact_public=True)
    pages = [client.get(f"/challenges/{row.public_id}/").content.decode() for row in (kept, shown)]
    assert [PLANTED in page for page in pages] == [False, True]
    assert PLANTED not in client.get("/challenges/data.json").content.decode()


def test_filters_stand_in_the_address_and_wrong_ones_are_told(client):
    cheap, dear = published(bounty=1_000_000), published(bounty=9_000_000, chain="biomed")
    found = {
        path: client.get(f"/challenges/data.json{path}").json()["results"]
        for path in ("?bounty_min=2000000", "?chain=marine_equip", "?stage=open", "?q=深海")
    }
    numbers = {path: {row["number"] for row in rows} for path, rows in found.items()}
    assert numbers["?bounty_min=2000000"] == {dear.number}
    assert numbers["?chain=marine_equip"] == {cheap.number}
    assert numbers["?stage=open"] == numbers["?q=深海"] == {cheap.number, dear.number}
    for path in ("/challenges/?stage=tomorrow", "/challenges/data.json?chain=none", "/challenges/data.csv?kind=x"):
        assert client.get(path).status_code == 400


def test_csv_holds_no_formula(client):
    challenge = published(texts=(replace(CHINESE, title="=HYPERLINK(1)"), ENGLISH))
    text = client.get("/challenges/data.csv").content.decode("utf-8-sig")
    [row] = list(csv.DictReader(io.StringIO(text)))
    assert (row["number"], row["title_zh"], row["bounty_yuan"]) == (challenge.number, "'=HYPERLINK(1)", "2000000")


def test_the_feed_names_the_newest(client):
    challenge = published()
    answer = client.get("/challenges/feed/", headers={"accept-language": "en"})
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert ENGLISH.title in answer.content.decode()
    assert f"/challenges/{challenge.public_id}/" in answer.content.decode()


def test_an_amendment_shows_its_difference_to_everybody(client):
    challenge = published()
    drafts.save(challenge, replace(content.read(challenge.current), bounty=2_600_000), by=make_user())
    lifecycle.amend(challenge, by=make_user(), note="企业追加榜额")
    page = client.get(f"/challenges/{challenge.public_id}/", headers={"accept-language": "zh-hans"}).content.decode()
    assert all(words in page for words in ("企业追加榜额", "2,000,000", "2,600,000", "260万元"))


def test_a_cancelled_call_says_why(client):
    challenge = published()
    lifecycle.cancel(challenge, by=make_user(), reason="需求已由市场解决")
    assert "需求已由市场解决" in client.get(f"/challenges/{challenge.public_id}/").content.decode()


def test_amounts_of_milestones_make_up_the_bounty():
    shares = ["33.33", "33.33", "33.34"]
    rows = tuple(
        MilestoneContent(f"M{at}", at + 1, Decimal(share), goals=IN_THE_END) for at, share in enumerate(shares)
    )
    challenge = published(bounty=1_000_001, milestones=rows)
    amounts = [row["amount"] for row in challenge_cards.milestones(challenge.current)]
    assert (sum(amounts), amounts[0]) == (1_000_001, 333_300)


def test_rules_of_a_round_are_public_once_it_was_open(client):
    opened, draft = make_programme(), make_programme(open_=False)
    page = client.get(f"/challenges/rounds/{opened.public_id}/", headers={"accept-language": "en"}).content.decode()
    assert "the earlier sealing" in page
    assert client.get(f"/challenges/rounds/{draft.public_id}/").status_code == 404


class TestPapers:
    def paper(self) -> Annex:
        challenge = published()
        stored = files.store(
            b"%PDF-1.7", name="paper.pdf", content_type="application/pdf", data_class=File.DataClass.ANNEX,
            owner_ref=challenge.public_id,
        )  # fmt: skip
        return Annex.objects.create(challenge=challenge, title="图纸目录", level="solvers", file=stored)

    def test_signing_opens_them(self, client):
        annex, reader = self.paper(), make_user()
        here = f"/challenges/{annex.challenge.public_id}/"
        address = f"/files/{annex.file.public_id}/"
        assert address not in client.get(here).content.decode()
        assert client.get(address).status_code in (302, 403, 404)
        client.force_login(reader)
        assert client.post(f"{here}undertake/", {"country": "US"}).status_code == 302
        assert AnnexUndertaking.objects.get().country == "US"
        assert address in client.get(here).content.decode()
        assert client.get(address).status_code == 200

    @pytest.mark.parametrize("country", ["", "XX", "us'"])
    def test_a_country_that_does_not_exist_is_refused(self, client, country):
        annex = self.paper()
        client.force_login(make_user())
        client.post(f"/challenges/{annex.challenge.public_id}/undertake/", {"country": country})
        assert not AnnexUndertaking.objects.exists()

    def test_strangers_sign_nothing(self, client):
        annex = self.paper()
        assert client.post(f"/challenges/{annex.challenge.public_id}/undertake/", {"country": "US"}).status_code == 404
        assert not AnnexUndertaking.objects.exists()


def test_problems_are_listed_for_those_who_may_see_them(client):
    rows = {
        "state": "listed",
        "fresh_until": "2099-01-01",
        "listed_at": "2026-01-01T00:00:00Z",
        "description": "两年即鼓泡",
    }
    employer = make_employer()
    public = Problem.objects.create(employer=employer, title="涂层鼓泡", budget_max=800_000, **rows)
    closed = Problem.objects.create(employer=employer, title="仅平台可见", audience="postdoc", **rows)
    page = client.get("/problems/", headers={"accept-language": "zh-hans"}).content.decode()
    assert ("涂层鼓泡" in page, "仅平台可见" in page, "80万元" in page) == (True, False, True)
    assert [client.get(f"/problems/{row.public_id}/").status_code for row in (public, closed)] == [200, 404]
    assert "涂层鼓泡" in client.get("/problems/?q=鼓泡").content.decode()
    assert client.get("/problems/?kind=x").status_code == 400


def test_empty_lists_say_so(client):
    for path in ("/challenges/", "/problems/"):
        assert client.get(path, headers={"accept-language": "en"}).status_code == 200


def test_queries_do_not_grow_with_the_list(client, django_assert_max_num_queries):
    for _at in range(6):
        published()
    client.get("/challenges/")
    with django_assert_max_num_queries(12):
        client.get("/challenges/")
