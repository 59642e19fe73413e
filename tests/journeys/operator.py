"""What operators do in the administration, a function an act."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from apps.matching import release
from apps.positions.models import Position
from tests.journeys.watch import Window
from tests.journeys.words import Words

OURS = ".rv"  # our part of a page; the frame around it is the library's


def open_start(window: Window) -> None:
    window.go("/admin/")


def open_waiting(window: Window, say: Words, tile: str) -> None:
    """The list behind a figure of the start page."""
    open_start(window)
    window.page.locator(".op-tile", has_text=say(tile)).click()


def publish(window: Window, say: Words, position: Position) -> None:
    """From the figure on the start page to the position, read it, publish it."""
    open_waiting(window, say, "Positions to review")
    window.page.locator("#result_list, table").get_by_role("link", name=str(title(position))).click()
    expect(window.page.locator(".pp-title")).to_be_visible()
    window.page.get_by_role("button", name=say("Publish"), exact=True).click()
    expect(window.page.get_by_role("button", name=say("Take down"), exact=True)).to_be_visible()


def title(position: Position) -> str:
    revision = position.current or position.draft
    return str(revision.texts.get(is_original=True).title)


def open_run(window: Window, say: Words, name: str) -> None:
    open_waiting(window, say, "Pairs to decide")
    window.page.get_by_role("link", name=name).click()
    expect(window.page.locator(".rv-people")).to_be_visible()


def press(window: Window, say: Words, button: str, **facts: object) -> None:
    window.page.locator(OURS).get_by_role("button", name=say(button, **facts), exact=True).click()


def open_paperwork(window: Window, say: Words, application: object) -> None:
    open_waiting(window, say, "Applications waiting for paperwork")
    window.page.get_by_role("link", name=str(application)).click()
    window.page.get_by_label(say("Reference of the work permit")).fill("QD-2026-1")
    press(window, say, "Open the paperwork")


def confirm_hire(window: Window, say: Words) -> None:
    window.page.get_by_label(say("First working day")).fill(f"{timezone.localdate() + timedelta(days=30)}")
    press(window, say, "Confirm the hire")
    expect(window.page.get_by_text(say("Done. Both sides are told."))).to_be_visible()


def send_top(window: Window, say: Words) -> None:
    """One act: those who fit best are approved and go to the employer."""
    press(window, say, "Approve and send top %(top)s", top=release.TOP)
    expect(window.page.locator(".rv-sent_to_employer").first).to_be_visible()
