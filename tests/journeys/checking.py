"""The form check: each proposal item by item, then the review begins."""

from __future__ import annotations

from playwright.sync_api import expect

from apps.challenges.models import Challenge
from apps.proposals.models import Proposal
from apps.reviews.models import FormAppeal, FormCheck
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


def return_(window: Window, say: Words, proposal: Proposal, item: str, field: str, words: str) -> None:
    """One item is not in order: back to the applicant, who may touch `field` and nothing else."""
    _find_fault(window, proposal, item, words)
    window.page.locator(f"[name=asked][value='{field}']").check()
    press(window, say, "Return for correction")
    expect(window.page.get_by_text(say("Returned with your reason."), exact=True)).to_be_visible()


def find_ineligible(window: Window, say: Words, proposal: Proposal, item: str, words: str) -> None:
    _find_fault(window, proposal, item, words)
    press(window, say, "Does not pass")
    done = say("Not passed. The applicant has been told why and until when she may appeal.")
    expect(window.page.get_by_text(done, exact=True)).to_be_visible()


def _find_fault(window: Window, proposal: Proposal, item: str, words: str) -> None:
    _open(window, proposal)
    _tick_all(window)
    window.page.locator(f"[name=verdict_{item}][value=unmet]").check()
    window.page.locator(f"[name=remark_{item}]").fill(words)
    window.page.locator("[name=reason]").fill(words)


def correct(window: Window, say: Words, proposal: Proposal, part: str, field: str, text: str) -> None:
    """The applicant, who is at the window: rewrites what was asked for and hands it in."""
    page = window.page
    window.go(f"/proposals/{proposal.public_id}/")
    page.get_by_role("link", name=say("Correct it"), exact=True).click()
    page.locator(f"main a[href$='/write/{part}/']").click()
    page.locator(f"#part [name={field}]").fill(text)
    page.locator("#part").get_by_role("button", name=say("Save"), exact=True).click()
    page.wait_for_url(f"**/proposals/{proposal.public_id}/")
    page.get_by_role("link", name=say("Correct it"), exact=True).click()
    page.get_by_role("button", name=say("Hand in the correction"), exact=True).first.click()
    page.get_by_role("dialog").get_by_role("button", name=say("Hand in the correction"), exact=True).click()
    expect(page.get_by_role("link", name=say("Receipt"), exact=True)).to_have_count(4)


def appeal(window: Window, say: Words, proposal: Proposal, text: str) -> FormAppeal:
    """The applicant, who is at the window, once."""
    page = window.page
    window.go(f"/proposals/{proposal.public_id}/")
    page.locator(f"main a[href$='/{proposal.public_id}/appeal/']").click()
    page.locator("#id_text").fill(text)
    page.get_by_role("button", name=say("Send the appeal"), exact=True).click()
    expect(page.get_by_text(say("Your appeal has arrived. You will be told."), exact=True)).to_be_visible()
    return FormAppeal.objects.get(proposal=proposal)


def allow(window: Window, say: Words, appeal: FormAppeal, reply: str) -> None:
    """By the department, and not by who checked."""
    window.go("/admin/reviews/formappeal/")
    window.page.locator(f"a[href*='/formappeal/{appeal.pk}/change/']").first.click()
    window.page.locator("[name=text]").fill(reply)
    press(window, say, "Allow the appeal")
    expect(window.page.get_by_text(say("Done."), exact=True)).to_be_visible()


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
