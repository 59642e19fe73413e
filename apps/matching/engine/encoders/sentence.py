"""A sentence-transformers model from a local folder: `pip install '.[sentence-transformers]'`.

Pooling and the like are as the folder's own files say. It brings PyTorch, so workers need more memory and start slower.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.encoders.base import TextKind
from apps.matching.engine.encoders.local import (
    CHARS_A_TOKEN,
    ModelMissing,
    Prompts,
    encoded,
    fingerprint,
    missing_files,
)

try:
    import sentence_transformers
except ImportError as error:
    ABSENT: str | None = f"{error.name or error} is not installed: pip install '.[sentence-transformers]'"
else:
    ABSENT = None

_FORM = 1
_LEFT_OUT = (".md", ".txt.lock", ".gitattributes")


class SentenceTransformerEncoder:
    heavy = True

    def __init__(
        self,
        *,
        folder: Path,
        max_length: int = 256,
        query_prefix: str = "",
        passage_prefix: str = "",
        term_prefix: str = "",
        languages: str = "zh,en",
        device: str = "cpu",
    ) -> None:
        """Reads the model; max_length in tokens. Raises ModelMissing for a package or file that is not there."""
        if problems := self.missing(folder=folder):
            raise ModelMissing("; ".join(problems))
        self.max_chars = max_length * CHARS_A_TOKEN
        self.languages = tuple(code.strip() for code in languages.split(",") if code.strip())
        self._prompts = Prompts(query_prefix, passage_prefix, term_prefix)
        self._model = sentence_transformers.SentenceTransformer(str(folder), device=device, local_files_only=True)
        self._model.max_seq_length = max_length
        files = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in _LEFT_OUT]
        self.id = f"sentence-transformers/{fingerprint(files, folder, (_FORM, max_length, self._prompts))}"
        self.dim = int(self._run(["a"]).shape[1])

    @classmethod
    def missing(cls, *, folder: Path, **_: object) -> list[str]:
        """Packages and files that are not there; empty if all are."""
        return ([ABSENT] if ABSENT else []) + missing_files(folder, ("modules.json",))

    def encode(self, texts: Sequence[str], kind: TextKind) -> NDArray[np.float32]:
        cut = [text[: self.max_chars] for text in texts]
        return encoded(self._run, cut, kind, dim=self.dim, prompt=self._prompts.before(kind))

    def _run(self, texts: list[str]) -> NDArray[np.float32]:
        found = self._model.encode(texts, batch_size=len(texts), convert_to_numpy=True, show_progress_bar=False)
        return np.asarray(found, np.float32)
