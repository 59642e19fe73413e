"""Who may do what with a call and a problem: role by verb."""

import pytest
from django.contrib.auth.models import AnonymousUser

from apps.accounts.models import Membership
from apps.challenges import policies
from apps.challenges.models import Challenge, Problem, Programme
from tests.challenges.content import make_challenge, make_programme
from tests.factories import make_employer, make_member, make_operator, make_user

pytestmark = pytest.mark.django_db
VERBS = (
    "edit", "submit", "cancel", "read_as_member", "check", "return", "approve", "publish", "operate", "admit", "license",
    "open", "prepare_keys",
)  # fmt: skip
OWNER = {"edit", "submit", "cancel", "read_as_member", "admit"}
EXPECTED = {
    "owner": OWNER,
    "recruiter": {"edit", "submit", "read_as_member"},
    "hiring manager": {"read_as_member"},
    "former owner": set(),
    "owner elsewhere": set(),
    "reviewer of the city": {"check", "return", "operate"},
    "reviewer of the district": {"check", "return", "operate"},
    "reviewer of another district": set(),
    "department": {"return", "approve", "operate", "license", "prepare_keys"},
    "publisher": {"publish", "operate", "prepare_keys"},
    "opener": {"operate", "open"},
    "finance": set(),
    "department with a post in the family": set(),
    "operator for positions": set(),
    "anybody": set(),
    "signed out": set(),
}


@pytest.fixture
def employer():
    return make_employer(district="370212")


def people(employer):
    organisation = employer.organisation
    gone = make_member(organisation)
    Membership.objects.filter(user=gone).update(ended_at="2026-01-01T00:00:00Z")
    sister = make_employer()
    sister.organisation.parent = organisation
    sister.organisation.save()
    torn = make_operator(verbs=["challenges.approve"])
    Membership.objects.create(user=torn, organisation=sister.organisation, role="owner")
    return {
        "owner": employer.owner,
        "recruiter": make_member(organisation, "recruiter"),
        "hiring manager": make_member(organisation, "hiring_manager"),
        "former owner": gone,
        "owner elsewhere": make_employer().owner,
        "reviewer of the city": make_operator(verbs=["challenges.review"]),
        "reviewer of the district": make_operator(district="370212", verbs=["challenges.review"]),
        "reviewer of another district": make_operator(district="370202", verbs=["challenges.review"]),
        "department": make_operator(verbs=["challenges.approve"]),
        "publisher": make_operator(verbs=["challenges.publish"]),
        "opener": make_operator(verbs=["challenges.open"]),
        "finance": make_operator(verbs=["challenges.finance"]),
        "department with a post in the family": torn,
        "operator for positions": make_operator(verbs=["positions.review"]),
        "anybody": make_user(),
        "signed out": AnonymousUser(),
    }


@pytest.mark.parametrize("who", EXPECTED)
def test_role_by_verb(employer, who):
    challenge = make_challenge(employer=employer)
    user = people(employer)[who]
    assert {verb for verb in VERBS if getattr(policies, f"can_{verb}")(user, challenge)} == EXPECTED[who]


def test_who_approved_does_not_publish(employer):
    both = make_operator(verbs=["challenges.approve", "challenges.publish"])
    challenge = make_challenge(employer=employer, state="approved")
    assert policies.can_publish(both, challenge)
    Challenge.objects.filter(pk=challenge.pk).update(approved_by=both)
    challenge.refresh_from_db()
    assert not policies.can_publish(both, challenge)


def test_a_public_call_is_cancelled_by_the_department_not_by_its_poster(employer):
    challenge = make_challenge(employer=employer, state="published")
    assert not policies.can_cancel(employer.owner, challenge)
    assert policies.can_cancel(make_operator(verbs=["challenges.approve"]), challenge)


@pytest.mark.parametrize(
    ("who", "drafts", "submitted", "public"),
    [
        ("owner", True, True, True), ("hiring manager", True, True, True), ("anybody", False, False, True),
        ("signed out", False, False, True), ("reviewer of the district", False, True, True),
        ("reviewer of another district", False, False, True), ("opener", False, True, True),
        ("finance", False, True, True), ("operator for positions", False, False, True),
    ],
)  # fmt: skip
def test_who_sees_calls(employer, who, drafts, submitted, public):
    rows = [make_challenge(employer=employer, state=state) for state in ("draft", "submitted", "published")]
    seen = set(Challenge.objects.visible_to(people(employer)[who]))
    assert [row in seen for row in rows] == [drafts, submitted, public]


def test_rules_of_a_round_in_preparation_are_for_those_who_keep_them():
    draft, open_ = make_programme(open_=False), make_programme()
    assert set(Programme.objects.visible_to(make_user())) == {open_}
    assert set(Programme.objects.visible_to(make_operator(verbs=["challenges.programmes"]))) == {draft, open_}


def problem(employer, **fields):
    defaults = {"title": "涂层鼓泡", "description": "两年即鼓泡", "district": "370212"}
    return Problem.objects.create(employer=employer, **(defaults | fields))


@pytest.mark.parametrize(
    ("who", "writes", "manages", "screens"),
    [
        ("owner", True, True, False), ("recruiter", True, True, False), ("hiring manager", False, False, False),
        ("owner elsewhere", False, False, False), ("reviewer of the district", False, False, True),
        ("reviewer of another district", False, False, False), ("department", False, False, False),
        ("signed out", False, False, False),
    ],
)  # fmt: skip
def test_problems_role_by_verb(employer, who, writes, manages, screens):
    user, row = people(employer)[who], problem(employer)
    found = (
        policies.can_write_problem(user, row),
        policies.can_manage_problem(user, row),
        policies.can_screen(user, row),
    )
    assert found == (writes, manages, screens)


def test_problems_for_postdoc_platforms_are_seen_by_those_alone(employer, taxonomy):
    listed = {"state": "listed", "fresh_until": "2099-01-01", "listed_at": "2026-01-01T00:00:00Z"}
    public = problem(employer, **listed)
    closed = problem(employer, audience="postdoc", **listed)
    host = make_employer(honours=["postdoc_host"], honours_confirmed=["postdoc_host"])
    station = make_employer(honours=["high_tech", "postdoc_base_city"], honours_confirmed=["postdoc_base_city"])
    claims = make_employer(honours=["postdoc_host", "high_tech"], honours_confirmed=["high_tech"])
    assert set(Problem.objects.visible_to(AnonymousUser())) == {public}
    assert set(Problem.objects.visible_to(make_employer().owner)) == {public}
    assert set(Problem.objects.visible_to(host.owner)) == {public, closed}
    assert set(Problem.objects.visible_to(station.owner)) == {public, closed}
    assert set(Problem.objects.visible_to(claims.owner)) == {public}, "an employer's own word opens nothing"
    assert set(Problem.objects.visible_to(employer.owner)) == {public, closed}


def test_nobody_but_the_team_sees_a_draft_of_a_problem(employer):
    row = problem(employer)
    assert row in Problem.objects.visible_to(employer.owner)
    assert row not in Problem.objects.visible_to(make_operator(verbs=["challenges.review"]))
    assert row not in Problem.objects.visible_to(make_operator(district="370212", verbs=["challenges.review"]))
