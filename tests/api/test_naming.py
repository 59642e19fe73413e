"""Consent to be named by API: each member for herself, never for another, and back at any time."""

from __future__ import annotations

import pytest
from django.utils import translation

from apps.accounts.models import Membership
from apps.proposals import lifecycle as proposals
from apps.reviews import naming
from tests.agreements.factories import Cast, make_contracts, owner_of
from tests.factories import make_member, make_notice, make_operator, make_organisation, make_user
from tests.proposals.content import make_call, make_draft, make_sealed
from tests.reviews import cases

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture(autouse=True)
def the_notice(db):
    make_notice(naming.PURPOSE)


def route(proposal):
    return f"proposals/{proposal.public_id}/naming/"


def test_she_agrees_once_and_takes_it_back(api):
    proposal = make_sealed(make_call(), user=make_user())
    client = api(proposal.lead)
    assert client.ok("get", route(proposal)) == {"agreed": False, "open": True, "version": 1, "notice": "Notice"}
    assert client.ok("post", route(proposal))["agreed"] is True
    client.ok("post", route(proposal))
    assert naming.agreed(proposal) == {proposal.lead_id}
    assert client.ok("delete", route(proposal))["agreed"] is False
    assert naming.agreed(proposal) == set()


def test_a_draft_cannot_be_named_yet(api):
    proposal = make_draft(make_call(), user=make_user())
    client = api(proposal.lead)
    assert client.ok("get", route(proposal))["open"] is False
    assert client.call("post", route(proposal)).status_code == 409
    assert naming.agreed(proposal) == set()


def test_nobody_agrees_for_another(api):
    house = make_organisation()
    lead, colleague = make_member(house), make_member(house)
    proposal = make_sealed(make_call(), user=lead, organisation=house)
    refused = {"colleague": (colleague, 403), "stranger": (make_user(), 404), "operator": (make_operator(), 404)}
    for who, (user, status) in refused.items():
        for method in ("get", "post", "delete"):
            assert api(user).call(method, route(proposal)).status_code == status, (who, method)
    assert naming.agreed(proposal) == set()


def test_who_has_left_has_no_say(api):
    house = make_organisation()
    lead, other = make_member(house), make_member(house)
    proposal = make_sealed(make_call(), user=lead, organisation=house)
    member = proposal.members.create(user=other, name="甲", country="CN", budget_share=0, ip_share=0)
    assert api(other).ok("post", route(proposal))["agreed"] is True
    proposals.leave(member, by=other)
    assert api(other).call("post", route(proposal)).status_code == 403


def test_a_running_publicity_period_follows_at_once(api):
    call = cases.make_judged()
    winner = call.entrants[0]
    client = api(winner.lead)
    client.ok("post", route(winner))
    made = cases.make_announced(call, winner)
    name = winner.members.get(is_lead=True).name
    assert name in str(made.publicity.body)
    client.ok("delete", route(winner))
    made.publicity.refresh_from_db()
    with translation.override("en"):
        assert name not in str(made.publicity.body)


def test_each_side_opens_its_own_name_on_the_page_of_the_contract(api):
    cast = Cast()
    (contract,) = make_contracts(cast)
    here = f"contracts/{contract.public_id}/public-name/"
    told = api(contract.proposal.lead).ok("post", here, {"public": True})
    assert {row["side"]: row["public_at"] is not None for row in told["parties"]} == {"poster": False, "solver": True}
    api(owner_of(contract)).ok("post", here, {"public": True})
    told = api(contract.proposal.lead).ok("post", here, {"public": False})
    assert {row["side"]: row["public_at"] is not None for row in told["parties"]} == {"poster": True, "solver": False}
    recruiter = make_user()
    Membership.objects.create(
        user=recruiter, organisation=contract.challenge.employer.organisation, role=Membership.Role.RECRUITER
    )
    assert api(recruiter).call("post", here, {"public": False}).status_code == 403
    assert api(cast.keeper).call("post", here, {"public": True}).status_code == 403
    assert api(make_user()).call("post", here, {"public": True}).status_code == 404
    assert contract.agreement.parties.get(side="poster").public_at is not None
