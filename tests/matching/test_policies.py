"""Role by verb: who may do what with a list and with a pair."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from apps.matching import policies
from apps.matching.models import Match
from tests.factories import (
    make_employer,
    make_member,
    make_operator,
    make_organisation,
    make_position,
    make_talent,
    make_user,
)

pytestmark = pytest.mark.django_db
OF_THE_LIST = ("review", "assign", "see_list")
OF_THE_PAIR = ("judge", "show_interest", "answer")
TABLE = {
    "talent": {"answer"},
    "other_talent": set(),
    "owner": {"see_list", "show_interest"},
    "recruiter": {"see_list", "show_interest"},
    "hiring_manager": {"see_list"},
    "former_owner": set(),
    "other_employer": set(),
    "operator": {"review", "assign", "judge"},
    "operator_of_the_district": {"review", "assign", "judge"},
    "operator_elsewhere": set(),
    "reviewer_who_may_not_assign": {"review", "judge"},
    "operator_for_positions_only": set(),
    "operator_of_the_employer": {"see_list"},
    "operator_of_the_parent": set(),
    "operator_who_is_the_talent": {"review", "assign", "answer"},
    "inactive_operator": set(),
    "stranger": set(),
    "anonymous": set(),
}
SEE_THE_PAIR_RELEASED = {
    "owner", "recruiter", "hiring_manager", "operator", "operator_of_the_district", "reviewer_who_may_not_assign",
    "operator_of_the_employer", "operator_who_is_the_talent",
}  # fmt: skip


@pytest.fixture
def match():
    employer = make_employer()
    employer.organisation.parent = make_organisation()
    employer.organisation.save()
    position, talent = make_position(employer), make_talent()
    return Match.objects.create(
        position=position, talent=talent, card_id="card1", state="sent_to_employer", released_at=timezone.now()
    )


def member_operator(organisation):
    user = make_operator()
    user.memberships.create(organisation=organisation, role="hiring_manager")
    return user


def the_talent_herself(match):
    user = make_operator()
    match.talent = make_talent(user=user)
    match.save()
    return user


def former_owner(organisation):
    user = make_member(organisation, "owner")
    user.memberships.update(ended_at=timezone.now())
    return user


def person(role, match):
    organisation = match.position.employer.organisation
    return {
        "talent": lambda: match.talent.user,
        "other_talent": lambda: make_talent().user,
        "owner": lambda: make_member(organisation, "owner"),
        "recruiter": lambda: make_member(organisation, "recruiter"),
        "hiring_manager": lambda: make_member(organisation, "hiring_manager"),
        "former_owner": lambda: former_owner(organisation),
        "other_employer": lambda: make_employer().owner,
        "operator": make_operator,
        "operator_of_the_district": lambda: make_operator(district="370212"),
        "operator_elsewhere": lambda: make_operator(district="370283"),
        "reviewer_who_may_not_assign": lambda: make_operator(verbs=["matching.review"]),
        "operator_for_positions_only": lambda: make_operator(verbs=["positions.review"]),
        "operator_of_the_employer": lambda: member_operator(organisation),
        "operator_of_the_parent": lambda: member_operator(organisation.parent),
        "operator_who_is_the_talent": lambda: the_talent_herself(match),
        "inactive_operator": lambda: make_operator(is_active=False),
        "stranger": make_user,
        "anonymous": AnonymousUser,
    }[role]()


def allowed(user, match):
    of_list = {verb for verb in OF_THE_LIST if getattr(policies, f"can_{verb}")(user, match.position)}
    return of_list | {verb for verb in OF_THE_PAIR if getattr(policies, f"can_{verb}")(user, match)}


@pytest.mark.parametrize("role", TABLE)
def test_who_may(role, match):
    assert allowed(person(role, match), match) == TABLE[role]


@pytest.mark.parametrize("role", TABLE)
def test_who_sees_the_pair_in_lists(role, match):
    user = person(role, match)
    assert Match.objects.visible_to(user).exists() == (role in SEE_THE_PAIR_RELEASED)


@pytest.mark.parametrize(
    ("state", "seen"), [("sent_to_employer", False), ("sent_to_talent", True), ("no_interest", False)]
)
def test_the_talent_sees_a_pair_only_once_she_was_asked(match, state, seen):
    Match.objects.update(state=state)
    assert Match.objects.visible_to(match.talent.user).exists() is seen


def test_before_the_release_the_employer_sees_nothing(match):
    match.released_at = None
    match.save()
    owner = make_member(match.position.employer.organisation, "owner")
    assert not Match.objects.visible_to(owner).exists()
    assert policies.can_show_interest(owner, match) is False


@pytest.mark.parametrize("state", ["draft", "pending", "rejected", "suspended"])
def test_an_employer_that_is_not_verified_sees_no_list(match, state):
    employer = match.position.employer
    type(employer).objects.update(state=state, verified_at=None, verified_by=None)
    employer.refresh_from_db()
    owner = make_member(employer.organisation, "owner")
    assert allowed(owner, match) == set()
