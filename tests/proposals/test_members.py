"""Members: shares to the hundredth, each signs for herself, the poster takes no part, who leaves is seen."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from apps.accounts import consents
from apps.challenges.models import ChallengeRevision
from apps.core import audit
from apps.core.credit_code import check_character
from apps.core.moves import GuardFailed
from apps.notifications.models import Message
from apps.proposals import drafts, lifecycle, members, sealing
from apps.proposals.models import Draft, Proposal
from tests.employers.codes import make_code
from tests.factories import make_member, make_organisation, make_user
from tests.proposals.content import CONTENT, close, make_call, make_draft, move_deadline, rows, secret_of, signed

pytestmark = pytest.mark.django_db


def joint(challenge=None, **content):
    """A draft of two, both in their own accounts."""
    proposal = make_draft(challenge or make_call(), **content)
    members.name(proposal, rows(("60.00", "50.00"), ("40.00", "50.00")), by=proposal.lead)
    member = proposal.members.get(is_lead=False)
    members.join(secret_of(member), by=make_user(member.email))
    return Proposal.objects.get(pk=proposal.pk)


@pytest.mark.parametrize("field", ["budget_share", "ip_share"])
@pytest.mark.parametrize("second", ["39.99", "40.01"])
def test_99_99_and_100_01_are_refused_at_the_field(field, second):
    proposal = make_draft(make_call())
    shares = ("60.00", "40.00" if field == "ip_share" else second)
    other = ("60.00", second if field == "ip_share" else "40.00")
    with pytest.raises(ValidationError) as refused:
        members.name(proposal, rows((shares[0], other[0]), (shares[1], other[1])), by=proposal.lead)
    assert set(refused.value.message_dict) == {field}
    assert proposal.members.count() == 1


def test_three_thirds_that_total_a_hundred_are_taken():
    proposal = make_draft(make_call())
    thirds = rows(("33.34", "33.34"), ("33.33", "33.33"), ("33.33", "33.33"))
    members.name(proposal, thirds, by=proposal.lead)
    assert proposal.members.count() == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"country": ""}, "country"), ({"name": " "}, "name"), ({"email": "no address"}, "email"),
     ({"credit_code": "123"}, "credit_code")],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field(changes, field):
    proposal = make_draft(make_call())
    with pytest.raises(ValidationError) as refused:
        members.name(proposal, rows(("60", "50"), ("40", "50"), **changes), by=proposal.lead)
    assert set(refused.value.message_dict) == {field}


def test_each_signs_in_her_own_account_and_only_then_it_is_sealed():
    proposal = joint()
    lead, member = proposal.members.all()
    members.sign(lead, by=proposal.lead)
    with pytest.raises(GuardFailed, match="sign"):
        sealing.submit(proposal, by=proposal.lead)
    with pytest.raises(GuardFailed, match="for herself"):
        members.sign(member, by=proposal.lead)
    members.sign(member, by=member.user)
    assert member.undertaking.purpose == "integrity"
    assert member.undertaking.subject_ref == proposal.public_id
    sealing.submit(proposal, by=proposal.lead)
    assert proposal.state == "submitted"


def test_an_undertaking_that_was_taken_back_does_not_count():
    proposal = signed(joint())
    consents.withdraw(proposal.members.get(is_lead=False).undertaking, by=proposal.lead)
    with pytest.raises(GuardFailed, match="sign"):
        sealing.submit(proposal, by=proposal.lead)
    signed(proposal)
    sealing.submit(proposal, by=proposal.lead)


def test_a_changed_share_voids_the_signatures():
    proposal = signed(joint())
    members.name(proposal, rows(("70.00", "50.00"), ("30.00", "50.00")), by=proposal.lead)
    assert not proposal.members.filter(signed_at__isnull=False).exists()
    assert proposal.members.filter(user__isnull=False).count() == 2  # who had joined is still in


def test_an_invitation_is_for_its_address_and_not_for_the_posters_people():
    challenge = make_call()
    proposal = make_draft(challenge)
    members.name(proposal, rows(("60", "50"), ("40", "50")), by=proposal.lead)
    member = proposal.members.get(is_lead=False)
    secret = secret_of(member)
    for guess in ("", "x" * 32):
        with pytest.raises(GuardFailed, match="not valid"):
            members.join(guess, by=make_user())
    with pytest.raises(GuardFailed, match="another account"):
        members.join(secret, by=make_user())
    poster = make_member(challenge.employer.organisation, email=member.email)
    with pytest.raises(GuardFailed, match="posts a call"):
        members.join(secret, by=poster)


def test_the_poster_and_its_family_are_no_members_by_credit_code():
    challenge = make_call()
    code = "9137020012345678X"
    code += check_character(code)
    make_organisation(parent=challenge.employer.organisation, credit_code=code)
    proposal = make_draft(challenge)
    with pytest.raises(ValidationError) as refused:
        members.name(proposal, rows(("60", "50"), ("40", "50"), credit_code=code), by=proposal.lead)
    assert set(refused.value.message_dict) == {"credit_code"}


def test_the_joint_poster_is_no_member_by_credit_code_even_where_it_is_not_on_file():
    challenge = make_call(partner_name="联合发榜方", partner_code=make_code(22))
    proposal = make_draft(challenge)
    with pytest.raises(ValidationError) as refused:
        members.name(proposal, rows(("60", "50"), ("40", "50"), credit_code=make_code(22)), by=proposal.lead)
    assert set(refused.value.message_dict) == {"credit_code"}
    members.name(proposal, rows(("60", "50"), ("40", "50"), credit_code=make_code(23)), by=proposal.lead)


def test_export_control_is_the_only_rule_on_where_somebody_is():
    challenge = make_call()
    proposal = make_draft(challenge)
    members.name(proposal, rows(("100", "100"), country="SG"), by=proposal.lead)
    for level in ("none", "licence"):
        ChallengeRevision.objects.filter(pk=challenge.current_id).update(export_control=level)
        sealing._hold_to_rules(Proposal.objects.get(pk=proposal.pk), sealing.active(proposal))
    ChallengeRevision.objects.filter(pk=challenge.current_id).update(export_control="china_only")
    with pytest.raises(ValidationError) as refused:
        members.name(Proposal.objects.get(pk=proposal.pk), rows(("100", "100"), country="SG"), by=proposal.lead)
    assert set(refused.value.message_dict) == {"country"}
    signed(proposal)
    with pytest.raises(GuardFailed, match="export"):
        sealing.submit(Proposal.objects.get(pk=proposal.pk), by=proposal.lead)


def test_who_leaves_before_the_closing_brings_the_proposal_back():
    proposal = signed(joint())
    sealing.submit(proposal, by=proposal.lead)
    member = proposal.members.get(is_lead=False)
    lifecycle.leave(member, by=member.user)
    proposal = Proposal.objects.get(pk=proposal.pk)
    assert proposal.state == "returned"
    assert Message.objects.filter(recipient=proposal.lead, kind="proposal_member_left").exists()
    drafts.save(proposal, CONTENT, by=proposal.lead)
    with pytest.raises(GuardFailed, match="total"):
        sealing.submit(proposal, by=proposal.lead)
    members.name(proposal, rows(("100.00", "100.00")), by=proposal.lead)
    members.sign(proposal.members.get(is_lead=True), by=proposal.lead)
    sealing.submit(proposal, by=proposal.lead)
    assert proposal.state == "submitted"
    assert proposal.packages.count() == 4


def test_who_leaves_after_the_closing_is_seen_by_the_form_check():
    challenge = make_call()
    proposal = signed(joint(challenge))
    sealing.submit(proposal, by=proposal.lead)
    close(challenge)
    member = proposal.members.get(is_lead=False)
    lifecycle.leave(member, by=member.user)
    lifecycle.leave(member, by=member.user)
    proposal.refresh_from_db()
    assert proposal.state == "submitted"
    assert lifecycle.left_after_closing(proposal) == [member]
    assert Message.objects.filter(recipient=proposal.lead, kind="proposal_member_left").count() == 1
    assert not Draft.objects.filter(proposal=proposal).exists()
    assert audit.timeline(proposal).filter(act="leave").count() == 1


@pytest.mark.parametrize("state", ["eligible", "scored", "shortlisted", "proposed", "awarded"])
def test_nobody_leaves_a_proposal_that_is_judged_or_has_won(state):
    proposal = signed(joint(make_call()))
    sealing.submit(proposal, by=proposal.lead)
    Proposal.objects.filter(pk=proposal.pk).update(state=state)
    member = proposal.members.get(is_lead=False)
    with pytest.raises(GuardFailed, match="talent office"):
        lifecycle.leave(member, by=member.user)
    member.refresh_from_db()
    assert member.left_at is None


def test_the_lead_does_not_leave_and_withdraws_only_before_the_closing():
    challenge = make_call()
    proposal = signed(joint(challenge))
    with pytest.raises(GuardFailed, match="lead"):
        lifecycle.leave(proposal.members.get(is_lead=True), by=proposal.lead)
    sealing.submit(proposal, by=proposal.lead)
    move_deadline(challenge)
    with pytest.raises(GuardFailed, match="closed"):
        lifecycle.withdraw(proposal, by=proposal.lead)
    move_deadline(challenge, hours=1)
    lifecycle.withdraw(proposal, by=proposal.lead)
    assert proposal.state == "withdrawn"
