"""A call that nobody answers, in a browser: why, what would change it, once more with that, and an award."""

from __future__ import annotations

import pytest

from apps.challenges.models import Challenge
from apps.talents.models import Experience, Talent
from tests.factories import make_talent
from tests.journeys import call_words, calls, cast, checking, clock, deciding, proposals, recovering, reviewing
from tests.journeys.call_cast import FIELD
from tests.journeys.call_stage import Stage
from tests.journeys.door import let_in, sign_in
from tests.journeys.looks import look
from tests.journeys.operator import OURS
from tests.journeys.pictures import picture
from tests.journeys.workers import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PEOPLE = 6


def test_nobody_answers_and_once_more(stage: Stage) -> None:
    people = able(stage)
    failed = unanswered(stage, people[0])
    again = taken_up(stage, failed)
    invited(stage, failed, again, people[0])
    awarded(stage, again, people[0])
    again.refresh_from_db()
    assert (again.state, again.follows) == ("awarded", failed)


def able(stage: Stage) -> list[Talent]:
    """Who could do it, and expects more than the call will pay."""
    language = stage.say.language
    headline, told = call_words.ABLE[language]
    people = [
        make_talent(headline=headline, language=language, chains=[FIELD], salary_expected=600_000)
        for _each in range(PEOPLE)
    ]
    for one in people:
        Experience.objects.create(talent=one, organisation="Yard", title="Engineer", text=told, language=language)
        cast.known(one.user)
    cast.encoded(*people)
    return people


def unanswered(stage: Stage, near: Talent) -> Challenge:
    """Published, begun by one, sealed by nobody; the deadline passes, and the office ends it."""
    say, desk, language = stage.say, stage.desk, stage.say.language
    calls.open_round(desk, say, "firm_to_firm", ("企业自主发榜", "From firm to firm"), review=False)
    challenge = calls.write_call(stage.firm, say, call_words.poor(language))
    calls.submit(stage.firm, say, challenge)
    for holder in stage.office.holders:
        calls.make_key(desk, say, holder)
    stage.approve_and_publish(challenge)
    work("challenge")
    sign_in(stage.hers, say, near.user)
    proposals.begin(stage.hers, say, challenge)
    clock.deadline_passes(challenge)
    stage.sits(stage.office.department)
    recovering.end(desk, say, challenge, call_words.NOBODY[language])
    look(desk, only=OURS)
    picture(desk, "3-01-ended")
    challenge.refresh_from_db()
    assert challenge.state == "failed"
    return challenge


def taken_up(stage: Stage, failed: Challenge) -> Challenge:
    """The poster reads the causes, takes the better bounty, sets a new deadline; it is published once more."""
    say = stage.say
    recovering.look_into(stage.firm, say, failed)
    look(stage.firm)
    picture(stage.firm, "3-02-why")
    again = recovering.take_up(stage.firm, say, "bounty")
    calls.change(stage.firm, say, again, "money", {"closes_at": calls.in_days(40)})
    assert again.draft is not None
    again.draft.refresh_from_db()
    assert again.draft.bounty > 200_000
    calls.submit(stage.firm, say, again)
    stage.approve_and_publish(again)
    return again


def invited(stage: Stage, failed: Challenge, again: Challenge, near: Talent) -> None:
    """Those who came near are told; one of them finds it among her messages."""
    stage.sits(stage.office.publisher)
    recovering.tell_near_misses(stage.desk, stage.say, failed)
    look(stage.desk, only=OURS)
    picture(stage.desk, "3-03-told")
    let_in(stage.hers, near.user)
    stage.hers.go("/messages/")
    picture(stage.hers, "3-04-message")
    stage.hers.page.locator(".message-button").first.click()
    stage.hers.page.wait_for_url(f"**/challenges/{again.public_id}/")


def awarded(stage: Stage, again: Challenge, near: Talent) -> None:
    """She answers this time, and is chosen."""
    say, language = stage.say, stage.say.language
    proposal = proposals.propose(stage.hers, say, again, call_words.OFFER[language])
    stage.close_and_open(again, 1)
    checking.admit(stage.sits(stage.office.district), say, proposal)
    checking.begin_review(stage.desk, say, again)
    deciding.choose(stage.firm, say, again, proposal, call_words.CHOICE[language])
    stage.sits(stage.office.publisher)
    reviewing.act(stage.desk, say, again, "Put the award in effect", "The award is in effect.")
    stage.hers.go(f"/challenges/{again.public_id}/")
    look(stage.hers)
    picture(stage.hers, "3-05-awarded")
