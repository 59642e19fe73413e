"""Role x verb x place: who may do what an operator does; what giving and taking a role changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from apps.accounts import groups, policies, reference, roles
from apps.accounts.models import Role, RoleHolding, User
from apps.core.actors import SYSTEM
from apps.core.models import AuditEntry
from tests.factories import make_member, make_operator, make_organisation, make_user

pytestmark = pytest.mark.django_db
VERBS = (
    "employers.review", "positions.review", "talents.review", "applications.review", "matching.review",
    "matching.assign", "taxonomy.edit", "audit.read", "accounts.roles", "work.retry", "matching.tune",
    "challenges.review", "challenges.programmes", "challenges.publish", "challenges.approve", "challenges.open",
    "challenges.finance", "procedures.publicity", "procedures.objections", "events.keep", "events.door",
)  # fmt: skip
MAY = {
    "administrator": (*VERBS[:13], "procedures.publicity", "events.keep", "events.door"),
    "city_operator": (
        *VERBS[:5],
        "work.retry",
        "challenges.review",
        "challenges.publish",
        "events.keep",
        "events.door",
    ),
    "matching_lead": ("matching.review", "matching.assign", "matching.tune", "audit.read", "work.retry"),
    "district_operator": (
        "employers.review",
        "positions.review",
        "applications.review",
        "matching.review",
        "challenges.review",
        "events.keep",
        "events.door",
    ),
    "department_officer": ("challenges.approve", "challenges.programmes", "challenges.open", "procedures.publicity"),
    "objections_officer": ("procedures.objections",),
    "opening_officer": ("challenges.open",),
    "gate_staff": ("events.door",),
    "finance_officer": ("challenges.finance",),
    "auditor": ("audit.read",),
}


def holder(code: str, district: str = "", **fields: Any) -> User:
    reference.load()
    user = make_user()
    roles.give(RoleHolding(user=user, role=Role.objects.get(code=code), district=district, **fields), by=SYSTEM)
    user.refresh_from_db()
    return user


@pytest.mark.parametrize("code", MAY)
@pytest.mark.parametrize("verb", VERBS)
def test_role_by_verb(code: str, verb: str) -> None:
    user = holder(code)
    assert policies.may(user, verb, "370212") is (verb in MAY[code])
    assert user.has_perm(verb) is (verb in MAY[code])


def test_roles_are_exactly_these() -> None:
    reference.load()
    assert set(Role.objects.values_list("code", flat=True)) == set(MAY)
    assert reference.load() == (0, 0)


def test_a_role_for_a_district_reaches_that_district_alone() -> None:
    user = holder("district_operator", "370212")
    reached = [policies.may(user, "positions.review", district) for district in ("370212", "370202", "")]
    assert reached == [True, False, False]
    assert user.has_perm("positions.review") is False
    assert policies.districts_for(user, "positions.review") == {"370212"}


def test_a_role_ends_with_its_day() -> None:
    user = holder("auditor", until=timezone.now() - timedelta(seconds=1))
    assert policies.may(user, "audit.read") is False


@pytest.mark.parametrize("user", ["anonymous", "nobody", "inactive"])
def test_without_a_role_nothing(user: str) -> None:
    who: Any = {"anonymous": AnonymousUser, "nobody": make_user, "inactive": lambda: holder("administrator")}[user]()
    if user == "inactive":
        User.objects.filter(pk=who.pk).update(is_active=False)
        who.refresh_from_db()
    assert [policies.may(who, verb) for verb in VERBS] == [False] * len(VERBS)


def test_holders_are_those_of_the_city_and_of_the_place() -> None:
    city, here, there = (holder("district_operator", district) for district in ("", "370212", "370202"))
    assert set(policies.holders("positions.review", "370212")) == {city, here}
    assert there.is_staff


def test_nobody_gives_herself_a_role_or_more_than_she_holds() -> None:
    administrator, auditor = holder("administrator"), holder("auditor")
    every, read = Role.objects.get(code="administrator"), Role.objects.get(code="auditor")
    beyond = Role.objects.create(code="x", label_en="x", label_zh_hans="x", label_zh_hant="x", verbs=["x.y"])
    somebody = make_user()
    assert roles.can_give(administrator, every, somebody) is True
    assert roles.can_give(administrator, every, administrator) is False
    assert roles.can_give(administrator, beyond, somebody) is False
    assert roles.can_give(auditor, read, somebody) is False


def test_the_last_role_taken_back_ends_being_staff() -> None:
    user = holder("auditor")
    assert user.is_staff
    roles.take_back(RoleHolding.objects.get(user=user), by=SYSTEM)
    user.refresh_from_db()
    acts = AuditEntry.objects.filter(subject_ref=user.public_id).order_by("id").values_list("act", flat=True)
    assert (user.is_staff, list(acts)) == (False, ["give_role", "take_role"])


PAGES = {
    "accounts/user": "accounts.roles", "accounts/role": "accounts.roles", "accounts/roleholding": "accounts.roles",
    "accounts/organisation": "accounts.roles", "accounts/noticetext": "accounts.roles", "accounts/consent": "audit.read",
    "accounts/grant": "audit.read", "accounts/accessentry": "audit.read", "core/auditentry": "audit.read",
    "core/file": "audit.read", "core/mark": "", "core/heartbeat": "", "notifications/delivery": "",
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("verbs", [["accounts.roles"], ["audit.read"], ["positions.review"]])
def test_who_opens_which_page_of_the_administration(client: Client, page: str, verbs: list[str]) -> None:
    client.force_login(make_operator(verbs=verbs))
    seen = client.get(f"/admin/{page}/").status_code
    assert seen == (200 if not PAGES[page] or PAGES[page] in verbs else 403)


@pytest.mark.parametrize("page", ["accounts/consent", "accounts/grant", "core/auditentry", "core/mark", "core/file"])
def test_what_is_a_record_cannot_be_written_even_by_a_superuser(client: Client, page: str) -> None:
    client.force_login(make_user(is_staff=True, is_superuser=True))
    assert client.post(f"/admin/{page}/add/", {}).status_code == 403


def test_secrets_and_ways_in_have_no_page(client: Client) -> None:
    client.force_login(make_user(is_staff=True, is_superuser=True))
    for page in ("account/emailaddress", "mfa/authenticator", "knox/authtoken", "auth/group"):
        assert client.get(f"/admin/{page}/").status_code == 404


def test_an_administrator_gives_a_role_by_the_page_but_not_to_herself(client: Client) -> None:
    administrator = holder("administrator")
    client.force_login(administrator)
    role, somebody = Role.objects.get(code="auditor"), make_user()
    for user, made in ((administrator, 1), (somebody, 2)):
        client.post("/admin/accounts/roleholding/add/", {"user": user.pk, "role": role.pk, "district": ""})
        assert RoleHolding.objects.count() == made
    assert AuditEntry.objects.get(subject_ref=somebody.public_id).actor_ref == administrator.public_id


def test_restricting_needs_a_reason_and_ends_the_session(client: Client) -> None:
    somebody, other = make_user(), Client()
    other.force_login(somebody)
    client.force_login(holder("administrator"))
    asked = {"action": "restrict", "_selected_action": [somebody.pk]}
    client.post("/admin/accounts/user/", {**asked, "reason": ""})
    somebody.refresh_from_db()
    assert somebody.state == "active"
    client.post("/admin/accounts/user/", {**asked, "reason": "Reported by two employers"})
    somebody.refresh_from_db()
    assert (somebody.state, somebody.is_active) == ("restricted", False)
    assert other.get("/settings/").status_code == 302


def test_an_administrator_restricts_neither_herself_nor_a_colleague(client: Client) -> None:
    administrator, colleague = holder("administrator"), make_operator()
    client.force_login(administrator)
    chosen = [administrator.pk, colleague.pk]
    client.post("/admin/accounts/user/", {"action": "restrict", "_selected_action": chosen, "reason": "because"})
    assert set(User.objects.filter(pk__in=chosen).values_list("state", flat=True)) == {"active"}


@pytest.mark.parametrize("role", ["owner", "recruiter", "hiring_manager"])
def test_only_owners_keep_members(role: str) -> None:
    organisation = make_organisation()
    member, stranger = make_member(organisation, role), make_member(make_organisation())
    assert policies.can_keep_members(member, organisation) is (role == "owner")
    assert policies.can_keep_members(stranger, organisation) is False


def test_family_of_an_employer() -> None:
    parent = make_organisation()
    child, sister, other = make_organisation(parent=parent), make_organisation(parent=parent), make_organisation()
    user = make_member(child)
    assert [policies.same_employer(user, one) for one in (child, parent, sister, other)] == [True, True, True, False]


def test_a_group_reaches_over_all_levels() -> None:
    top = make_organisation()
    aunt, mother = make_organisation(parent=top), make_organisation(parent=top)
    cousin, grandchild = make_organisation(parent=aunt), make_organisation(parent=make_organisation(parent=mother))
    other = make_organisation(parent=make_organisation())
    user = make_member(grandchild)
    family = [top, aunt, mother, cousin, grandchild, other]
    assert [policies.same_employer(user, one) for one in family] == [True, True, True, True, True, False]
    assert groups.above(grandchild)[-1] == top
    type(top).objects.filter(pk=top.pk).update(parent=grandchild)  # a slip of who keeps the rows is no endless loop
    grandchild.refresh_from_db()
    assert policies.same_employer(user, cousin)
    assert not policies.same_employer(user, other)
    assert len(groups.above(type(top).objects.get(pk=grandchild.pk))) == 4
