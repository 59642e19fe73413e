"""A call without a valid proposal over REST: ended, explained, taken up again, those who came near told."""

from __future__ import annotations

import pytest
from django.utils import timezone
from rest_framework.throttling import SimpleRateThrottle

from apps.accounts.models import Membership
from apps.challenges.models import Challenge
from apps.matching.models import SolverInvitation
from apps.proposals.models import Proposal
from apps.talents.models import Experience
from tests.challenges.content import make_challenge, make_programme, with_key
from tests.factories import make_member, make_operator, make_talent, make_user
from tests.matching.conftest import cheap_encoder, numbered_vocabulary  # noqa: F401  fixtures of this file too
from tests.matching.world import encode
from tests.proposals.content import make_draft

pytestmark = pytest.mark.django_db
INVITES = ["challenges.review", "matching.review"]


@pytest.fixture(autouse=True)
def no_throttle(monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "allow_request", lambda *args: True)


@pytest.fixture
def closed():
    """Begun by somebody and never sealed."""
    challenge = with_key(make_challenge(state="published", bounty=400_000))
    challenge.writer = make_user(display_name="Writer Ofdraft")
    make_draft(challenge, user=challenge.writer)
    Challenge.objects.filter(pk=challenge.pk).update(state="closed")
    challenge.refresh_from_db()
    able = make_talent(about="", salary_expected=900_000)
    told = "在船厂六年负责防腐涂层配方，冬季航次后逐批记录涂层寿命与渗透率，并用电化学阻抗谱跟踪老化。"
    Experience.objects.create(talent=able, organisation="A yard", title="工程师", text=told, language="zh-hans")
    encode(able)
    return challenge


def owner_of(challenge):
    return Membership.objects.get(organisation=challenge.employer.organisation, role="owner").user


def at(challenge, verb):
    return f"challenges/{challenge.public_id}/{verb}/"


def test_from_the_closing_to_the_call_that_follows(api, closed):
    operator, poster = api(make_operator(verbs=INVITES)), api(owner_of(closed))
    assert operator.call("post", at(closed, "fail"), {"reason": " "}).status_code == 400
    assert operator.ok("post", at(closed, "fail"), {"reason": "无人揭榜"})["state"] == "failed"
    assert operator.call("post", at(closed, "fail"), {"reason": "无人揭榜"}).status_code in (403, 409)
    exact, told = operator.ok("get", at(closed, "recovery")), poster.ok("get", at(closed, "recovery"))
    assert (exact["heard"]["drafts"], told["heard"]["drafts"]) == ("1", "fewer than five")
    assert {row["code"] for row in told["changes"]} >= {"bounty"}
    programme = make_programme()
    body = {"programme": programme.public_id, "changes": ["bounty"]}
    made = poster.call("post", at(closed, "recovery"), body)
    assert (made.status_code, made.json()["state"], made.json()["follows"]) == (201, "draft", closed.public_id)
    following = Challenge.objects.get(public_id=made.json()["id"])
    assert (following.programme, following.draft.bounty > 400_000) == (programme, True)
    revision = following.draft
    Challenge.objects.filter(pk=following.pk).update(
        state="published", current=revision, draft=None, closes_at=revision.closes_at, submitted_at=revision.created_at,
        approved_at=revision.created_at, approved_by=owner_of(closed), published_at=revision.created_at,
        published_by=make_user(), no_state_secret_by=make_user(), number="JB2026-8888", draw_nonce="ab" * 32,
    )  # fmt: skip
    assert operator.ok("post", at(following, "invite-near"))["invited"] == 1
    assert SolverInvitation.objects.get().user == closed.writer
    assert operator.ok("post", at(following, "invite-near"))["invited"] == 0


def test_changes_that_are_not_proposed_and_rounds_that_are_not_open(api, closed):
    Challenge.objects.filter(pk=closed.pk).update(state="failed")
    poster = api(owner_of(closed))
    open_, ended = make_programme(), make_programme(open_=False)
    wrong = {"programme": open_.public_id, "changes": ["everything"]}
    assert poster.call("post", at(closed, "recovery"), wrong).status_code == 409
    answer = poster.call("post", at(closed, "recovery"), {"programme": ended.public_id})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "programme")
    assert not Challenge.objects.filter(follows=closed).exists()


@pytest.mark.parametrize(
    ("state", "who", "status"),
    [("closed", "operator", 200), ("closed", "poster", 200), ("failed", "poster", 200), ("failed", "manager", 200),
     ("failed", "stranger", 403), ("closed", "stranger", 403), ("failed", "elsewhere", 403),
     ("published", "operator", 409), ("published", "poster", 403)],
)  # fmt: skip
def test_who_reads_why(api, closed, state, who, status):
    Challenge.objects.filter(pk=closed.pk).update(state=state)
    people = {
        "operator": make_operator(verbs=INVITES),
        "poster": owner_of(closed),
        "manager": make_member(closed.employer.organisation, "hiring_manager"),
        "stranger": make_user(),
        "elsewhere": make_operator(district="370202", verbs=INVITES),
    }
    assert api(people[who]).call("get", at(closed, "recovery")).status_code == status


def test_while_anything_is_sealed_the_poster_reads_nothing(api, closed):
    Proposal.objects.update(state="submitted", sealed_at=timezone.now())
    assert api(owner_of(closed)).call("get", at(closed, "recovery")).status_code == 403


@pytest.mark.parametrize(
    ("verb", "body"), [("recovery", {"programme": "x"}), ("fail", {"reason": "x"}), ("invite-near", None)]
)
def test_nobody_else_acts(api, closed, verb, body):
    elsewhere = make_operator(district="370202", verbs=[*INVITES, "challenges.approve"])
    for user in (make_user(), elsewhere, make_member(closed.employer.organisation, "hiring_manager")):
        assert api(user).call("post", at(closed, verb), body).status_code == 403
    closed.refresh_from_db()
    assert closed.state == "closed"
