"""A call with public money in a browser: appraised by three experts, twelve proposals, three of them joint, one corrected and
one admitted on appeal, seven experts, an objection that is upheld, a winner who was second in rank, three milestones of which
one is reworked, and the evaluation."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.agreements.models import Contract
from apps.challenges.models import Challenge
from apps.core import audit
from apps.proposals.models import Proposal
from apps.reviews.models import Determination
from tests.journeys import appraising, call_cast, call_words, calls, checking, clock, contracts, proposals, reviewing
from tests.journeys.call_stage import Stage
from tests.journeys.door import let_in, sign_in
from tests.journeys.looks import look
from tests.journeys.operator import OURS
from tests.journeys.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
APPLICANTS, JOINT, SEATS = 12, 3, 7
APPRAISERS = 3
RETURNED, REFUSED = 6, 7  # places of the entrants whose form check does not pass at once


def test_from_a_call_to_its_evaluation(stage: Stage) -> None:
    challenge = published(stage)
    entrants = answered(stage, challenge)
    opened_and_checked(stage, challenge, entrants)
    scored(stage, challenge, entrants)
    first_award_falls(stage, challenge, entrants[0], objector=entrants[-1].lead)
    second_award_holds(stage, challenge, entrants[1])
    contract = contracted(stage, challenge, entrants[1])
    worked(stage, contract)
    accepted(stage, contract)
    challenge.refresh_from_db()
    contract.refresh_from_db()
    assert (challenge.state, contract.state, contract.paid) == ("evaluated", "evaluated", 1_800_000)
    assert audit.broken_links(challenge) == audit.broken_links(contract) == []


def published(stage: Stage) -> Challenge:
    """The round is opened, the call written, checked, appraised, approved, its keys prepared, published."""
    say, desk = stage.say, stage.desk
    calls.open_round(desk, say, "state_run", ("揭榜挂帅第一批", "First round"), panel_size=SEATS)
    picture(desk, "1-01-round")
    challenge = calls.write_call(stage.firm, say, call_words.call(say.language))
    look(stage.firm)
    picture(stage.firm, "1-02-call-written")
    calls.submit(stage.firm, say, challenge)
    for holder in stage.office.holders:
        calls.make_key(desk, say, holder)
    calls.decide(stage.sits(stage.office.district), say, challenge, "Checked", "Checked: the call goes on.")
    appraised(stage, challenge)
    stage.approve_and_publish(challenge)
    look(desk, only=OURS)
    picture(desk, "1-03-call-published")
    return challenge


def appraised(stage: Stage, challenge: Challenge) -> None:
    """Three experts say whether it should be made; none of them sits on the panel later."""
    say = stage.say
    experts = call_cast.pool(SEATS + 2 + APPRAISERS)[-APPRAISERS:]
    desk = stage.sits(stage.office.department)
    opinions = appraising.ask(desk, say, challenge, experts)
    sign_in(stage.hers, say, opinions[0].expert.user)
    for opinion in opinions:
        appraising.give(stage.hers, say, opinion, call_words.NEEDED[say.language])
    look(stage.hers)
    picture(stage.hers, "1-02a-opinion")
    appraising.open_appraisal(desk, challenge)
    look(desk, only=OURS)
    picture(desk, "1-02b-appraisal")
    appraising.close(desk, say, challenge)
    challenge.refresh_from_db()
    assert challenge.state == "argued"


def answered(stage: Stage, challenge: Challenge) -> list[Proposal]:
    """By twelve people, three of whom take somebody with them."""
    say, window = stage.say, stage.hers
    leads = call_cast.applicants(APPLICANTS, say.language)
    partners = call_cast.applicants(JOINT, say.language, first=APPLICANTS)
    for at, lead in enumerate(leads):
        let_in(window, lead)
        others = [(partners[at], str(partners[at].display_name))] if at < JOINT else []
        proposals.propose(window, say, challenge, call_words.PROPOSAL[say.language], others)
        if at == 0:
            look(window)
            picture(window, "1-04-proposal-sealed")
    found = list(Proposal.objects.filter(challenge=challenge).order_by("pk"))
    assert [row.state for row in found] == ["submitted"] * APPLICANTS
    assert sum(row.members.count() > 1 for row in found) == JOINT
    return found


def opened_and_checked(stage: Stage, challenge: Challenge, entrants: list[Proposal]) -> None:
    """Closed by the clock, opened by two people together, each proposal looked at."""
    say, desk = stage.say, stage.desk
    stage.close_and_open(challenge, APPLICANTS)
    picture(desk, "1-05-opened")
    stage.sits(stage.office.district)
    for at, proposal in enumerate(entrants):
        if at not in (RETURNED, REFUSED):
            checking.admit(desk, say, proposal)
    corrected(stage, entrants[RETURNED])
    appealed(stage, entrants[REFUSED])
    stage.sits(stage.office.district)
    checking.open_table(desk, challenge)
    look(desk, only=OURS)
    picture(desk, "1-06-form-check")
    checking.begin_review(desk, say, challenge)


def corrected(stage: Stage, proposal: Proposal) -> None:
    """Sent back for one field; what comes has a receipt of its own and is read at once: the call is open already."""
    say, desk, language = stage.say, stage.desk, stage.say.language
    checking.return_(desk, say, proposal, "complete", "plan", call_words.VAGUE[language])
    let_in(stage.hers, proposal.lead)
    stage.hers.go(f"/proposals/{proposal.public_id}/correction/")
    look(stage.hers)
    picture(stage.hers, "1-05a-correction")
    checking.correct(stage.hers, say, proposal, "blind", "plan", call_words.PLAN[language])
    checking.admit(stage.sits(stage.office.district), say, proposal)


def appealed(stage: Stage, proposal: Proposal) -> None:
    """Found wrong by mistake; the department, and not who checked, finds that the applicant is right."""
    say, language = stage.say, stage.say.language
    checking.find_ineligible(stage.desk, say, proposal, "complete", call_words.NO_BUDGET[language])
    let_in(stage.hers, proposal.lead)
    lodged = checking.appeal(stage.hers, say, proposal, call_words.APPEAL[language])
    look(stage.hers)
    picture(stage.hers, "1-05b-appeal")
    checking.allow(stage.sits(stage.office.department), say, lodged, call_words.ALLOWED[language])
    proposal.refresh_from_db()
    assert proposal.state == "eligible"


def scored(stage: Stage, challenge: Challenge, entrants: list[Proposal]) -> None:
    """Seven are drawn, one declines, the next takes her seat; all mark all; the marks are locked."""
    say, desk, language = stage.say, stage.desk, stage.say.language
    panel = reviewing.draw(desk, say, challenge, call_cast.FIELD, SEATS)
    look(desk, only=OURS)
    busy = reviewing.invited(panel)[0]
    let_in(stage.hers, busy.expert.user)
    reviewing.decline_seat(stage.hers, say, busy, call_words.BUSY[language])
    reviewing.everybody_takes_a_seat(stage.hers, say, panel)
    look(stage.hers)
    picture(stage.hers, "1-07-seat")
    reviewing.begin(desk, say, challenge)
    place_of = {row.pk: at for at, row in enumerate(entrants)}

    def mark(proposal: Proposal, seat: int) -> str:
        return str(92 - 3 * place_of[proposal.pk] + seat % 3 * 0.5)

    reviewing.everybody_scores(stage.hers, say, panel, mark, call_words.COMMENT[language])
    look(stage.hers)
    picture(stage.hers, "1-08-sheets-handed-in")
    reviewing.act(desk, say, challenge, "Lock the marks", "The marks are locked.")
    look(desk, only=OURS)
    picture(desk, "1-09-order")


def first_award_falls(stage: Stage, challenge: Challenge, winner: Proposal, *, objector: User) -> None:
    """The best is announced; somebody objects under her real name, and is right."""
    say, desk, office, language = stage.say, stage.desk, stage.office, stage.say.language
    stage.sits(office.department)
    reviewing.propose(desk, say, challenge, winner, call_words.REASONS[language])
    stage.sits(office.publisher)
    reviewing.act(desk, say, challenge, "Begin the publicity period", "The publicity period has begun.")
    let_in(stage.hers, objector)
    objection = reviewing.object_to(stage.hers, say, challenge, call_words.OBJECTION[language])
    look(stage.hers)
    picture(stage.hers, "1-10-objection")
    stage.sits(office.objections)
    reply = call_words.REPLY[language]
    reviewing.judge(desk, say, objection, verdict="Uphold the objection", reply=reply)
    look(desk, only=OURS)
    picture(desk, "1-11-objection-judged")
    stage.hers.page.reload()
    expect(stage.hers.page.get_by_text(reply)).to_be_visible()
    challenge.refresh_from_db()
    winner.refresh_from_db()
    assert (challenge.state, winner.state) == ("reviewing", "shortlisted")
    assert Determination.objects.get(challenge=challenge).state == "overturned"


def second_award_holds(stage: Stage, challenge: Challenge, winner: Proposal) -> None:
    """The second in rank is announced anew, agrees to be named, and is awarded when the days are over."""
    say, desk, office, language = stage.say, stage.desk, stage.office, stage.say.language
    let_in(stage.hers, winner.lead)
    proposals.let_name_be_shown(stage.hers, say, winner)
    stage.sits(office.department)
    reviewing.propose(desk, say, challenge, winner, call_words.SECOND[language])
    stage.sits(office.second)
    reviewing.act(desk, say, challenge, "Begin the publicity period", "The publicity period has begun.")
    reviewing.open_period(stage.hers, challenge)
    look(stage.hers)
    picture(stage.hers, "1-12-publicity")
    clock.period_passes(challenge)
    winner.refresh_from_db()
    assert (challenge.state, winner.state) == ("awarded", "awarded")
    assert Determination.objects.get(challenge=challenge, state="effective").winners.get().rank == 2
    stage.hers.go(f"/proposals/{winner.public_id}/")
    expect(stage.hers.page.get_by_text(call_words.COMMENT[language]).first).to_be_visible()
    look(stage.hers)
    picture(stage.hers, "1-13-result")


def contracted(stage: Stage, challenge: Challenge, winner: Proposal) -> Contract:
    """Drawn up, signed by both sides on paper, filed, begun."""
    say, desk, office = stage.say, stage.desk, stage.office
    stage.sits(office.publisher)
    contract = contracts.draw_up(desk, say, winner)
    look(desk, only=OURS)
    contracts.hand_in_scan(stage.hers, say, contract, str(winner.lead.display_name), sealed=False)
    contracts.hand_in_scan(stage.firm, say, contract, "Zhang", sealed=True)
    look(stage.firm)
    contracts.file_both(desk, say, contract)
    contracts.begin(desk, say, challenge)
    challenge.refresh_from_db()
    assert challenge.state == "executing"
    return contract


def worked(stage: Stage, contract: Contract) -> None:
    """Three milestones; what the second one shows is sent back once."""
    say, language = stage.say, stage.say.language
    for milestone in contract.milestones.order_by("order"):
        contracts.report(stage.hers, say, milestone, call_words.REPORT[language])
        if milestone.order == 2:
            contracts.send_back(stage.firm, say, milestone, call_words.REWORK[language])
            stage.hers.go(f"/contracts/{contract.public_id}/")
            look(stage.hers)
            picture(stage.hers, "1-14-rework")
            contracts.report(stage.hers, say, milestone, call_words.REPORT[language])
        contracts.confirm(stage.firm, say, milestone)
        contracts.pass_(stage.sits(stage.office.second), say, milestone)
        contracts.pay(stage.desk, say, milestone, stage.office.finance)
    look(stage.desk, only=OURS)
    picture(stage.desk, "1-15-paid")
    assert [row.reports.count() for row in contract.milestones.order_by("order")] == [1, 2, 1]


def accepted(stage: Stage, contract: Contract) -> None:
    """Against every indicator and with the end user's word; then what became of it."""
    say, desk, language = stage.say, stage.desk, stage.say.language
    contracts.ask_for_acceptance(stage.hers, say, contract)
    contracts.give_user_word(stage.firm, say, contract, *call_words.USER[language])
    stage.sits(stage.office.department)
    contracts.accept(desk, say, contract, ["11", "0.4"], call_words.OPINION[language])
    contracts.evaluate(desk, say, contract, {"score": 92, "transfer_value": 300_000, "patents": 2, "jobs": 5})
    look(desk, only=OURS)
    stage.hers.go(f"/contracts/{contract.public_id}/")
    look(stage.hers)
    picture(stage.hers, "1-16-evaluated")
