"""Headcount and years as people write them."""

import pytest

from apps.positions.figures import FigureError, chinese_number, find_years, parse_headcount


@pytest.mark.parametrize(
    ("text", "number"), [("3", 3), ("３人", 3), ("两名", 2), ("2-3人", 3), ("十二名", 12), ("约5人", 5), ("1", 1)]
)
def test_a_number_of_people_is_read(text, number):
    assert parse_headcount(text) == number


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("若干", "Several"),
        ("多名", "Several"),
        ("不限", "Several"),
        ("0", "1 or more"),
        ("-2", "1 or more"),
        ("abc", "whole number"),
        ("3.5", "whole number"),
        ("99999", "too many"),
    ],
)
def test_what_is_no_number_of_people_gets_an_answer_that_helps(text, words):
    with pytest.raises(FigureError, match=words):
        parse_headcount(text)


@pytest.mark.parametrize(
    ("text", "years"), [("3年以上", 3), ("5+ years", 5), ("三年以上", 3), ("3-5年", 3), ("不限", None), ("", None)]
)
def test_years_are_found(text, years):
    assert find_years(text) == years


@pytest.mark.parametrize(
    ("text", "number"), [("十", 10), ("十五", 15), ("二十", 20), ("一百二十", 120), ("x", None), ("", None)]
)
def test_chinese_numerals(text, number):
    assert chinese_number(text) == number
