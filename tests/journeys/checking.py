"""The form check: each proposal item by item, then the review begins."""

from __future__ import annotations

from playwright.sync_api import expect

from apps.challenges.models import Challenge
from apps.proposals.models import Proposal
from apps.reviews.models import FormCheck
from tests.journeys.operator import press
from tests.journeys.watch import Window
from tests.journeys.words import Words


def open_table(window: Window, challenge: Challenge) -> None:
    window.go(f"/admin/reviews/formcheck/call/{challenge.public_id}/")


def admit(window: Window, say: Words, proposal: Proposal) -> None:
    """What the system has not found out is looked at and ticked."""
    _open(window, proposal)
    _tick_all(window)
    press(window, say, "Passes")
    expect(window.page.get_by_text(say("Passed. The applicant has been told."), exact=True)).to_be_visible()


def _open(window: Window, proposal: Proposal) -> None:
    """From the table of the call."""
    check = FormCheck.objects.filter(proposal=proposal).latest("round")
    open_table(window, proposal.challenge)
    window.page.locator(f"a[href$='/formcheck/{check.pk}/change/']").click()


def _tick_all(window: Window) -> None:
    for box in window.page.locator("[name^=verdict_][value=met]").all():
        box.check()


def begin_review(window: Window, say: Words, challenge: Challenge) -> None:
    open_table(window, challenge)
    press(window, say, "Begin the review")
    expect(window.page.get_by_text(say("The review has begun."), exact=True)).to_be_visible()
