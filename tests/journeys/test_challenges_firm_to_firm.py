"""A call from firm to firm in a browser: the poster reads and decides, a contract that is paid once accepted.

In Chinese a panel of three marks first and hears the applicants; in English the poster alone reads.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from apps.agreements.models import Contract
from apps.challenges.models import Challenge
from apps.employers.models import Employer
from apps.notifications.models import Message
from apps.proposals.models import Proposal
from tests.journeys import call_cast, call_words, calls, cast, checking, contracts, deciding, proposals, reviewing
from tests.journeys.call_stage import Stage
from tests.journeys.door import let_in, sign_in
from tests.journeys.looks import look
from tests.journeys.operator import OURS
from tests.journeys.pictures import picture

SEATS = 3
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_poster_decides_and_contracts(stage: Stage) -> None:
    challenge = published(stage)
    solver = cast.employer()
    entrants = answered(stage, challenge, solver)
    stage.close_and_open(challenge, len(entrants))
    stage.sits(stage.office.district)
    for proposal in entrants:
        checking.admit(stage.desk, stage.say, proposal)
    checking.begin_review(stage.desk, stage.say, challenge)
    if with_panel(stage):
        scored(stage, challenge, entrants)
    awarded(stage, challenge, entrants[0])
    contract = contracted(stage, entrants[0], solver)
    worked(stage, contract, solver)
    challenge.refresh_from_db()
    contract.refresh_from_db()
    assert (challenge.state, contract.state, contract.paid) == ("evaluated", "evaluated", 280_000)


def with_panel(stage: Stage) -> bool:
    return stage.say.language != "en"


def scored(stage: Stage, challenge: Challenge, entrants: list[Proposal]) -> None:
    """Three of the pool mark; applicants and panel are told where and when the proposals are defended."""
    say, desk, language = stage.say, stage.desk, stage.say.language
    call_cast.pool(SEATS + 1)
    stage.sits(stage.office.district)
    panel = reviewing.draw(desk, say, challenge, call_cast.FIELD, SEATS)
    reviewing.everybody_takes_a_seat(stage.hers, say, panel)
    reviewing.begin(desk, say, challenge, defence=call_words.DEFENCE[language])
    assert Message.objects.filter(kind="defence_meeting").count() == len(entrants)

    def mark(proposal: Proposal, seat: int) -> str:
        return str((90 if proposal == entrants[0] else 75) + seat)

    reviewing.everybody_scores(stage.hers, say, panel, mark, call_words.COMMENT[language])
    reviewing.act(desk, say, challenge, "Lock the marks", "The marks are locked.")
    look(desk, only=OURS)
    picture(desk, "2-01a-order")


def published(stage: Stage) -> Challenge:
    """Neither district nor experts look first; the department approves, a second person publishes."""
    say, desk = stage.say, stage.desk
    rules = {} if with_panel(stage) else {"review": False}
    calls.open_round(desk, say, "firm_to_firm", ("企业自主发榜", "From firm to firm"), **rules)
    challenge = calls.write_call(stage.firm, say, call_words.firm_to_firm(say.language))
    calls.submit(stage.firm, say, challenge)
    for holder in stage.office.holders:
        calls.make_key(desk, say, holder)
    stage.approve_and_publish(challenge)
    stage.hers.go(f"/challenges/{challenge.public_id}/")
    look(stage.hers)
    picture(stage.hers, "2-01-call")
    return challenge


def answered(stage: Stage, challenge: Challenge, solver: Employer) -> list[Proposal]:
    """A firm and a person propose."""
    say, window = stage.say, stage.hers
    texts = call_words.OFFER[say.language]
    sign_in(window, say, solver.owner)
    firms = proposals.propose(window, say, challenge, texts, applicant=solver.organisation.public_id)
    look(window)
    let_in(window, call_cast.applicants(1, say.language)[0])
    return [firms, proposals.propose(window, say, challenge, texts)]


def awarded(stage: Stage, challenge: Challenge, winner: Proposal) -> None:
    """The poster reads what was sent and chooses; a second person, of the office, puts it in effect."""
    say, language = stage.say, stage.say.language
    deciding.read(stage.firm, challenge, winner)
    expect(stage.firm.page.get_by_text(call_words.OFFER[language]["blind"]["route"])).to_be_visible()
    look(stage.firm)
    picture(stage.firm, "2-02-proposal-read")
    deciding.choose(stage.firm, say, challenge, winner, call_words.CHOICE[language])
    look(stage.firm)
    picture(stage.firm, "2-03-chosen")
    stage.sits(stage.office.publisher)
    reviewing.act(stage.desk, say, challenge, "Put the award in effect", "The award is in effect.")
    look(stage.desk, only=OURS)
    challenge.refresh_from_db()
    winner.refresh_from_db()
    assert (challenge.state, winner.state) == ("awarded", "awarded")


def contracted(stage: Stage, winner: Proposal, solver: Employer) -> Contract:
    """Both sides are firms: both sign with their seals."""
    say, desk = stage.say, stage.desk
    contract = contracts.draw_up(desk, say, winner)
    let_in(stage.hers, solver.owner)
    for window, signatory in ((stage.hers, "Shen"), (stage.firm, "Zhang")):
        contracts.hand_in_scan(window, say, contract, signatory, sealed=True)
    contracts.file_both(desk, say, contract)
    contracts.begin(desk, say, winner.challenge)
    return contract


def worked(stage: Stage, contract: Contract, solver: Employer) -> None:
    """One stage; nothing is due before the result is accepted."""
    say, language = stage.say, stage.say.language
    milestone = contract.milestones.get()
    contracts.report(stage.hers, say, milestone, call_words.REPORT[language])
    contracts.confirm(stage.firm, say, milestone)
    contracts.pass_(stage.sits(stage.office.second), say, milestone)
    assert not contract.payments.exists()
    contracts.ask_for_acceptance(stage.hers, say, contract)
    contracts.give_user_word(stage.firm, say, contract, *call_words.USER[language])
    stage.sits(stage.office.department)
    contracts.accept(stage.desk, say, contract, ["10", "0.5"], call_words.OPINION[language])
    contracts.pay(stage.desk, say, milestone, stage.office.finance)
    stage.sits(stage.office.department)
    contracts.evaluate(stage.desk, say, contract, {"score": 80})
    stage.hers.go(f"/contracts/{contract.public_id}/")
    look(stage.hers)
    picture(stage.hers, "2-04-evaluated")
