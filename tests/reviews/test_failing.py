"""A call ends without a valid proposal: by whom, when, and what keeps it from that."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from apps.accounts.models import Membership, User
from apps.challenges.models import Challenge
from apps.core.actors import SYSTEM
from apps.core.models import AuditEntry
from apps.core.moves import GuardFailed, IllegalMove, move
from apps.notifications.models import Message
from apps.proposals import lifecycle as proposals
from apps.proposals.models import Proposal
from apps.reviews import determination, failing, policies
from tests.challenges.content import make_challenge
from tests.factories import make_operator, make_user
from tests.proposals.content import close, make_call, make_draft, make_sealed
from tests.reviews.cases import make_judged, make_proposed
from tests.reviews.form_cases import admitted, checker, department, opened, refused, returned

pytestmark = pytest.mark.django_db
REASON = "截止时没有有效揭榜申请。"


def fail(call: Challenge, by=None) -> None:
    failing.fail_call(call, by=by or checker(), reason=REASON)


def owner_of(call: Challenge) -> User:
    found = Membership.objects.filter(organisation=call.employer.organisation, role="owner").order_by("pk").first()
    assert found is not None
    return found.user


@pytest.fixture
def empty() -> Challenge:
    """Closed, and nobody sealed anything."""
    call = make_call()
    make_draft(call)
    close(call)
    return call


def test_nobody_answered(empty):
    operator = checker()
    fail(empty, operator)
    assert empty.state == "failed"
    entry = AuditEntry.objects.filter(act="fail_call").get()
    assert (entry.state_from, entry.actor_ref, entry.actor_role, entry.reason) == (
        "closed", operator.public_id, "operator", REASON
    )  # fmt: skip


def test_the_poster_is_told_why(empty):
    fail(empty)
    told = Message.objects.get(kind="challenge_failed", recipient=owner_of(empty))
    assert told.context["reason"] == REASON
    assert empty.public_id in told.url


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_without_a_reason_it_does_not_end(empty, reason):
    with pytest.raises(GuardFailed, match="reason"):
        failing.fail_call(empty, by=checker(), reason=reason)


def test_an_open_call_does_not_end():
    with pytest.raises(IllegalMove):
        fail(make_call())


def test_sealed_proposals_are_reviewed_first():
    call = make_call()
    make_sealed(call)
    close(call)
    with pytest.raises(GuardFailed, match="reviewed first"):
        fail(call)


def test_what_passed_the_form_check_is_reviewed_first():
    call, (proposal,) = opened()
    admitted(proposal)
    with pytest.raises(GuardFailed, match="reviewed first"):
        fail(call)


def test_a_proposal_that_is_being_corrected_is_waited_for():
    call, (proposal,) = opened()
    returned(proposal)
    with pytest.raises(GuardFailed):
        fail(call)


def test_the_days_for_an_appeal_are_waited_for(time_machine):
    call, (proposal,) = opened()
    row = refused(proposal)
    with pytest.raises(GuardFailed, match="appeal"):
        fail(call)
    time_machine.move_to(row.form_checks.get().appeal_until, tick=False)
    fail(call)
    assert call.state == "failed"


def test_a_withdrawn_one_is_not_valid():
    call = make_call()
    sealed = make_sealed(call)
    proposals.withdraw(sealed, by=sealed.lead)
    close(call)
    fail(call)
    assert call.state == "failed"


# ---------------------------------------------------------------- after the marks
def test_below_the_pass_mark_nobody_is_awarded():
    call = make_judged(2, [50, 40])
    fail(call, department())
    assert call.state == "failed"
    assert set(Proposal.objects.values_list("state", flat=True)) == {"not_awarded"}
    assert AuditEntry.objects.filter(act="fail_call").get().actor_role == "department"
    for proposal in call.entrants:
        assert Message.objects.filter(kind="call_without_award", recipient=proposal.lead).count() == 1


def test_who_passed_could_still_win():
    call = make_judged(2, [90, 40])
    with pytest.raises(GuardFailed, match="pass mark"):
        fail(call, department())


def test_who_was_put_back_on_the_list_could_still_win():
    call = make_judged(1, [90])
    made = make_proposed(call)
    determination.overturn(made, by=department(), reason="材料有误")
    call.refresh_from_db()
    assert call.state == "reviewing"
    with pytest.raises(GuardFailed, match="pass mark"):
        fail(call, department())


def test_what_was_not_judged_keeps_it_alive():
    call, (proposal,) = opened()
    admitted(proposal)
    move(call, "begin_review", by=SYSTEM)
    with pytest.raises(GuardFailed, match="not judged"):
        fail(call, department())


# ---------------------------------------------------------------- who may
CLOSED = {"reviewer of the city", "reviewer of the district", "department"}
EXPECTED = {"closed": CLOSED, "reviewing": {"department"}}


@pytest.mark.parametrize("state", EXPECTED)
def test_who_may_end_it(state):
    call = make_challenge(state=state)
    torn = make_operator(verbs=["challenges.approve"])
    Membership.objects.create(user=torn, organisation=call.employer.organisation, role="owner")
    people = {
        "reviewer of the city": make_operator(verbs=["challenges.review"]),
        "reviewer of the district": make_operator(district="370212", verbs=["challenges.review"]),
        "reviewer of another district": make_operator(district="370202", verbs=["challenges.review"]),
        "department": department(),
        "publisher": make_operator(verbs=["challenges.publish"]),
        "department with a post at the poster": torn,
        "owner": owner_of(call),
        "anybody": make_user(),
        "signed out": AnonymousUser(),
    }
    assert {name for name, user in people.items() if policies.can_fail(user, call)} == EXPECTED[state]


def test_who_took_part_does_not_end_it():
    call, (proposal,) = opened()
    insider = checker()
    proposal.members.create(user=insider, name="Insider", country="CN", budget_share=0, ip_share=0)
    assert not policies.can_fail(insider, call)
    assert policies.can_fail(checker(), call)
