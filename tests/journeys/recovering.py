"""A call that nobody answered: ended by the office, looked into by the poster, taken up again, told to those who came near."""

from __future__ import annotations

from playwright.sync_api import expect

from apps.challenges.models import Challenge
from tests.journeys.calls import open_call_page
from tests.journeys.operator import press
from tests.journeys.watch import Window
from tests.journeys.words import Words


def open_recovery(window: Window, say: Words, challenge: Challenge) -> None:
    """The office's page of why nobody answered, from that of the call."""
    open_call_page(window, challenge)
    window.page.get_by_role("link", name=say("Why nobody answered"), exact=True).click()
    expect(window.page.locator(".pp-title")).to_contain_text(say("Why nobody answered"))


def end(window: Window, say: Words, challenge: Challenge, reason: str) -> None:
    open_recovery(window, say, challenge)
    window.page.locator("#reason").fill(reason)
    press(window, say, "End the call")
    told = say("The call has ended without a valid proposal. The poster is told.")
    expect(window.page.get_by_text(told, exact=True)).to_be_visible()


def look_into(window: Window, say: Words, challenge: Challenge) -> None:
    """The poster's page of causes and of what would change it."""
    window.go(f"/employer/challenges/{challenge.public_id}/")
    window.page.get_by_role("link", name=say("Why nobody answered, and once more"), exact=True).click()
    expect(window.page.get_by_role("heading", name=say("What kept solvers away"), exact=True)).to_be_visible()


def take_up(window: Window, say: Words, change: str) -> Challenge:
    """With one of the changes that are offered, into a new draft."""
    page = window.page
    page.locator(f"[name=change][value='{change}']").check()
    page.get_by_role("button", name=say("Take up again"), exact=True).click()
    told = say("The call is a draft again, with the changes you chose.")
    expect(page.get_by_text(told, exact=True)).to_be_visible()
    return Challenge.objects.latest("pk")


def tell_near_misses(window: Window, say: Words, failed: Challenge) -> None:
    open_recovery(window, say, failed)
    press(window, say, "Tell them of this call")
