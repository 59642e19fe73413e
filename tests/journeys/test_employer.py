"""An employer's recruiter posts a position, meets candidates, and leads one to an offer."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from apps.applications import lifecycle as applications
from apps.applications.models import Application, PendingMove
from apps.matching import release, review
from apps.matching.models import Match
from apps.positions.states import PositionState
from tests.accounts.letters import mails_to
from tests.journeys import cast, employer
from tests.journeys.door import sign_in, sign_in_by_keyboard, tab_to
from tests.journeys.looks import look
from tests.journeys.watch import Window
from tests.journeys.words import Words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_pasted_ad_becomes_a_position_under_review(window: Window, say: Words) -> None:
    page, owner = window.page, cast.employer().owner
    cast.encoded(cast.coating_doctor(), *cast.others())
    sign_in_by_keyboard(window, say, owner)
    expect(page.get_by_role("link", name=say("Write a position"))).to_be_visible()
    look(window)

    employer.paste_ad(window, say)
    expect(page.get_by_label(say("Title"), exact=True).first).to_have_value("深海装备防腐涂层研发工程师")
    expect(page.get_by_label(say("Pay"), exact=True)).to_have_value(re.compile("28.*48"))
    expect(page.get_by_label(say("Degree at least"), exact=True)).to_have_value("doctor")
    expect(page.get_by_label(say("District"), exact=True)).to_have_value("370212")
    expect(page.locator("input[value='c:deep_sea_anticorrosion_coating']")).to_be_checked()
    look(window)
    position = employer.complete_and_save(window, say)
    cards = page.get_by_role("article")
    expect(cards).to_have_count(3)  # whom it would find today, anonymous
    expect(page.get_by_text("Planted")).to_have_count(0)
    look(window)

    employer.submit(window, say, position)
    position.refresh_from_db()
    assert position.state == PositionState.PENDING
    look(window)
    window.go("/employer/positions/")
    expect(page.get_by_role("link", name="深海装备防腐涂层研发工程师")).to_be_visible()
    look(window)


def test_recommended_candidates_after_the_release(window: Window, say: Words) -> None:
    page, firm = window.page, cast.employer()
    doctor = cast.coating_doctor()
    cast.encoded(doctor, *cast.others())
    position = cast.published(firm)
    sign_in(window, say, firm.owner)
    window.go(f"/employer/positions/{position.public_id}/candidates/")
    expect(page.get_by_text(say("No candidates have been sent to you yet"))).to_be_visible()
    look(window)

    match = Match.objects.get(position=position, talent=doctor)
    judge = cast.operator()
    review.approve(match, by=judge)
    release.release(position, by=judge)
    page.reload()
    expect(page.get_by_role("article")).to_have_count(1)
    look(window)
    page.get_by_role("article").get_by_role("link").click()
    expect(page.get_by_role("heading", name=say("Why this person"))).to_be_visible()
    expect(page.get_by_text(re.compile("Planted|Canary"))).to_have_count(0)
    look(window)
    employer.show_interest_in_the_first(window, say, position)
    match.refresh_from_db()
    assert match.state == "sent_to_talent"


def test_the_board_by_buttons_with_undo_and_the_way_to_an_offer(window: Window, say: Words) -> None:
    page, firm, doctor = window.page, cast.employer(), cast.coating_doctor()
    cast.encoded(doctor)
    position = cast.published(firm)
    application = applications.start(doctor, position, by=doctor.user)
    applications.submit(application, by=doctor.user)
    sign_in(window, say, firm.owner)

    employer.open_pipeline(window, position)
    new = employer.column(window, say, "New")
    expect(new.get_by_role("listitem")).to_have_count(1)
    look(window)
    new.get_by_text(say("Move to")).click()
    new.get_by_role("button", name=say("Passed screening"), exact=True).click()
    expect(page.locator(".undo-bar")).to_contain_text(say("Passed screening"))
    expect(new.get_by_role("listitem")).to_have_count(0)
    look(window)
    assert PendingMove.objects.filter(application=application).exists()
    page.get_by_role("button", name=say("Undo"), exact=True).click()
    expect(page.get_by_text(say("Taken back. Nobody was told."))).to_be_visible()
    expect(new.get_by_role("listitem")).to_have_count(1)
    assert not PendingMove.objects.exists()

    new.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        cast.name_shown(window.language)
    )  # applying has opened it
    look(window)
    page.get_by_role("button", name=say("Passed screening"), exact=True).click()
    employer.invite(window, say)
    look(window)
    applications.refuse_times(application.interviews.get(), by=doctor.user)
    page.reload()
    employer.offer(window, say)
    look(window)
    application = Application.objects.get(pk=application.pk)
    assert application.state == "offered"
    employer.open_pipeline(window, position)
    expect(employer.column(window, say, "Offer").get_by_role("listitem")).to_have_count(1)


def test_members_invite_a_colleague(open_window: Callable[..., Window], say: Words) -> None:
    window, firm = open_window(), cast.employer()
    sign_in(window, say, firm.owner)
    window.go("/employer/")
    page = window.page
    tab_to(page, page.get_by_role("link", name=say("Members")).first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=say("Members"), level=1)).to_be_visible()
    look(window)
    tab_to(page, page.get_by_label(say("E-mail"), exact=True))
    page.keyboard.type("colleague@example.test")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row").filter(has_text="colleague@example.test")).to_be_visible()
    look(window)
    assert len(mails_to("colleague@example.test")) == 1
