"""Who may do what with a proposal: role by verb, before and after the opening."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from apps.accounts.models import Membership
from apps.proposals import policies
from apps.proposals.models import Proposal
from tests.factories import make_member, make_operator, make_organisation, make_user
from tests.proposals.content import make_call, make_draft

pytestmark = pytest.mark.django_db
WRITES = {"edit", "lead", "read", "part"}
EXPECTED = {
    "lead": WRITES,
    "another owner": WRITES,
    "recruiter": WRITES,
    "hiring manager": set(),
    "former owner": set(),
    "member": {"read", "part"},
    "former member": set(),
    "poster": set(),
    "reviewer of the district": {"part after"},
    "reviewer of another district": set(),
    "department": {"part after"},
    "department that takes part": {"read", "part"},
    "department of the applicant's family": set(),
    "opener": set(),
    "another applicant": set(),
    "suspended lead": set(),
    "signed out": set(),
}


def people(proposal, organisation):
    former, inside, gone = make_member(organisation), make_user(), make_user()
    Membership.objects.filter(user=former).update(ended_at=timezone.now())
    share = {"budget_share": 0, "ip_share": 0, "country": "CN", "name": "x"}
    torn, kin = make_operator(verbs=["challenges.approve"]), make_operator(verbs=["challenges.approve"])
    proposal.members.create(user=inside, **share)
    proposal.members.create(user=torn, **share)
    proposal.members.create(user=gone, left_at=timezone.now(), **share)
    Membership.objects.create(user=kin, organisation=make_organisation(parent=organisation), role="hiring_manager")
    other = make_user()
    make_draft(proposal.challenge, user=other)
    return {
        "lead": proposal.lead,
        "another owner": make_member(organisation),
        "recruiter": make_member(organisation, "recruiter"),
        "hiring manager": make_member(organisation, "hiring_manager"),
        "former owner": former,
        "member": inside,
        "former member": gone,
        "poster": make_member(proposal.challenge.employer.organisation),
        "reviewer of the district": make_operator(district="370212", verbs=["challenges.review"]),
        "reviewer of another district": make_operator(district="370202", verbs=["challenges.review"]),
        "department": make_operator(verbs=["challenges.approve"]),
        "department that takes part": torn,
        "department of the applicant's family": kin,
        "opener": make_operator(verbs=["challenges.open"]),
        "another applicant": other,
        "suspended lead": make_member(organisation, is_active=False),
        "signed out": AnonymousUser(),
    }


@pytest.fixture
def proposal():
    organisation = make_organisation()
    return make_draft(make_call(), user=make_member(organisation), organisation=organisation)


def verbs(user, proposal) -> set[str]:
    found = {verb for verb in ("edit", "lead", "read") if getattr(policies, f"can_{verb}")(user, proposal)}
    before = policies.can_read_part(user, proposal, "blind")
    proposal.opened_at = timezone.now()
    after = policies.can_read_part(user, proposal, "identity")
    proposal.opened_at = None
    return found | ({"part"} if before else {"part after"} if after else set())


@pytest.mark.parametrize("who", EXPECTED)
def test_role_by_verb(proposal, who):
    user = people(proposal, proposal.organisation)[who]
    assert verbs(user, proposal) == EXPECTED[who]


@pytest.mark.parametrize("who", EXPECTED)
def test_who_may_read_sees_it_in_lists_and_nobody_else(proposal, who):
    user = people(proposal, proposal.organisation)[who]
    user = AnonymousUser() if not user.is_active else user
    seen = Proposal.objects.visible_to(user).filter(pk=proposal.pk).exists()
    assert seen == policies.can_read(user, proposal)


def test_nobody_edits_what_is_sealed(proposal):
    proposal.state = "submitted"
    assert not policies.can_edit(proposal.lead, proposal)


def test_each_signs_and_leaves_for_herself(proposal):
    lead = proposal.members.get()
    other = proposal.members.create(user=make_user(), budget_share=0, ip_share=0, country="CN", name="x")
    assert policies.can_sign(other.user, other)
    assert policies.can_leave(other.user, other)
    assert policies.can_sign(proposal.lead, lead)
    assert not policies.can_leave(proposal.lead, lead)
    assert not policies.can_sign(proposal.lead, other)
    assert not policies.can_sign(AnonymousUser(), other)
