"""What encoders from a local folder share: their files, the prompts before each text, and an id that names both.

Nothing is ever fetched: what is not in the folder is missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.encoders.base import TextKind, unit_rows

TERM_BATCH = 32
CHARS_A_TOKEN = 8
"""No script has tokens longer than this on average; what is cut before the tokenizer would be cut by it anyway."""


class ModelMissing(RuntimeError):
    """A package or a file that the encoder needs is not there. The text says which, and what to do."""


@dataclass(frozen=True)
class Prompts:
    """Words that an encoder was trained to see before a text: before a posting, a person's text, and a single term."""

    query: str = ""
    passage: str = ""
    term: str = ""

    def before(self, kind: TextKind) -> str:
        return {TextKind.POSTING: self.query, TextKind.TALENT: self.passage, TextKind.TERM: self.term}[kind]


def missing_files(folder: Path, names: Iterable[str]) -> list[str]:
    if not folder.is_dir():
        return [f"the folder {folder} does not exist"]
    return [f"{folder / name} does not exist" for name in names if not (folder / name).is_file()]


def fingerprint(files: Iterable[Path], folder: Path, options: object) -> str:
    """16 hex digits over the content of the files, their names within the folder, and the options."""
    digest = hashlib.sha256(repr(options).encode())
    for path in sorted(files):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").digest()
        digest.update(str(path.relative_to(folder)).encode() + b"\x00" + content)
    return digest.hexdigest()[:16]


def encoded(
    run: Callable[[list[str]], NDArray[np.float32]], texts: Sequence[str], kind: TextKind, *, dim: int, prompt: str
) -> NDArray[np.float32]:
    """float32 [len(texts), dim], rows of length 1; of zeros for texts without anything in them.

    Documents go one at a time: rounding depends on what shares a batch, and a stored vector must not. Terms are stored
    once for all, so they may share.
    """
    out = np.zeros((len(texts), dim), np.float32)
    filled = [row for row, text in enumerate(texts) if text.strip()]
    size = TERM_BATCH if kind is TextKind.TERM else 1
    for start in range(0, len(filled), size):
        rows = filled[start : start + size]
        out[rows] = run([prompt + texts[row] for row in rows])
    return unit_rows(out)
