"""Coming in: by a code from the mail or by password, with the mouse or by keyboard alone."""

from __future__ import annotations

from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from apps.accounts.models import User
from tests.accounts.letters import mailed_code
from tests.factories import PASSWORD
from tests.journeys.looks import look
from tests.journeys.watch import Window
from tests.journeys.words import Words

LONGEST_WAY = 80  # steps with Tab; who needs more does not get there


def sign_in(window: Window, say: Words, user: User) -> None:
    page = window.page
    window.go("/accounts/login/")
    page.get_by_text(say("Sign in with a password instead")).click()
    page.locator("#id_login").fill(user.email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator(".with-password").get_by_role("button", name=say("Sign in"), exact=True).click()
    page.wait_for_url(lambda address: "/accounts/" not in address)


def let_in(window: Window, user: User) -> None:
    """The next person of a large cast sits down here. Her way in is that of `sign_in`; walking it forty times shows no more."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    window.page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": window.site}])


def sign_in_by_keyboard(window: Window, say: Words, user: User) -> None:
    """Tab, letters and Enter lead in: address, then the code of the mail."""
    page = window.page
    window.go("/accounts/login/")
    look(window)
    tab_to(page, page.locator("#id_login"))
    page.keyboard.type(user.email)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=say("Enter the code"))).to_be_visible()
    look(window)
    tab_to(page, page.get_by_label(say("Code"), exact=True))
    page.keyboard.type(mailed_code(user.email))
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/accounts/" not in address)


def sign_up(window: Window, say: Words, address: str, purpose: str) -> None:
    """From the home page to the first page of what she came for."""
    page = window.page
    window.go("/accounts/signup/")
    look(window)
    page.get_by_label(say(purpose)).check()
    page.locator("#id_contact").fill(address)
    page.get_by_label(say("I have read this and agree.")).check()
    page.get_by_role("button", name=say("Send me a code")).click()
    expect(page.get_by_role("heading", name=say("Enter the code"))).to_be_visible()
    look(window)
    page.get_by_label(say("Code"), exact=True).fill(mailed_code(address))
    page.get_by_role("button", name=say("Confirm"), exact=True).click()
    page.wait_for_url(lambda address: "/accounts/" not in address)


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus, as somebody without a mouse does."""
    expect(wanted).to_be_visible()
    for _step in range(LONGEST_WAY):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} cannot be reached by keyboard on {page.url}")
