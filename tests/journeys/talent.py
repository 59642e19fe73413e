"""What a talent does on her pages, a function an act."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from apps.positions.models import Position
from tests.journeys.watch import Window
from tests.journeys.words import Words

PURPOSE = "I am looking for a position or bring a project"


def give_cv(window: Window, say: Words, *, file: Any = None, text: str = "") -> None:
    """The one screen of the quick path: a file or pasted words, and the two consents."""
    page = window.page
    expect(page.get_by_role("heading", name=say("Two minutes to your first recommendations"))).to_be_visible()
    if file is not None:
        page.get_by_label(say("Your CV")).set_input_files(file)
    else:
        page.locator("summary", has_text=say("Or paste its text")).click()
        page.get_by_role("textbox", name=say("Or paste its text")).fill(text)
    page.get_by_label(say("I agree that my CV is read by a program")).check()
    page.get_by_label(say("I agree to automated ranking for employers")).check()
    page.get_by_role("button", name=say("Go on"), exact=True).click()
    expect(page.get_by_role("heading", name=say("Your CV is being read"))).to_be_visible()


def confirm_profile(window: Window, say: Words) -> None:
    page = window.page
    page.get_by_role("button", name=say("All correct")).click()
    expect(page.get_by_text(say("Your profile is confirmed. Here is what fits you."))).to_be_visible()


def apply(window: Window, say: Words, position: Position, letter: str) -> None:
    """From the position's page: a few words, one consent, one button."""
    page = window.page
    window.go(f"/positions/{position.public_id}/")
    page.get_by_role("link", name=say("Apply"), exact=True).click()
    page.get_by_label(say("A few words to the employer")).fill(letter)
    page.get_by_label(say("I agree that my profile is shown to this employer")).check()
    page.get_by_role("button", name=re.compile(_before_name(say("Apply and show my profile to %(name)s")))).click()
    expect(page.get_by_text(say("Your application has been sent."))).to_be_visible()


def open_request(window: Window, say: Words) -> None:
    """From the first page to the one that names employer, position and data."""
    window.go("/talent/")
    window.page.get_by_role("link", name=say("Look and decide")).click()
    expect(
        window.page.get_by_text(say("So far it has seen an anonymous card only. You decide what it learns."))
    ).to_be_visible()


def agree_button(window: Window, say: Words) -> Any:
    return window.page.get_by_role(
        "button", name=re.compile(_before_name(say("Agree and show my profile to %(name)s")))
    )


def choose_first_time(window: Window, say: Words) -> None:
    page = window.page
    page.locator("form", has=page.get_by_role("button", name=say("None of these fits"))).get_by_role(
        "button"
    ).first.click()
    expect(page.get_by_role("button", name=say("None of these fits"))).to_have_count(0)


def accept_offer(window: Window, say: Words) -> None:
    window.page.get_by_role("button", name=say("Accept the offer")).click()
    expect(window.page.get_by_text(say("You have accepted the offer."))).to_be_visible()


def _before_name(words: str) -> str:
    """A pattern for a label that names somebody."""
    return "".join(".+" if part.startswith("%(") else re.escape(part) for part in re.split(r"(%\(\w+\)s)", words))
