"""Names: split, shown, compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.talents.letters import is_pinyin
from apps.talents.names import cased_split, display_name, split_name
from apps.talents.sections import Identity
from apps.talents.spellings import variants


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("王小明", ("王小明", "", "")),
        ("Xiaoming WANG", ("", "WANG", "Xiaoming")),
        ("WANG XIAO MING", ("", "Wang", "Xiao Ming")),
        ("Wang, Xiao-Ming", ("", "Wang", "Xiao-Ming")),
        ("WANG Xiao-Ming 王晓明", ("王晓明", "WANG", "Xiao-Ming")),
        ("王小明 (Xiaoming Wang)", ("王小明", "Wang", "Xiaoming")),
        ("Dr. Jan van der Berg", ("", "van der Berg", "Jan")),
        ("DANIEL R. WHITCOMBE", ("", "Whitcombe", "Daniel R.")),
        ("Sukarno", ("", "", "Sukarno")),
        ("", ("", "", "")),
    ],
)
def test_one_line(written: str, parts: tuple[str, str, str]) -> None:
    assert cased_split(written) == parts


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "Xiaoming Wang (王小明)"), ("zh-hans", "王小明（Xiaoming WANG）")]
)  # fmt: skip
def test_order_by_language(language: str, shown: str) -> None:
    assert display_name(Identity("王小明", "Wang", "Xiaoming"), language) == shown


@pytest.mark.parametrize(
    ("identity", "shown"), [(Identity(given_name="Sukarno"), "Sukarno"), (Identity("李文"), "李文"), (Identity(), "")]
)
def test_single_names(identity: Identity, shown: str) -> None:
    assert display_name(identity, "zh-hans") == shown


SAME = [
    ("王小明", "", ""),
    ("", "WANG", "Xiaoming"),
    ("", "Wang", "Xiao Ming"),
    ("", "Wang", "Xiao-Ming"),
    ("", "Xiaoming", "Wang"),
]


@pytest.mark.parametrize("one", SAME)
@pytest.mark.parametrize("other", SAME)
def test_variants_of_one_name_meet(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert variants(*one) & variants(*other)


@pytest.mark.parametrize(
    ("chinese", "latin"),
    [
        ("单晓", ("Shan", "Xiao")),
        ("曾明", ("Zeng", "Ming")),
        ("欧阳海", ("Ouyang", "Hai")),
        ("吕文", ("Lyu", "Wen")),
        ("張偉", ("Zhang", "Wei")),
    ],
)
def test_readings_of_family_names(chinese: str, latin: tuple[str, str]) -> None:
    assert variants(chinese, "", "") & variants("", *latin)


@pytest.mark.parametrize("other", [("王小红", "", ""), ("", "Wang", "Xiaohong"), ("", "Li", "Xiaoming")])
def test_other_names_do_not(other: tuple[str, str, str]) -> None:
    assert not variants("王小明", "", "") & variants(*other)


def test_a_single_name_recognises_nobody() -> None:
    assert variants("", "", "Sukarno") == set()


def test_pinyin() -> None:
    assert [is_pinyin(word) for word in ("Xiaoming", "Zhuang", "Smith", "")] == [True, True, False, False]


@given(st.text(max_size=60))
def test_splitting_never_fails_and_invents_nothing(written: str) -> None:
    chinese, family, given_name = split_name(written)
    assert set(family + given_name) <= set(written) | {" "}
    assert len(chinese) <= 12


@pytest.mark.parametrize(
    ("written", "family", "given"),
    [
        ("苏砚清（Su Yanqing）", "Su", "Yanqing"), ("Yanqing Su 苏砚清", "Su", "Yanqing"),
        ("欧阳明 Ouyang Ming", "Ouyang", "Ming"), ("单雄信 Shan Xiongxin", "Shan", "Xiongxin"),
        ("Chan Tai Man 陳大文", "Chan", "Tai Man"), ("Tai Man Chan 陳大文", "Chan", "Tai Man"),
        ("白予安（Bai Yu'an）", "Bai", "Yu'an"), ("李丽 Emily Li", "Li", "Emily"),
    ],
)  # fmt: skip
def test_the_characters_beside_a_name_say_which_word_is_the_family(written, family, given):
    assert split_name(written)[1:] == (family, given)
