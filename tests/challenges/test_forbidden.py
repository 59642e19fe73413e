"""Machine 1, every function from every state: what the table does not allow is refused and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.challenges import content, drafts, lifecycle, states, waiting
from apps.challenges.models import Challenge, ChallengeRevision
from apps.challenges.states import ChallengeState
from apps.core.models import AuditEntry
from apps.core.moves import MoveRefused
from apps.notifications.models import Message
from tests.challenges.content import make_challenge, make_programme, whole
from tests.factories import make_user

pytestmark = pytest.mark.django_db
Act = Callable[[Challenge, Any], Any]
STEPS: dict[str, tuple[Any, Act]] = {
    "submit": ("submit", lambda c, by: lifecycle.submit(c, by=by)),
    "return_": ("return_", lambda c, by: lifecycle.return_(c, by=by, reason="不可测")),
    "check": ("check", lambda c, by: lifecycle.check(c, by=by)),
    "approve": ("approve", lambda c, by: lifecycle.approve(c, by=by)),
    "reject": ("reject", lambda c, by: lifecycle.reject(c, by=by, reason="已有方案")),
    "publish": ("publish", lambda c, by: lifecycle.publish(c, by=by, no_state_secret=True)),
    "close": ("close", lambda c, by: lifecycle.close(c)),
    "cancel": ("cancel", lambda c, by: lifecycle.cancel(c, by=by, reason="需求取消")),
    "amend": (states.OPEN, lambda c, by: lifecycle.amend(c, by=by, note="追加")),
    "save": ((*states.WRITABLE, *states.OPEN), lambda c, by: drafts.save(c, whole(bounty=9_000_000), by=by)),
    "postpone": (
        states.WAITING,
        lambda c, by: waiting.postpone(c, by=by, closes_at=timezone.now() + timedelta(days=300)),
    ),
}


def traces(challenge: Challenge) -> list[Any]:
    row = Challenge.objects.filter(pk=challenge.pk).values().get()
    counts = (AuditEntry.objects.count(), Message.objects.count())
    return [row, counts, list(ChallengeRevision.objects.values("pk", "state", "saves", "content_hash"))]


def forbidden() -> list[Any]:
    return [
        pytest.param(state, act, id=f"{act}-from-{state}")
        for act, (allowed, _run) in STEPS.items()
        for state in ChallengeState
        if state not in (states.MOVES[allowed].sources if isinstance(allowed, str) else allowed)
    ]


@pytest.mark.parametrize(("state", "act"), forbidden())
def test_what_the_table_forbids_is_refused_by_its_function_too(state: str, act: str):
    challenge = make_challenge(state=state, programme=make_programme(appraisal=False), keyed=True)
    if challenge.draft is None:  # what the step would need besides the state is there
        assert challenge.current is not None
        draft = ChallengeRevision(challenge=challenge, number=2)
        content.write(draft, replace(content.read(challenge.current), bounty=3_000_000))
        Challenge.objects.filter(pk=challenge.pk).update(draft=draft)
    if act == "close":
        Challenge.objects.filter(pk=challenge.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    challenge = Challenge.objects.get(pk=challenge.pk)
    before = traces(challenge)
    with pytest.raises(MoveRefused):
        STEPS[act][1](challenge, make_user())
    assert traces(challenge) == before


def test_the_steps_tried_here_are_all_that_this_app_takes():
    """From `argue` and `begin_review` on they are taken by reviews and agreements, which try their own."""
    assert {allowed for allowed, _run in STEPS.values() if isinstance(allowed, str)} == {
        "submit", "return_", "check", "approve", "reject", "publish", "close", "cancel",
    }  # fmt: skip
