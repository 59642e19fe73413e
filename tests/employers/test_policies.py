"""Who may do what with an employer: role by verb."""

import pytest
from django.contrib.auth.models import AnonymousUser

from apps.accounts.models import Membership
from apps.core import files
from apps.employers import policies, profiles
from apps.employers.models import Employer
from tests.factories import make_employer, make_member, make_operator, make_user

pytestmark = pytest.mark.django_db
VERBS = ("edit", "submit", "manage_members", "draft", "review", "read_documents")
EXPECTED = {
    "owner": {"edit", "submit", "manage_members", "draft", "read_documents"},
    "recruiter": {"edit", "draft"},
    "hiring manager": set(),
    "former owner": set(),
    "owner elsewhere": set(),
    "operator of the city": {"review", "read_documents"},
    "operator of the district": {"review", "read_documents"},
    "operator of another district": set(),
    "operator for positions only": set(),
    "operator who owns it": {"edit", "submit", "manage_members", "draft", "read_documents"},
    "anybody": set(),
    "signed out": set(),
}


@pytest.fixture
def employer():
    return make_employer(district="370212", state="unverified")


def people(employer):
    organisation = employer.organisation
    gone = make_member(organisation)
    Membership.objects.filter(user=gone).update(ended_at="2026-01-01T00:00:00Z")
    torn = make_operator()
    Membership.objects.create(user=torn, organisation=organisation, role="owner")
    return {
        "owner": employer.owner,
        "recruiter": make_member(organisation, "recruiter"),
        "hiring manager": make_member(organisation, "hiring_manager"),
        "former owner": gone,
        "owner elsewhere": make_employer().owner,
        "operator of the city": make_operator(),
        "operator of the district": make_operator(district="370212"),
        "operator of another district": make_operator(district="370202"),
        "operator for positions only": make_operator(verbs=["positions.review"]),
        "operator who owns it": torn,
        "anybody": make_user(),
        "signed out": AnonymousUser(),
    }


@pytest.mark.parametrize("who", EXPECTED)
def test_role_by_verb(employer, who):
    user = people(employer)[who]
    assert {verb for verb in VERBS if getattr(policies, f"can_{verb}")(user, employer)} == EXPECTED[who]


def test_papers_are_read_by_owners_and_their_operators_only(employer):
    profiles.add_document(
        employer, "licence", b"%PDF-x", name="a.pdf", content_type="application/pdf", by=employer.owner
    )
    file = employer.documents.get().file
    seen = {who for who, user in people(employer).items() if files.may_read(user, file)}
    assert seen == {who for who, verbs in EXPECTED.items() if "read_documents" in verbs}


@pytest.mark.parametrize(
    ("state", "drafts"),
    [("unverified", True), ("submitted", True), ("returned", True), ("verified", True), ("expired", True),
     ("suspended", False), ("rejected", False)],
)  # fmt: skip
def test_who_is_suspended_writes_nothing(state, drafts):
    employer = make_employer(state=state)
    assert policies.can_draft(employer.owner, employer) is drafts


@pytest.mark.parametrize(
    ("who", "seen"),
    [("owner", True), ("hiring manager", True), ("owner elsewhere", False), ("operator of the district", True),
     ("operator of another district", False), ("operator for positions only", False), ("anybody", False), ("signed out", False)],
)  # fmt: skip
def test_an_unverified_employer_is_seen_by_its_own_and_its_operators(employer, who, seen):
    user = people(employer)[who]
    assert Employer.objects.visible_to(user).filter(pk=employer.pk).exists() is seen


def test_a_claim_link_is_made_only_while_nobody_owns_it(employer):
    operator = make_operator(district="370212")
    assert not policies.can_invite_claimant(operator, employer)
    Membership.objects.filter(user=employer.owner).update(ended_at="2026-01-01T00:00:00Z")
    assert policies.can_invite_claimant(operator, employer)
    assert not policies.can_invite_claimant(make_operator(district="370202"), employer)
    assert not policies.can_invite_claimant(employer.owner, employer)
