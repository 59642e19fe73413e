"""Who may do what with a meeting, hours and a schedule: role by verb."""

import pytest
from django.contrib.auth.models import AnonymousUser

from apps.meetings import policies
from apps.meetings.models import Availability, Meeting, ScheduleRun
from apps.meetings.terms import Side
from tests.factories import make_employer, make_member, make_operator, make_talent, make_user
from tests.meetings.cases import firm, make_fair, person, propose

pytestmark = pytest.mark.django_db
VERBS = ("read", "answer", "cancel", "reschedule", "set_link", "note", "open_profile")
HOST = {"read", "answer", "cancel", "reschedule", "set_link", "note", "record", "hours"}
ORGANISER = {"read", "cancel", "set_link", "note", "plan", "release"}
EXPECTED = {
    "the talent": {"read", "cancel", "reschedule", "open_profile", "hours of hers", "record for her"},
    "owner of the employer": HOST,
    "recruiter of the employer": HOST,
    "hiring manager of the employer": set(),
    "owner of another employer": set(),
    "another talent": set(),
    "keeper of the city": ORGANISER,
    "keeper of the district": ORGANISER,
    "keeper of another district": set(),
    "door": set(),
    "anybody": set(),
    "closed account": set(),
    "signed out": set(),
}


def people(hers, theirs):
    closed = make_member(theirs.organisation, "owner", is_active=False)
    return {
        "the talent": hers.talent.user,
        "owner of the employer": theirs.owner,
        "recruiter of the employer": make_member(theirs.organisation, "recruiter"),
        "hiring manager of the employer": make_member(theirs.organisation, "hiring_manager"),
        "owner of another employer": make_employer().owner,
        "another talent": make_talent().user,
        "keeper of the city": make_operator(verbs=["events.keep"]),
        "keeper of the district": make_operator(district="370212", verbs=["events.keep"]),
        "keeper of another district": make_operator(district="370202", verbs=["events.keep"]),
        "door": make_operator(verbs=["events.door"]),
        "anybody": make_user(),
        "closed account": closed,
        "signed out": AnonymousUser(),
    }


@pytest.mark.parametrize("who", EXPECTED)
def test_role_by_verb(who):
    fair = make_fair()
    hers, theirs = person(fair), firm(fair)
    user = people(hers, theirs)[who]
    meeting = propose(hers, theirs, fair.slots[0])  # the employer is waited for
    run = ScheduleRun.objects.create(event=fair.event)
    found = {verb for verb in VERBS if getattr(policies, f"can_{verb}")(user, meeting)}
    checks = {
        "plan": policies.can_plan(user, fair.event),
        "release": policies.can_release(user, run),
        "hours": policies.can_keep_hours(user, theirs),
        "hours of hers": policies.can_keep_hours(user, hers),
        "record": policies.can_record(user, meeting, Side.EMPLOYER),
        "record for her": policies.can_record(user, meeting, Side.TALENT),
    }
    found |= {name for name, may in checks.items() if may}
    assert found == EXPECTED[who]
    assert Meeting.objects.visible_to(user).exists() is ("read" in found)
    assert Meeting.objects.own(user).exists() is ("reschedule" in found)
    own = set(Availability.objects.of(user))
    assert own == ({hers} if "hours of hers" in found else {theirs} if "hours" in found else set())


def test_who_is_waited_for_answers():
    fair = make_fair()
    hers, theirs = person(fair), firm(fair)
    meeting = propose(hers, theirs, fair.slots[0], Side.EMPLOYER)
    assert policies.can_answer(hers.talent.user, meeting)
    assert not policies.can_answer(theirs.owner, meeting)
