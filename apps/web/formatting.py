"""How pay, money, counts, dates and instants are written in each of the three languages.

Pure functions: no request, no settings, no database. `language` is a Django language code (`zh-hans`, `zh-hant`,
`en`; any other is written like English). Money is whole yuan a year before tax; instants are aware datetimes.
The words here are locale data, like a date pattern; sentences of pages go through gettext.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
WAN = 10_000
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rate:
    """A dated exchange rate that operators keep: one unit of `currency` costs `yuan` yuan on `as_of_on`.

    `is_sample`: it came along with the platform and nobody has replaced it yet.
    """

    currency: str
    yuan: Decimal
    as_of_on: date
    is_sample: bool = False


def script(language: str | None) -> str:
    """`hans`, `hant` or `en`: which of the three ways of writing a language code means."""
    code = (language or "").lower().replace("_", "-")
    if code.startswith(("zh-hant", "zh-hk", "zh-tw", "zh-mo")):
        return "hant"
    return "hans" if code.startswith("zh") else "en"


def wan(yuan: int) -> str:
    """Yuan as 万 (ten thousands), at most two decimals and no trailing zeros: 325000 -> `32.5`."""
    value = (Decimal(yuan) / WAN).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text or "0"


def yuan(amount: int, language: str | None) -> str:
    """A whole amount: `CNY 150,000` or `150,000元`."""
    return f"CNY {amount:,}" if script(language) == "en" else f"{amount:,}元"


def money(amount: int, language: str | None) -> str:
    """A large sum as people of the trade say it: `CNY 2,000,000`, `200万元`, `1.5亿元`; small ones in yuan."""
    way = script(language)
    if way == "en" or amount < 10_000 or amount % 100:
        return yuan(amount, language)
    if amount >= 100_000_000 and amount % 1_000_000 == 0:
        return f"{_plain(amount, 100_000_000)}{'亿元' if way == 'hans' else '億元'}"
    return f"{_plain(amount, 10_000)}{'万元' if way == 'hans' else '萬元'}"


def _plain(amount: int, unit: int) -> str:
    """Up to two decimals, without needless zeros."""
    return f"{amount / unit:,.2f}".rstrip("0").rstrip(".")


def pay_band(low: int | None, high: int | None, language: str | None) -> str:
    """Pay a year before tax: `15–50万元/年（税前）`, `CNY 150,000–500,000 a year before tax`; `""` when unknown.

    One bound alone reads "from" or "up to"; equal bounds are one figure.
    """
    if low is None and high is None:
        return ""
    way = script(language)
    if way == "en":
        return f"{_span_en(low, high)} a year before tax"
    return _span_zh(low, high) + {"hans": "万元/年（税前）", "hant": "萬元/年（稅前）"}[way]


def _span_en(low: int | None, high: int | None) -> str:
    if low is None:
        return f"up to CNY {high:,}"
    if high is None:
        return f"from CNY {low:,}"
    return f"CNY {low:,}" if low == high else f"CNY {low:,}–{high:,}"


def _span_zh(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return f"≤{wan(high)}" if low is None and high is not None else f"≥{wan(low or 0)}"
    return wan(low) if low == high else f"{wan(low)}–{wan(high)}"


def converted_band(low: int | None, high: int | None, rate: Rate) -> str:
    """The same band in the viewer's currency, to three figures: `≈ EUR 19,200–64,100`; `""` when unknown."""
    ends = [f"{_three_figures(Decimal(end) / rate.yuan):,}" for end in (low, high) if end is not None]
    return f"≈ {rate.currency} {'–'.join(dict.fromkeys(ends))}" if ends else ""


def _three_figures(value: Decimal) -> int:
    whole = int(value.quantize(Decimal(1), ROUND_HALF_UP))
    step = 10 ** max(0, len(str(whole)) - 3)
    return int((Decimal(whole) / step).quantize(Decimal(1), ROUND_HALF_UP)) * step


def count(number: int) -> str:
    """A whole number with grouping: `12,345`."""
    return f"{number:,}"


def short_count(number: int, language: str | None) -> str:
    """A headline figure: `1.2万` / `1.2萬` from ten thousand on in Chinese, `12.3k` in English; exact below."""
    way = script(language)
    if number < WAN:
        return count(number)
    unit, word = (1_000, "k") if way == "en" else (WAN, {"hans": "万", "hant": "萬"}[way])
    tenths = f"{Decimal(number) / unit:.1f}".removesuffix(".0")
    return f"{tenths}{word}"


