"""The clock closes a call: its poster hears that something waits, or that nothing came, and then who may end it hears too."""

from __future__ import annotations

import pytest
from django.urls import reverse

from apps.accounts.models import Membership
from apps.challenges import tasks
from apps.challenges.models import Challenge
from apps.notifications.models import Delivery, Message
from apps.proposals import lifecycle as proposals
from apps.proposals.models import Proposal
from apps.proposals.tasks import run_clock as proposals_clock
from apps.reviews import policies
from tests.factories import make_member, make_operator, make_user
from tests.matching.conftest import cheap_encoder, numbered_vocabulary  # noqa: F401  fixtures of this file too
from tests.proposals.content import make_call, make_draft, make_sealed, move_deadline

pytestmark = pytest.mark.django_db
TEAM, OFFICE = "challenge_unanswered", "challenge_unanswered_waits"


def owner_of(call: Challenge):
    return Membership.objects.get(organisation=call.employer.organisation, role="owner").user


def run_out(call: Challenge) -> None:
    """The deadline passes, and the clock goes round three times."""
    move_deadline(call, seconds=-1)
    for _minute in range(3):
        tasks.run_clock()
        proposals_clock()
    call.refresh_from_db()
    assert call.state == "closed"


def told(kind: str, user=None) -> list[Message]:
    rows = Message.objects.filter(kind=kind)
    return list(rows.filter(recipient=user) if user else rows)


def test_the_team_hears_once_that_nothing_came_and_where_to_read_why():
    call = make_call()
    make_draft(call)
    recruiter = make_member(call.employer.organisation, "recruiter")
    manager = make_member(call.employer.organisation, "hiring_manager")
    run_out(call)
    assert {row.recipient for row in told(TEAM)} == {owner_of(call), recruiter}
    assert len(told(TEAM)) == 2
    assert told(TEAM)[0].url == reverse("employer:challenge-recovery", args=[call.public_id])
    assert Delivery.objects.filter(kind=TEAM, recipient=owner_of(call)).count() == 1
    assert told("challenge_closed") == told(TEAM, manager) == []


def test_who_may_end_it_hears_once_and_where():
    call = make_call()
    city, district = (
        make_operator(verbs=["challenges.approve"]),
        make_operator(district="370212", verbs=["challenges.review"]),
    )
    both = make_operator(verbs=["challenges.review", "challenges.approve"])
    make_operator(verbs=["challenges.publish"])
    make_operator(district="370202", verbs=["challenges.review", "challenges.approve"])
    torn = make_operator(verbs=["challenges.approve"])
    Membership.objects.create(user=torn, organisation=call.employer.organisation, role="hiring_manager")
    run_out(call)
    assert sorted(row.recipient_id for row in told(OFFICE)) == sorted(user.pk for user in (city, district, both))
    assert {row.url for row in told(OFFICE)} == {reverse("operator-recovery", args=[call.public_id])}
    assert not Delivery.objects.filter(kind=OFFICE).exists()


def test_an_operator_finds_there_what_she_can_do(client):
    call, operator = make_call(), make_operator(verbs=["challenges.review"])
    run_out(call)
    client.force_login(operator)
    assert 'value="fail"' in client.get(told(OFFICE, operator)[0].url).content.decode()


def test_a_sealed_one_waits_and_nobody_hears_how_many():
    call = make_call()
    make_operator(verbs=["challenges.review"])
    make_sealed(call)
    run_out(call)
    assert told(TEAM) == told(OFFICE) == []
    assert [row.recipient for row in told("challenge_closed")] == [owner_of(call)]


def test_before_the_deadline_nobody_hears_anything():
    make_operator(verbs=["challenges.review"])
    make_call()
    tasks.run_clock()
    assert told(TEAM) == told(OFFICE) == []


def test_what_was_withdrawn_did_not_come():
    call = make_call()
    sealed = make_sealed(call)
    proposals.withdraw(sealed, by=sealed.lead)
    run_out(call)
    assert len(told(TEAM)) == 1


def test_what_came_back_to_its_lead_and_was_not_sealed_again_did_not_come():
    call = make_call()
    sealed = make_sealed(call)
    other = sealed.members.create(user=make_user(), name="Other", country="CN", budget_share=0, ip_share=0)
    proposals.leave(other, by=other.user)
    assert Proposal.objects.get().state == "returned"
    run_out(call)
    assert len(told(TEAM)) == 1


# ---------------------------------------------------------------- the page to which it leads
@pytest.mark.parametrize("state", ["submitted", "returned", "ineligible", "disqualified"])
def test_while_anything_came_the_poster_reads_nothing_before_the_end(client, cheap_encoder, state):  # noqa: F811
    call = make_call()
    make_sealed(call)
    run_out(call)
    opened = None if state == "submitted" else call.closed_at
    Proposal.objects.update(state=state, opened_at=opened)
    client.force_login(owner_of(call))
    assert not policies.can_read_recovery(owner_of(call), call)
    assert client.get(reverse("employer:challenge-recovery", args=[call.public_id])).status_code == 404
    assert "recovery" not in client.get(reverse("employer:challenge", args=[call.public_id])).content.decode()


def test_the_poster_reads_why_at_once_and_takes_it_up_after_the_end(client, cheap_encoder, numbered_vocabulary):  # noqa: F811
    call = make_call()
    run_out(call)
    client.force_login(owner_of(call))
    client.cookies["django_language"] = "en"
    here = told(TEAM)[0].url
    assert here in client.get(reverse("employer:challenge", args=[call.public_id])).content.decode()
    page = client.get(here).content.decode()
    assert "ends the call" in page
    assert 'name="programme"' not in page
    client.post(here, {"programme": call.programme.public_id})
    assert not Challenge.objects.filter(follows=call).exists()
    Challenge.objects.filter(pk=call.pk).update(state="failed")
    page = client.get(here).content.decode()
    assert "ends the call" not in page
    assert 'name="programme"' in page


def test_others_do_not_read_it(client):
    call = make_call()
    run_out(call)
    for user in (make_user(), owner_of(make_call())):
        assert not policies.can_read_recovery(user, call)
