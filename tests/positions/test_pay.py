"""Pay as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.positions.pay import Hint, PayError, is_by_agreement, note_on, parse_pay, write_pay


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("11-25万", (110_000, 250_000)),
        ("１１－２５万", (110_000, 250_000)),
        ("11—25万元/年", (110_000, 250_000)),
        ("11万-25万", (110_000, 250_000)),
        ("28-48萬", (280_000, 480_000)),
        ("15到25万", (150_000, 250_000)),
        ("20w-30w", (200_000, 300_000)),
        ("11-25", (110_000, 250_000)),
        ("30万", (300_000, 300_000)),
        ("十五至二十五万", (150_000, 250_000)),
        ("年薪：二十万", (200_000, 200_000)),
        ("年薪30-50万", (300_000, 500_000)),
        ("20~35万（面议）", (200_000, 350_000)),
        ("2万×14薪", (280_000, 280_000)),
        ("1.5-2万*13薪", (195_000, 260_000)),
        ("月薪2-3万，14薪", (280_000, 420_000)),
        ("3.5-4.5万/月", (420_000, 540_000)),
        ("15000-25000/月·13薪", (195_000, 325_000)),
        ("15000－25000元/月", (180_000, 300_000)),
        ("8000-12000 × 13", (104_000, 156_000)),
        ("20-35k·14薪", (280_000, 490_000)),
        ("20K-35K", (240_000, 420_000)),
        ("RMB 300k-500k per year", (300_000, 500_000)),
        ("150000-300000", (150_000, 300_000)),
        ("150,000-300,000元", (150_000, 300_000)),
        ("CNY 150,000–300,000 a year", (150_000, 300_000)),
        ("120000元/年-180000元/年", (120_000, 180_000)),
        ("20 to 35万", (200_000, 350_000)),
    ],
)
def test_a_band_is_read(text, band):
    assert parse_pay(text) == band


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("面议", "Basic pay has to be stated"),
        ("薪资详谈", "Basic pay has to be stated"),
        ("negotiable", "Basic pay has to be stated"),
        ("", "Please state the pay"),
        ("若干", "This is not a pay band"),
        ("20万以上", "both ends"),
        ("不低于30万", "both ends"),
        ("30万以下", "both ends"),
        ("2-3万", "a month's pay or a year's"),
        ("15000-25000", "a month's pay or a year's"),
        ("1.5-2.5/月", "add the unit"),
        ("-5万", "negative"),
        ("25-11万", "higher than the second"),
        ("0-0万", "more than nothing"),
        ("2000万", "more than 10 million"),
        ("9" * 90, "more than 10 million"),
        ("$100k", "in yuan"),
        ("10万欧元", "in yuan"),
    ],
)
def test_what_is_no_band_gets_an_answer_that_helps(text, words):
    with pytest.raises(PayError, match=words):
        parse_pay(text)


def test_a_heading_says_what_bare_figures_are():
    assert parse_pay("11-25", Hint(10_000)) == (110_000, 250_000)
    assert parse_pay("15000-25000", Hint(1, monthly=True)) == (180_000, 300_000)
    assert parse_pay("1.5-2", Hint(10_000, monthly=True)) == (180_000, 240_000)
    assert parse_pay("15-25", Hint(0, monthly=False)) == (150_000, 250_000)
    assert parse_pay("20-30万", Hint(1)) == (200_000, 300_000), "what stands in the cell wins"


@given(low=st.integers(40_000, 5_000_000), more=st.integers(0, 5_000_000))
def test_what_is_written_is_read_back(low, more):
    assert parse_pay(write_pay(low, low + more)) == (low, low + more)


@given(
    low=st.integers(4, 900),
    more=st.integers(0, 99),
    dash=st.sampled_from("-–—~～至到－"),
    unit=st.sampled_from(["万", "萬", "w", "万元"]),
)
def test_every_way_to_write_a_band_of_ten_thousands_is_the_same(low, more, dash, unit):
    assert parse_pay(f"{low}{dash}{low + more}{unit}") == (low * 10_000, (low + more) * 10_000)


@given(st.text(max_size=60))
def test_no_text_breaks_it(text):
    try:
        low, high = parse_pay(text)
    except PayError:
        return
    assert 0 < low <= high <= 10_000_000


@pytest.mark.parametrize(
    ("text", "expected"), [("20-35万，可面议", True), ("Competitive", True), ("20-35万", False), ("", False)]
)
def test_more_by_agreement_is_seen(text, expected):
    assert is_by_agreement(text) is expected


@pytest.mark.parametrize(
    ("low", "high", "degree", "noted"),
    [
        (110_000, 250_000, "master", False),
        (100_000, 250_000, "master", True),
        (110_000, 260_000, "master", True),
        (150_000, 500_000, "doctor", False),
        (150_000, 510_000, "doctor", True),
        (10_000, 9_000_000, "bachelor", False),
    ],
)
def test_pay_outside_the_usual_gets_a_note(taxonomy, low, high, degree, noted):
    assert bool(note_on(low, high, degree)) is noted
