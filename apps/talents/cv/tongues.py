"""Languages that people speak, in a CV."""

from __future__ import annotations

import re
from collections.abc import Iterable

from apps.talents.cv.facts import Found, Spoken
from apps.talents.cv.headings import heading_kind
from apps.talents.cv.layout import Line, Section
from apps.talents.cv.lexicon import Lexicon
from apps.talents.cv.pieces import Piece, cut, trimmed

_ITEM = re.compile(r"[;；,，、\n\t|•⋄]|\s·\s|。|\s/\s|(?<=[a-z)])\.(?=\s|$)|\band\b|\s[–—-]\s(?=[A-Z][a-z]+\s*[:(])")
_BRACKET = re.compile(r"[(（]\s*([^()（）]+?)\s*[)）]")
_TESTS = re.compile(
    r"(?:IELTS|TOEFL|雅思|托福|HSK|TEM|CET|JLPT|TOPIK|DELF|DALF|TestDaF|N[1-5]\b|专业[四八]级|[四六]级|[ABC][12]\b).*",
    re.IGNORECASE,
)
# A test that is told without the language's name.
_TEST_OF = {
    "en": re.compile(
        r"IELTS|TOEFL|TOEIC|雅思|托福|托业|CET\W?[46]|英语[四六]级|TEM\W?[48]|(?<!日语)专[四八]|大学英语", re.IGNORECASE
    ),
    "ja": re.compile(r"JLPT|日本語能力|日语?N[1-5]", re.IGNORECASE),
    "zh": re.compile(r"\bHSK|普通话", re.IGNORECASE),
    "ko": re.compile(r"TOPIK", re.IGNORECASE),
    "fr": re.compile(r"\bDELF|\bDALF|\bTCF|\bTEF\b", re.IGNORECASE),
    "de": re.compile(r"TestDaF|\bDSH\b|Goethe-Zertifikat|德福", re.IGNORECASE),
    "es": re.compile(r"\bDELE\b", re.IGNORECASE),
}
_LEVELS = re.compile(
    r"流利|熟练|良好|母语|母語|精通|一般|日常|[四六八]级|fluent|native|proficien|conversational|mother tongue|working|intermediate|basic|beginner|elementary|advanced|bilingual|muttersprache|fließend|verhandlungssicher",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?P<label>[^:：\t]{2,34})[:：\t]\s*")


def says_language(text: str, lexicon: Lexicon) -> bool:
    """Whether a part tells a language with its level, among skills or anywhere."""
    if len(text) > 40:
        return False
    levelled = bool(_LEVELS.search(text) or _TESTS.search(text))
    return levelled and bool(lexicon.languages.inside(text) or _tested(text))


def languages_in_passing(sections: list[Section], lexicon: Lexicon) -> list[Spoken]:
    """Languages told elsewhere: with a level, or in a row that says it is about languages."""
    lines = [line for section in sections for line in section.lines]
    rows: list[Piece] = []
    for line in lines:
        label = _LABEL.match(line.text)
        if label and heading_kind(label["label"]) == "languages":
            rows += _items(Piece(line.text[label.end() :], line.start + label.end()))
        else:
            rows += [part for part in _items(Piece(line.text, line.start)) if says_language(part.text, lexicon)]
    return _each_once(rows, lexicon)


def languages(sections: list[Section], lexicon: Lexicon) -> list[Spoken]:
    """Languages with their levels as written, each once."""
    return _each_once([part for section in sections for line in section.lines for part in _row(line)], lexicon)


def _row(line: Line) -> list[Piece]:
    """The items of a line; a table row of a language and its level is one."""
    _head, tab, rest = line.text.partition("\t")
    if tab and (_LEVELS.match(rest) or _TESTS.match(rest)) and len(line.text) < 60 and "\t" not in rest:
        return [Piece(line.text, line.start)]
    return _items(Piece(line.text, line.start))


def _each_once(parts: Iterable[Piece], lexicon: Lexicon) -> list[Spoken]:
    found: dict[str, Spoken] = {}
    for part in parts:
        hits = lexicon.languages.inside(part.text)
        if hits:
            spoken = _spoken(part, hits[0].value, hits[0].start, hits[-1].end)
        elif code := _tested(part.text):
            spoken = Spoken(Found(code, part.start, part.end, 0.8), part.found(0.8))
        else:
            continue
        found.setdefault(spoken.code.value, spoken)
    return list(found.values())


def _tested(text: str) -> str | None:
    return next((code for code, pattern in _TEST_OF.items() if pattern.search(text)), None)


def _items(piece: Piece) -> list[Piece]:
    """Parts between separators that do not stand in brackets."""
    hidden = _BRACKET.sub(lambda found: "¤" * len(found.group()), piece.text)
    return [Piece(piece.text[p.start : p.end], piece.start + p.start) for p in cut(Piece(hidden, 0), _ITEM)]


def _spoken(part: Piece, code: str, start: int, end: int) -> Spoken:
    name = Found(code, part.start + start, part.start + end, 0.95)
    if bracket := _BRACKET.search(part.text, max(0, start - 2)):
        return Spoken(name, Found(bracket.group(1), part.start + bracket.start(1), part.start + bracket.end(1), 0.9))
    rest = trimmed(part.text[end:], part.start + end, " :：-–—\t/水平语")
    if rest and (len(rest.text) <= 40 or _TESTS.match(rest.text)):
        return Spoken(name, rest.found(0.8))
    return Spoken(name)
