"""A live server, one browser a process, and a window for each person of a journey."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from playwright.sync_api import Browser, expect, sync_playwright

from apps.matching import encoding
from apps.matching.engine.encoders.loading import LoadedEncoder, load_encoder
from tests.chromium import find_chromium
from tests.journeys import call_stage, vocabularies
from tests.journeys.looks import DESK, PHONE
from tests.journeys.watch import Watch, Window
from tests.journeys.words import Words
from tests.matching import world

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
             "--disable-sync"]  # fmt: skip
LANGUAGES = {"zh-hans": "zh-CN", "en": "en-US"}
PATIENCE = 30_000  # milliseconds; a page waits for the machine, and a busy machine for its turn


@pytest.fixture(scope="package")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """Closed when the last journey is over: the driver's loop in this thread would disturb other tests."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=PATIENCE)
        opened = play.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(params=list(LANGUAGES))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def say(language: str) -> Words:
    return Words(language)


@pytest.fixture
def site(live_server: Any, browser: Browser, settings: LazySettings) -> str:
    """The address of the running platform with its vocabularies and nobody in it."""
    settings.SITE_URL = live_server.url
    settings.MATCHING_ENCODER = "tests.matching.world.LetterEncoder"
    vocabularies.stand()
    world.forget()
    cache.clear()
    return str(live_server.url)


@pytest.fixture(scope="session")
def universal() -> LoadedEncoder:
    return load_encoder(None)


@pytest.fixture
def real_encoder(site: str, universal: LoadedEncoder, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The encoder of the default installation, where the ranking itself is the point."""
    monkeypatch.setattr(encoding, "load_encoder", lambda path: universal)
    world.forget()
    yield
    world.forget()


@dataclass
class Windows:
    """Opens a browser of its own for each person, all watched."""

    browser: Browser
    site: str
    language: str
    watch: Watch
    contexts: list[Any] = field(default_factory=list)

    def __call__(self, *, phone: bool = False) -> Window:
        context = self.browser.new_context(viewport=PHONE if phone else DESK, locale=LANGUAGES[self.language])
        context.set_default_timeout(PATIENCE)
        self.watch.over(context)
        self.contexts.append(context)
        return Window(context.new_page(), self.site, self.language)


@pytest.fixture
def open_window(browser: Browser, site: str, language: str) -> Iterator[Callable[..., Window]]:
    """Fails the test afterwards if any of its windows met an error, a violation or a stranger."""
    watch = Watch(urlsplit(site).netloc)
    windows = Windows(browser, site, language, watch)
    yield windows
    for context in windows.contexts:
        context.close()
    assert watch.problems == []


@pytest.fixture
def window(open_window: Windows) -> Window:
    return open_window()


@pytest.fixture
def stage(open_window: Windows, say: Words) -> call_stage.Stage:
    return call_stage.set_(open_window, say)
