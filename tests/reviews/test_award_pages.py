"""The award as the applicant, the poster and everybody see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from apps.accounts.models import AccessEntry, Consent
from apps.procedures import tasks as clock
from apps.reviews import determination, naming
from apps.reviews.models import Determination
from tests.challenges.content import make_programme
from tests.factories import make_member, make_notice, make_operator, make_user
from tests.reviews.cases import make_announced, make_judged, make_proposed, make_reviewing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def notice():
    return make_notice(naming.PURPOSE)


def page(proposal, name="proposal") -> str:
    return reverse(f"proposals:{name}", args=[proposal.public_id])


def call_page(call, name="challenge-award", *args) -> str:
    return reverse(f"employer:{name}", args=[call.public_id, *args])


def awarded(**rules):
    call = make_judged(3, **rules)
    made = make_announced(call)
    with time_machine.travel(made.publicity.open_until() + timedelta(minutes=1), tick=False):
        clock.run_clock()
    for proposal in call.entrants:
        proposal.refresh_from_db()
    call.refresh_from_db()
    return call


def poster_decides(count: int = 2, **rules):
    call = make_reviewing(count, preset="firm_to_firm", **({"review": False} | rules))
    owner = call.employer.organisation.memberships.get(role="owner").user
    return call, owner


# ---------------------------------------------------------------- applicant


def test_she_lets_her_name_be_shown_and_takes_it_back(client):
    call = make_judged()
    first = call.entrants[0]
    client.force_login(first.lead)
    assert 'value="agree"' in client.get(page(first)).content.decode()
    client.post(page(first, "name"), {"act": "agree"})
    client.post(page(first, "name"), {"act": "agree"})
    assert Consent.objects.filter(purpose=naming.PURPOSE).count() == 1
    made = make_announced(call)
    assert "Applicant Numbera" in str(made.publicity.body)
    client.post(page(first, "name"), {"act": "disagree"})
    made.publicity.refresh_from_db()
    assert "Applicant Numbera" not in str(made.publicity.body)
    assert first.pseudonym.code in str(made.publicity.body)
    public = reverse("public:publicity", args=[made.publicity.public_id])
    assert "Applicant Numbera" not in client.get(public).content.decode()


def test_nobody_agrees_for_somebody_else(client):
    call = make_judged()
    client.force_login(make_user())
    assert client.post(page(call.entrants[0], "name"), {"act": "agree"}).status_code == 404
    assert not Consent.objects.filter(purpose=naming.PURPOSE).exists()


def test_the_result_and_the_comments_come_with_the_award_and_to_her_alone(client):
    call = make_judged(3)
    second = call.entrants[1]
    client.force_login(second.lead)
    assert "路线清楚" not in client.get(page(second)).content.decode()
    made = make_announced(call)
    assert "路线清楚" not in client.get(page(second)).content.decode()
    with time_machine.travel(made.publicity.open_until() + timedelta(minutes=1), tick=False):
        clock.run_clock()
    text = client.get(page(second)).content.decode()
    assert "路线清楚" in text
    assert 'id="result"' in text
    assert "85.00" in text
    assert call.entrants[0].pseudonym.code not in text
    assert client.get(page(call.entrants[0])).status_code == 404


def test_giving_up_before_the_contract_needs_a_reason_and_brings_the_next(client):
    call = awarded()
    first = call.entrants[0]
    client.force_login(first.lead)
    assert page(first, "renounce") in client.get(page(first)).content.decode()
    assert client.post(page(first, "renounce"), {"reason": ""}).status_code == 422
    assert client.post(page(first, "renounce"), {"reason": "团队解散"}).status_code == 302
    first.refresh_from_db()
    assert first.state == "withdrawn"
    assert not Determination.objects.filter(state="effective").exists()
    assert client.get(page(first, "renounce")).status_code == 302


# ---------------------------------------------------------------- everybody


def test_the_page_of_the_call_names_nobody_who_has_not_agreed(client):
    call = awarded()
    text = client.get(reverse("public:challenge", args=[call.public_id])).content.decode()
    assert call.entrants[0].pseudonym.code in text
    assert "Applicant Numbera" not in text
    assert reverse("public:draw", args=[call.public_id]) in text
    naming.agree(call.entrants[0], by=call.entrants[0].lead)
    assert "Applicant Numbera" in client.get(reverse("public:challenge", args=[call.public_id])).content.decode()


def test_before_the_award_is_in_effect_the_page_says_nothing_of_it(client):
    call = make_judged()
    make_proposed(call)
    assert 'id="award"' not in client.get(reverse("public:challenge", args=[call.public_id])).content.decode()


# ---------------------------------------------------------------- poster


def test_the_poster_reads_chooses_and_explains(client):
    call, owner = poster_decides()
    client.force_login(owner)
    assert call_page(call) in client.get(call_page(call, "challenge")).content.decode()
    first, second = call.entrants
    text = client.get(call_page(call)).content.decode()
    assert "800,000" in text or "80万" in text
    entry = client.get(call_page(call, "challenge-entry", first.public_id)).content.decode()
    assert "低渗透树脂" in entry
    assert "团队五人" in entry
    assert AccessEntry.objects.get().person == first.lead
    assert client.post(call_page(call), {"winners": [second.public_id], "reasons": ""}).status_code == 422
    assert client.post(call_page(call), {"reasons": "最合适"}).status_code == 422
    assert client.post(call_page(call), {"winners": [second.public_id], "reasons": "最合适"}).status_code == 302
    made = Determination.objects.get()
    assert made.decided_by == owner
    assert [row.proposal for row in made.winners.all()] == [second]
    assert "最合适" in client.get(call_page(call)).content.decode()
    determination.take_effect(made, by=make_operator())
    second.refresh_from_db()
    assert second.state == "awarded"


def test_marks_of_experts_stand_beside_the_proposals_once_they_are_locked(client):
    call = make_judged(preset="firm_to_firm", defence=False)
    client.force_login(call.employer.organisation.memberships.get(role="owner").user)
    text = client.get(call_page(call)).content.decode()
    assert "1 · 90" in text
    assert "2 · 85" in text


def test_only_the_owner_of_the_poster_and_only_where_the_poster_decides(client):
    call, owner = poster_decides()
    member = make_member(call.employer.organisation, role="viewer")
    stranger = make_user()
    for user, expected in ((owner, 200), (member, 404), (stranger, 302)):
        client.force_login(user)
        assert client.get(call_page(call)).status_code == expected
        entry = client.get(call_page(call, "challenge-entry", call.entrants[0].public_id))
        assert entry.status_code == expected
    state_run = make_judged()
    client.force_login(state_run.employer.organisation.memberships.get(role="owner").user)
    assert client.get(call_page(state_run)).status_code == 404
    assert client.get(call_page(state_run, "challenge-entry", state_run.entrants[0].public_id)).status_code == 404


def test_a_proposal_that_left_the_race_is_closed_to_the_poster(client):
    call, owner = poster_decides()
    first = call.entrants[0]
    determination.renounce(first, by=first.lead, reason="不做了")
    client.force_login(owner)
    assert client.get(call_page(call, "challenge-entry", first.public_id)).status_code == 404
    assert first.public_id not in client.get(call_page(call)).content.decode()


def test_while_experts_mark_the_poster_reads_nothing(client):
    call = make_reviewing(2, decided_by="poster")
    client.force_login(call.employer.organisation.memberships.get(role="owner").user)
    assert client.get(call_page(call)).status_code == 404


def test_the_presets_say_who_decides():
    assert make_programme("firm_to_firm").decided_by == "poster"
    assert make_programme("state_run").decided_by == "department"
