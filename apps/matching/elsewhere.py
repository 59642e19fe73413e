"""Encoders that this process does not have: gone for good, or so heavy that only workers load them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from apps.matching import encoding_orders
from apps.matching.engine.encoders.base import Encoder, TextKind, is_heavy

PATIENCE = 8.0
"""Seconds that somebody waits for a worker before being told to come back."""


class EncoderAway(Exception):
    """The encoder in force cannot be loaded here any more: what is stored still counts, nothing new can be encoded."""

    @property
    def told(self) -> str:
        """For whoever waits, in her language."""
        return _("Every text is being encoded anew. Please come back in a while.")


class WorkersBusy(EncoderAway):
    """No worker has encoded the text in time. It goes on: the same question a little later has its answer."""

    @property
    def told(self) -> str:
        return _("Many people are being compared at this moment. Please try again in a minute.")


class StoredOnly:
    """Stands for an encoder that is gone: its stored vectors can be compared, no text can be encoded."""

    max_chars = 0
    languages: tuple[str, ...] = ()

    def __init__(self, encoder_id: str, dim: int) -> None:
        self.id, self.dim = encoder_id, dim

    def encode(self, texts: Sequence[str], kind: TextKind) -> NDArray[np.float32]:
        if texts:
            raise EncoderAway(f"the encoder {self.id} cannot be loaded here")
        return np.zeros((0, self.dim), np.float32)


def traits(encoder: Encoder) -> dict[str, Any]:
    """What a process that does not load it has to know of it: stored with the generation, so workers decide."""
    return {"heavy": is_heavy(encoder), "dim": encoder.dim, "max_chars": encoder.max_chars,
            "languages": list(encoder.languages)}  # fmt: skip


class AtWorkers:
    """An encoder that workers have. Raises WorkersBusy when none answers within PATIENCE seconds."""

    def __init__(self, encoder_id: str, known: Mapping[str, Any]) -> None:
        """`known` as `traits` told it."""
        self.id = encoder_id
        self.dim, self.max_chars = int(known["dim"]), int(known["max_chars"])
        self.languages = tuple(known["languages"])

    def encode(self, texts: Sequence[str], kind: TextKind) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        found = encoding_orders.vectors(self.id, texts, kind, self.dim, PATIENCE)
        if found is None:
            raise WorkersBusy(f"no worker encoded {len(texts)} texts within {PATIENCE} s")
        return found
