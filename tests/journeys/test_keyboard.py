"""A talent applies without a mouse: Tab, Space, Enter and letters, from the door to the timeline."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import Grant
from apps.applications.models import Application
from tests.journeys import cast
from tests.journeys.door import sign_in_by_keyboard, tab_to
from tests.journeys.keyboard import faults, stops
from tests.journeys.looks import look
from tests.journeys.watch import Window
from tests.journeys.words import Words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LETTER = "I would like to work by the sea."


def test_she_applies_by_keyboard_alone(window: Window, say: Words) -> None:
    page, doctor = window.page, cast.coating_doctor()
    position = cast.published(cast.employer())
    sign_in_by_keyboard(window, say, doctor.user)
    assert faults(page) == []

    window.go(f"/positions/{position.public_id}/")
    assert faults(page) == []
    skip_to_content(page, say)
    tab_to(page, page.get_by_role("link", name=say("Apply"), exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**/talent/apply/**")

    assert faults(page) == []
    skip_to_content(page, say)
    letter, consent = page.locator("textarea[name=letter]"), page.get_by_role("checkbox")
    send = page.locator("main form button").last
    order = [letter, consent, send]
    for field in order:  # one after the other: nothing that is needed is passed over or comes too early
        tab_to(page, field)
        assert [other.evaluate("e => e === document.activeElement") for other in order].index(True) == order.index(
            field
        )
        if field is letter:
            page.keyboard.type(LETTER)
        elif field is consent:
            expect(consent).not_to_be_checked()
            page.keyboard.press("Space")
            expect(consent).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text(say("Your application has been sent."))).to_be_visible()
    look(window)
    assert faults(page) == []
    application = Application.objects.get()
    assert (application.state, application.letter) == ("submitted", LETTER)
    assert Grant.objects.get(person=doctor.user).organisation == position.employer.organisation


def test_an_application_without_consent_leads_the_keyboard_to_the_fault(window: Window, say: Words) -> None:
    page, doctor = window.page, cast.coating_doctor()
    position = cast.published(cast.employer())
    sign_in_by_keyboard(window, say, doctor.user)
    window.go(f"/talent/apply/{position.public_id}/")
    tab_to(page, page.locator("main form button").last)
    page.keyboard.press("Enter")
    fault = page.locator("main form a[href^='#']").first
    expect(fault).to_be_visible()
    tab_to(page, fault)
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox")).to_be_focused()
    assert not Application.objects.exclude(state="draft").exists()


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ('<a href="#x" style="outline: none">plain</a>', "nothing shows that 'plain' has the focus"),
        ('<a href="#x" style="position: fixed; top: -99px">far</a>', "'far' has the focus out of sight"),
        ('<a href="#x" tabindex="3">hasty</a>', "'hasty' comes out of its turn"),
        ('<p style="height: 300px"></p><a href="#x">low</a><a href="#x" style="position: absolute; top: 0; left: 0">high</a>',
         "from 'low' back up to 'high'"),
    ],
)  # fmt: skip
def test_the_walk_notices_what_she_would(window: Window, planted: str, fault: str) -> None:
    sound = "<p><a href='#a'>one</a></p><p><a href='#b'>two</a></p><p><a href='#c'>three</a></p>"
    window.go("/healthz")
    window.page.set_content(f"<main>{sound}</main>")
    assert faults(window.page) == []
    window.page.set_content(f"<main>{sound}{planted}</main>")
    assert any(line.endswith(fault) for line in faults(window.page))


def skip_to_content(page: Page, say: Words) -> None:
    """The first stop of a page leads past its head: the next one lies in the content."""
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    assert stops(page)[0].name == say("Skip to content")
    page.evaluate("document.activeElement.blur()")
    tab_to(page, page.get_by_role("link", name=say("Skip to content")))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#main$"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
