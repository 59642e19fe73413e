"""Filters and tags that write a value the reader's way. The rules are in `apps.web.formatting`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from apps.web import formatting, talent_cards
from apps.web.badges import tone_of
from apps.web.formatting import Rate

register = template.Library()

LANGUAGE_SUFFIXES = ("zh_hans", "zh_hant", "zh", "en")
Unknown = None | Literal[""]  # the second is what a template makes of a missing name
LANGUAGE_TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


@register.simple_tag
def pay(low: int | Unknown, high: int | Unknown, rate: Rate | Unknown = None) -> SafeString:
    """A pay band in whole yuan a year, with the viewer's currency beside it when `rate` is given."""
    low, high = low or None, high or None
    text = formatting.pay_band(low, high, get_language())
    if not text:
        return format_html('<span class="pay pay-unknown">{}</span>', gettext("Pay not stated"))
    if not rate:
        return format_html('<span class="pay">{}</span>', text)
    other = formatting.converted_band(low, high, rate)
    date_of_rate = {"date": formatting.day(rate.as_of_on, get_language())}
    note = (gettext("sample rate of %(date)s") if rate.is_sample else gettext("Rate of %(date)s")) % date_of_rate
    said = formatting.with_note("", note, get_language()) if rate.is_sample else ""  # a title is nothing on a phone
    return format_html(
        '<span class="pay">{}</span> <span class="pay-other" title="{}"><span class="pay-amount">{}</span>{}</span>',
        text,
        note,
        other,
        said,
    )


@register.filter
def wan(amount: int | Unknown) -> str:
    """Yuan in 万 without the unit: 325000 -> `32.5`."""
    return formatting.wan(amount) if isinstance(amount, int) else ""


@register.filter
def yuan(amount: int | Unknown) -> str:
    """`CNY 150,000` or `150,000元`."""
    return formatting.yuan(amount, get_language()) if isinstance(amount, int) else ""


@register.filter
def money(amount: int | Unknown) -> str:
    """`CNY 2,000,000` or `200万元`: bounties and budgets."""
    return formatting.money(amount, get_language()) if isinstance(amount, int) else ""


@register.filter
def count(number: int | Unknown) -> str:
    """`12,345`; an unknown number is a dash."""
    return formatting.count(number) if isinstance(number, int) else "–"


@register.filter
def short_count(number: int | Unknown) -> str:
    """A headline figure: `1.2万`, `12.3k`."""
    return formatting.short_count(number, get_language()) if isinstance(number, int) else "–"


@register.filter
def points(thousandths: int | Unknown) -> str:
    """Points kept in thousandths, shown with one decimal: 82437 -> `82.4`."""
    if not isinstance(thousandths, int):
        return "–"
    tenths = (abs(thousandths) + 50) // 100
    return f"{'−' if thousandths < 0 and tenths else ''}{tenths // 10}.{tenths % 10}"


@register.filter
def figure(text: str, factor: str) -> str:
    """A fact that a reason quotes: `200000` of pay is `20万元/年（税前）`."""
    return talent_cards.figure(factor, text, get_language())


@register.filter
def day(on: date | datetime | Unknown) -> SafeString | str:
    """A date in words inside `<time>`; an instant is dated by the city's clock."""
    if not isinstance(on, date):
        return ""
    local = on.astimezone(formatting.BEIJING).date() if isinstance(on, datetime) else on
    return format_html(
        '<time datetime="{}">{}</time>',
        local.isoformat(),
        formatting.day(local, get_language()),
    )


@register.filter
def month(on: date | Unknown) -> str:
    """`2026年3月` or `March 2026`."""
    return formatting.month(on, get_language()) if isinstance(on, date) else ""


@register.filter
def with_note(text: str, note: str) -> str:
    """`Norwegian (B1 intermediate)` with the brackets of the reader's script."""
    return formatting.with_note(text, note, get_language())


@register.simple_tag
def period(start: date | Unknown, end: date | Unknown, *, open_end: bool = False) -> str:
    """Months from and to, as a CV has them; with `open_end` a missing end means until today."""
    return formatting.period(start or None, end or None, get_language(), open_end=open_end)


