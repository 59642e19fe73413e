"""Encoders: the pinned one, the basic one without weights, and which of them is in use."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from apps.matching.engine.encoders import (
    Encoder,
    LexicalEncoder,
    TextKind,
    UniversalSentenceEncoder,
    WeightsMismatch,
    load_encoder,
    universal,
)
from apps.matching.engine.termvectors import TermVectors

HERE = "tests.engine.test_encoders"


class TooWide:
    id, dim, max_chars, languages = "wide/1", 2048, 100, ("en",)

    def encode(self, texts: Sequence[str], kind: TextKind) -> NDArray[np.float32]:
        return np.zeros((len(texts), self.dim), np.float32)


class Broken:
    def __init__(self) -> None:
        raise OSError("weights are missing")


def test_the_default_encoder_is_the_pinned_one(encoder: UniversalSentenceEncoder) -> None:
    assert isinstance(encoder, Encoder)
    assert (encoder.id, encoder.dim) == ("use-multilingual-3/0.2.1+head/727ee6ce83717dee", 512)
    vectors = encoder.encode(
        ["深海防腐涂层研究员", "deep-sea anticorrosion coating researcher", "税务会计"], TextKind.TERM
    )
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > 0.7 > 0.4 > vectors[0] @ vectors[2]


def test_company_in_a_batch_changes_nothing(encoder: UniversalSentenceEncoder) -> None:
    texts = ["marine coatings", "负责防腐涂层的配方设计", "tax accountant"]
    together = encoder.encode(texts, TextKind.TALENT)
    for row, text in enumerate(texts):
        assert np.array_equal(encoder.encode([text], TextKind.TALENT)[0], together[row])
    assert encoder.encode([], TextKind.TALENT).shape == (0, 512)


def test_other_weights_than_the_pinned_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(universal.PINNED, "sp.model", "0" * 64)
    with pytest.raises(WeightsMismatch, match=r"sp\.model"):
        UniversalSentenceEncoder()


def test_basic_matching_crosses_languages_by_the_dictionary() -> None:
    encoder = LexicalEncoder()
    assert isinstance(encoder, Encoder)
    chinese, english, other = encoder.encode(["腐蚀 涂层", "corrosion coatings", "tax accountant"], TextKind.TERM)
    assert chinese @ english > chinese @ other + 0.2
    assert not encoder.encode(["", "。"], TextKind.TERM).any()


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        (f"{HERE}.Broken", "weights are missing"),
        (f"{HERE}.TooWide", "2048"),
        (f"{HERE}.Missing", "Missing"),
        ("no.such.module.Encoder", "no"),
        ("nonsense", "nonsense"),
        ("collections.OrderedDict", "no Encoder"),
    ],
)
def test_what_cannot_be_used_falls_back_and_says_why(path: str, problem: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.CRITICAL):
        chosen = load_encoder(path)
    assert (chosen.basic, chosen.encoder.id) == (True, "lexical/2")
    assert chosen.problem is not None
    assert problem in chosen.problem


def test_the_chosen_encoder_is_used() -> None:
    chosen = load_encoder("apps.matching.engine.encoders.LexicalEncoder")
    assert (chosen.basic, chosen.problem) == (True, None)


class Store:
    """Remembers rows as a database would."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], bytes] = {}

    def load(self, encoder_id: str, texts: Sequence[str]) -> dict[str, bytes]:
        return {text: self.rows[encoder_id, text] for text in texts if (encoder_id, text) in self.rows}

    def save(self, encoder_id: str, rows: dict[str, bytes]) -> None:
        self.rows.update({(encoder_id, text): row for text, row in rows.items()})


class Counting(LexicalEncoder):
    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], kind: TextKind) -> NDArray[np.float32]:
        self.asked += texts
        return super().encode(texts, kind)


def test_each_word_is_encoded_once_for_all_processes() -> None:
    store, first, second = Store(), Counting(), Counting()
    made = TermVectors(first, store).of(["coating", "涂层", "coating"])
    again = TermVectors(second, store).of(["涂层", "coating", "epoxy"])
    assert first.asked == ["coating", "涂层"]
    assert second.asked == ["epoxy"]
    assert np.array_equal(made.data[[1, 0]], again.data[:2])
