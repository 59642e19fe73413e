"""Small numbers as people write them in postings: headcount and years."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from apps.core.text import fold

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_STEPS = {"十": 10, "百": 100, "千": 1000}
_VAGUE = re.compile(r"若干|不限|多名|数名|几名|several|some|many|various")
_COUNT = re.compile(r"(?<![\d.])(\d{1,6})(?![\d.])")
_HAN = re.compile(r"[零一二两三四五六七八九十百千]+")
MOST = 10_000


class FigureError(ValueError):
    """What is written is no such number; the text says what to write instead."""


def chinese_number(text: str) -> int | None:
    """十五 -> 15, 一百二十 -> 120; None when it is no numeral."""
    total, digit = 0, 0
    for at, char in enumerate(text):
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _STEPS:
            total += (digit if digit or at else 1) * _STEPS[char]
            digit = 0
        else:
            return None
    return total + digit if text else None


def parse_headcount(text: str) -> int:
    """How many people: "3", "３人", "两名", "2-3人" (the larger). Raises FigureError; 若干 gets an answer that helps."""
    plain = fold(unicodedata.normalize("NFKC", text)).strip()
    if _VAGUE.search(plain):
        raise FigureError(
            _("“Several” cannot be planned with: write the number you may hire now. You can raise it later.")
        )
    if re.match(r"[-−–]\s*\d", plain):
        raise FigureError(_("The number of openings must be 1 or more."))
    numbers = [int(found) for found in _COUNT.findall(plain)]
    if not numbers:
        numbers = [value for found in _HAN.findall(plain) if (value := chinese_number(found)) is not None]
    if not numbers:
        raise FigureError(_("Please write a whole number, for instance 2."))
    if not 1 <= max(numbers) <= MOST:
        raise FigureError(
            _("The number of openings must be 1 or more.") if max(numbers) < 1 else _("That is too many.")
        )
    return max(numbers)


_YEARS = re.compile(r"(\d{1,2})\s*(?:\+|-\s*\d{1,2})?\s*(?:年|years?)")


def find_years(text: str) -> int | None:
    """Years of experience that a phrase asks for at least ("3年以上", "5+ years", "三年以上"); None if it names none."""
    plain = fold(unicodedata.normalize("NFKC", text))
    if (found := _YEARS.search(plain)) is not None:
        return int(found.group(1))
    han = re.search(r"([一二两三四五六七八九十]+)\s*年", plain)
    return chinese_number(han.group(1)) if han else None
