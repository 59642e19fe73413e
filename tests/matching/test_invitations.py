"""Telling somebody of a call: once, by who may, never against her wish; and what becomes of it with her account."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.signals import erased
from apps.challenges.models import Challenge
from apps.core.models import AuditEntry
from apps.core.moves import GuardFailed
from apps.matching import invitations
from apps.matching.models import SolverInvitation
from apps.notifications.models import Message
from apps.talents.models import BlockedEmployer
from tests.factories import make_operator, make_talent, make_user
from tests.matching.test_solvers import NEEDS, call, solver
from tests.matching.world import encode, rank_call

pytestmark = pytest.mark.django_db
VERBS = ["matching.review"]


@pytest.fixture
def challenge():
    return call()


@pytest.fixture
def talent(challenge):
    found = solver(NEEDS[0])
    encode(found)
    rank_call(challenge)
    return found


@pytest.fixture
def operator():
    return make_operator(verbs=VERBS)


def test_she_is_told_once_with_the_call_and_nothing_else(challenge, talent, operator):
    made = invitations.invite(challenge, talent, by=operator)
    assert (made.user, made.ground, made.by) == (talent.user, "ranked", operator)
    told = Message.objects.get(recipient=talent.user, kind="call_invitation")
    assert (set(told.context), told.url) == ({"challenge"}, f"/challenges/{challenge.public_id}/")
    entry = AuditEntry.objects.get(act="invite_solver")
    assert (entry.public, entry.data["person"]) == (False, talent.user.public_id)
    with pytest.raises(GuardFailed, match="twice"):
        invitations.invite(challenge, talent, by=operator)


def test_who_is_not_on_the_list_is_not_invited_from_it(challenge, operator):
    with pytest.raises(GuardFailed, match="not on the list"):
        invitations.invite(challenge, make_talent(), by=operator)


def test_who_is_not_ranked_by_her_own_wish_may_be_chosen_by_a_person(challenge, operator):
    talent = make_talent(automated_ranking=False)
    assert invitations.invite(challenge, talent, by=operator).ground == "by_hand"


def test_who_is_not_looking_or_hides_from_the_poster_is_left_in_peace(challenge, talent, operator):
    BlockedEmployer.objects.create(talent=talent, organisation=challenge.employer.organisation)
    with pytest.raises(GuardFailed, match="hides"):
        invitations.invite(challenge, talent, by=operator)
    other = make_talent(visibility="recommendations")
    with pytest.raises(GuardFailed, match="not looking"):
        invitations.invite(challenge, other, by=operator)


def test_a_call_that_is_over_invites_nobody(challenge, talent, operator):
    Challenge.objects.filter(pk=challenge.pk).update(closes_at=timezone.now())
    with pytest.raises(GuardFailed, match="no proposals"):
        invitations.invite(challenge, talent, by=operator)


@pytest.mark.parametrize("options", [{"district": "370202", "verbs": VERBS}, {"verbs": ["challenges.review"]}])
def test_others_invite_nobody(challenge, talent, options):
    with pytest.raises(GuardFailed, match="may not"):
        invitations.invite(challenge, talent, by=make_operator(**options))


def test_a_closed_account_is_not_told(challenge, talent, operator):
    talent.user.state = "closed"
    with pytest.raises(GuardFailed, match="closed"):
        invitations.send(challenge, talent.user, ground="ranked", by=operator)


def test_invitations_stand_in_her_data_and_go_with_her(challenge, talent, operator, client):
    invitations.invite(challenge, talent, by=operator)
    client.force_login(talent.user)
    (told,) = client.get(reverse("account:own-data")).json()["invited_to"]
    assert (told["call"], told["ground"]) == (challenge.public_id, "ranked")
    erased.send(type(talent.user), user=talent.user, addresses=[])
    assert not SolverInvitation.objects.exists()


def test_an_invited_applicant_without_a_profile_is_forgotten_too(challenge, operator):
    user = make_user()
    invitations.send(challenge, user, ground="draft", by=operator)
    erased.send(type(user), user=user, addresses=[])
    assert not SolverInvitation.objects.exists()


# ---------------------------------------------------------------- the operator's page
def page_of(challenge: Challenge) -> str:
    return reverse("admin:matching_callrun_change", args=[challenge.pk])


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_page_shows_people_projects_and_teams_and_invites(client, challenge, operator, language):
    one, two, apart = solver(NEEDS[0], NEEDS[1]), solver(NEEDS[2]), make_talent(automated_ranking=False)
    project = two.projects.create(title_en="Autoclave testing rig", summary="We built autoclave testing.")
    encode(one, two)
    rank_call(challenge)
    client.force_login(operator)
    client.cookies["django_language"] = language
    here = page_of(challenge)
    assert here in client.get(reverse("admin:matching_callrun_changelist")).content.decode()
    page = client.get(here)
    text = page.content.decode()
    assert all(row.public_id in text for row in (one, two, apart))
    assert str(project) in text
    assert len(page.context["list"].teams) == 1
    rank_call(challenge)  # while she reads, a new list replaces the one she looks at
    assert client.post(here, {"act": "invite", "talent": [one.public_id, apart.public_id]}).status_code == 302
    assert set(SolverInvitation.objects.values_list("ground", flat=True)) == {"ranked", "by_hand"}


@pytest.mark.parametrize(
    "sent", [{"act": "invite"}, {"act": "fly", "talent": ["x"]}, {"act": "invite", "talent": ["x"]}]
)
def test_an_empty_choice_and_an_unknown_act_do_nothing(client, challenge, talent, operator, sent):
    client.force_login(operator)
    assert client.post(page_of(challenge), sent).status_code == 302
    assert not SolverInvitation.objects.exists()


def test_operators_of_another_district_and_of_the_posters_family_do_not_see_it(client, challenge, talent):
    for user in (make_operator(district="370202", verbs=VERBS), make_user()):
        client.force_login(user)
        assert client.get(page_of(challenge)).status_code == 302
