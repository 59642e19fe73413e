"""Machine 1 through page, admin, API and clock: what the table forbids is refused with a sentence and leaves nothing behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apps.challenges import states, tasks
from apps.challenges.models import Challenge
from apps.challenges.states import ChallengeState
from apps.core.models import AuditEntry
from apps.notifications.models import Message
from tests.api.conftest import Api
from tests.challenges.content import make_challenge, make_programme
from tests.factories import make_operator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
# Step of the table: where operators press it, where the poster does, and where the API takes it.
DOORS: dict[str, tuple[str, str, str]] = {
    "submit": ("", "submit", "submit"),
    "return_": ("return", "", "return"),
    "check": ("check", "", "check"),
    "approve": ("approve", "", "approve"),
    "reject": ("reject", "", "reject"),
    "publish": ("publish", "", "publish"),
    "cancel": ("cancel", "cancel", "cancel"),
}
BODY = {"reason": "不可测", "note": "", "no_state_secret": True}


def traces() -> list[Any]:
    return [list(Challenge.objects.values_list("pk", "state")), AuditEntry.objects.count(), Message.objects.count()]


def sentence(answer: Any) -> str:
    """What is said above the page; "" where the page does not show the call at all."""
    assert answer.status_code in (302, 403, 404), answer.status_code
    rows = list(getattr(answer.wsgi_request, "_messages", []))
    return str(rows[-1]) if answer.status_code == 302 and rows else ""


@pytest.mark.parametrize("step", DOORS)
def test_every_state_that_forbids_it(client, step: str):
    press, own, address = DOORS[step]
    challenge = make_challenge(state="published", programme=make_programme(appraisal=False), keyed=True)
    owner = challenge.employer.organisation.memberships.get(role="owner").user
    officer, api = make_operator(), Api()
    api.force_authenticate(owner if step == "submit" else officer)
    page = reverse("admin:challenges_challenge_change", args=[challenge.pk])
    mine = reverse("employer:challenge-act", args=[challenge.public_id])
    for state in [state for state in ChallengeState if state not in states.MOVES[step].sources]:
        sid = transaction.savepoint()
        Challenge.objects.filter(pk=challenge.pk).update(state=state)
        before = traces()
        if press:
            client.force_login(officer)
            assert sentence(client.post(page, {"act": press, "reason": "不可测", "no_state_secret": "on"})), state
        if own:
            client.force_login(owner)
            assert sentence(client.post(mine, {"act": own, "reason": "不可测"})), state
        answer = api.call("post", f"challenges/{challenge.public_id}/{address}/", BODY)
        assert answer.status_code == 409, (state, answer.content)
        assert answer.json()["errors"][0]["detail"], state
        assert traces() == before, state
        transaction.savepoint_rollback(sid)


def test_the_clock_closes_only_what_is_open():
    challenge = make_challenge(state="published", keyed=True)
    for state in [state for state in ChallengeState if state not in states.MOVES["close"].sources]:
        Challenge.objects.filter(pk=challenge.pk).update(state=state, closes_at=timezone.now() - timedelta(minutes=1))
        before = traces()
        tasks.run_clock()
        assert traces() == before, state


def test_every_step_that_somebody_takes_in_this_app_is_tried():
    """`close` is the clock's; the others are taken by reviews and agreements."""
    assert set(DOORS) == {"submit", "return_", "check", "approve", "reject", "publish", "cancel"}
