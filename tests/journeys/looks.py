"""What every page of a journey has to be: accessible, in one language, and no wider than the window, also on a phone."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.journeys.watch import Window
from tests.journeys.words import foreign

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
STICKING_OUT = """
[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth)
  .slice(0, 6).map((e) => e.outerHTML.slice(0, 120))"""


def look(window: Window, *, only: str | None = None) -> None:
    """Look at the page as it stands. `only` limits the look at accessibility to our own part of an operators' page."""
    page = window.page
    page.wait_for_load_state("load")
    findings = _findings(window, only)
    assert not findings, "\n".join(findings)
    strange = foreign(page.locator("body").inner_text(), window.language)
    assert not strange, f"{page.url} says in another language: {strange}"
    if only is None:
        fits_a_phone(window)


def _findings(window: Window, only: str | None) -> list[str]:
    found: list[dict[str, Any]] = Axe().run(window.page, context=only).response["violations"]
    return [
        f"{window.page.url}: {rule['id']}: {node['target']} {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]


def fits_a_phone(window: Window) -> None:
    """Nothing has to be scrolled sideways at 390 px."""
    page, before = window.page, window.page.viewport_size
    page.set_viewport_size(PHONE)
    too_wide = page.evaluate(OVERFLOW)
    which = page.evaluate(STICKING_OUT) if too_wide > 0 else []
    page.set_viewport_size(before or DESK)
    assert too_wide <= 0, f"{page.url} is {too_wide} px wider than a phone: {which}"
