"""Machine 2, every function from every state: what the table does not allow is refused and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from apps.core.models import AuditEntry
from apps.core.moves import MoveRefused
from apps.notifications.models import Message
from apps.proposals import drafts, lifecycle, members, sealing, states
from apps.proposals.models import Draft, Member, Package, Proposal
from apps.proposals.states import ProposalState
from tests.proposals.content import make_call, make_draft, move_deadline, rows, signed

pytestmark = pytest.mark.django_db
Act = Callable[[Proposal], Any]
# name of the step, or the states in which an act that moves nothing is allowed
STEPS: dict[str, tuple[Any, Act]] = {
    "submit": ("submit", lambda p: sealing.submit(p, by=p.lead)),
    "withdraw": ("withdraw", lambda p: lifecycle.withdraw(p, by=p.lead)),
    "return_": ("return_", lambda p: lifecycle.return_(p, by=p.lead, reason="缺页")),
    "lapse": ("lapse", lambda p: lifecycle.lapse(p, now=timezone.now())),
    "save": (states.WRITABLE, lambda p: drafts.save(p, {"plan": "x"}, by=p.lead)),
    "attach": (states.WRITABLE, lambda p: drafts.attach(p, "identity", b"%PDF-1.4", name="a.pdf", by=p.lead)),
    "name": (states.WRITABLE, lambda p: members.name(p, rows(("100", "100")), by=p.lead)),
    "sign": (states.WRITABLE, lambda p: members.sign(p.members.get(), by=p.lead)),
    "confirm": (tuple(set(ProposalState) - set(states.ENDED)), lambda p: drafts.confirm(p, by=p.lead)),
}  # fmt: skip
# A second click is told nothing, as the first one has done it.
QUIET = {("submit", ProposalState.SUBMITTED)}


def traces(proposal: Proposal) -> list[Any]:
    row = Proposal.objects.filter(pk=proposal.pk).values().get()
    draft = list(Draft.objects.filter(proposal=proposal).values("saves"))
    counts = (AuditEntry.objects.count(), Message.objects.count(), Package.objects.count())
    return [row, draft, counts, list(Member.objects.values("pk", "name", "signed_at", "left_at"))]


def forbidden() -> list[Any]:
    return [
        pytest.param(state, act, id=f"{act}-from-{state}")
        for act, (allowed, _run) in STEPS.items()
        for state in ProposalState
        if state not in (states.MOVES[allowed].sources if isinstance(allowed, str) else allowed)
    ]


@pytest.mark.parametrize(("state", "act"), forbidden())
def test_what_the_table_forbids_is_refused_by_its_function_too(state: str, act: str):
    call = make_call()
    proposal = signed(make_draft(call))
    if act == "lapse":  # its time would have come
        move_deadline(call, seconds=-1)
        type(call).objects.filter(pk=call.pk).update(state="closed", closed_at=timezone.now())
    now = timezone.now()
    Proposal.objects.filter(pk=proposal.pk).update(state=state, sealed_at=now, opened_at=now, returned_until=now)
    proposal = Proposal.objects.get(pk=proposal.pk)
    before = traces(proposal)
    if (act, state) in QUIET:
        STEPS[act][1](proposal)
    else:
        with pytest.raises(MoveRefused):
            STEPS[act][1](proposal)
    assert traces(proposal) == before


def test_the_steps_tried_here_are_all_that_this_app_takes():
    """Every other one of the table is taken by reviews, which tries its own."""
    assert {allowed for allowed, _run in STEPS.values() if isinstance(allowed, str)} == {
        "submit", "withdraw", "return_", "lapse",
    }  # fmt: skip
