"""Appraisal: who is asked, what she answers, when it counts, how it is closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from apps.challenges import lifecycle as challenges
from apps.challenges.models import Challenge, ChallengeRevision, Programme
from apps.core import audit
from apps.core.moves import GuardFailed, IllegalMove
from apps.experts import lifecycle as experts
from apps.experts import load, profiles
from apps.experts.models import Expert
from apps.notifications.models import Message
from apps.reviews import appraisal, appraisal_policies, appraisal_tasks
from apps.reviews import appraisal_candidates as candidates
from apps.reviews.appraisal import Reply
from apps.reviews.appraisal_states import Question
from apps.reviews.models import Opinion
from tests.challenges.content import make_challenge, make_programme
from tests.factories import counter, make_expert, make_member, make_operator, make_organisation, make_user

pytestmark = pytest.mark.django_db
ALL_YES = {code: Reply("yes") for code in Question.values}


def make_call(**options):
    return make_challenge(state="district_checked", **options)


def clerk():
    return make_operator(district="370212", verbs=["challenges.review"])


def department():
    return make_operator(verbs=["challenges.approve"])


def told(user, kind) -> int:
    return Message.objects.filter(recipient=user, kind=kind).count()


def elsewhere() -> str:
    return f"judge{next(counter)}@institute.example.org"


def expert_of(number: int) -> Expert:
    """Of another house each, with an address of another domain than the posters of these tests."""
    return make_expert(
        user=make_user(elsewhere()),
        employer=f"远岛检测中心{number}",
        name_zh=f"甲乙{'丙丁戊己庚辛'[number]}",
        family_name=f"Fam{number}",
    )


def given(opinion: Opinion, *, recommendation="support", **replies: Reply) -> Opinion:
    user = opinion.expert.user
    appraisal.declare(opinion, by=user)
    appraisal.save(opinion, ALL_YES | replies, by=user, recommendation=recommendation, text="理由充分。")
    appraisal.give(opinion, by=user)
    return opinion


def asked(challenge, count=1, by=None) -> list[Opinion]:
    by = by or clerk()
    return [appraisal.ask(challenge, expert_of(number), by=by) for number in range(count)]


# ---------------------------------------------------------------- who is asked


def offered(challenge) -> set[int]:
    return {one.expert.pk for one in candidates.candidates(challenge)}


def test_experts_of_the_field_with_room_are_offered_and_others_not():
    challenge = make_call()
    good = expert_of(0)
    for facts in (
        {"chains": ["hydrogen"], "disciplines": ["law"]},
        {"tasks": ["review"]},
        {"signed": False},
        {"state": "paused"},
        {"confirmed": False},  # unknown is not clear
    ):
        make_expert(user=make_user(elsewhere()), **facts)
    full = expert_of(1)
    Expert.objects.filter(pk=full.pk).update(cases_max=1)
    appraisal.ask(make_call(), full, by=clerk())
    assert offered(challenge) == {good.pk}
    assert load.open_cases([full]) == {full.pk: 1}


def test_nobody_of_the_posters_family_is_offered():
    challenge = make_call()
    poster = challenge.employer.organisation
    inside = make_expert(user=make_member(poster, "hiring_manager", email=elsewhere()), employer="另一家")
    named = make_expert(user=make_user(elsewhere()), employer=poster.name_zh)
    mother = make_organisation()
    poster.parent = mother
    poster.save()
    up = make_expert(user=make_member(mother, email=elsewhere()), employer="另一家")
    for expert in (inside, named, up):
        assert expert.pk not in offered(challenge)
        with pytest.raises(GuardFailed, match="cannot be asked"):
            appraisal.ask(challenge, expert, by=clerk(), cleared="she is fine")


def test_a_doubt_is_asked_about():
    """The contact has her name: perhaps the same person, perhaps not."""
    challenge = make_call(contact_name="苏砚清")
    expert = make_expert(user=make_user("su@institute.example.org"))
    (one,) = candidates.candidates(challenge)
    assert one.doubts
    with pytest.raises(GuardFailed, match="write why"):
        appraisal.ask(challenge, expert, by=clerk())
    opinion = appraisal.ask(challenge, expert, by=clerk(), cleared="同名，已核实非本人")
    entry = audit.timeline(opinion, public_only=False).get(act="ask")
    assert entry.reason == "同名，已核实非本人"
    assert entry.data["doubts"]


def test_nobody_is_asked_twice_while_the_first_stands():
    challenge = make_call()
    (opinion,) = asked(challenge)
    with pytest.raises(GuardFailed, match="cannot be asked"):
        appraisal.ask(challenge, opinion.expert, by=clerk())
    Opinion.objects.update(due_at=timezone.now())
    appraisal_tasks.run_clock()
    appraisal.ask(challenge, opinion.expert, by=clerk())  # refilled


@pytest.mark.parametrize("days", [0, 61])
def test_days_within_reason(days):
    with pytest.raises(GuardFailed, match="working days"):
        appraisal.ask(make_call(), expert_of(0), by=clerk(), days=days)


@pytest.mark.parametrize("state", ["draft", "argued", "approved", "published"])
def test_only_a_call_that_waits(state):
    with pytest.raises(GuardFailed, match="does not wait"):
        appraisal.ask(make_challenge(state=state), expert_of(0), by=clerk())


def test_no_appraisal_where_the_round_has_none():
    challenge = make_call(programme=make_programme("firm_to_firm"))
    with pytest.raises(GuardFailed, match="no appraisal"):
        appraisal.ask(challenge, expert_of(0), by=clerk())
    with pytest.raises(GuardFailed, match="no appraisal"):
        appraisal.argue(challenge, by=department())


# ---------------------------------------------------------------- what she answers


def test_from_being_asked_to_a_locked_opinion():
    challenge = make_call()
    (opinion,) = asked(challenge)
    user = opinion.expert.user
    message = Message.objects.get(recipient=user, kind="appraisal_asked")
    assert "深海" not in str(message.context)  # the call itself only after the declaration
    assert not appraisal_policies.can_read_call(user, opinion)
    appraisal.declare(opinion, by=user)
    assert appraisal_policies.can_read_call(user, opinion)
    given_ = {**ALL_YES, "budget": Reply("partly", "测试费偏低")}
    appraisal.save(opinion, given_, by=user, recommendation="change", text="应补测试费。")
    appraisal.give(opinion, by=user)
    assert opinion.state == "given"
    assert opinion.content_hash == challenge.draft.content_hash != ""
    with pytest.raises(GuardFailed, match="cannot be written"):
        appraisal.save(opinion, ALL_YES, by=user)
    with pytest.raises(IllegalMove):
        appraisal.give(opinion, by=user)
    with pytest.raises(IllegalMove):
        appraisal.decline(opinion, by=user, reason_code="no_time")


def test_an_opinion_is_whole():
    (opinion,) = asked(make_call())
    user = opinion.expert.user
    with pytest.raises(GuardFailed, match="cannot be written"):
        appraisal.save(opinion, ALL_YES, by=user)
    with pytest.raises(IllegalMove):
        appraisal.give(opinion, by=user)
    appraisal.declare(opinion, by=user)
    with pytest.raises(GuardFailed, match="Please answer: The need is real"):
        appraisal.give(opinion, by=user)
    appraisal.save(opinion, {**ALL_YES, "term": Reply("no")}, by=user, recommendation="support", text="x")
    with pytest.raises(GuardFailed, match="write a remark: The term"):
        appraisal.give(opinion, by=user)
    appraisal.save(opinion, ALL_YES, by=user)
    with pytest.raises(GuardFailed, match="recommendation with your reasons"):
        appraisal.give(opinion, by=user)
    for wrong in ({"real": Reply("maybe")}, {"age": Reply("yes")}, {"real": Reply("no", "x" * 1001)}):
        with pytest.raises(ValidationError):
            appraisal.save(opinion, wrong, by=user)
    with pytest.raises(ValidationError):
        appraisal.save(opinion, {}, by=user, recommendation="great")


def test_each_gives_her_own():
    (opinion,) = asked(make_call())
    other = expert_of(3).user
    for step in (
        lambda: appraisal.declare(opinion, by=other),
        lambda: appraisal.decline(opinion, by=other, reason_code="no_time"),
        lambda: appraisal.save(opinion, {}, by=other),
        lambda: appraisal.give(opinion, by=other),
    ):
        with pytest.raises(GuardFailed, match="her own opinion"):
            step()


def test_declined_tells_who_asked():
    by = clerk()
    (opinion,) = asked(make_call(), by=by)
    with pytest.raises(ValidationError):
        appraisal.decline(opinion, by=opinion.expert.user, reason_code="bored")
    appraisal.decline(opinion, by=opinion.expert.user, reason_code="conflict")
    assert opinion.state == "declined"
    assert told(by, "appraisal_declined") == 1


def test_new_facts_end_an_opinion_that_is_being_written():
    by = clerk()
    challenge = make_call()
    (opinion, other) = asked(challenge, 2, by=by)
    profiles.save_tie(
        opinion.expert, "employer", {"name_zh": challenge.employer.organisation.name_zh}, by=opinion.expert.user
    )
    opinion.refresh_from_db()
    assert opinion.state == "called_off"
    assert told(by, "appraisal_declined") == 1
    experts.end(other.expert, by=other.expert.user)
    other.refresh_from_db()
    assert other.state == "called_off"


def test_facts_that_nobody_was_told_of_stop_it_at_the_door():
    challenge = make_call()
    (opinion,) = asked(challenge)
    opinion.expert.ties.create(kind="employer", name_zh=challenge.employer.organisation.name_zh)
    with pytest.raises(GuardFailed, match="not independent"):
        appraisal.declare(opinion, by=opinion.expert.user)
    Opinion.objects.update(state="accepted", declared_at=timezone.now())
    with pytest.raises(GuardFailed, match="not independent"):
        appraisal.give(opinion, by=opinion.expert.user)


def test_the_clock_reminds_once_and_then_ends_it():
    by = clerk()
    (opinion,) = asked(make_call(), by=by)
    user = opinion.expert.user
    assert appraisal_tasks.run_clock() == 0
    with pytest.raises(GuardFailed, match="There is time"):
        appraisal.expire(opinion, now=timezone.now())
    Opinion.objects.update(due_at=timezone.now() + timedelta(hours=35))
    appraisal_tasks.run_clock()
    appraisal_tasks.run_clock()
    assert told(user, "appraisal_due") == 1
    Opinion.objects.update(due_at=timezone.now())
    for step in (appraisal.declare, appraisal.give):
        with pytest.raises(GuardFailed, match="is over"):
            step(opinion, by=user)
    assert appraisal_tasks.run_clock() == 1
    opinion.refresh_from_db()
    assert opinion.state == "expired"
    assert (told(user, "appraisal_expired"), told(by, "appraisal_missed")) == (1, 1)


# ---------------------------------------------------------------- how it is closed


def test_three_opinions_close_the_appraisal():
    by, boss = clerk(), department()
    challenge = make_call()
    opinions = asked(challenge, 4, by=by)
    for opinion in opinions[:2]:
        given(opinion)
    with pytest.raises(GuardFailed, match="2 opinions count, 3 are needed"):
        appraisal.argue(challenge, by=boss)
    given(opinions[2], budget=Reply("no", "预算偏高"), recommendation="change")
    assert told(by, "appraisal_complete") == 1
    found = appraisal.summary(challenge)
    assert found.answers["budget"] == {"yes": 2, "no": 1}
    assert found.remarks["budget"] == ["预算偏高"]
    assert found.recommendations == {"support": 2, "change": 1}
    appraisal.argue(challenge, by=boss)
    assert challenge.state == "argued"
    assert challenges.ready_for_approval(challenge)
    opinions[3].refresh_from_db()
    assert opinions[3].state == "called_off"
    assert told(opinions[3].expert.user, "appraisal_called_off") == 1
    assert told(challenge.employer.organisation.memberships.get().user, "challenge_argued") == 1


def test_against_most_experts_only_with_a_reason():
    challenge = make_call()
    for opinion, advice in zip(asked(challenge, 3), ("oppose", "oppose", "support"), strict=True):
        given(opinion, recommendation=advice)
    with pytest.raises(GuardFailed, match="advise against"):
        appraisal.argue(challenge, by=department())
    appraisal.argue(challenge, by=department(), note="城市急需，指标已调整")
    assert challenge.state == "argued"


def test_opinions_on_an_earlier_text_or_of_somebody_tied_do_not_count():
    challenge = make_call()
    opinions = [given(opinion) for opinion in asked(challenge, 3)]
    opinions[0].expert.ties.create(kind="employer", name_zh=challenge.employer.organisation.name_zh)
    assert len(appraisal.summary(challenge).counted) == 2
    ChallengeRevision.objects.filter(pk=challenge.draft_id).update(content_hash="another")
    assert appraisal.summary(Challenge.objects.get(pk=challenge.pk)).counted == []


def test_who_gave_an_opinion_does_not_close_it():
    challenge = make_call()
    boss = department()
    boss.email = "boss@office.example.org"
    boss.save()
    mine = appraisal.ask(challenge, make_expert(user=boss, employer="远岛"), by=clerk())
    given(mine)
    for opinion in asked(challenge, 2):
        given(opinion)
    with pytest.raises(GuardFailed, match="Somebody else"):
        appraisal.argue(challenge, by=boss)
    with pytest.raises(GuardFailed, match="Somebody else"):
        appraisal.argue(challenge, by=make_user())
    appraisal.argue(challenge, by=department())


def test_where_the_district_checks_it_checks_first():
    challenge = make_challenge(state="submitted")
    for opinion in asked(challenge, 3):
        given(opinion)
    with pytest.raises(GuardFailed, match="district checks first"):
        appraisal.argue(challenge, by=department())
    Programme.objects.update(district_check=False)
    appraisal.argue(challenge, by=department())
    assert challenge.state == "argued"


@pytest.mark.parametrize("step", ["return_", "reject", "cancel"])
def test_a_call_that_leaves_its_stage_calls_the_rest_off(step):
    challenge = make_call()
    (opinion,) = asked(challenge)
    getattr(challenges, step)(challenge, by=department(), reason="x")
    opinion.refresh_from_db()
    assert opinion.state == "called_off"


# ---------------------------------------------------------------- who may

VERBS = ("ask", "argue")
EXPECTED = {
    "operator of the district": {"ask", "see"},
    "operator of another district": set(),
    "department": {"ask", "argue", "see", "read given"},
    "department of the poster's family": set(),
    "the expert": {"see", "read", "read given", "call"},
    "another expert": set(),
    "poster": set(),
    "stranger": set(),
}


@pytest.mark.parametrize("who", EXPECTED)
def test_role_by_verb(who):
    challenge = make_call()
    (opinion,) = asked(challenge)
    kin = department()
    kin.memberships.create(organisation=challenge.employer.organisation, role="hiring_manager")
    user = {
        "operator of the district": clerk,
        "operator of another district": lambda: make_operator(district="370202", verbs=["challenges.review"]),
        "department": department,
        "department of the poster's family": lambda: kin,
        "the expert": lambda: opinion.expert.user,
        "another expert": lambda: expert_of(4).user,
        "poster": lambda: challenge.employer.organisation.memberships.first().user,
        "stranger": make_user,
    }[who]()
    appraisal.declare(opinion, by=opinion.expert.user)
    found = {verb for verb in VERBS if getattr(appraisal_policies, f"can_{verb}")(user, challenge)}
    found |= {"see"} if Opinion.objects.visible_to(user).filter(pk=opinion.pk).exists() else set()
    found |= {"read"} if appraisal_policies.can_read_opinion(user, opinion) else set()
    found |= {"call"} if appraisal_policies.can_read_call(user, opinion) else set()
    appraisal.save(opinion, ALL_YES, by=opinion.expert.user, recommendation="support", text="x")
    appraisal.give(opinion, by=opinion.expert.user)
    found |= {"read given"} if appraisal_policies.can_read_opinion(user, opinion) else set()
    expected = EXPECTED[who] | ({"read given"} if "ask" in EXPECTED[who] else set())
    assert found == expected
