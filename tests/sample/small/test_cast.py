"""The cast of the demo: who can sign in, and what waits for each."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate

from apps.accounts import policies as accounts
from apps.accounts.models import Membership, User
from apps.accounts.people import has_verified_address
from apps.applications.states import ApplicationState
from apps.matching import lists
from apps.matching.models import Match
from apps.matching.states import MatchState
from apps.notifications.models import Message
from apps.positions import lifecycle, policies
from apps.positions.models import Position
from apps.positions.states import PositionState
from apps.sample.cast import LOGINS, PASSWORD
from apps.sample.world import World
from apps.talents.models import Talent


def _user(name: str) -> User:
    return User.objects.get(email=LOGINS[name])


def _position(world: World, place: int) -> Position:
    return Position.objects.select_related("employer__organisation", "current", "draft").get(
        pk=world.posts[place].position.pk
    )


@pytest.mark.parametrize("name", ["talent", "employer", "expert", "operator", "admin"])
def test_the_five_can_sign_in(world: World, name: str) -> None:
    user = authenticate(username=f"{name}@demo.example", password="demo-Qingdao-2022")
    assert user == _user(name)
    assert has_verified_address(user)
    assert PASSWORD == "demo-Qingdao-2022"


def test_nobody_else_has_a_password(world: World) -> None:
    others = User.objects.exclude(email__in=LOGINS.values())
    assert others.count() > 600
    assert not any(user.has_usable_password() for user in others)


def test_operator_and_administrator_hold_their_roles(world: World) -> None:
    operator, admin = _user("operator"), _user("admin")
    assert (operator.is_staff, operator.is_superuser, admin.is_staff, admin.is_superuser) == (True, False, True, True)
    assert accounts.may(operator, "matching.review", "370212")
    assert not accounts.may(operator, "accounts.roles", "370212")
    assert accounts.may(admin, "accounts.roles", "370212")
    assert [_user(name).is_staff for name in ("talent", "employer", "expert")] == [False] * 3


def test_the_employer_owns_a_verified_firm_with_a_released_position_and_a_draft(world: World) -> None:
    membership = Membership.objects.get(user=_user("employer"))
    assert (membership.role, membership.organisation.employer.state) == ("owner", "verified")
    released, draft = _position(world, 0), _position(world, 1)
    assert released.employer == draft.employer == membership.organisation.employer
    assert (released.state, draft.state) == (PositionState.PUBLISHED, PositionState.DRAFT)
    assert released.current is not None
    assert draft.draft is not None
    assert [t.language for r in (released.current, draft.draft) for t in r.texts.all()] == ["zh-hans", "zh-hans"]
    assert len(lists.released(released)) >= 3


def test_the_draft_can_be_submitted_and_published(world: World) -> None:
    draft, operator = _position(world, 1), _user("operator")
    lifecycle.submit(draft, by=_user("employer"))
    assert policies.can_review(operator, draft)
    lifecycle.publish(draft, by=operator)
    assert Position.objects.live().filter(pk=draft.pk).exists()


def test_the_coating_doctor_comes_first_and_the_optics_engineer_is_nowhere_near(world: World) -> None:
    rows = lists.results(_position(world, 0), reserve=True)
    doctor = Talent.objects.get(user=_user("talent"))
    assert [t.language for t in doctor.texts.all()] == ["en"]
    assert rows[0].match.talent == doctor
    assert rows[0].score - rows[1].score > 3_000  # thousandths: no chance of a comma
    optics = Talent.objects.get(texts__headline__startswith="VR optics engineer")
    assert optics.pk not in [row.match.talent_id for row in rows[:10]]


def test_the_doctor_has_been_asked_and_has_applications(world: World) -> None:
    doctor = Talent.objects.get(user=_user("talent"))
    assert doctor.country != "CN"
    asked = Match.objects.get(talent=doctor, state=MatchState.SENT_TO_TALENT)
    assert asked.position.employer != world.firms[0].employer
    states = sorted(doctor.applications.values_list("state", flat=True))
    assert states == sorted([ApplicationState.INTERVIEW, ApplicationState.VIEWED, ApplicationState.WITHDRAWN])
    assert doctor.applications.get(state=ApplicationState.INTERVIEW).interviews.get().answered_at is None


def test_the_board_of_the_firm_has_people_in_every_open_column(world: World) -> None:
    states = set(_position(world, 0).applications.values_list("state", flat=True))
    assert states >= {"submitted", "viewed", "shortlisted", "interview", "offered", "rejected"}


def test_the_cast_has_messages_and_nobody_else_of_the_past(world: World) -> None:
    kinds = set(Message.objects.filter(recipient=_user("talent")).values_list("kind", flat=True))
    assert kinds >= {"application_viewed", "application_interview", "interest"}
    kinds = set(Message.objects.filter(recipient=_user("employer")).values_list("kind", flat=True))
    assert kinds >= {"application_submitted", "list_released", "interest_agreed"}
    past = Message.objects.filter(key__startswith="sample:").exclude(recipient__email__in=LOGINS.values())
    assert not past.exists()
