"""The one door for state: the only code that changes a `state` column.

A model with states has a `state` field and `MOVES`, a table from its `states.py`. Lifecycle functions check who may
and whether the facts allow it, then call `move`. A move updates `WHERE state = before`: two writers cannot both win.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    table: MoveTable = obj.MOVES  # type: ignore[attr-defined]
    before: str = obj.state  # type: ignore[attr-defined]
    row = table.get(name)
    if row is None or before not in row.sources:
        raise IllegalMove(_("This step is not possible now: the current state is “%(state)s”.") % {"state": label(obj)})
    changed = type(obj)._base_manager.filter(pk=obj.pk, state=before).update(state=row.target, **(facts or {}))
    if not changed:
        raise LostRace(_("Somebody else has changed this in the meantime. Please look again."))
    obj.state = row.target  # type: ignore[attr-defined]
    for column, value in (facts or {}).items():
        setattr(obj, column, value)
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


def label(obj: models.Model) -> str:
    return str(obj.get_state_display())  # type: ignore[attr-defined]
