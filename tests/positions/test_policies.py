"""Who may do what with a position: role by verb."""

import pytest
from django.contrib.auth.models import AnonymousUser

from apps.accounts.models import Membership
from apps.positions import policies
from apps.positions.models import Position
from tests.factories import make_employer, make_member, make_operator, make_position, make_user

pytestmark = pytest.mark.django_db
VERBS = ("edit", "submit", "manage", "read_as_member", "review", "see_candidates")
MEMBERS = {"edit", "submit", "manage", "read_as_member", "see_candidates"}


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
    torn = make_operator()
    Membership.objects.create(user=torn, organisation=sister.organisation, role="owner")
    return {
        "owner": employer.owner,
        "recruiter": make_member(organisation, "recruiter"),
        "hiring manager": make_member(organisation, "hiring_manager"),
        "former owner": gone,
        "owner elsewhere": make_employer().owner,
        "operator of the city": make_operator(),
        "operator of the district": make_operator(district="370212"),
        "operator of another district": make_operator(district="370202"),
        "operator for employers only": make_operator(verbs=["employers.review"]),
        "operator with a post in the family": torn,
        "anybody": make_user(),
        "signed out": AnonymousUser(),
    }


EXPECTED = {
    "owner": MEMBERS,
    "recruiter": MEMBERS,
    "hiring manager": {"read_as_member", "see_candidates"},
    "former owner": set(),
    "owner elsewhere": set(),
    "operator of the city": {"review"},
    "operator of the district": {"review"},
    "operator of another district": set(),
    "operator for employers only": set(),
    "operator with a post in the family": set(),
    "anybody": set(),
    "signed out": set(),
}


def may(user, position):
    return {verb for verb in VERBS if getattr(policies, f"can_{verb}")(user, position)}


@pytest.mark.parametrize("who", EXPECTED)
def test_role_by_verb(employer, who):
    position = make_position(employer, state="draft")
    assert may(people(employer)[who], position) == EXPECTED[who]


@pytest.mark.parametrize(
    ("state", "editable"),
    [("draft", True), ("returned", True), ("published", True), ("paused", True), ("expired", True), ("pending", False),
     ("filled", False), ("closed", False), ("taken_down", False)],
)  # fmt: skip
def test_only_some_states_take_a_draft(employer, state, editable):
    assert policies.can_edit(employer.owner, make_position(employer, state=state)) is editable


@pytest.mark.parametrize(
    ("state", "writes"),
    [("unverified", True), ("submitted", True), ("returned", True), ("verified", True), ("expired", True),
     ("suspended", False), ("rejected", False)],
)  # fmt: skip
def test_an_unverified_employer_writes_while_it_waits(state, writes):
    employer = make_employer(state=state)
    assert policies.can_edit(employer.owner, make_position(employer, state="draft")) is writes
    assert policies.can_import(employer.owner, employer) is writes


@pytest.mark.parametrize(
    ("who", "seen"),
    [("owner", {"draft", "live", "sunk"}), ("hiring manager", {"draft", "live", "sunk"}), ("owner elsewhere", {"live"}),
     ("operator of the city", {"draft", "live", "sunk"}), ("operator of the district", {"draft", "live", "sunk"}),
     ("operator of another district", {"live"}), ("anybody", {"live"}), ("signed out", {"live"})],
)  # fmt: skip
def test_what_can_be_seen(employer, who, seen):
    rows = {
        "draft": make_position(employer, state="draft"),
        "live": make_position(employer),
        "sunk": make_position(employer, state="taken_down"),
    }
    found = set(Position.objects.visible_to(people(employer)[who]).values_list("pk", flat=True))
    assert {name for name, row in rows.items() if row.pk in found} == seen


@pytest.mark.parametrize("state", ["unverified", "submitted", "suspended", "expired", "rejected"])
def test_a_position_is_live_only_while_its_employer_is_verified(state):
    employer = make_employer(state=state)
    make_position(employer)
    assert list(Position.objects.live()) == []
