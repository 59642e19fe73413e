"""A journey fails when a page misbehaves: each kind of fault, planted in a page that no server knows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.journeys.looks import DESK, look
from tests.journeys.watch import Watch, Window
from tests.journeys.words import foreign

pytestmark = pytest.mark.browser
HOST = "planted.test"
FRAME = '<!doctype html><html lang="{language}"><head><title>Planted</title></head><body><main><h1>Planted</h1>{body}</main></body></html>'


class Planted:
    """A window whose site consists of one page."""

    def __init__(self, page: Page, watch: Watch) -> None:
        self.page, self.watch = page, watch

    def show(self, body: str, *, status: int = 200, policy: str = "", language: str = "en") -> Window:
        def answer(route: Route) -> None:
            if route.request.url != f"http://{HOST}/":
                route.fulfill(status=404, body="")
                return
            headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": policy}
            route.fulfill(status=status, headers=headers, body=FRAME.format(language=language, body=body))

        self.page.context.route("**/*", answer)
        self.page.goto(f"http://{HOST}/")
        self.page.wait_for_load_state("networkidle")
        return Window(self.page, f"http://{HOST}", language)


@pytest.fixture
def planted(browser: Browser) -> Iterator[Planted]:
    context, watch = browser.new_context(viewport=DESK), Watch(HOST)
    watch.over(context)
    yield Planted(context.new_page(), watch)
    context.close()


def test_a_good_page_is_no_problem(planted: Planted) -> None:
    look(planted.show("<p>All is well.</p>"))
    assert planted.watch.problems == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<script>throw new Error('broken')</script>", "page error: broken"),
        ("<script>console.error('badly')</script>", "console: badly"),
        ("<img alt='' src='https://elsewhere.test/x.png'>", "foreign host: https://elsewhere.test/x.png"),
        ("<link rel='stylesheet' href='/missing.css'>", f"HTTP 404: http://{HOST}/missing.css"),
    ],
)
def test_a_fault_in_a_page_is_noticed(planted: Planted, body: str, problem: str) -> None:
    planted.show(body)
    assert any(found.startswith(problem) for found in planted.watch.problems), planted.watch.problems


def test_a_refused_script_is_noticed(planted: Planted) -> None:
    planted.show("<script>document.title = 'inline'</script>", policy="script-src 'self'")
    assert any(found.startswith("console: CSP: script-src") for found in planted.watch.problems)


@pytest.mark.parametrize(("status", "noticed"), [(500, True), (422, False), (404, False)])
def test_of_whole_pages_only_a_broken_server_is_a_fault(planted: Planted, status: int, noticed: bool) -> None:
    planted.show("<p>Answer</p>", status=status)
    assert planted.watch.problems == ([f"HTTP {status}: http://{HOST}/"] if noticed else [])


@pytest.mark.parametrize(
    ("body", "language", "fault"),
    [
        ("<img src='data:,'>", "en", "image-alt"),
        ("<p style='width: 900px'>wide</p>", "en", "px wider than a phone"),
        ("<p>Submit for review</p>", "zh-hans", "says in another language"),
    ],
)
def test_a_look_notices_what_a_reader_would(planted: Planted, body: str, language: str, fault: str) -> None:
    with pytest.raises(AssertionError, match=fault):
        look(planted.show(body, language=language))


def test_words_in_the_wrong_language_are_found_in_both_directions() -> None:
    assert foreign("岗位 Submit for review", "zh-hans") == ["Submit for review"]
    assert foreign("I wrote “Unsubmit for reviewers”.", "zh-hans") == []
    assert foreign("深海装备防腐涂层研发工程师", "en") == []  # what somebody wrote
    assert foreign("资料已确认。以下是适合您的岗位。", "en") == ["资料已确认。以下是适合您的岗位。"]
