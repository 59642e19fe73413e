"""Role by verb: who may do what with an expert, and who sees her in lists."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from apps.experts import policies
from apps.experts.models import Expert
from tests.factories import make_expert, make_member, make_operator, make_organisation, make_talent, make_user

pytestmark = pytest.mark.django_db
VERBS = ("keep", "note", "read", "edit", "sign", "pause", "leave")
HERS = {"read", "edit", "sign", "pause", "leave"}
KEEPS = {"keep", "note", "read", "pause"}
TABLE = {
    "herself": HERS,
    "herself, suspended": set(),
    "keeper of the city": KEEPS,
    "keeper of the district": KEEPS,
    "keeper of another district": set(),
    "keeper who is the expert": HERS,
    "operator of other things": set(),
    "another expert": set(),
    "owner of her employer": set(),
    "talent": set(),
    "stranger": set(),
    "signed out": set(),
}


def people(expert):
    return {
        "herself": lambda: expert.user,
        "herself, suspended": lambda: _off(expert.user),
        "keeper of the city": lambda: make_operator(verbs=["experts.keep"]),
        "keeper of the district": lambda: make_operator(district="370212", verbs=["experts.keep"]),
        "keeper of another district": lambda: make_operator(district="370202", verbs=["experts.keep"]),
        "keeper who is the expert": lambda: _becomes(expert, make_operator(verbs=["experts.keep"])),
        "operator of other things": lambda: make_operator(verbs=["challenges.review"]),
        "another expert": lambda: make_expert().user,
        "owner of her employer": lambda: make_member(make_organisation(name_zh="岚屿研究所")),
        "talent": lambda: make_talent().user,
        "stranger": make_user,
        "signed out": AnonymousUser,
    }


def _off(user):
    user.is_active = False
    user.save()
    return user


def _becomes(expert, user):
    expert.user = user
    expert.save()
    return user


@pytest.mark.parametrize("who", TABLE)
def test_role_by_verb(who):
    expert = make_expert(district="370212")
    user = people(expert)[who]()
    assert {verb for verb in VERBS if getattr(policies, f"can_{verb}")(user, expert)} == TABLE[who]


@pytest.mark.parametrize("who", TABLE)
def test_who_may_read_sees_her_in_lists_and_nobody_else(who):
    expert = make_expert(district="370212")
    user = people(expert)[who]()
    seen = Expert.objects.visible_to(user).filter(pk=expert.pk).exists()
    assert seen == ("read" in TABLE[who])


@pytest.mark.parametrize("state", ["ended", "invited"])
def test_who_is_not_in_the_pool_changes_nothing(state):
    expert = make_expert(state=state)
    assert not policies.can_edit(expert.user, expert)
    assert not policies.can_sign(expert.user, expert)
    assert policies.can_read(expert.user, expert)


def test_who_may_invite():
    district = make_operator(district="370212", verbs=["experts.keep"])
    assert policies.can_invite(make_operator(verbs=["experts.keep"]))
    assert policies.can_invite(district, "370212")
    assert not policies.can_invite(district)
    assert not policies.can_invite(make_operator(verbs=["challenges.review"]))
    assert not policies.can_invite(AnonymousUser())
