"""The one door for state: the only code that changes a `state` column.

A model with states has a `state` field and `MOVES`, a table from its `states.py`. Lifecycle functions check who may
and whether the facts allow it, then call `move`. A move updates `WHERE state = before`: two writers cannot both win.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from apps.core import audit
from apps.core.actors import Actor
from apps.core.models import AuditEntry
from apps.core.signals import moved


@dataclass(frozen=True)
class Move:
    """From any of `sources` to `target`."""

    sources: frozenset[str]
    target: str


MoveTable = Mapping[str, Move]


def moves(**rows: tuple[tuple[str, ...], str]) -> MoveTable:
    """Build a table: `moves(publish=((PENDING,), PUBLISHED))`."""
    return {name: Move(frozenset(sources), target) for name, (sources, target) in rows.items()}


class MoveRefused(Exception):
    """A step that cannot be taken. `str(e)` is a message for the person who tried, in her language."""


class IllegalMove(MoveRefused):
    """The state does not allow the step."""


class LostRace(MoveRefused):
    """Somebody else took a step first."""


class GuardFailed(MoveRefused):
    """The state allows the step, the facts do not (raised by lifecycles)."""


def possible(obj: models.Model) -> frozenset[str]:
    """Names of the moves that the state of `obj` allows (facts and rights not asked)."""
    table: MoveTable = obj.MOVES  # type: ignore[attr-defined]
    return frozenset(name for name, row in table.items() if obj.state in row.sources)  # type: ignore[attr-defined]


@transaction.atomic
def move(
    obj: models.Model,
    name: str,
    *,
    by: Actor,
    role: str = "",
    reason_code: str = "",
    reason: str = "",
    data: dict[str, Any] | None = None,
    facts: dict[str, Any] | None = None,
    public: bool = True,
) -> AuditEntry:
    """Take the step `name`; `facts` are columns stored in the same UPDATE.

    Raises IllegalMove if the table or the state in memory forbids it, LostRace if the row moved meanwhile.
    """
    before: str = obj.state  # type: ignore[attr-defined]
    row = _allowed(obj, name)
    changed = type(obj)._base_manager.filter(pk=obj.pk, state=before).update(state=row.target, **(facts or {}))
    if not changed:
        raise _lost()
    _take_over(obj, row, facts)
    entry = audit.record(
        obj,
        name,
        by=by,
        role=role,
        state_from=before,
        state_to=row.target,
        reason_code=reason_code,
        reason=reason,
        data=data,
        public=public,
    )
    moved.send(sender=type(obj), obj=obj, name=name, entry=entry, by=by)
    return entry


@transaction.atomic
def move_many(
    objects: Sequence[models.Model],
    name: str,
    *,
    by: Actor,
    role: str = "",
    facts: dict[str, Any] | None = None,
    public: bool = True,
) -> list[AuditEntry]:
    """Take the same step with many objects of one kind and one state, in a constant number of statements.

    All of them or none. Raises as `move`, and IntegrityError when somebody writes about one of them at this moment.
    """
    if not objects:
        return []
    kind, before = type(objects[0]), objects[0].state  # type: ignore[attr-defined]
    rows = {(obj.state, _allowed(obj, name)) for obj in objects}  # type: ignore[attr-defined]
    if len(rows) > 1:
        raise IllegalMove(_("These are in different states. Take the step for each of them."))
    (_state, row) = rows.pop()
    keys = [obj.pk for obj in objects]
    changed = kind._base_manager.filter(pk__in=keys, state=before).update(state=row.target, **(facts or {}))
    if changed != len(keys):
        raise _lost()
    for obj in objects:
        _take_over(obj, row, facts)
    entries = audit.record_many(objects, name, by=by, role=role, state_from=before, state_to=row.target, public=public)
    for obj, entry in zip(objects, entries, strict=True):
        moved.send(sender=kind, obj=obj, name=name, entry=entry, by=by)
    return entries


def _allowed(obj: models.Model, name: str) -> Move:
    row: Move | None = obj.MOVES.get(name)  # type: ignore[attr-defined]
    if row is None or obj.state not in row.sources:  # type: ignore[attr-defined]
        raise IllegalMove(_("This step is not possible now: the current state is “%(state)s”.") % {"state": label(obj)})
    return row


def _lost() -> LostRace:
    return LostRace(_("Somebody else has changed this in the meantime. Please look again."))


def _take_over(obj: models.Model, row: Move, facts: dict[str, Any] | None) -> None:
    """What the UPDATE stored, in memory too."""
    obj.state = row.target  # type: ignore[attr-defined]
    for column, value in (facts or {}).items():
        setattr(obj, column, value)


def label(obj: models.Model) -> str:
    return str(obj.get_state_display())  # type: ignore[attr-defined]
