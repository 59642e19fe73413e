"""A call from its draft to its closing, and what keeps it from each step."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.challenges import content, drafts, lifecycle, tasks
from apps.challenges.models import Challenge
from apps.core import audit
from apps.core.moves import GuardFailed, IllegalMove
from apps.notifications.models import Message
from tests.challenges.content import make_challenge, make_programme, whole, with_key
from tests.factories import make_employer, make_member, make_operator, make_user

pytestmark = pytest.mark.django_db


def told(user) -> list[str]:
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def test_from_draft_to_public_under_the_rules_of_the_state():
    employer = make_employer()
    owner = make_member(employer.organisation)
    programme = make_programme(appraisal=False)
    challenge = drafts.start(programme, employer, whole(), by=owner)
    lifecycle.submit(challenge, by=owner)
    with pytest.raises(GuardFailed):
        lifecycle.approve(challenge, by=make_user())  # the district has not looked yet
    lifecycle.check(challenge, by=make_user())
    lifecycle.approve(challenge, by=make_user())
    with_key(challenge)
    lifecycle.publish(challenge, by=make_user(), no_state_secret=True)
    assert (challenge.state, challenge.number) == ("published", f"JB{timezone.localtime().year}-0001")
    assert challenge.closes_at == challenge.current.closes_at
    assert hashlib.sha256(bytes.fromhex(challenge.draw_nonce)).hexdigest() == challenge.draw_nonce_hash
    acts = list(audit.timeline(challenge).values_list("act", flat=True))
    assert acts == ["submit", "check", "approve", "publish"]
    assert told(owner) == ["challenge_district_checked", "challenge_approved", "challenge_published"]


def test_from_firm_to_firm_no_district_and_no_experts_stand_before_the_approval():
    challenge = make_challenge(state="submitted", programme=make_programme("firm_to_firm"))
    with pytest.raises(GuardFailed):
        lifecycle.check(challenge, by=make_user())
    lifecycle.approve(challenge, by=make_user())
    assert challenge.state == "approved"


@pytest.mark.parametrize("state", ["submitted", "district_checked"])
def test_where_experts_appraise_nothing_is_approved_before(state):
    with pytest.raises(GuardFailed):
        lifecycle.approve(make_challenge(state=state), by=make_user())


def test_numbers_follow_one_another():
    numbers = []
    for _at in range(3):
        challenge = make_challenge(state="approved", keyed=True)
        lifecycle.publish(challenge, by=make_user(), no_state_secret=True)
        numbers.append(challenge.number[-4:])
    assert numbers == ["0001", "0002", "0003"]


@pytest.mark.parametrize("state", ["unverified", "suspended", "expired"])
def test_an_unverified_employer_submits_and_publishes_nothing(state):
    draft = make_challenge(employer=make_employer(state=state))
    with pytest.raises(GuardFailed):
        lifecycle.submit(draft, by=make_user())
    approved = make_challenge(state="approved", keyed=True, employer=make_employer(state=state))
    with pytest.raises(GuardFailed):
        lifecycle.publish(approved, by=make_user(), no_state_secret=True)


def test_a_call_with_a_gap_is_not_submitted_nor_published():
    draft = make_challenge(ip_choice="")
    with pytest.raises(GuardFailed):
        lifecycle.submit(draft, by=make_user())
    late = make_challenge(state="approved", keyed=True, closes_at=timezone.now() + timedelta(days=3))
    with pytest.raises(GuardFailed):  # approval took so long that the shortest period no longer fits
        lifecycle.publish(late, by=make_user(), no_state_secret=True)


def test_nothing_is_published_without_the_word_on_state_secrets():
    challenge = make_challenge(state="approved", keyed=True)
    with pytest.raises(GuardFailed, match="state secret"):
        lifecycle.publish(challenge, by=make_user(), no_state_secret=False)


def test_nothing_is_published_before_its_keys_are_prepared():
    challenge = make_challenge(state="approved")
    with pytest.raises(GuardFailed, match="keys of this call"):
        lifecycle.publish(challenge, by=make_user(), no_state_secret=True)
    challenge.refresh_from_db()
    assert (challenge.state, challenge.number) == ("approved", None)
    lifecycle.publish(with_key(challenge), by=make_user(), no_state_secret=True)
    assert challenge.state == "published"


def test_a_closed_programme_takes_nothing():
    programme = make_programme()
    challenge = make_challenge(programme=programme)
    type(programme).objects.filter(pk=programme.pk).update(state="ended")
    challenge.refresh_from_db()
    with pytest.raises(GuardFailed):
        lifecycle.submit(challenge, by=make_user())
    with pytest.raises(GuardFailed):
        drafts.start(challenge.programme, challenge.employer, whole(), by=make_user())


def test_the_clock_closes_and_nobody_earlier(django_capture_on_commit_callbacks):
    challenge = make_challenge(state="published")
    with pytest.raises(GuardFailed):
        lifecycle.close(challenge)
    assert tasks.close_due() == 0
    Challenge.objects.filter(pk=challenge.pk).update(closes_at=timezone.now())
    assert (tasks.close_due(), tasks.close_due()) == (1, 0)
    challenge.refresh_from_db()
    assert challenge.state == "closed"
    assert challenge.closed_at >= challenge.closes_at


def test_returned_with_a_reason_and_corrected():
    challenge = make_challenge(state="submitted")
    owner = make_member(challenge.employer.organisation)
    with pytest.raises(GuardFailed):
        lifecycle.return_(challenge, by=make_user(), reason=" ")
    lifecycle.return_(challenge, by=make_user(), reason="指标不可测")
    drafts.save(challenge, whole(bounty=2_100_000), by=owner)
    lifecycle.submit(challenge, by=owner)
    assert (challenge.state, challenge.draft.bounty) == ("submitted", 2_100_000)
    assert told(owner) == ["challenge_returned"]


def test_what_waits_for_a_decision_is_not_edited():
    challenge = make_challenge(state="submitted")
    with pytest.raises(GuardFailed):
        drafts.save(challenge, whole(), by=make_user())


def test_cancelling_a_public_call_tells_everybody_why():
    challenge = make_challenge(state="published")
    owner = make_member(challenge.employer.organisation)
    lifecycle.cancel(challenge, by=make_user(), reason="需求已由市场解决")
    assert (challenge.state, challenge.public_reason) == ("cancelled", "需求已由市场解决")
    assert challenge in Challenge.objects.ever_public()
    assert told(owner) == ["challenge_cancelled"]
    with pytest.raises(IllegalMove):
        lifecycle.cancel(make_challenge(state="awarded"), by=make_user(), reason="不想付了")


def test_the_database_refuses_a_public_call_without_a_deadline():
    challenge = make_challenge(state="published")
    with pytest.raises(IntegrityError), transaction.atomic():
        Challenge.objects.filter(pk=challenge.pk).update(closes_at=None)


def test_a_failed_call_is_taken_up_again_with_its_lineage():
    failed = make_challenge(state="failed")
    again = drafts.take_up(failed, failed.programme, by=make_user())
    assert (again.state, again.follows) == ("draft", failed)
    assert content.read(again.draft).content_hash() == content.read(failed.current).content_hash()
    with pytest.raises(GuardFailed):
        drafts.take_up(make_challenge(state="closed"), failed.programme, by=make_user())


def test_operators_of_the_district_are_told():
    here = make_operator(district="370212", verbs=["challenges.review"])
    elsewhere = make_operator(district="370202", verbs=["challenges.review"])
    lifecycle.submit(make_challenge(), by=make_user())
    assert (told(here), told(elsewhere)) == (["challenge_submitted"], [])
