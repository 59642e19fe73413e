"""Vectors as they are kept: int8 rows with a float32 scale each, and products of them that are exact.

A product of int8 rows is a sum of at most 1,024 integers below 2^14, which float32 holds exactly, so it is the same
number whatever the order, the block size or the number of threads. All that follows is done element by element. That is
why a pair scores the same alone, in a pool of a million and in the reverse direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

_BLOCK = 8192


@dataclass(frozen=True)
class Quantised:
    """data: int8 [n, dim]; scale: float32 [n]; row i stands for data[i] * scale[i]."""

    data: NDArray[np.int8]
    scale: NDArray[np.float32]

    @classmethod
    def of(cls, vectors: NDArray[np.float32]) -> Self:
        largest = np.abs(vectors).max(axis=1) if vectors.size else np.zeros(len(vectors), np.float32)
        scale = (largest / np.float32(127)).astype(np.float32)
        data = np.rint(vectors / np.where(scale > 0, scale, 1)[:, None]).astype(np.int8)
        return cls(data, scale)

    @classmethod
    def empty(cls, dim: int) -> Self:
        return cls(np.zeros((0, dim), np.int8), np.zeros(0, np.float32))

    def __len__(self) -> int:
        return len(self.data)

    @property
    def dim(self) -> int:
        return int(self.data.shape[1])

    def floats(self) -> NDArray[np.float32]:
        return self.data.astype(np.float32) * self.scale[:, None]

    def take(self, rows: NDArray[np.int64] | slice) -> Self:
        return type(self)(self.data[rows], self.scale[rows])

    def concat(self, other: Self) -> Self:
        return type(self)(np.concatenate([self.data, other.data]), np.concatenate([self.scale, other.scale]))

    def dots(self, other: Quantised) -> NDArray[np.float32]:
        """float32 [len(self), len(other)]: all inner products."""
        mine = self.data.astype(np.float32)
        out = np.empty((len(self), len(other)), np.float32)
        for start in range(0, len(other), _BLOCK):
            block = slice(start, start + _BLOCK)
            out[:, block] = mine @ other.data[block].astype(np.float32).T
            out[:, block] *= other.scale[block]
        out *= self.scale[:, None]
        return out

    def to_bytes(self) -> bytes:
        """Scales, then rows; little-endian."""
        return self.scale.astype("<f4").tobytes() + self.data.tobytes()

    @classmethod
    def from_bytes(cls, raw: bytes, dim: int) -> Self:
        """The reverse of `to_bytes`. Raises ValueError for a length that does not fit `dim`."""
        rows, rest = divmod(len(raw), dim + 4)
        if rest:
            raise ValueError(f"{len(raw)} bytes are no rows of {dim} int8 and a float32")
        scale = np.frombuffer(raw, "<f4", rows).astype(np.float32)
        return cls(np.frombuffer(raw, np.int8, rows * dim, rows * 4).reshape(rows, dim), scale)


def centred(vectors: Quantised, mean: NDArray[np.float32]) -> Quantised:
    """Each row less `mean` (float32 [dim], or one a row), brought back to length 1. Rows of zeros stay zeros."""
    moved = np.where((vectors.scale > 0)[:, None], vectors.floats() - mean, np.float32(0))
    lengths = np.sqrt((moved.astype(np.float64) ** 2).sum(axis=1))
    return Quantised.of((moved / np.where(lengths > 0, lengths, 1)[:, None]).astype(np.float32))


def stacked(parts: Sequence[Quantised], dim: int) -> Quantised:
    """All rows of the parts, one after the other."""
    if not parts:
        return Quantised.empty(dim)
    return Quantised(np.concatenate([p.data for p in parts]), np.concatenate([p.scale for p in parts]))
