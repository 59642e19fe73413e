"""Text as the machine compares it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.text import fold, fold_aligned, mend, squeeze

ANY_TEXT = st.text(st.characters(min_codepoint=0, max_codepoint=0x10FFFF, categories=None))
MIXED = st.text(st.sampled_from("深海防腐塗層記憶體軟體衞衛生 ﬁﾊﾟé\u0301ＡBc，\n㎡⻢İß한ᄒ"), max_size=40)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("衞生", "卫生"),  # Hong Kong's form, which tw2sp alone leaves
        ("衛生", "卫生"),
        ("軟體", "软件"),  # Taiwan's word, not only its characters
        ("記憶體", "内存"),
        ("ＡＢＣ１２", "abc12"),
        ("ﬁber", "fiber"),
        ("骨架⻢达⻛机", "骨架马达风机"),  # radicals as browsers print them
        ("a\x00b", "a b"),
        ("a\ud800b", "a\ufffdb"),
        ("", ""),
    ],
)
def test_spellings_of_one_thing_meet(written, folded):
    assert fold(written) == folded


@given(ANY_TEXT)
def test_fold_takes_anything_and_can_be_stored(text):
    folded = fold(text)
    folded.encode()  # no lone surrogate
    assert "\x00" not in folded


@given(ANY_TEXT)
def test_mending_keeps_every_place(text):
    assert len(mend(text)) == len(text)


@given(st.one_of(MIXED, ANY_TEXT))
def test_alignment_leads_back_to_the_text(text):
    folded, starts = fold_aligned(text)
    assert folded == fold(text)
    assert len(starts) == len(folded) + 1
    assert starts == sorted(starts)
    assert starts[-1] == len(text)
    assert 0 <= starts[0] <= len(text)


def test_alignment_survives_a_phrase_that_shrinks():
    text = "熟悉記憶體與軟體"
    folded, starts = fold_aligned(text)
    at = folded.index("软件")
    assert text[starts[at] : starts[at + 2]] == "軟體"


def test_a_megabyte_is_folded_whole():
    text = "深海防腐塗層 corrosion É " * 50_000
    assert fold(text).count("深海防腐涂层") == 50_000


def test_squeeze():
    assert squeeze("  a \n\t b　c ") == "a b c"
