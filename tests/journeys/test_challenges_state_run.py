"""A call with public money in a browser: twelve proposals, three of them joint, seven experts, an objection that is upheld."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from apps.challenges.models import Challenge
from apps.proposals.models import Proposal
from tests.journeys import call_cast, call_words, calls, cast, checking, clock, proposals
from tests.journeys.door import let_in, sign_in
from tests.journeys.looks import look
from tests.journeys.operator import OURS
from tests.journeys.pictures import picture
from tests.journeys.watch import Window
from tests.journeys.words import Words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
APPLICANTS, JOINT = 12, 3


def test_from_a_call_to_an_award(open_window: Callable[..., Window], say: Words) -> None:
    language = say.language
    desk, firm_window, hers = open_window(), open_window(), open_window()
    firm = cast.employer()
    keeper, district = (
        call_cast.officer("department_officer"),
        call_cast.officer("district_operator", district=call_cast.DISTRICT),
    )
    department, publisher = call_cast.officer("department_officer"), call_cast.officer("city_operator")
    holders = [call_cast.officer("opening_officer") for _each in range(2)]

    # the round and the call
    sign_in(desk, say, keeper)
    calls.open_round(desk, say, "state_run", ("揭榜挂帅第一批", "First round"), panel_size=7, appraisal=False)
    picture(desk, "1-round")
    sign_in(firm_window, say, firm.owner)
    challenge = calls.write_call(firm_window, say, call_words.call(language))
    look(firm_window)
    picture(firm_window, "1-call-written")
    calls.submit(firm_window, say, challenge)
    for holder in holders:
        calls.make_key(desk, say, holder)
    let_in(desk, district)
    calls.decide(desk, say, challenge, "Checked", "Checked: the call goes on.")
    let_in(desk, department)
    calls.decide(desk, say, challenge, "Approve", "Approved.")
    let_in(desk, publisher)
    calls.prepare_keys(desk, say, challenge, holders)
    calls.decide(desk, say, challenge, "Publish", "Published. It takes proposals until its deadline.")
    look(desk, only=OURS)
    picture(desk, "1-call-published")

    # twelve proposals, three of them joint
    entrants = answered(hers, say, challenge)
    assert [row.state for row in entrants] == ["submitted"] * APPLICANTS

    # closed by the clock, opened by two people, checked
    clock.deadline_passes(challenge)
    assert challenge.state == "closed"
    let_in(desk, holders[0])
    calls.open_together(desk, say, challenge, holders, APPLICANTS)
    picture(desk, "1-opened")
    let_in(desk, district)
    for proposal in entrants:
        checking.admit(desk, say, proposal)
    look(desk, only=OURS)
    picture(desk, "1-form-check")
    checking.begin_review(desk, say, challenge)
    challenge.refresh_from_db()
    assert challenge.state == "reviewing"


def answered(window: Window, say: Words, challenge: Challenge) -> list[Proposal]:
    """By twelve people, three of whom take somebody with them."""
    language = say.language
    leads = call_cast.applicants(APPLICANTS, language)
    partners = call_cast.applicants(JOINT, language, first=APPLICANTS)
    for at, lead in enumerate(leads):
        if at == 0:
            sign_in(window, say, lead)
        let_in(window, lead)
        others = [(partners[at], str(partners[at].display_name))] if at < JOINT else []
        proposals.propose(window, say, challenge, call_words.PROPOSAL[language], others)
        if at == 0:
            look(window)
            picture(window, "1-proposal-sealed")
            expect(window.page.locator(".badge").first).to_be_visible()
    return list(Proposal.objects.filter(challenge=challenge).order_by("pk"))
