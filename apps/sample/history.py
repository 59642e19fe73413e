"""Writes what has already happened: rows in their last state, with the steps that led there, each at its own time.

The live platform changes states through `core.moves` alone. Here rows are born in a state; the steps come from the same
tables of moves, so that no history tells what the machines forbid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import connection, models

from apps.core import audit
from apps.core.actors import Actor
from apps.core.moves import MoveTable


@dataclass(frozen=True)
class Step:
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Walk:
    """A path through a machine, from its first state."""

    start: str
    steps: tuple[Step, ...]

    @property
    def end(self) -> str:
        return self.steps[-1].after if self.steps else self.start

    def __len__(self) -> int:
        return len(self.steps)


def walk(table: MoveTable, start: str, names: Iterable[str]) -> Walk:
    """The path of these moves. Raises ValueError where the table does not know or does not allow one."""
    steps: list[Step] = []
    state = str(start)
    for name in names:
        row = table.get(name)
        if row is None or state not in row.sources:
            raise ValueError(f"{name} is not possible in state {state}")
        steps.append(Step(name, state, str(row.target)))
        state = str(row.target)
    return Walk(str(start), tuple(steps))


@dataclass(frozen=True)
class Deed:
    """Who took a step and when; the name of the step comes from the walk."""

    by: Actor
    at: datetime
    role: str = ""
    reason_code: str = ""
    reason: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


class Chronicle:
    """Collects what happened and writes it in one go, in the order of time."""

    def __init__(self) -> None:
        self._past: list[audit.Past] = []

    def walked(self, obj: models.Model, path: Walk, deeds: Sequence[Deed], *, public: bool = True) -> None:
        """The steps of `obj` along `path`, one deed each, in growing time."""
        if any(later.at < earlier.at for earlier, later in pairwise(deeds)):
            raise ValueError(f"{obj._meta.label} goes back in time")
        for step, deed in zip(path.steps, deeds, strict=True):
            self._past.append(
                audit.Past(
                    obj, step.name, deed.by, deed.at, deed.role, step.before, step.after, deed.reason_code, deed.reason,
                    dict(deed.data), public,
                )
            )  # fmt: skip

    def happened(self, obj: models.Model, act: str, *, by: Actor, at: datetime, role: str = "", **data: Any) -> None:
        """Something that changed no state."""
        self._past.append(audit.Past(obj, act, by, at, role, data=data))

    def write(self) -> int:
        """Store all entries; how many."""
        count = len(audit.record_past(self._past))
        self._past.clear()
        return count


def backdate(model: type[models.Model], column: str, moments: Mapping[int, datetime]) -> None:
    """Set a column that the model fills with the time of insertion, for many rows in one statement."""
    table, name = (connection.ops.quote_name(part) for part in (model._meta.db_table, column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {name} = past.at "  # noqa: S608  (names of our own model)
            f"FROM unnest(%s::bigint[], %s::timestamptz[]) AS past(id, at) WHERE {table}.id = past.id",
            [list(moments), list(moments.values())],
        )


def reserve(model: type[models.Model], count: int) -> list[int]:
    """Keys for rows that others point to before they are there (foreign keys are checked at the end)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [int(row[0]) for row in cursor.fetchall()]
