"""The main job in four browsers: a position posted in Chinese, ranked by the real encoder, to a hire."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from apps.accounts.models import Consent
from apps.applications.models import Application
from apps.matching import interest, lists
from apps.positions.states import PositionState
from tests.journeys import cast, employer, operator, talent
from tests.journeys.door import sign_in
from tests.journeys.looks import look
from tests.journeys.watch import Window
from tests.journeys.words import Words
from tests.journeys.workers import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("real_encoder")]
STEPS = ["submit", "view", "shortlist", "invite", "offer", "accept", "arrange", "hire"]


def test_from_a_posting_in_chinese_to_a_hire(open_window: Callable[..., Window], say: Words) -> None:
    doctor, people = cast.coating_doctor(), cast.others()
    cast.encoded(doctor, *people)
    firm, judge = cast.employer(), cast.operator()
    recruiter, office, hers = open_window(), open_window(), open_window(phone=True)
    sign_in(recruiter, say, firm.owner)
    sign_in(office, say, judge)
    sign_in(hers, say, doctor.user)

    # posted in Chinese, published
    employer.paste_ad(recruiter, say)
    position = employer.complete_and_save(recruiter, say)
    employer.submit(recruiter, say, position)
    operator.publish(office, say, position)
    work()
    position.refresh_from_db()
    assert position.state == PositionState.PUBLISHED

    # ranked: the coating doctor who wrote in English first, the optics engineer not near
    ranked = [row.match.talent for row in lists.results(position)]
    assert ranked[0] == doctor
    assert ranked.index(people[0]) > 2
    operator.open_run(office, say, str(operator.title(position)))
    expect(office.page.locator(".rv-person").first).to_contain_text("Corrosion protection scientist")
    operator.send_top(office, say)

    # anonymous, then interest, then her consent
    code = employer.show_interest_in_the_first(recruiter, say, position)
    work()
    talent.open_request(hers, say)
    assert not Consent.objects.filter(purpose=interest.CONSENT).exists()
    talent.agree_button(hers, say).click()
    hers.page.wait_for_url("**/talent/applications/**")
    recruiter.go(f"/employer/candidates/{code}/")
    recruiter.page.get_by_role("link", name=say("Open the full profile")).click()
    expect(recruiter.page.get_by_role("heading", level=1)).to_contain_text(cast.name_shown(recruiter.language))

    # the pipeline
    page = recruiter.page
    page.get_by_role("button", name=say("Passed screening"), exact=True).click()
    employer.invite(recruiter, say)
    hers.page.reload()
    talent.choose_first_time(hers, say)
    page.reload()
    employer.offer(recruiter, say)
    hers.page.reload()
    look(hers)
    talent.accept_offer(hers, say)
    application = Application.objects.get()
    operator.open_paperwork(office, say, application)
    operator.confirm_hire(office, say)
    look(office, only=operator.OURS)

    # hired, and both sides read the same story
    work()
    application.refresh_from_db()
    assert application.state == "hired"
    hers.page.reload()
    page.reload()
    for window in (hers, recruiter):
        expect(window.page.locator(".timeline").last.get_by_role("listitem")).to_have_count(len(STEPS))
        look(window)
    position.refresh_from_db()
    assert position.state == PositionState.FILLED
