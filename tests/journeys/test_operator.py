"""An operator reviews a position, then the list of people found for it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from apps.matching import lists
from apps.positions.models import Position
from apps.positions.states import PositionState
from tests.factories import make_position
from tests.journeys import cast, operator
from tests.journeys.door import sign_in
from tests.journeys.looks import look
from tests.journeys.watch import Window
from tests.journeys.words import Words
from tests.journeys.workers import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def name_of(position: Position, language: str) -> str:
    revision = position.current or position.draft
    return str(revision.texts.get(language="en" if language == "en" else "zh-hans").title)


def test_a_position_is_reviewed_and_published(window: Window, say: Words) -> None:
    page, firm = window.page, cast.employer()
    cast.encoded(cast.coating_doctor())
    position = make_position(firm, state="pending", title=cast.COATING, title_en=cast.COATING_EN)
    sign_in(window, say, cast.operator())
    operator.open_start(window)
    expect(page.locator(".op-tile", has_text=say("Positions to review")).locator(".op-count")).to_have_text("1")
    look(window, only=".op-tiles")
    operator.open_waiting(window, say, "Positions to review")
    page.get_by_role("link", name=name_of(position, window.language)).click()
    expect(page.locator(".pp-title")).to_be_visible()
    look(window, only=operator.OURS)

    operator.press(window, say, "Return")  # without a reason it stays where it is
    position.refresh_from_db()
    assert position.state == PositionState.PENDING
    operator.press(window, say, "Publish")
    expect(page.get_by_role("button", name=say("Take down"), exact=True)).to_be_visible()
    position.refresh_from_db()
    assert position.state == PositionState.PUBLISHED
    work("position")
    run = lists.current_run(position)
    assert run is not None
    assert run.compared == 1
