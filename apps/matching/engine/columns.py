"""The facts of many people as columns: what the hard rules and the factors read, one array a fact, one row a person.

UNKNOWN (-1) stands for a missing number. Columns are immutable; `take` and `concat` make new ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.types import DegreeStatus, TalentDoc, degree_rank, language_rank

UNKNOWN = -1
NOT_LISTED = -2
"""Level of a label that a row does not carry; UNKNOWN is the level of one it carries without a level."""

STATUS_NUMBER = {DegreeStatus.AWARDED: 0, DegreeStatus.IN_PROGRESS: 1, DegreeStatus.LEFT: 2}


@dataclass(frozen=True)
class Tags:
    """A ragged column: each row carries some labels, each with a small level.

    labels: the distinct labels; ids: int32 [entries] into labels; levels: int8 [entries]; offsets: int64 [rows + 1].
    """

    labels: tuple[str, ...]
    ids: NDArray[np.int32]
    levels: NDArray[np.int8]
    offsets: NDArray[np.int64]

    @classmethod
    def build(cls, rows: Iterable[Sequence[tuple[str, int]]]) -> Self:
        """From (label, level) pairs per row."""
        index: dict[str, int] = {}
        ids: list[int] = []
        levels: list[int] = []
        offsets = [0]
        for row in rows:
            for label, level in row:
                ids.append(index.setdefault(label, len(index)))
                levels.append(level)
            offsets.append(len(ids))
        return cls(tuple(index), np.array(ids, np.int32), np.array(levels, np.int8), np.array(offsets, np.int64))

    @property
    def size(self) -> int:
        return len(self.offsets) - 1

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        return np.diff(self.offsets)

    @cached_property
    def entry_rows(self) -> NDArray[np.int64]:
        """The row of each entry."""
        return np.repeat(np.arange(self.size), self.counts)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {label: i for i, label in enumerate(self.labels)}

    def number(self, label: str) -> int | None:
        return self._index.get(label)

    def entries(self, row: int) -> slice:
        return slice(int(self.offsets[row]), int(self.offsets[row + 1]))

    def rows_with(self, label: str) -> NDArray[np.int64]:
        number = self.number(label)
        return self.entry_rows[self.ids == number] if number is not None else np.empty(0, np.int64)

    def level_of(self, label: str) -> NDArray[np.int8]:
        """int8 [rows]: the label's level, UNKNOWN where it has none, NOT_LISTED where the row lacks the label."""
        out = np.full(self.size, NOT_LISTED, np.int8)
        number = self.number(label)
        if number is not None:
            hits = self.ids == number
            np.maximum.at(out, self.entry_rows[hits], self.levels[hits])
        return out

    def best(self, per_entry: NDArray[Any], *, missing: float) -> NDArray[Any]:
        """The largest of the rows' entries; `missing` for rows without any. per_entry: [..., entries]."""
        out = np.full((*per_entry.shape[:-1], self.size), missing, per_entry.dtype)
        filled = np.flatnonzero(self.counts)
        if len(filled):
            out[..., filled] = np.maximum.reduceat(per_entry, self.offsets[filled], axis=-1)
        return out

    def take(self, rows: NDArray[np.int64]) -> Self:
        counts = self.counts[rows]
        offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        entries = np.repeat(self.offsets[rows] - offsets[:-1], counts) + np.arange(offsets[-1])
        return type(self)(self.labels, self.ids[entries], self.levels[entries], offsets)

    def concat(self, other: Self) -> Self:
        index = dict(self._index)
        renumber = np.array([index.setdefault(label, len(index)) for label in other.labels], np.int32)
        ids = np.concatenate([self.ids, renumber[other.ids] if len(other.ids) else other.ids])
        levels = np.concatenate([self.levels, other.levels])
        return type(self)(
            tuple(index), ids, levels, np.concatenate([self.offsets, other.offsets[1:] + self.offsets[-1]])
        )


@dataclass(frozen=True)
class TalentColumns:
    """One row a person. Ranks are places in `types.DEGREES`, days are proleptic ordinals, money is yuan a year."""

    degree: NDArray[np.int8]
    degree_status: NDArray[np.int8]
    degree_expected_on: NDArray[np.int32]
    years: NDArray[np.float64]
    salary_expected: NDArray[np.int64]
    available_on: NDArray[np.int32]
    languages_known: NDArray[np.bool_]
    languages: Tags
    chains: Tags
    disciplines: Tags
    visible: NDArray[np.int8]
    opted_out: NDArray[np.int8]
    open_to_offers: NDArray[np.int8]
    blocked: Tags

    @classmethod
    def build(cls, docs: Sequence[TalentDoc]) -> Self:
        return cls(
            degree=np.array([_or_unknown(degree_rank(d.degree)) for d in docs], np.int8),
            degree_status=np.array([_status(d.degree_status) for d in docs], np.int8),
            degree_expected_on=np.array([_day(d.degree_expected_on) for d in docs], np.int32),
            years=np.array([_or_unknown(d.years) for d in docs], np.float64),
            salary_expected=np.array([_or_unknown(d.salary_expected) for d in docs], np.int64),
            available_on=np.array([_day(d.available_on) for d in docs], np.int32),
            languages_known=np.array([d.languages is not None for d in docs], bool),
            languages=Tags.build(
                [(s.code, _or_unknown(language_rank(s.level))) for s in d.languages or ()] for d in docs
            ),
            chains=Tags.build([(code, 0) for code in d.chains] for d in docs),
            disciplines=Tags.build([(code, 0) for code in d.disciplines] for d in docs),
            visible=np.array([_or_unknown(d.visible) for d in docs], np.int8),
            opted_out=np.array([_or_unknown(d.opted_out) for d in docs], np.int8),
            open_to_offers=np.array([_or_unknown(d.open_to_offers) for d in docs], np.int8),
            blocked=Tags.build([(key, 0) for key in d.blocked_employers] for d in docs),
        )

    @property
    def size(self) -> int:
        return len(self.degree)

    def take(self, rows: NDArray[np.int64]) -> Self:
        """The same facts of some rows, in the order of `rows`."""
        parts = {f.name: getattr(self, f.name) for f in fields(self)}
        return type(self)(**{k: v.take(rows) if isinstance(v, Tags) else v[rows] for k, v in parts.items()})

    def concat(self, other: Self) -> Self:
        """These rows, then those of `other`."""
        return type(self)(**{f.name: _joined(getattr(self, f.name), getattr(other, f.name)) for f in fields(self)})


def _joined(first: Any, second: Any) -> Any:
    return first.concat(second) if isinstance(first, Tags) else np.concatenate([first, second])


def _or_unknown(value: float | None) -> float:
    return UNKNOWN if value is None else value


def _spoken(doc: TalentDoc) -> list[tuple[str, int]]:
    return [(s.code, int(_or_unknown(language_rank(s.level)))) for s in doc.languages or ()]


def _day(value: date | None) -> int:
    return UNKNOWN if value is None else value.toordinal()


def _status(status: DegreeStatus | None) -> int:
    return UNKNOWN if status is None else STATUS_NUMBER[DegreeStatus(status)]
