"""Pay, money, counts, dates and instants as each reader sees them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.web import formatting
from apps.web.formatting import Rate

NOON = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)  # 12:00 in Beijing


@pytest.mark.parametrize(
    ("low", "high", "language", "shown"),
    [
        (150_000, 500_000, "zh-hans", "15–50万元/年（税前）"),
        (150_000, 500_000, "zh-hant", "15–50萬元/年（稅前）"),
        (150_000, 500_000, "en", "CNY 150,000–500,000 a year before tax"),
        (150_000, 500_000, None, "CNY 150,000–500,000 a year before tax"),
        (325_000, 325_000, "zh-hans", "32.5万元/年（税前）"),
        (325_000, 325_000, "en", "CNY 325,000 a year before tax"),
        (300_000, None, "zh-hans", "≥30万元/年（税前）"),
        (300_000, None, "en", "from CNY 300,000 a year before tax"),
        (None, 250_000, "zh-hant", "≤25萬元/年（稅前）"),
        (None, 250_000, "en", "up to CNY 250,000 a year before tax"),
        (106_656, 106_656, "zh-hans", "10.67万元/年（税前）"),
        (None, None, "zh-hans", ""),
    ],
)
def test_pay_band(low: int | None, high: int | None, language: str | None, shown: str) -> None:
    assert formatting.pay_band(low, high, language) == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(0, "0"), (10_000, "1"), (100_000, "10"), (325_000, "32.5"), (12_345_678, "1,234.57"), (49, "0"), (50, "0.01")],
)
def test_wan_keeps_two_decimals_and_drops_idle_zeros(amount: int, shown: str) -> None:
    assert formatting.wan(amount) == shown


@given(st.integers(min_value=0, max_value=10**10))
def test_wan_is_within_half_a_hundredth(amount: int) -> None:
    assert abs(Decimal(formatting.wan(amount).replace(",", "")) * 10_000 - amount) <= 50


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (150_000, 500_000, "≈ EUR 19,200–64,100"),
        (300_000, None, "≈ EUR 38,500"),
        (300_000, 300_000, "≈ EUR 38,500"),
        (None, None, ""),
    ],
)
def test_band_in_the_viewers_currency(low: int | None, high: int | None, shown: str) -> None:
    assert formatting.converted_band(low, high, Rate("EUR", Decimal("7.8"), date(2026, 3, 1))) == shown


@pytest.mark.parametrize(
    ("number", "language", "shown"),
    [
        (9_999, "zh-hans", "9,999"),
        (12_043, "zh-hans", "1.2万"),
        (20_000, "zh-hant", "2萬"),
        (9_999, "en", "9,999"),
        (12_043, "en", "12k"),
        (12_300, "en", "12.3k"),
    ],
)
def test_short_count(number: int, language: str, shown: str) -> None:
    assert formatting.short_count(number, language) == shown


def test_whole_amounts_and_counts() -> None:
    assert formatting.yuan(150_000, "en") == "CNY 150,000"
    assert formatting.yuan(150_000, "zh-hant") == "150,000元"
    assert formatting.count(12_043) == "12,043"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("zh-hans", "2026年3月1日 12:00（北京时间）"),
        ("zh-hant", "2026年3月1日 12:00（北京時間）"),
        ("en", "1 March 2026, 12:00 (Beijing time)"),
    ],
)
def test_instant_names_the_citys_clock(language: str, shown: str) -> None:
    assert formatting.instant(NOON, language) == shown


def test_instant_near_midnight_takes_the_citys_date() -> None:
    assert formatting.instant(datetime(2025, 12, 31, 16, 30, tzinfo=UTC), "zh-hans") == "2026年1月1日 00:30（北京时间）"


def test_instant_in_another_zone_names_that_zone() -> None:
    assert formatting.instant(NOON, "en", ZoneInfo("Europe/Berlin")) == "1 March 2026, 05:00 (CET)"


def test_machine_form_is_utc_whatever_the_zone() -> None:
    assert formatting.iso(NOON.astimezone(ZoneInfo("America/New_York"))) == "2026-03-01T04:00:00Z"


@pytest.mark.parametrize(
    ("gap", "language", "shown"),
    [
        (timedelta(seconds=-59), "en", "just now"),
        (timedelta(seconds=59), "zh-hant", "剛剛"),
        (timedelta(minutes=-1), "en", "1 minute ago"),
        (timedelta(minutes=-59), "zh-hans", "59分钟前"),
        (timedelta(hours=2), "en", "in 2 hours"),
        (timedelta(days=-3), "zh-hans", "3天前"),
        (timedelta(days=12), "zh-hant", "12天後"),
        (timedelta(days=-65), "zh-hans", "2个月前"),
        (timedelta(days=-800), "en", "2 years ago"),
    ],
)
def test_relative(gap: timedelta, language: str, shown: str) -> None:
    assert formatting.relative(NOON + gap, NOON, language) == shown


@pytest.mark.parametrize(
    ("texts", "language", "picked"),
    [
        ({"zh-hans": "简", "zh-hant": "繁", "en": "e"}, "zh-hant", ("繁", "zh-hant")),
        ({"zh-hans": "简", "en": "e"}, "zh-hant", ("简", "zh-hans")),
        ({"zh": "中", "en": "e"}, "zh-hans", ("中", "zh")),
        ({"zh-hans": "简", "en": ""}, "en", ("简", "zh-hans")),
        ({"en": "e"}, "zh-hans", ("e", "en")),
        ({"de": "d"}, "en", ("d", "de")),
        ({"en": ""}, "en", ("", "")),
        ({}, "en", ("", "")),
    ],
)
def test_pick_text_takes_the_nearest_language_that_has_one(
    texts: dict[str, str], language: str, picked: tuple[str, str]
) -> None:
    assert formatting.pick_text(texts, language) == picked


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("zh-hans", "zh-hant", True),
        ("zh", "zh-hans", True),
        ("en", "en-gb", True),
        ("en", "zh-hans", False),
        ("de", "en", False),
        ("zh-HK", "zh-hans", True),
    ],
)
def test_simplified_and_traditional_are_one_language(one: str, other: str, *, same: bool) -> None:
    assert formatting.same_language(one, other) is same


@pytest.mark.parametrize(
    ("code", "way"), [("zh-hans", "hans"), ("zh_CN", "hans"), ("zh-TW", "hant"), ("zh-hk", "hant"), ("fr", "en")]
)
def test_script_of_a_language(code: str, way: str) -> None:
    assert formatting.script(code) == way


@pytest.mark.parametrize(
    ("language", "whole", "lasting", "note"),
    [
        ("zh-hans", "2019年10月–2022年4月", "2019年10月至今", "英语（C1 高级）"),
        ("en", "October 2019 – April 2022", "since October 2019", "英语 (C1 高级)"),
    ],
)
def test_months_and_notes_in_the_readers_script(language, whole, lasting, note):
    start, end = date(2019, 10, 1), date(2022, 4, 1)
    assert formatting.period(start, end, language) == whole
    assert formatting.period(start, None, language, open_end=True) == lasting
    assert formatting.period(start, None, language) == formatting.month(start, language)
    assert formatting.with_note("英语", "C1 高级", language) == note
    assert formatting.with_note("英语", "", language) == "英语"
