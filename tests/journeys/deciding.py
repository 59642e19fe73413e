"""Where the round lets the poster decide: it reads the proposals that passed the form check, and chooses."""

from __future__ import annotations

from playwright.sync_api import expect

from apps.challenges.models import Challenge
from apps.proposals.models import Proposal
from tests.journeys.watch import Window
from tests.journeys.words import Words


def open_award(window: Window, challenge: Challenge) -> None:
    """From the poster's page of the call."""
    window.go(f"/employer/challenges/{challenge.public_id}/")
    window.page.locator(f"main a[href$='/challenges/{challenge.public_id}/award/']").first.click()
    window.page.wait_for_url("**/award/")


def read(window: Window, challenge: Challenge, proposal: Proposal) -> None:
    open_award(window, challenge)
    window.page.locator(f"main a[href*='/{proposal.public_id}/']").click()
    window.page.wait_for_url(f"**/{proposal.public_id}/")


def choose(window: Window, say: Words, challenge: Challenge, winner: Proposal, reasons: str) -> None:
    page = window.page
    open_award(window, challenge)
    page.locator(f"[name=winners][value='{winner.public_id}']").check()
    page.locator("#id_reasons").fill(reasons)
    page.get_by_role("button", name=say("Propose the award"), exact=True).click()
    told = say("Proposed. The office makes it public or puts it in effect.")
    expect(page.get_by_text(told, exact=True)).to_be_visible()
