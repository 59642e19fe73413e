"""Two languages: a translation is confirmed for the wording it was made for."""

import pytest

from apps.positions import content, drafts
from apps.positions.content import TextContent
from tests.factories import make_employer
from tests.positions.contents import make_content

pytestmark = pytest.mark.django_db


def saved(texts, before=None):
    employer = before.employer if before else make_employer()
    return drafts.save(before, employer, make_content(texts=texts), by=None).draft


ORIGINAL = TextContent("zh-hans", "涂层工程师", description="负责涂层。")
ENGLISH = TextContent("en", "Coating engineer", is_original=False)


def test_a_translation_confirmed_now_is_not_stale():
    assert content.stale_texts(saved((ORIGINAL, ENGLISH))) == []


def test_a_translation_of_an_older_wording_is_flagged():
    revision = saved((ORIGINAL, ENGLISH))
    before = content.read(revision)
    kept = next(text for text in before.texts if text.language == "en")
    changed = TextContent("zh-hans", "高级涂层工程师", description="负责涂层。")
    assert content.stale_texts(saved((changed, kept), revision.position)) == ["en"]
    assert content.stale_texts(saved((changed, ENGLISH), revision.position)) == []


def test_a_proposal_that_nobody_confirmed_is_flagged():
    proposal = TextContent("en", "R&D engineer, Coating", is_original=False, source="")
    assert content.stale_texts(saved((ORIGINAL, proposal))) == ["en"]


def test_confirming_changes_no_content():
    confirmed = make_content(texts=(ORIGINAL, ENGLISH))
    open_one = make_content(texts=(ORIGINAL, TextContent("en", "Coating engineer", is_original=False, source="")))
    assert confirmed.content_hash() == open_one.content_hash()
    assert not confirmed.needs_review(open_one)
