"""A call that waits for its publication: its deadline is looked at early, and its keys come first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from apps.challenges import content, waiting
from apps.challenges.states import WAITING
from apps.core import audit
from apps.core.moves import GuardFailed
from tests.challenges.content import make_challenge, with_key
from tests.factories import make_employer, make_member, make_operator, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def in_days(count: float):
    return timezone.now() + timedelta(days=count)


@pytest.mark.parametrize("state", WAITING)
@pytest.mark.parametrize(
    ("days", "late", "soon", "word"),
    [(-1, True, False, "passed"), (3, True, False, "less than"), (22, False, True, "has to be published by"),
     (60, False, False, "has to be published by")],
)  # fmt: skip
def test_what_the_deadline_asks_for_is_said_in_every_waiting_state(state, days, late, soon, word):
    challenge = make_challenge(state=state, closes_at=in_days(days))
    assert challenge.programme.minimum_open_days == 20
    found = waiting.note(challenge)
    assert (found.late, found.soon, word in found.text) == (late, soon, True)


@pytest.mark.parametrize("state", ["draft", "published", "closed", "cancelled"])
def test_nothing_is_said_of_a_call_that_does_not_wait(state):
    assert waiting.note(make_challenge(state=state)) is None


@pytest.mark.parametrize("days", [-1, 3])
def test_operator_and_employer_see_it_before_the_publication(client, days):
    employer = make_employer()
    challenge = make_challenge(state="submitted", employer=employer, closes_at=in_days(days))
    with translation.override("zh-hans"):  # the language of the pages below
        text = waiting.note(challenge).text
    client.force_login(make_operator(verbs=["challenges.review"]))
    page = client.get(reverse("admin:challenges_challenge_change", args=[challenge.pk])).content.decode()
    assert text in page
    client.force_login(employer.owner)
    here = f"/employer/challenges/{challenge.public_id}/"
    assert text in client.get(here).content.decode()
    client.post(f"{here}step/", {"act": "postpone", "closes_at": in_days(90).strftime("%Y-%m-%dT%H:%M")})
    challenge.refresh_from_db()
    assert not waiting.note(challenge).late
    assert text not in client.get(here).content.decode()


def test_a_deadline_is_only_put_off_and_far_enough():
    challenge = make_challenge(state="approved", closes_at=in_days(3))
    before = content.read(challenge.draft)
    for days in (2, 10):
        with pytest.raises(GuardFailed):
            waiting.postpone(challenge, by=make_user(), closes_at=in_days(days))
    assert content.read(challenge.draft) == before
    at = in_days(30)
    waiting.postpone(challenge, by=make_user(), closes_at=at)
    after = content.read(challenge.draft)
    assert (after.closes_at, after.bounty, after.texts) == (at, before.bounty, before.texts)
    assert audit.timeline(challenge).filter(act="postpone").count() == 1


@pytest.mark.parametrize("state", ["draft", "returned", "published", "closed", "cancelled"])
def test_no_other_deadline_is_put_off(state):
    with pytest.raises(GuardFailed):
        waiting.postpone(make_challenge(state=state), by=make_user(), closes_at=in_days(90))


def test_only_the_posters_writers_put_it_off(client):
    employer = make_employer()
    challenge = make_challenge(state="approved", employer=employer)
    client.force_login(make_member(employer.organisation, role="hiring_manager"))
    data = {"act": "postpone", "closes_at": in_days(90).strftime("%Y-%m-%dT%H:%M")}
    client.post(f"/employer/challenges/{challenge.public_id}/step/", data)
    assert not audit.timeline(challenge).filter(act="postpone").exists()


def test_the_operators_page_offers_the_keys_before_the_publication(client):
    challenge = make_challenge(state="approved")
    client.force_login(make_operator(verbs=["challenges.publish"]))
    page = reverse("admin:challenges_challenge_change", args=[challenge.pk])
    offered = f"{reverse('admin:challenges_callkey_add')}?call={challenge.public_id}"
    text = client.get(page).content.decode()
    assert offered in text
    assert 'value="publish"' not in text
    assert f'value="{challenge.public_id}" selected' in client.get(offered).content.decode()
    with_key(challenge)
    text = client.get(page).content.decode()
    assert offered not in text
    assert 'value="publish"' in text
