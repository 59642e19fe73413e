"""An expert comes by phone: who she is, whom she is tied to, what she signs; then a seat on a panel and her marks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from apps.experts.models import Expert
from apps.reviews import panels
from apps.reviews.models import Seat, Sheet
from apps.reviews.states import SeatState, SheetState
from tests.factories import make_expert, make_user
from tests.journeys import expert as acts
from tests.journeys.cast import known
from tests.journeys.door import sign_in
from tests.journeys.looks import look
from tests.journeys.watch import Window
from tests.journeys.words import Words
from tests.reviews.cases import make_panel, make_pool, make_reviewing, scoring, seated

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLACES = 5


@pytest.fixture
def phone(open_window: Callable[..., Window]) -> Window:
    return open_window(phone=True)


@pytest.fixture
def newcomer(site: str) -> Expert:
    """She has joined and written nothing yet."""
    user = known(make_user("su@lanyu-institute.test"))
    blank = {"name_zh": "", "family_name": "", "given_name": "", "chains": [], "disciplines": [], "tasks": []}
    return make_expert(user=user, employer="", signed=False, confirmed=False, **blank)


def test_from_an_empty_profile_to_a_sheet_handed_in(phone: Window, say: Words, newcomer: Expert) -> None:
    page = phone.page
    sign_in(phone, say, newcomer.user)
    phone.go("/expert/")
    for title in ("Choose your fields", "Say where you work and whom you are tied to"):
        expect(page.get_by_role("heading", name=say(title))).to_be_visible()
    look(phone)
    acts.write_profile(phone, say)
    acts.choose_fields(phone, say)
    acts.add_tie(phone, say, "employer", name_zh="岚屿研究所", name_en="Lanyu Institute")
    acts.add_tie(phone, say, "relative", name_zh="苏海宁", body_name="澄海材料")
    acts.confirm_ties(phone, say)
    acts.sign_undertakings(phone, say)

    seat = _drawn(newcomer)
    acts.take_seat(phone, say, seat)
    seat.refresh_from_db()
    assert seat.state == SeatState.ACCEPTED
    scoring(seated(seat.panel))
    phone.go(f"/expert/panels/{seat.public_id}/")
    sheet = Sheet.objects.filter(seat=seat).select_related("proposal__pseudonym").order_by("pk")[0]
    acts.fill_sheet(phone, say, sheet, "82.5", "路线清楚，指标可以验证。")
    acts.hand_in(phone, say)
    sheet.refresh_from_db()
    assert (sheet.state, {str(mark.value) for mark in sheet.marks.all()}) == (SheetState.HANDED_IN, {"82.5"})


def _drawn(newcomer: Expert) -> Seat:
    """A call in her field with exactly as many experts as places."""
    call = make_reviewing()
    make_pool(PLACES - 1)
    panel = make_panel(call, PLACES)
    return Seat.objects.get(panel=panel, expert=newcomer)


def test_a_conflict_that_she_declares_gives_the_seat_to_another(phone: Window, say: Words, site: str) -> None:
    page = phone.page
    call = make_reviewing()
    make_pool(PLACES + 1)
    panel = make_panel(call, PLACES)
    seat = panel.seats.filter(state=SeatState.INVITED).select_related("expert__user").order_by("order")[0]
    panels.accept(seat, by=seat.expert.user, independent=True)
    sign_in(phone, say, known(seat.expert.user))
    phone.go(f"/expert/panels/{seat.public_id}/")
    page.get_by_role("button", name=say("I have a conflict of interest")).click()
    expect(page.get_by_text(say("Please say what the conflict is. Only the operators read it."))).to_be_visible()
    page.locator("#id_reason").fill("我与其中一位申报人合作发表过论文。")
    page.get_by_role("button", name=say("I have a conflict of interest")).click()
    expect(page.get_by_text(say("Thank you for saying so; somebody else takes the seat."))).to_be_visible()
    look(phone)
    seat.refresh_from_db()
    assert seat.state == SeatState.CONFLICTED
    assert panel.seats.filter(state=SeatState.INVITED).count() == PLACES
