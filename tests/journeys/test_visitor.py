"""Somebody without an account looks round."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from apps.positions.models import Position
from apps.positions.search import refresh_search
from tests.factories import make_employer, make_position
from tests.journeys.keyboard import faults
from tests.journeys.looks import look
from tests.journeys.watch import Window
from tests.journeys.words import Words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COATING, COATING_EN = "深海装备防腐涂层研发工程师", "Deep-sea coating engineer"
OPTICS, OPTICS_EN = "虚拟现实光学工程师", "Virtual reality optics engineer"


@pytest.fixture
def positions(site: str) -> tuple[Position, Position]:
    """Two positions of one employer."""
    employer = make_employer()
    coating = make_position(employer, title=COATING, title_en=COATING_EN, skills=("deep_sea_anticorrosion_coating",))
    optics = make_position(
        employer, title=OPTICS, title_en=OPTICS_EN, chain="vr", disciplines=[], description="光学镜片设计。",
        requirements="熟悉光学设计软件。",
    )  # fmt: skip
    refresh_search([coating.pk, optics.pk])
    return coating, optics


def title(position: Position, language: str) -> str:
    return position.current.texts.get(language="en" if language == "en" else "zh-hans").title


def search(window: Window, say: Words, words: str) -> None:
    window.page.get_by_role("searchbox").or_(window.page.get_by_label(say("Search"), exact=True)).first.fill(words)
    window.page.get_by_role("button", name=say("Search"), exact=True).click()
    expect(window.page).to_have_url(re.compile(r"[?&]q="))


def test_a_visitor_finds_a_position(window: Window, say: Words, positions: tuple[Position, Position]) -> None:
    page, (coating, optics) = window.page, positions
    link = page.get_by_role("link", name=title(coating, window.language))
    other = page.get_by_role("link", name=title(optics, window.language))

    window.go("/")
    expect(link).to_be_visible()
    look(window)
    page.get_by_role("link", name=say("Find a position")).click()
    expect(link.and_(page.locator(".card-link"))).to_be_visible()
    look(window)

    for words in ("防腐涂层", "deep-sea coating"):  # in both languages, whatever the page speaks
        search(window, say, words)
        expect(link).to_be_visible()
        expect(other).to_have_count(0)

    page.get_by_role("link", name=say("Clear all")).click()
    expect(other).to_be_visible()
    page.get_by_label(say("Industry chain"), exact=True).select_option("vr")
    expect(page).to_have_url(re.compile(r"chain=vr"))
    expect(other).to_be_visible()
    expect(link).to_have_count(0)
    look(window)
    page.reload()  # the filters live in the address
    expect(other).to_be_visible()
    expect(link).to_have_count(0)

    other.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title(optics, window.language))
    look(window)
    employer = optics.employer.organisation
    page.locator(".lead").get_by_role("link").first.click()
    shown = employer.name_en if window.language == "en" else employer.name_zh
    expect(page.get_by_role("heading", level=1)).to_have_text(shown)
    expect(link).to_be_visible()
    look(window)
    page.get_by_role("navigation", name=say("Main")).get_by_role("link", name=say("Employers")).click()
    expect(page.get_by_role("link", name=shown)).to_be_visible()
    look(window)


def test_a_visitor_changes_the_language(window: Window, say: Words, positions: tuple[Position, Position]) -> None:
    page, wanted = window.page, "en" if window.language != "en" else "zh-hans"
    window.go("/positions/?chain=vr")
    expect(page.locator("html")).to_have_attribute("lang", window.language)
    page.locator("summary", has_text="Language / 语言 / 語言").click()
    page.locator(f"button[name=language][value={wanted}]").click()
    expect(page.locator("html")).to_have_attribute("lang", wanted)
    expect(page).to_have_url(re.compile(r"chain=vr"))  # where she was, with her filters
    look(Window(page, window.site, wanted))
    window.go("/employers/")
    expect(page.locator("html")).to_have_attribute("lang", wanted)


def test_a_position_that_asks_to_apply_leads_to_the_door(
    window: Window, say: Words, positions: tuple[Position, Position]
) -> None:
    page = window.page
    window.go(f"/positions/{positions[0].public_id}/")
    page.get_by_role("link", name=say("Apply"), exact=True).click()
    expect(page.get_by_role("heading", name=say("Sign in"), exact=True)).to_be_visible()
    look(window)


def test_a_visitor_reads_what_happens_to_her_data(window: Window, say: Words, site: str) -> None:
    page = window.page
    window.go("/")
    for link, title in (("Privacy", "Privacy statement"), ("Accessibility", "Accessibility statement")):
        page.get_by_role("contentinfo").get_by_role("link", name=say(link), exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(say(title))
        look(window)
        assert faults(page) == []
    window.go("/privacy/")
    notice = page.locator("details", has_text=say("Automated ranking for employers"))
    notice.locator("summary").click()
    expect(notice.locator(".pre-line")).to_be_visible()
    look(window)
