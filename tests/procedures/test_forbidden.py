"""Machine 13 and publicity, every function from every state: what the tables do not allow is refused and leaves nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.core.actors import SYSTEM
from apps.core.models import AuditEntry
from apps.core.moves import IllegalMove, MoveRefused, move
from apps.notifications.models import Message
from apps.procedures import lifecycle, objections, tasks
from apps.procedures.models import Objection, Publicity
from apps.procedures.states import OBJECTION_MOVES, PUBLICITY_MOVES, ObjectionState, PublicityState
from tests.factories import make_operator
from tests.procedures.cases import announce, at, judge, lodge

pytestmark = pytest.mark.django_db
STEPS: dict[str, Callable[[Objection, User], Any]] = {
    "accept": lambda o, by: objections.accept(o, by=by),
    "refuse": lambda o, by: objections.refuse(o, by=by, reason="与公示内容无关。"),
    "investigate": lambda o, by: objections.investigate(o, by=by),
    "uphold": lambda o, by: objections.uphold(o, by=by),
    "dismiss": lambda o, by: objections.dismiss(o, by=by),
    "answer": lambda o, by: objections.answer(o, by=by, text="经核查，属实。"),
}
PERIODS: dict[str, Callable[[Publicity, User], Any]] = {
    "withdraw": lambda p, by: lifecycle.withdraw(p, by=by, reason="金额有误。"),
    "end": lambda p, by: lifecycle.end(p),
}


def pairs(table: Any, states: Any) -> list[Any]:
    return [(state, name) for name, row in table.items() for state in states if state not in row.sources]


def traces(row: Any) -> list[Any]:
    stored = type(row).objects.filter(pk=row.pk).values().get()
    return [stored, AuditEntry.objects.count(), Message.objects.count()]


def told_on_the_page(client: Any, officer: User, row: Any, name: str) -> None:
    """The operators' page refuses it with a sentence. There is no step of either over the API."""
    client.force_login(officer)
    address = reverse(f"admin:procedures_{row._meta.model_name}_change", args=[row.pk])
    answer = client.post(address, {"step": name, "text": "经核查，属实。"})
    assert answer.status_code == 302
    (told,) = answer.wsgi_request._messages
    assert told.level_tag in ("error", "warning")  # a warning: the page lists it no longer
    assert str(told)


@pytest.mark.parametrize(("state", "name"), pairs(OBJECTION_MOVES, ObjectionState))
def test_a_forbidden_step_of_an_objection(client, state: str, name: str):
    officer = judge()
    objection = at(state, by=officer)
    assert objection.state == state
    before = traces(objection)
    with pytest.raises(MoveRefused):
        STEPS[name](objection, officer)
    with pytest.raises(IllegalMove):
        move(objection, name, by=SYSTEM)
    told_on_the_page(client, officer, objection, name)
    tasks.run_clock()
    assert traces(objection) == before


@pytest.mark.parametrize(("state", "name"), pairs(PUBLICITY_MOVES, PublicityState))
def test_a_forbidden_step_of_a_publicity_period(client, state: str, name: str, time_machine):
    publicity, ended = announce(), {} if state == "announced" else {"ended_at": timezone.now(), "note": "x"}
    Publicity.objects.filter(pk=publicity.pk).update(state=state, **ended)
    publicity.refresh_from_db()
    time_machine.move_to(timezone.now() + timedelta(days=60))  # its days are over
    before = traces(publicity)
    with pytest.raises(MoveRefused):
        PERIODS[name](publicity, judge())
    with pytest.raises(IllegalMove):
        move(publicity, name, by=SYSTEM)
    if name == "withdraw":  # `end` has no button: the clock takes it
        told_on_the_page(client, make_operator(), publicity, name)
    if state != "announced":
        tasks.run_clock()
    assert traces(publicity) == before


@pytest.mark.parametrize("state", [state for state in PublicityState if state != "announced"])
def test_nobody_objects_to_what_is_not_announced(state: str):
    publicity = announce()
    Publicity.objects.filter(pk=publicity.pk).update(state=state, ended_at=timezone.now(), note="x")
    with pytest.raises(MoveRefused, match="over"):
        lodge(publicity)
    assert not Objection.objects.exists()


def test_every_step_of_the_tables_is_tried():
    assert set(STEPS) == set(OBJECTION_MOVES)
    assert set(PERIODS) == set(PUBLICITY_MOVES)
