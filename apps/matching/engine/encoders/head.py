"""A head for short texts: the mean of their language taken away, then whitened by what synonyms differ in.

Titles that mean the same ("programmer", "software developer") differ in directions that say nothing about the trade;
the matrix shrinks those. It was fitted by `python -m apps.matching.engine.encoders.headfit` to groups of synonyms
and lies in `heads`, pinned by its hash. Long texts gain nothing from it and stay as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.encoders.base import unit_rows
from apps.matching.engine.words import HAN, han_characters, script_of

SHORT = 80
"""Width up to which a text is a title or a line of skills; Han characters count twice."""

FOLDER = Path(__file__).parent / "heads"


def head_id(sha256: str) -> str:
    """The part of an encoder's id that names its head: another file is another encoder, whose vectors never mix."""
    return f"head/{sha256[:16]}"


class HeadMismatch(RuntimeError):
    """The file of a head is not the pinned one: its vectors would not fit those already stored."""


@dataclass(frozen=True)
class Head:
    """means: float32 [2, dim], index 1 for Han script; matrix: float32 [dim, dim], symmetric."""

    means: NDArray[np.float32]
    matrix: NDArray[np.float32]

    @classmethod
    def load(cls, name: str, sha256: str) -> Self:
        """The head of that name. Raises HeadMismatch when its file is not the one with that hash."""
        raw = (FOLDER / f"{name}.npz").read_bytes()
        found = hashlib.sha256(raw).hexdigest()
        if found != sha256:
            raise HeadMismatch(f"{name}.npz has sha256 {found}, pinned is {sha256}")
        with np.load(FOLDER / f"{name}.npz", allow_pickle=False) as stored:
            return cls(stored["means"].astype(np.float32), stored["matrix"].astype(np.float32))

    def __call__(
        self, texts: Sequence[str], vectors: NDArray[np.float32], *, centre_long: bool = False
    ) -> NDArray[np.float32]:
        """`vectors` (float32 [texts, dim]) with those of short texts turned, and of long ones centred if asked for.

        One at a time, so that a stored vector does not depend on its neighbours. Rows of zeros stay.
        """
        out = vectors.copy()
        for row, text in enumerate(texts):
            short = is_short(text)
            if (short or centre_long) and vectors[row].any():
                centred = unit_rows((vectors[row] - self.means[int(script_of(text) == HAN)])[None])
                out[row] = unit_rows(np.einsum("ri,ij->rj", centred, self.matrix))[0] if short else centred[0]
        return out


def is_short(text: str) -> bool:
    return len(text) + han_characters(text) <= SHORT
