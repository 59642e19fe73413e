"""The unified social credit code and its check character."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from apps.core.credit_code import ALPHABET, check_character, clean

CODE = "91370200MA3C00001" + check_character("91370200MA3C00001")


def test_the_example_of_the_standard():
    assert check_character("91350100M000100Y4") == "3"


def test_a_code_is_cleaned():
    assert clean(f" {CODE[:8].lower()} {CODE[8:]} ") == CODE
    assert clean("９１３５０１００Ｍ０００１００Ｙ４３") == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "length"), (CODE[:17], "length"), (CODE + "0", "length"), (CODE[:17] + "I", "alphabet"), ("汉" * 18, "alphabet"),
     ("91350100M000100Y44", "check")],
)  # fmt: skip
def test_what_is_no_code_is_told(text, code):
    with pytest.raises(ValidationError) as refused:
        clean(text)
    assert refused.value.code == code


@given(first=st.text(ALPHABET, min_size=17, max_size=17), at=st.integers(0, 16), other=st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(first, at, other):
    code = first + check_character(first)
    assert clean(code) == code
    if first[at] != other:
        with pytest.raises(ValidationError):
            clean(code[:at] + other + code[at + 1 :])


@given(first=st.text(ALPHABET, min_size=17, max_size=17), at=st.integers(0, 15))
def test_two_characters_changed_over_are_always_noticed(first, at):
    code = first + check_character(first)
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    if swapped != code:
        with pytest.raises(ValidationError):
            clean(swapped)
