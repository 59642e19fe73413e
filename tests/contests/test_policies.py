"""Who may do what with an edition, an entry and a case: role by verb."""

import pytest
from django.contrib.auth.models import AnonymousUser

from apps.contests import policies
from apps.contests.models import Edition, Entry, FollowUp
from tests.contests.cases import DECIDE, FOLLOW, KEEP, PAY, credit_code, finalists
from tests.factories import make_operator, make_organisation, make_user

pytestmark = pytest.mark.django_db
OF_EDITION = ("keep", "award", "operate", "edit", "enter")
OF_ENTRY = ("read", "decide", "honour", "check_landing", "pay", "write", "withdraw", "land")
EXPECTED = {
    "keeper of the city": {"keep", "operate", "read", "decide", "run"},
    "keeper of the district": {"keep", "operate", "read", "decide", "run"},
    "keeper of another district": set(),
    "decider": {"award", "operate", "read", "honour"},
    "follower of the district": {"read", "check_landing", "follow"},
    "follower of another district": set(),
    "finance": {"pay"},
    "keeper about herself": {"keep", "operate", "read"},
    "decider of the same company": {"award", "operate", "read"},
    "she herself": {"read"},
    "anybody": set(),
    "closed account": set(),
    "signed out": set(),
}


def people(company):
    mate = make_operator(verbs=DECIDE)
    company.memberships.create(user=mate, role="owner")
    return {
        "keeper of the city": make_operator(verbs=KEEP),
        "keeper of the district": make_operator(district="370212", verbs=KEEP),
        "keeper of another district": make_operator(district="370202", verbs=KEEP),
        "decider": make_operator(verbs=DECIDE),
        "follower of the district": make_operator(district="370212", verbs=FOLLOW),
        "follower of another district": make_operator(district="370202", verbs=FOLLOW),
        "finance": make_operator(verbs=PAY),
        "keeper about herself": make_operator(verbs=KEEP),
        "decider of the same company": mate,
        "she herself": make_user(),
        "anybody": make_user(),
        "closed account": make_user(is_active=False),
        "signed out": AnonymousUser(),
    }


def test_role_by_verb(taxonomy):
    edition, (entry,) = finalists(1)
    code = credit_code()
    company, owner = make_organisation(credit_code=code), entry.entrant
    Entry.objects.update(credit_code=code)
    case = FollowUp.objects.get()
    for who, user in people(company).items():
        own = who in ("she herself", "keeper about herself")
        Entry.objects.filter(pk=entry.pk).update(entrant=user if own else owner)
        row = Entry.objects.select_related("edition").get()
        found = {verb for verb in OF_EDITION if getattr(policies, f"can_{verb}")(user, edition)}
        found |= {verb for verb in OF_ENTRY if getattr(policies, f"can_{verb}")(user, row)}
        found |= {"run"} if policies.can_run(user, edition.stages.get()) else set()
        case.entry = row
        found |= {"follow"} if policies.can_follow(user, case) else set()
        assert found == EXPECTED[who], who
        assert Entry.objects.visible_to(user).exists() is ("read" in found), who


def test_planned_editions_are_seen_by_their_keepers_alone(taxonomy):
    from tests.contests.cases import make_edition

    make_edition(state="planned")
    assert Edition.objects.visible_to(make_operator(verbs=KEEP, district="370212")).exists()
    assert not Edition.objects.visible_to(make_operator(verbs=KEEP, district="370202")).exists()
    assert not Edition.objects.visible_to(make_user()).exists()
