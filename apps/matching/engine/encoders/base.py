"""What the engine asks of an encoder."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

MAX_DIM = 1024
"""Dot products of int8 vectors up to this length are exact in float32 (127 * 127 * 1024 < 2^24)."""


class TextKind(StrEnum):
    """What a text is; encoders that were trained with prompts for queries and passages need to know."""

    POSTING = "posting"
    TALENT = "talent"
    TERM = "term"


class WeightsMismatch(RuntimeError):
    """A file of weights is not the pinned one: its vectors would not fit those already stored."""


@runtime_checkable
class Encoder(Protocol):
    """Folded texts to unit vectors.

    id: names encoder and weights; stored vectors count only under the same id. dim: at most MAX_DIM. max_chars: longer
    texts are cut before they are encoded. languages: ISO 639-1 codes it was made for.

    One that takes long for a text, or much memory, says so by an attribute `heavy`: then only workers load it.
    """

    @property
    def id(self) -> str: ...
    @property
    def dim(self) -> int: ...
    @property
    def max_chars(self) -> int: ...
    @property
    def languages(self) -> tuple[str, ...]: ...

    def encode(self, texts: Sequence[str], kind: TextKind) -> NDArray[np.float32]:
        """float32 [len(texts), dim], rows of length 1 (of length 0 for a text without anything to encode)."""
        ...


def unit_rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each row divided by its length; rows of zeros stay."""
    lengths = np.sqrt((vectors.astype(np.float64) ** 2).sum(axis=1, keepdims=True))
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def is_heavy(encoder: Encoder) -> bool:
    return bool(getattr(encoder, "heavy", False))