@register.simple_tag
def instant(at: datetime | Unknown) -> SafeString | str:
    """An instant by Beijing time; the page's script adds the viewer's own zone where it differs."""
    if not isinstance(at, datetime):
        return ""
    text = formatting.instant(at, get_language())
    return format_html('<time datetime="{}" data-viewer-zone>{}</time>', formatting.iso(at), text)


@register.filter
def relative(at: datetime | Unknown) -> SafeString | str:
    """`3 days ago`, with the exact instant as its title."""
    if not isinstance(at, datetime):
        return ""
    language = get_language()
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        formatting.iso(at),
        formatting.instant(at, language),
        formatting.relative(at, timezone.now(), language),
    )


@register.filter
def iso(at: datetime | Unknown) -> str:
    """An instant for machines, in UTC whatever the server's zone: `2026-03-01T04:10:00Z`."""
    return formatting.iso(at) if isinstance(at, datetime) else ""


@register.filter
def tone(state: str) -> str:
    """The tone of a state code, for `badge-<tone>` classes."""
    return tone_of(str(state))


@register.filter
def text_language(code: str) -> str:
    """`Chinese text` or `English text`: the tag on what people wrote in a language the reader did not choose."""
    if formatting.script(code) != "en":
        return gettext("Chinese text")
    return gettext("English text") if code.startswith("en") else gettext("Text in another language")


@register.simple_tag
def localized(source: Any, field: str, *, tag: bool = True) -> SafeString:
    """The text of `field` in the reader's language, or the nearest there is, marked with the language it is in.

    `source` is an object or mapping with `<field>_zh_hans`, `<field>_zh_hant`, `<field>_zh`, `<field>_en`, or whose
    `<field>` maps language codes to texts. Text in a language the reader did not choose gets a small label.
    """
    text, code = formatting.pick_text(_texts(source, field), get_language())
    return written(text, code, tag=tag)


@register.simple_tag
def written(text: str, code: str, *, tag: bool = True) -> SafeString:
    """What somebody wrote in language `code`, with its `lang` and, if it is not the reader's, a label."""
    if not text or not code or formatting.same_language(code, get_language()):
        return (
            format_html('<span lang="{}">{}</span>', LANGUAGE_TAGS.get(code, code), text)
            if code
            else format_html("{}", text)
        )
    body = format_html('<bdi lang="{}">{}</bdi>', LANGUAGE_TAGS.get(code, code), text)
    label = format_html(' <span class="text-language">{}</span>', text_language(code)) if tag else ""
    return format_html("{}{}", body, label)


@register.simple_tag
def beneath(text: str) -> SafeString:
    """A title or name in the other language, where it stands under the one in the reader's."""
    code = "zh-Hans" if formatting.script(get_language()) == "en" else "en"
    return format_html('<bdi lang="{}">{}</bdi>', code, text)


def _texts(source: Any, field: str) -> Mapping[str, str]:
    own = _get(source, field)
    if isinstance(own, Mapping):
        return {str(code).lower().replace("_", "-"): text for code, text in own.items()}
    found = {suffix.replace("_", "-"): _get(source, f"{field}_{suffix}") for suffix in LANGUAGE_SUFFIXES}
    return {code: str(text) for code, text in found.items() if text}


def _get(source: Any, name: str) -> Any:
    return source.get(name) if isinstance(source, Mapping) else getattr(source, name, None)


@register.filter
def marked(text: str, phrase: str) -> SafeString:
    """`text` with every occurrence of `phrase` (any letter case) in `<mark>`; the whole text if it is not in there."""
    at = text.lower().find(phrase.lower()) if phrase else -1
    if at < 0 or len(text.lower()) != len(text):  # case folding may change lengths: then positions would lie
        return format_html("<mark>{}</mark>", text)
    pieces, start, step = [], 0, len(phrase)
    while at >= 0:
        pieces.append((text[start:at], text[at : at + step]))
        start = at + step
        at = text.lower().find(phrase.lower(), start)
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[start:])
