"""The documentation page in a real browser, under the site's Content-Security-Policy."""

import pytest
from playwright.sync_api import sync_playwright

from tests.api.conftest import ROOT
from tests.chromium import find_chromium


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_documentation_page_keeps_to_the_policy(live_server, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver keeps a loop in this thread
    told = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: told.append(str(error)))
        page.goto(f"{live_server.url}{ROOT}docs/")
        page.locator("#operations-tag-positions").click()
        page.get_by_text("/api/v1/positions/{id}/shortlist/").first.click()
        page.get_by_text("Recommended candidates released to the employer").first.wait_for()
        browser.close()
    assert told == []
