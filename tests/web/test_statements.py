"""What anybody may read about personal data and about accessibility."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from apps.accounts import reference
from apps.accounts.lifecycle import THINK_AGAIN
from apps.accounts.models import NoticeText
from apps.accounts.tasks import UNPROVED
from apps.notifications.tasks import CODES_KEPT, READ_KEPT
from apps.web.public.statements import Block, Section, sections

pytestmark = pytest.mark.django_db
HEADINGS = {
    ("privacy", "en"): "Automated ranking",
    ("privacy", "zh-hans"): "自动排序",
    ("privacy", "zh-hant"): "自動排序",
    ("accessibility", "en"): "What we aim at",
    ("accessibility", "zh-hans"): "还做不到的",
    ("accessibility", "zh-hant"): "尚未做到的",
}


@pytest.fixture(autouse=True)
def notices():
    reference.load()


def page(client, name, language="en"):
    client.cookies["django_language"] = language
    answer = client.get(reverse(f"public:{name}"))
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(("name", "language"), list(HEADINGS))
def test_a_statement_stands_in_three_languages(client, name, language):
    status, body = page(client, name, language)
    assert status == 200
    assert f"<h2>{HEADINGS[name, language]}</h2>" in body
    assert "## " not in body


def test_every_public_page_leads_to_both(client):
    body = client.get(reverse("public:home")).content.decode()
    assert [reverse(f"public:{name}") in body for name in ("privacy", "accessibility")] == [True, True]


def test_the_office_is_what_operators_set_and_never_invented(client, settings):
    settings.DEMO = False
    assert "has not entered its name and contact" in page(client, "privacy")[1]
    settings.SITE_ORGANISER, settings.SITE_CONTACT = "Office of Tests", "ask@office.example"
    body = page(client, "privacy")[1]
    assert "Office of Tests" in body
    assert "mailto:ask@office.example" in body
    assert "has not entered its name and contact" not in body


def test_new_words_of_an_administrator_take_the_place_of_ours(client):
    words = {f"text_{language}": "## Ours\nWritten by the office." for language in ("zh_hans", "zh_hant", "en")}
    NoticeText.objects.create(purpose="privacy", version=2, **words)
    body = page(client, "privacy")[1]
    assert ("<h2>Ours</h2>" in body, "Automated ranking</h2>" in body, "Version 2" in body) == (True, False, True)
    later = timezone.now() + timezone.timedelta(days=1)
    NoticeText.objects.create(purpose="privacy", version=3, valid_from=later, **words)
    assert "Version 2" in page(client, "privacy")[1]


def test_the_notices_that_people_agree_to_stand_beside_it(client):
    body = page(client, "privacy")[1]
    texts = NoticeText.objects.exclude(purpose__in=["privacy", "accessibility"]).values_list("text_en", flat=True)
    assert len(texts) == 10
    assert [escape(text.splitlines()[0]) in body for text in texts] == [True] * 10


def test_the_days_of_the_statement_are_those_of_the_software(client):
    body = page(client, "privacy")[1]
    assert f"you have {THINK_AGAIN.days} days to change your mind" in body
    assert f"never confirmed: {UNPROVED.days} days. Records of codes: {CODES_KEPT.days} day." in body
    assert f"that you have read: {READ_KEPT.days // 365} year." in body


def test_markup_in_a_notice_is_text(client):
    words = {f"text_{language}": "<script>alert(1)</script>" for language in ("zh_hans", "zh_hant", "en")}
    NoticeText.objects.create(purpose="privacy", version=2, **words)
    assert "<script>alert(1)" not in page(client, "privacy")[1]


def test_before_the_notices_are_loaded_there_is_no_such_page(client):
    NoticeText.objects.all().delete()
    assert page(client, "privacy")[0] == 404


def test_lines_become_headings_paragraphs_and_lists():
    text = "First.\n\n## Two\nBefore\n- one\n- two\nAfter\n- three"
    assert sections(text) == [
        Section("", [Block("First.")]),
        Section("Two", [Block("Before"), Block(items=["one", "two"]), Block("After"), Block(items=["three"])]),
    ]
