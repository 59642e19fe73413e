"""A browser window that remembers everything a visitor should never meet: refused scripts, errors, strangers' hosts."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, WebError

# The page itself tells of every violation, also of those that its console keeps to itself.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} on ${location.pathname}`));
"""
ANSWERED = "Failed to load resource"  # the console's word for every answer from 400 on; `_response` judges those
REFUSED = 422  # a form with errors is an answer, no fault


@dataclass
class Watch:
    """Listens to one browser context. `problems` is empty as long as all is well."""

    host: str
    problems: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", self._page_error)
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and ANSWERED not in message.text:
            self.problems.append(f"console: {message.text}")

    def _page_error(self, error: WebError) -> None:
        self.problems.append(f"page error: {error.error}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self.host:
            self.problems.append(f"foreign host: {request.url}")

    def _response(self, response: Response) -> None:
        page = response.request.resource_type == "document"  # a page may be refused; its parts may not be missing
        if response.status >= 500 or (response.status >= 400 and response.status != REFUSED and not page):
            self.problems.append(f"HTTP {response.status}: {response.url}")


@dataclass(frozen=True)
class Window:
    """One person's browser: a page, the address of the site, and the language she reads."""

    page: Page
    site: str
    language: str

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)