def day(on: date, language: str | None) -> str:
    """`2026年3月1日` or `1 March 2026`."""
    if script(language) == "en":
        return f"{on.day} {MONTHS[on.month - 1]} {on.year}"
    return f"{on.year}年{on.month}月{on.day}日"


def month(on: date, language: str | None) -> str:
    """`2026年3月` or `March 2026`: what a CV knows of a day."""
    return f"{MONTHS[on.month - 1]} {on.year}" if script(language) == "en" else f"{on.year}年{on.month}月"


def period(start: date | None, end: date | None, language: str | None, *, open_end: bool = False) -> str:
    """`2019年10月–2022年4月`, `October 2019 – April 2022`; with `open_end` a post without an end lasts: `2022年3月至今`."""
    english = script(language) == "en"
    first, last = (month(on, language) if on else "" for on in (start, end))
    if first and not last and open_end:
        return f"since {first}" if english else f"{first}至今"
    return (" – " if english else "–").join(part for part in (first, last) if part)


def with_note(text: str, note: str, language: str | None) -> str:
    """`Norwegian (B1 intermediate)`, `挪威语（B1 中级）`; without a note the text alone."""
    if not note:
        return text
    return f"{text} ({note})" if script(language) == "en" else f"{text}（{note}）"


def instant(at: datetime, language: str | None, zone: ZoneInfo = BEIJING) -> str:
    """An instant by the city's clock, which it names: `2026年3月1日 17:00（北京时间）`."""
    local = at.astimezone(zone)
    text = f"{day(local.date(), language)}{',' if script(language) == 'en' else ''} {local:%H:%M}"
    if zone.key != BEIJING.key:
        return f"{text} ({local:%Z})" if script(language) == "en" else f"{text}（{local:%Z}）"
    return text + {"en": " (Beijing time)", "hans": "（北京时间）", "hant": "（北京時間）"}[script(language)]


_UNITS = (
    (
        timedelta(days=365),
        {"en": ("year", "years"), "hans": ("年", "年"), "hant": ("年", "年")},
    ),
    (
        timedelta(days=30),
        {"en": ("month", "months"), "hans": ("个月", "个月"), "hant": ("個月", "個月")},
    ),
    (
        timedelta(days=1),
        {"en": ("day", "days"), "hans": ("天", "天"), "hant": ("天", "天")},
    ),
    (
        timedelta(hours=1),
        {"en": ("hour", "hours"), "hans": ("小时", "小时"), "hant": ("小時", "小時")},
    ),
    (
        timedelta(minutes=1),
        {
            "en": ("minute", "minutes"),
            "hans": ("分钟", "分钟"),
            "hant": ("分鐘", "分鐘"),
        },
    ),
)
_PAST = {"en": "{} ago", "hans": "{}前", "hant": "{}前"}
_FUTURE = {"en": "in {}", "hans": "{}后", "hant": "{}後"}
_NOW = {"en": "just now", "hans": "刚刚", "hant": "剛剛"}


def relative(at: datetime, now: datetime, language: str | None) -> str:
    """How long ago or ahead in the largest whole unit: `3 days ago`, `3天前`, `in 2 hours`, or `just now`."""
    way = script(language)
    gap = at - now
    size = abs(gap)
    for unit, words in _UNITS:
        if size >= unit:
            number = size // unit
            word = words[way][0 if number == 1 else 1]
            text = f"{number} {word}" if way == "en" else f"{number}{word}"
            return (_PAST if gap < timedelta(0) else _FUTURE)[way].format(text)
    return _NOW[way]


def iso(at: datetime) -> str:
    """The machine's form for `<time datetime>`: UTC to the second, `2026-03-01T09:00:00Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_FALLBACKS = {
    "hans": ("zh-hans", "zh", "zh-hant", "en"),
    "hant": ("zh-hant", "zh-hans", "zh", "en"),
    "en": ("en", "zh-hans", "zh", "zh-hant"),
}


def pick_text(texts: Mapping[str, str], language: str | None) -> tuple[str, str]:
    """The text for a reader and the language it is in: hers, else the nearest that is not empty, else `("", "")`.

    `texts` is keyed by language code in lower case (`zh-hans`, `zh`, `zh-hant`, `en`, perhaps others).
    """
    for code in (*_FALLBACKS[script(language)], *texts):
        if texts.get(code):
            return texts[code], code
    return "", ""


def same_language(one: str | None, other: str | None) -> bool:
    """Whether a reader of one reads the other: simplified and traditional Chinese count as one language."""
    return (script(one) == "en") == (script(other) == "en") and (
        script(one) != "en" or (one or "en")[:2] == (other or "en")[:2]
    )
