"""Name and contact in a CV."""

from __future__ import annotations

import re
from collections.abc import Callable

from apps.talents.cv.facts import Found
from apps.talents.cv.layout import Line, heading_kind

SplitName = Callable[[str], tuple[str, str, str]]
_HAN = "\u3400-\u9fff"
_LABEL = re.compile(r"(?:姓\s*名|name|full name)(?:\s*[:：]\s*|\s+)(?P<name>[^|\n\t]{2,60})", re.IGNORECASE)
_NEXT_LABEL = re.compile(r"\s+(?:性\s*别|出生|gender|sex|年龄|民族|电话|籍贯|date of birth|nationality)", re.IGNORECASE)
_NOT_A_NAME = re.compile(
    r"简历|简 历|履历|resume|résumé|curriculum|vitae|\bcv\b|电话|邮箱|照片|photo|[@\d:：/]|求职|应聘|个人",
    re.IGNORECASE,
)
_POSTNOMINAL = re.compile(
    r"[,，]?\s+(?:ph\.?\s?d\.?|m\.?sc\.?|ceng|mimeche|mba|m\.?d\.?|dr\.-ing\.|b\.?eng\.?|frsc|pe)(?=$|[\s,.])",
    re.IGNORECASE,
)
_HAN_NAME = re.compile(rf"(?<![{_HAN}])(?:[{_HAN}]{{2,4}}|[{_HAN}]\s[{_HAN}](?:\s[{_HAN}])?)(?![{_HAN}])")
_LATIN_NAME = re.compile(
    r"^(?:Dr\.?\s+|Prof\.?\s+)?(?:[A-ZÀ-Þ][\wÀ-ɏ'’.\-]*|(?:de|da|di|van|von|der|den|del|la|bin|al|el|ten|dos)\b),?"
    r"(?:\s+(?:[A-ZÀ-Þ][\wÀ-ɏ'’.\-]*|(?:de|da|di|van|von|der|den|del|la|bin|al|el|ten|dos)\b),?){0,4}$"
)
_CV_WORDS = re.compile(
    r"(?:个\s*人\s*)?(?:简\s*历|履\s*历)(?:\s*表)?|curriculum vitae|r[ée]sum[ée]|\bcv\b", re.IGNORECASE
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")  # bounded: the text may be one long word
_PHONE = re.compile(r"(?<![\w.])(?:\(\+\d{1,3}\)\s*|\+|00)?\(?\d[\d\s().\-–]{6,20}\d(?![\w])")
_PHONE_LABEL = re.compile(r"(?:tel|phone|mobile|cell|电话|手机|联系电话|tel\.|移动)\W*$", re.IGNORECASE)
_WECHAT = re.compile(
    r"(?:微信号?|wechat|weixin)(?:\s*(?:wechat|id|号))?\s*[:：]?\s*(?P<id>[A-Za-z][-\w]{4,30})", re.IGNORECASE
)
TOP_LINES = 8


def names(lines: list[Line], split: SplitName) -> tuple[Found[str] | None, Found[str] | None, Found[str] | None]:
    """(name_zh, family, given): behind a label, else from the first lines that look like a name."""
    chinese = family = given = None
    for line, confidence in _candidates(lines):
        zh, last, first = split(_POSTNOMINAL.sub("", line.text))
        if zh and chinese is None:
            chinese = Found(zh, line.start, line.end, confidence)
        if (last or first) and family is None and given is None:
            family = Found(last, line.start, line.end, confidence) if last else None
            given = Found(first, line.start, line.end, confidence) if first else None
    return chinese, family, given


def _candidates(lines: list[Line]) -> list[tuple[Line, float]]:
    for line in lines[: TOP_LINES * 2]:
        if found := _LABEL.match(line.text):
            name = _NEXT_LABEL.split(found["name"])[0].strip()
            begin = line.start + found.start("name")
            return [(Line(name, begin, begin + len(name)), 0.95)]
    rows: list[tuple[Line, float]] = []
    for place, line in enumerate(lines[:TOP_LINES]):
        words = re.split(r"\s{3,}|\t|\s[|·]\s", line.text)[0]
        words = _POSTNOMINAL.sub("", _CV_WORDS.sub("", words)).strip(" \u3000,，-–—")
        if _looks_like_name(words):
            begin = line.start + max(line.text.find(words), 0)
            rows.append((Line(words, begin, begin + len(words)), 0.9 if place < 3 else 0.6))
        if len(rows) == 2:
            break
    return rows


def _looks_like_name(words: str) -> bool:
    if not words or len(words) > 50 or _NOT_A_NAME.search(words) or heading_kind(words) is not None:
        return False
    han = _HAN_NAME.fullmatch(words)
    if han or ("·" in words and re.fullmatch(rf"[{_HAN}·]{{3,12}}", words)):
        return True
    latin = re.sub(rf"[{_HAN}（）()]", " ", words).strip()
    if not latin or len(re.sub(rf"[^{_HAN}]", "", words)) > 4:
        return False
    return _LATIN_NAME.match(re.sub(r"\s+", " ", latin)) is not None and 2 <= len(latin.split()) <= 5


def email(text: str) -> Found[str] | None:
    found = _EMAIL.search(text)
    return Found(found.group(), found.start(), found.end(), 0.98) if found else None


def phone(text: str) -> Found[str] | None:
    """The first number that is labelled as a telephone or written like one; patent numbers and years are neither."""
    best: Found[str] | None = None
    for found in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        if not 8 <= len(digits) <= 15 or re.fullmatch(r"(?:19|20)\d\d\D+(?:19|20)\d\d", found.group().strip()):
            continue
        labelled = _PHONE_LABEL.search(text[max(0, found.start() - 14) : found.start()]) is not None
        plus = found.group().startswith(("+", "(+", "00"))
        mobile = re.fullmatch(r"1[3-9]\d{9}", digits) is not None
        confidence = 0.97 if labelled or plus else 0.9 if mobile else 0.5
        if best is None or confidence > best.confidence:
            best = Found(found.group().strip(), found.start(), found.end(), confidence)
    return best if best and best.confidence > 0.6 else None


def wechat(text: str) -> Found[str] | None:
    found = _WECHAT.search(text)
    return Found(found["id"], found.start("id"), found.end("id"), 0.95) if found else None
