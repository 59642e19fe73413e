"""Role by verb: who may do what with an application."""

import pytest

from apps.applications import lifecycle, policies
from apps.applications.models import Application
from tests.factories import (
    make_employer,
    make_member,
    make_notice,
    make_operator,
    make_position,
    make_talent,
    make_user,
)

pytestmark = pytest.mark.django_db
VERBS = ("act_as_talent", "decide", "comment", "arrange", "see")
TABLE = {
    "talent": {"act_as_talent", "see"},
    "owner": {"decide", "comment", "see"},
    "recruiter": {"decide", "comment", "see"},
    "hiring_manager": {"comment", "see"},
    "other_employer": set(),
    "other_talent": set(),
    "operator": {"arrange", "see"},
    "operator_of_the_district": {"arrange", "see"},
    "operator_elsewhere": set(),
    "operator_of_the_employer": {"comment", "see"},
    "stranger": set(),
}


@pytest.fixture
def application():
    make_notice("share_application")
    position, talent = make_position(), make_talent()
    row = lifecycle.start(talent, position, by=talent.user)
    lifecycle.submit(row, by=talent.user)
    return Application.objects.get(pk=row.pk)


def person(role, application):
    organisation = application.position.employer.organisation
    operator_inside = make_operator() if role == "operator_of_the_employer" else None
    if operator_inside:
        operator_inside.memberships.create(organisation=organisation, role="hiring_manager")
        return operator_inside
    return {
        "talent": lambda: application.talent.user,
        "owner": lambda: make_member(organisation, "owner"),
        "recruiter": lambda: make_member(organisation, "recruiter"),
        "hiring_manager": lambda: make_member(organisation, "hiring_manager"),
        "other_employer": lambda: make_employer().owner,
        "other_talent": lambda: make_talent().user,
        "operator": make_operator,
        "operator_of_the_district": lambda: make_operator(district="370212"),
        "operator_elsewhere": lambda: make_operator(district="370283"),
        "stranger": make_user,
    }[role]()


@pytest.mark.parametrize("role", TABLE)
def test_who_may(role, application):
    user = person(role, application)
    allowed = {verb for verb in VERBS if getattr(policies, f"can_{verb}")(user, application)}
    assert allowed == TABLE[role]


@pytest.mark.parametrize("role", TABLE)
def test_who_sees_it_in_lists(role, application):
    user = person(role, application)
    assert Application.objects.visible_to(user).exists() == ("see" in TABLE[role])


def test_nobody_applies_to_her_own_employer():
    position = make_position()
    talent = make_talent(user=position.employer.organisation.memberships.get().user)
    assert policies.can_apply(talent.user, talent, position) is False
    assert policies.can_apply(make_user(), make_talent(), position) is False
    other = make_talent()
    assert policies.can_apply(other.user, other, position) is True
