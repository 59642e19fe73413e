"""Any text encoder exported to ONNX, from a local folder: `pip install '.[onnx]'` (onnxruntime and tokenizers).

The folder holds the graph (`model.onnx`) and the tokenizer (`tokenizer.json`), as exports for onnxruntime have them.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

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
    import onnxruntime
    import tokenizers
except ImportError as error:
    ABSENT: str | None = f"{error.name or error} is not installed: pip install '.[onnx]'"
else:
    ABSENT = None

_FORM = 1  # of this adapter: another way of making vectors is another encoder
_LOCATION = re.compile(rb"\n\x08location\x12([\x01-\x7f])", re.DOTALL)  # an entry {location: name} of external data
_SENTENCE = "sentence_embedding"
_MASK = "attention_mask"
_FED = ("input_ids", _MASK, "token_type_ids", "position_ids")


class Pooling(StrEnum):
    """How vectors of tokens become one. A graph that gives one vector a text is not pooled."""

    MEAN = "mean"
    CLS = "cls"
    MAX = "max"
    LAST = "last"


class OnnxEncoder:
    heavy = True

    def __init__(
        self,
        *,
        folder: Path,
        model: str = "model.onnx",
        tokenizer: str = "tokenizer.json",
        output: str = "",
        max_length: int = 256,
        pooling: Pooling = Pooling.MEAN,
        query_prefix: str = "",
        passage_prefix: str = "",
        term_prefix: str = "",
        languages: str = "zh,en",
        threads: int = 1,
    ) -> None:
        """Reads graph and tokenizer. max_length: in tokens; output: name of the graph's output, if not the usual one.

        Raises ModelMissing for a package or file that is not there, ValueError for a graph that takes no texts.
        """
        if problems := self.missing(folder=folder, model=model, tokenizer=tokenizer):
            raise ModelMissing("; ".join(problems))
        self.max_chars = max_length * CHARS_A_TOKEN
        self.languages = tuple(code.strip() for code in languages.split(",") if code.strip())
        self._prompts = Prompts(query_prefix, passage_prefix, term_prefix)
        self._pooling = Pooling(pooling)
        self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / tokenizer))
        self._tokenizer.enable_truncation(max_length)
        self._tokenizer.no_padding()
        self._session = _session(folder / model, threads)
        self._inputs = _inputs(self._session)
        self._output = output or _usual_output(self._session)
        options = (_FORM, self._output, max_length, str(self._pooling), self._prompts)
        self.id = f"onnx/{fingerprint(_files(folder, model, tokenizer), folder, options)}"
        self.dim = int(self._run(["a"]).shape[1])

    @classmethod
    def missing(
        cls, *, folder: Path, model: str = "model.onnx", tokenizer: str = "tokenizer.json", **_: object
    ) -> list[str]:
        """Packages and files that are not there, each with what to do; empty if all are."""
        absent = ([ABSENT] if ABSENT else []) + missing_files(folder, (model, tokenizer))
        beside = sorted(_weights_beside(folder / model)) if (folder / model).is_file() else []
        return absent + (missing_files((folder / model).parent, beside) if beside else [])

    def encode(self, texts: Sequence[str], kind: TextKind) -> NDArray[np.float32]:
        cut = [text[: self.max_chars] for text in texts]
        return encoded(self._run, cut, kind, dim=self.dim, prompt=self._prompts.before(kind))

    def _run(self, texts: list[str]) -> NDArray[np.float32]:
        """float32 [len(texts), dim], not yet of length 1."""
        tokens = self._tokenizer.encode_batch(texts)
        width = max(1, *(len(row.ids) for row in tokens))
        columns = {name: np.zeros((len(tokens), width), np.int64) for name in _FED}
        for row, found in enumerate(tokens):
            here = slice(0, len(found.ids))
            columns["input_ids"][row, here] = found.ids
            columns[_MASK][row, here] = 1
            columns["token_type_ids"][row, here] = found.type_ids
        columns["position_ids"][:] = np.arange(width)
        fed = {name: columns[name].astype(kind) for name, kind in self._inputs.items()}
        (out,) = self._session.run([self._output], fed)
        vectors = np.asarray(out, np.float32)
        return vectors if vectors.ndim == 2 else _pooled(vectors, columns[_MASK], self._pooling)


def _files(folder: Path, model: str, tokenizer: str) -> list[Path]:
    """The graph, weights kept beside it (`model.onnx_data`, `model.onnx.data` …), and the tokenizer."""
    graph = folder / model
    beside = [path for path in graph.parent.glob(f"{graph.stem}.*data") if path.is_file()]
    return [graph, folder / tokenizer, *beside]


def _weights_beside(graph: Path) -> set[str]:
    """Names of the files that the graph keeps weights in, read from its bytes: no model is loaded for a check."""
    with graph.open("rb") as file:
        if not graph.stat().st_size:
            return set()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            found = [content[at.end() : at.end() + at[1][0]] for at in _LOCATION.finditer(content)]
    return {name.decode("utf-8", "replace") for name in found}


def _session(path: Path, threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = threads
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _inputs(session: Any) -> dict[str, type[np.signedinteger[Any]]]:
    """Name -> integer type of what the graph asks for. Raises ValueError for something that no text can give."""
    kinds: dict[str, type[np.signedinteger[Any]]] = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}
    asked = {row.name: row.type for row in session.get_inputs()}
    if "input_ids" not in asked:
        raise ValueError(f"the graph takes no input_ids; it asks for {', '.join(asked)}")
    if strange := [name for name, kind in asked.items() if name not in _FED or kind not in kinds]:
        raise ValueError(f"the graph asks for {strange[0]} ({asked[strange[0]]}), which a text does not give")
    return {name: kinds[kind] for name, kind in asked.items()}


def _usual_output(session: Any) -> str:
    names = [row.name for row in session.get_outputs()]
    return _SENTENCE if _SENTENCE in names else names[0]


def _pooled(vectors: NDArray[np.float32], mask: NDArray[np.int64], pooling: Pooling) -> NDArray[np.float32]:
    """[texts, tokens, dim] to [texts, dim], padding left out."""
    if pooling is Pooling.CLS:
        return vectors[:, 0]
    if pooling is Pooling.LAST:
        return vectors[np.arange(len(vectors)), np.maximum(mask.sum(axis=1) - 1, 0)]
    real = mask[:, :, None].astype(bool)
    if pooling is Pooling.MAX:
        return np.where(real, vectors, -np.inf).max(axis=1).astype(np.float32)
    total = np.where(real, vectors, 0).sum(axis=1, dtype=np.float64)
    return (total / np.maximum(mask.sum(axis=1), 1)[:, None]).astype(np.float32)
