"""Vectors of single words, skills and fields of study: one row for each distinct text, for all documents together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np

from apps.matching.engine.encoders.base import Encoder, TextKind
from apps.matching.engine.vectors import Quantised
from apps.matching.engine.words import HAN, script_of


class TermStore(Protocol):
    """Where rows outlive the process, under one encoder id. What was stored first stays."""

    def load(self, encoder_id: str, texts: Sequence[str]) -> Mapping[str, bytes]:
        """The known ones among `texts`."""
        ...

    def save(self, encoder_id: str, rows: Mapping[str, bytes]) -> None: ...


class TermVectors:
    """The words met so far with their vectors as encoded (not centred). Rows are only ever added."""

    def __init__(self, encoder: Encoder, store: TermStore | None = None) -> None:
        self._encoder = encoder
        self._store = store
        self._rows: dict[str, bytes] = {}

    @property
    def encoder(self) -> Encoder:
        return self._encoder

    @property
    def encoder_id(self) -> str:
        return self._encoder.id

    @property
    def dim(self) -> int:
        return self._encoder.dim

    def add(self, texts: Iterable[str]) -> None:
        """Make sure of vectors for `texts`: from memory, from the store, else by encoding (0.3 ms each)."""
        missing = sorted({text for text in texts if text not in self._rows})
        if missing and self._store:
            self._rows.update(self._store.load(self.encoder_id, missing))
            missing = [text for text in missing if text not in self._rows]
        if not missing:
            return
        made = Quantised.of(self._encoder.encode(missing, TextKind.TERM))
        fresh = {text: made.take(slice(i, i + 1)).to_bytes() for i, text in enumerate(missing)}
        self._rows.update(fresh)
        if self._store:
            self._store.save(self.encoder_id, fresh)

    def of(self, texts: Sequence[str]) -> Quantised:
        """One row a text, in order."""
        self.add(texts)
        if not texts:
            return Quantised.empty(self.dim)
        rows = [Quantised.from_bytes(self._rows[text], self.dim) for text in texts]
        return Quantised(np.concatenate([r.data for r in rows]), np.concatenate([r.scale for r in rows]))


def scripts_of(texts: Iterable[str]) -> np.ndarray:
    """bool [texts]: True where a text is in Han script."""
    return np.array([script_of(text) == HAN for text in texts], bool)
