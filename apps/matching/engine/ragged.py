"""Ragged columns: rows that each hold a few entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.vectors import Quantised

UNKNOWN = -1
"""A missing number; also the level of a label that a row carries without a level."""

NOT_LISTED = -2
"""Level of a label that a row does not carry."""


@dataclass(frozen=True)
class Ragged:
    """offsets: int64 [rows + 1]; the entries of row r are offsets[r] up to offsets[r + 1]."""

    offsets: NDArray[np.int64]

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
    def _filled(self) -> NDArray[np.int64]:
        return np.flatnonzero(self.counts)

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        return self.offsets[self._filled]

    def entries(self, row: int) -> slice:
        return slice(int(self.offsets[row]), int(self.offsets[row + 1]))

    def best(self, per_entry: NDArray[Any], *, missing: float) -> NDArray[Any]:
        """The largest of each row's entries; `missing` for rows without any. per_entry: [..., entries]."""
        out = np.full((*per_entry.shape[:-1], self.size), missing, per_entry.dtype)
        if len(self._filled):
            out[..., self._filled] = np.maximum.reduceat(per_entry, self._starts, axis=-1)
        return out

    def taken(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(offsets, entries) of some rows in the order given."""
        counts = self.counts[rows]
        offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return offsets, np.repeat(self.offsets[rows] - offsets[:-1], counts) + np.arange(offsets[-1])

    def kept(self, which: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Offsets when only some entries are kept. which: [entries]."""
        counts = np.bincount(self.entry_rows[which], minlength=self.size)
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    def joined(self, other: Ragged) -> NDArray[np.int64]:
        """Offsets of these rows followed by those of `other`."""
        return np.concatenate([self.offsets, other.offsets[1:] + self.offsets[-1]])


@dataclass(frozen=True)
class Tags(Ragged):
    """Each row carries some labels, each with a small level.

    labels: the distinct labels; ids: int32 [entries] into labels; levels: int8 [entries].
    """

    labels: tuple[str, ...]
    ids: NDArray[np.int32]
    levels: NDArray[np.int8]

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
        return cls(np.array(offsets, np.int64), tuple(index), np.array(ids, np.int32), np.array(levels, np.int8))

    @cached_property
    def _index(self) -> dict[str, int]:
        return {label: i for i, label in enumerate(self.labels)}

    def number(self, label: str) -> int | None:
        return self._index.get(label)

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

    def take(self, rows: NDArray[np.int64]) -> Self:
        offsets, entries = self.taken(rows)
        return type(self)(offsets, self.labels, self.ids[entries], self.levels[entries])

    def where(self, which: NDArray[np.bool_]) -> Self:
        """The entries that are marked, under the same labels."""
        return type(self)(self.kept(which), self.labels, self.ids[which], self.levels[which])

    def concat(self, other: Self) -> Self:
        index = dict(self._index)
        renumber = np.array([index.setdefault(label, len(index)) for label in other.labels], np.int32)
        ids = np.concatenate([self.ids, renumber[other.ids] if len(other.ids) else other.ids])
        return type(self)(self.joined(other), tuple(index), ids, np.concatenate([self.levels, other.levels]))


@dataclass(frozen=True)
class VectorTags:
    """Tags whose labels have vectors: vectors[i] is that of tags.labels[i]."""

    tags: Tags
    vectors: Quantised

    def take(self, rows: NDArray[np.int64]) -> Self:
        """Some rows, with the labels that they carry."""
        tags = self.tags.take(rows)
        used, ids = np.unique(tags.ids, return_inverse=True)
        labels = tuple(tags.labels[i] for i in used)
        return type(self)(
            Tags(tags.offsets, labels, ids.astype(np.int32), tags.levels), self.vectors.take(used.astype(np.int64))
        )

    def concat(self, other: Self) -> Self:
        tags = self.tags.concat(other.tags)
        new = [i for i, label in enumerate(other.tags.labels) if self.tags.number(label) is None]
        return type(self)(tags, self.vectors.concat(other.vectors.take(np.array(new, np.int64))))


@dataclass(frozen=True)
class Numbers(Ragged):
    """Each row has a few numbers: values[e] belongs to entry e."""

    values: NDArray[Any]

    @classmethod
    def build(cls, rows: Sequence[Sequence[float]], dtype: type) -> Self:
        offsets = np.cumsum([0, *map(len, rows)]).astype(np.int64)
        return cls(offsets, np.array([value for row in rows for value in row], dtype))

    def take(self, rows: NDArray[np.int64]) -> Self:
        offsets, entries = self.taken(rows)
        return type(self)(offsets, self.values[entries])

    def concat(self, other: Self) -> Self:
        return type(self)(self.joined(other), np.concatenate([self.values, other.values]))


@dataclass(frozen=True)
class UnitRows(Ragged):
    """Each row has a few vectors of its own: vectors[e] belongs to entry e. claims: bool [entries], said, not told."""

    vectors: Quantised
    claims: NDArray[np.bool_]

    def take(self, rows: NDArray[np.int64]) -> Self:
        offsets, entries = self.taken(rows)
        return type(self)(offsets, self.vectors.take(entries), self.claims[entries])

    def where(self, which: NDArray[np.bool_]) -> Self:
        """The entries that are marked."""
        return type(self)(self.kept(which), self.vectors.take(np.flatnonzero(which)), self.claims[which])

    def concat(self, other: Self) -> Self:
        claims = np.concatenate([self.claims, other.claims])
        return type(self)(self.joined(other), self.vectors.concat(other.vectors), claims)
