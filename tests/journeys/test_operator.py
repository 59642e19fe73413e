"""An operator reviews a position, then the list of people found for it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from apps.matching import lists
from apps.matching.models import Match
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


def test_a_list_is_reviewed_and_sent(window: Window, say: Words) -> None:
    page, firm = window.page, cast.employer()
    doctor, people = cast.coating_doctor(), cast.others()
    cast.encoded(doctor, *people)
    position = cast.published(firm)
    sign_in(window, say, cast.operator())
    operator.open_run(window, say, name_of(position, window.language))
    people_shown = page.locator(".rv-person")
    expect(people_shown).to_have_count(7)
    page.get_by_text(say("Reasons and profile")).first.click()
    expect(page.locator(".rv-reasons").first).to_be_visible()
    look(window, only=operator.OURS)

    def state(place: int) -> str:
        return Match.objects.get(public_id=keys[place]).state

    keys = page.get_by_role("checkbox").evaluate_all("boxes => boxes.map((box) => box.value)")
    boxes = [page.locator(f"input[value='{key}']") for key in keys]
    boxes[0].check()
    operator.press(window, say, "Approve")
    expect(boxes[0]).not_to_be_checked()
    assert state(0) == "approved"

    boxes[1].check()
    operator.press(window, say, "Reject")  # without a reason nothing is rejected
    expect(boxes[1]).not_to_be_checked()
    assert state(1) == "suggested"
    boxes[1].check()
    page.locator("select[name=reason_code]").select_option(index=1)
    operator.press(window, say, "Reject")
    expect(page.locator(".rv-rejected")).to_have_count(1)
    assert state(1) == "rejected"

    boxes[6].check()
    page.get_by_label(say("Rank"), exact=True).fill("1")
    operator.press(window, say, "Reorder")
    expect(people_shown.first.locator("input")).to_have_value(keys[6])

    operator.send_top(window, say)
    expect(page.locator(".rv-sent_to_employer")).to_have_count(6)
    states = list(Match.objects.order_by("state").values_list("state", flat=True))
    assert states == ["rejected", *["sent_to_employer"] * 6]
    look(window, only=operator.OURS)


def test_somebody_without_a_role_stays_outside(window: Window, say: Words) -> None:
    sign_in(window, say, cast.employer().owner)
    window.go("/admin/")
    expect(window.page.locator(".op-tile")).to_have_count(0)
    expect(window.page).not_to_have_url(f"{window.site}/admin/")
