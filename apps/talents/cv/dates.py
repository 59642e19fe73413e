"""Dates and stretches of time as people write them in CVs, in Chinese and English."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar enero janvier gennaio", "february feb februar febrero fevrier",
            "march mar märz mrz marzo mars", "april apr abril avril", "may mai mayo", "june jun juni junio juin",
            "july jul juli julio juillet", "august aug agosto", "september sept sep septiembre septembre",
            "october oct oktober okt octubre octobre", "november nov noviembre novembre",
            "december dec dezember dez diciembre decembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_POINT = rf"""(?:
    {_YEAR}\s*年\s*\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*日)? | {_YEAR}\s*年
  | {_YEAR}\s*[./-]\s*(?:1[0-2]|0?[1-9])(?!\d)(?:\s*[./-]\s*\d{{1,2}}(?!\d))?
  | (?:\d{{1,2}}\s*[.]\s*)?(?:1[0-2]|0?[1-9])\s*[./-]\s*{_YEAR}
  | (?:\d{{1,2}}(?:st|nd|rd|th)?\.?\s+)?(?:{_NAMES})\.?,?[\s-]*(?:\d{{1,2}},\s*)?(?:of\s+)?{_YEAR}
  | (?:spring|summer|autumn|fall|winter)\s+{_YEAR}(?:\s*\((?:{_NAMES})\.?\))?
  | {_YEAR}
)"""
_NOW = (
    r"(?:至今|迄今|现在|現在|目前|今|in\ progress|present|now|currently|current|today|ongoing|(?:to\s+|till\s+)?(?:the\s+)?date|heute|jetzt|aktuell|laufend|actualidad|actual|"
    r"présent|aujourd'hui|oggi)(?![a-z])"
)
_DASH = r"(?:[-－–—―‒−─~～〜至到→]|\bto\b|\buntil\b|\btill\b|\bthrough\b|\bbis\b)"
_FORECAST = (
    r"(?:\(?\s*(?:expected|exp\.|anticipated|estimated|est\.|due|planned|voraussichtlich|预计|預計|预期|拟)\s*:?\s*)?"
)
_RANGE = re.compile(
    rf"(?P<begun>{_POINT}|(?:{_NAMES})\.?)\s*{_DASH}+\s*{_FORECAST}(?P<ended>{_POINT}|{_NOW})(?:\s*至今)?",
    re.IGNORECASE | re.VERBOSE,
)
_SINCE = re.compile(
    rf"(?:(?:since|from|seit|depuis|desde|ab)\s+|自从?\s*)(?P<begun>{_POINT})(?:\s*(?:起|以来|至今))?|(?P<till>{_POINT})\s*(?:至今|以来|起|onwards?)",
    re.IGNORECASE | re.VERBOSE,
)
_OPEN = re.compile(rf"(?P<begun>{_POINT})\s*{_DASH}\s*(?=$|[)）|]|\s{{2,}}|\t)", re.IGNORECASE | re.VERBOSE)
_SINGLE = re.compile(rf"(?<![\d./-]){_POINT}(?![\d/])", re.IGNORECASE | re.VERBOSE)
_SHORT = re.compile(rf"(?<![\d./-])(?P<begun>{_YEAR})\s*[-–—]\s*(?P<ended>\d\d)(?![\d./年-])")
_GERMAN = re.compile(r"\d{1,2}\s*\.\s*(\d{1,2})\s*\.\s*$")  # day and month before a year
PRESENT = "present"


@dataclass(frozen=True, slots=True)
class Span:
    """From `begun` to `ended` ("YYYY-MM", "YYYY", "present" or ""), written at [start, end) of the line."""

    begun: str
    ended: str
    start: int
    end: int


def find_range(line: str) -> Span | None:
    """The first stretch of time in a line; "since 2021" and "2021 –" are open."""
    if found := _RANGE.search(line):
        ended = point(found["ended"])
        begun = point(found["begun"])
        if begun.startswith("-"):  # "Jun – Sep 2013": the year stands once
            begun = ended[:4] + begun if ended[:4].isdigit() else ""
        return Span(begun, ended, found.start(), found.end())
    if (short := _SHORT.search(line)) and int(short["ended"]) > 12:  # "2016–19"; below that it may be a month
        return Span(short["begun"], short["begun"][:2] + short["ended"], short.start(), short.end())
    for pattern in (_SINCE, _OPEN):
        if found := pattern.search(line):
            return Span(point(next(filter(None, found.groups()))), PRESENT, found.start(), found.end())
    return None


def find_single(line: str) -> Span | None:
    """A single date: when something ended."""
    found = _SINGLE.search(line)
    return Span("", point(found.group()), found.start(), found.end()) if found else None


def point(text: str) -> str:
    """ "Oct 2014" -> "2014-10", "2011.09" -> "2011-09", "Jun" -> "-06", "至今" -> "present"."""
    text = text.strip().lower()
    if re.fullmatch(_NOW, text, re.IGNORECASE):
        return PRESENT
    year = re.search(_YEAR, text)
    rest = text.replace(year.group(), " ", 1) if year else text
    month = 0
    if name := re.search(rf"\b({_NAMES})\b", rest):
        month = _MONTHS[name.group(1)]
    elif season := re.search("|".join(_SEASONS), rest):
        month = _SEASONS[season.group()]
    elif german := _GERMAN.search(rest):
        month = int(german.group(1))
    elif number := re.search(r"\d{1,2}", rest):
        month = int(number.group())
    month_text = f"-{month:02d}" if 1 <= month <= 12 else ""
    return (year.group() if year else "") + month_text
