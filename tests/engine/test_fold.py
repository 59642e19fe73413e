"""Text is folded to one width, one case and one script, and nothing people paste breaks it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.matching.engine.fold import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("衞生", "卫生"),  # Hong Kong's character, unknown to tw2sp
        ("衛生", "卫生"),
        ("軟體", "软件"),
        ("機器學習", "机器学习"),
        ("⻢⼒", "马力"),  # a radical of the supplement, and one of the Kangxi block
        ("ＡＢＣ１２", "abc12"),
        ("C++ and CUDA", "c++ and cuda"),
        ("ﬁbre", "fibre"),
        ("a\x00b", "a b"),
        ("a\ud800b", "a\ufffdb"),
        ("", ""),
    ],
)
def test_known_forms(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_folds_to_text_that_can_be_stored(text: str) -> None:
    folded = fold(text)
    assert "\x00" not in folded
    folded.encode("utf-8")


def test_a_million_characters_are_read() -> None:
    assert len(fold("深海防腐塗層 coating;" * 60_000)) == 60_000 * len("深海防腐涂层 coating;")
