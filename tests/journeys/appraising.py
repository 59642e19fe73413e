"""The appraisal of a call: the department asks experts, each declares, reads, answers, gives; the department closes it."""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import expect

from apps.challenges.models import Challenge
from apps.experts.models import Expert
from apps.reviews.appraisal_states import Answer, Question, Recommendation
from apps.reviews.models import Opinion
from tests.journeys.calls import open_call_page
from tests.journeys.door import let_in
from tests.journeys.operator import press
from tests.journeys.watch import Window
from tests.journeys.words import Words


def open_appraisal(window: Window, challenge: Challenge) -> None:
    """From the page of decisions to the page of opinions."""
    open_call_page(window, challenge)
    window.page.locator(f"a[href$='/opinion/call/{challenge.public_id}/']").first.click()
    expect(window.page.locator(".pp-title")).to_be_visible()


def ask(window: Window, say: Words, challenge: Challenge, experts: Iterable[Expert]) -> list[Opinion]:
    open_appraisal(window, challenge)
    for expert in experts:
        offer = window.page.locator("form", has=window.page.locator(f"[name=expert][value='{expert.public_id}']"))
        offer.locator("button[value=ask]").click()
        expect(window.page.get_by_text(say("Asked. The expert has been told."), exact=True)).to_be_visible()
    rows = Opinion.objects.filter(challenge=challenge).select_related("expert__user")
    return list(rows.order_by("pk"))


def give(window: Window, say: Words, opinion: Opinion, reasons: str) -> None:
    """Declared independent first: until then the page has not a word of the call."""
    page = window.page
    let_in(window, opinion.expert.user)
    window.go("/expert/appraisals/")
    page.locator(f"main a[href$='/{opinion.public_id}/']").first.click()
    page.get_by_role("button", name=say("I declare that I am independent"), exact=True).click()
    expect(page.get_by_text(say("Thank you. You can read the call now."), exact=True)).to_be_visible()
    for question in Question.values:
        page.locator(f"[name={question}]").select_option(str(Answer.YES))
    page.locator("[name=recommendation]").select_option(str(Recommendation.SUPPORT))
    page.locator("[name=text]").fill(reasons)
    page.get_by_role("button", name=say("Give and lock"), exact=True).click()
    expect(page.get_by_text(say("Given and locked. Thank you."), exact=True)).to_be_visible()


def close(window: Window, say: Words, challenge: Challenge) -> None:
    open_appraisal(window, challenge)
    press(window, say, "Close the appraisal")
    expect(
        window.page.get_by_text(say("The appraisal is closed. The approval comes next."), exact=True)
    ).to_be_visible()
