"""The pages of publicity: what everybody sees and for how long, objecting, and one's own objections."""

from __future__ import annotations

import io

import pypdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.accounts.models import Language
from apps.core.actors import SYSTEM
from apps.procedures import lifecycle
from apps.procedures.models import Objection
from tests.challenges.content import make_challenge
from tests.factories import make_user
from tests.procedures.cases import WORDS, announce, at, lodge, objector

pytestmark = pytest.mark.django_db
LIST = "/publicity/"


def page(publicity):
    return reverse("public:publicity", args=[publicity.public_id])


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", ("拟揭榜方公示", "单位", "示例研究所", "还剩 5 个工作日")),
     ("zh-hant", ("擬揭榜方公示", "單位", "尚餘 5 個工作天")),
     ("en", ("Proposed award", "Example Institute", "5 working days left"))],
)  # fmt: skip
@time_machine.travel("2026-03-02T02:00:00Z", tick=False)
def test_it_is_shown_in_the_reader_s_language_and_to_no_search_engine(client, language, words):
    publicity = announce()
    client.cookies["django_language"] = language
    answer = client.get(page(publicity))
    assert answer.status_code == 200
    assert answer["X-Robots-Tag"].startswith("noindex")
    text = answer.content.decode()
    assert '<meta name="robots" content="noindex' in text
    assert all(word in text for word in words)
    assert words[0] in client.get(LIST).content.decode()


def test_when_its_days_are_over_the_page_says_nothing_any_more(client):
    with time_machine.travel("2026-03-02T02:00:00Z", tick=False):
        publicity = announce()
    for instant, status in (("2026-03-09T15:59:59Z", 200), ("2026-03-09T16:00:00Z", 410)):
        with time_machine.travel(instant, tick=False):
            answer = client.get(page(publicity), headers={"accept-language": "en"})
            shown = "示例研究所" in answer.content.decode() or "Example Institute" in answer.content.decode()
            assert (answer.status_code, shown) == (status, status == 200)
            assert (page(publicity) in client.get(LIST).content.decode()) is (status == 200)
    assert answer["X-Robots-Tag"].startswith("noindex")


def test_a_withdrawn_one_is_gone_at_once(client):
    publicity = announce()
    lifecycle.withdraw(publicity, by=SYSTEM, reason="金额有误。")
    assert client.get(page(publicity)).status_code == 410
    assert client.get("/publicity/nothing/").status_code == 404


def test_an_objection_with_evidence_is_lodged_and_followed(client):
    publicity, user = announce(), objector()
    client.force_login(user)
    paper = SimpleUploadedFile("证据.pdf", b"%PDF-1.7 evidence", content_type="application/pdf")
    answer = client.post(f"{page(publicity)}object/", {**WORDS, "file": paper})
    objection = Objection.objects.get()
    assert answer["Location"] == f"/publicity/objections/{objection.public_id}/"
    text = client.get(answer["Location"]).content.decode()
    assert WORDS["text"] in text
    assert WORDS["remedy"] in text
    assert "证据.pdf" in text
    assert objection.public_id in client.get("/publicity/objections/").content.decode()


def test_what_is_missing_is_said_at_its_field_and_nothing_is_stored(client):
    publicity = announce()
    client.force_login(objector())
    answer = client.post(f"{page(publicity)}object/", {**WORDS, "remedy": ""})
    assert answer.status_code == 422
    assert WORDS["text"] in answer.content.decode(), "what was written is still there"
    assert not Objection.objects.exists()


def test_who_may_not_object(client):
    publicity = announce()
    assert client.post(f"{page(publicity)}object/", WORDS)["Location"].startswith("/account")
    client.force_login(make_user())
    assert client.post(f"{page(publicity)}object/", WORDS).status_code == 403
    lifecycle.withdraw(publicity, by=SYSTEM, reason="金额有误。")
    client.force_login(objector())
    assert client.post(f"{page(publicity)}object/", WORDS).status_code == 410
    assert not Objection.objects.exists()


def test_nobody_reads_the_objection_of_somebody_else(client):
    objection = lodge()
    client.force_login(objector())
    assert client.get(f"/publicity/objections/{objection.public_id}/").status_code == 404
    assert objection.public_id not in client.get("/publicity/objections/").content.decode()


def test_the_answer_stands_on_the_author_s_page(client):
    objection = at("answered")
    client.force_login(objection.objector)
    assert "经核查，指标达到。" in client.get(f"/publicity/objections/{objection.public_id}/").content.decode()


def test_the_public_page_names_no_objector(client):
    objection = at("investigating")
    text = client.get(page(objection.publicity)).content.decode()
    assert not any(WORDS[field] in text for field in ("name", "phone", "text", "remedy"))


@pytest.mark.usefixtures("taxonomy")
def test_a_call_in_publicity_and_the_navigation_lead_there(client):
    call = make_challenge(state="in_publicity")
    here = f"/challenges/{call.public_id}/"
    with time_machine.travel("2026-03-02T02:00:00Z", tick=False):
        assert f'href="{LIST}"' in client.get(here).content.decode()
        publicity = announce(call)
        assert f'href="{page(publicity)}"' in client.get(here).content.decode()
    with time_machine.travel("2026-03-09T16:00:00Z", tick=False):  # over: nothing leads to it any more
        assert page(publicity) not in client.get(here).content.decode()


# ---------------------------------------------------------------- the same on paper


def text_of(answer) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", ("拟揭榜方公示", "示例研究所", "2026-03-10 00:00")), ("en", ("Proposed award", "Example Institute"))],
)
@time_machine.travel("2026-03-02T02:00:00Z", tick=False)
def test_the_paper_says_what_the_page_says_and_no_more(client, language, words):
    publicity = announce()
    client.cookies["django_language"] = language
    answer = client.get(reverse("public:publicity-paper", args=[publicity.public_id]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Robots-Tag"].startswith("noindex")
    found = text_of(answer)
    assert all(word in found for word in words)
    assert publicity.subject_ref not in found


@time_machine.travel("2026-03-02T02:00:00Z", tick=False)
def test_a_name_that_is_taken_back_is_not_on_the_next_paper(client):
    publicity = announce()
    here = reverse("public:publicity-paper", args=[publicity.public_id])
    assert "Example Institute" in text_of(client.get(here, headers={"accept-language": "en"}))
    body = [{name: dict.fromkeys(Language.values, text) for name, text in (("label", "Winner"), ("value", "P07"))}]
    lifecycle.reword(publicity, body=body, by=SYSTEM)
    text = text_of(client.get(here, headers={"accept-language": "en"}))
    assert "P07" in text
    assert "Example Institute" not in text


def test_when_its_days_are_over_there_is_no_paper(client):
    with time_machine.travel("2026-03-02T02:00:00Z", tick=False):
        publicity = announce()
    with time_machine.travel("2026-03-09T16:00:00Z", tick=False):
        answer = client.get(reverse("public:publicity-paper", args=[publicity.public_id]))
    assert answer.status_code == 410
    assert answer["Content-Type"].startswith("text/html")
