"""Who belongs to a joint poster judges nothing of its call: the same operator elsewhere may, she may not."""

from __future__ import annotations

import pytest

from apps.accounts.models import Membership
from apps.agreements import policies as agreements
from apps.challenges import policies as challenges
from apps.matching import policies as matching
from apps.proposals import policies as proposals
from apps.reviews import form_policies, independence, policies
from tests.employers.codes import make_code
from tests.factories import make_member, make_operator, make_organisation
from tests.reviews import cases

pytestmark = pytest.mark.django_db
VERBS = [
    "challenges.review", "challenges.approve", "challenges.publish", "challenges.open", "challenges.finance",
    "matching.review", "matching.assign",
]  # fmt: skip
OF_A_CALL = {
    challenges: ("can_check", "can_return", "can_approve", "can_publish", "can_open", "can_operate", "can_license"),
    policies: ("can_run_panel", "can_see_recovery", "can_follow", "can_disqualify"),
    form_policies: ("can_begin_review",),
    matching: ("can_see_solvers",),
}
OF_A_PROPOSAL = {
    form_policies: ("can_check", "can_look"),
    agreements: ("can_draft", "can_look_to_draft"),
}


def rights(user, call) -> dict[str, bool]:
    proposal = call.entrants[0]
    found = {name: getattr(module, name)(user, call) for module, names in OF_A_CALL.items() for name in names}
    for module, names in OF_A_PROPOSAL.items():
        found |= {f"{name} of a proposal": getattr(module, name)(user, proposal) for name in names}
    return found | {"can_read_part": proposals.can_read_part(user, proposal, "identity")}


@pytest.mark.parametrize("place", ["the joint poster", "a daughter of it"])
def test_no_right_of_an_operator_is_left(place):
    partner = make_organisation(name_zh="联合发榜方", credit_code=make_code(31))
    call = cases.make_reviewing(1, partner_name="联合发榜方", partner_code=make_code(31))
    operator = make_operator(verbs=VERBS)
    before = rights(operator, call)
    assert all(before.values()), before
    where = partner if place == "the joint poster" else make_organisation(parent=partner)
    Membership.objects.create(user=operator, organisation=where, role="hiring_manager")
    after = rights(operator, call)
    assert not any(after.values()), after


def test_people_of_the_joint_poster_are_no_experts_of_its_call():
    partner = make_organisation(name_zh="联合发榜方", credit_code=make_code(31), mail_domains=["lianhe.example"])
    call = cases.make_reviewing(1, partner_name="联合发榜方", partner_code=make_code(31))
    (expert,) = cases.make_pool(1)
    assert independence.clear(expert, call)
    type(expert).objects.filter(pk=expert.pk).update(user=make_member(make_organisation(parent=partner)))
    expert.refresh_from_db()
    assert "related_employer" in independence.reasons(expert, call)
