"""Skills and languages in a CV."""

from __future__ import annotations

import re

from apps.talents.cv.facts import Found, Spoken
from apps.talents.cv.layout import Line, Section
from apps.talents.cv.lexicon import Lexicon
from apps.talents.cv.pieces import HAN, Piece, cut, trimmed

_LIST = re.compile(r"[;；,，、·•|\n\t]|\s/\s|。")
_LABEL = re.compile(
    rf"^(?:[A-Z][A-Za-z &/]{{2,30}}|[{HAN}]{{2,10}}|[A-Z][A-Za-z &]{{2,24}}\s[{HAN}]{{2,8}})\s*[:：]\s*"
)
_LEVEL = re.compile(
    r"\s*[(（](?:expert|advanced|proficient|basic|intermediate|fluent|beginner|精通|熟练|熟悉|了解|掌握|良好|\d+\s*(?:年|years?|yrs))[^)）]*[)）]$",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"^(?:精通|熟练掌握|熟练使用|熟练运用|熟练|熟悉|掌握|了解|擅长|能够使用|会使用|会|proficient (?:in|with)|experienced? (?:in|with)|knowledge of|familiar with|and|以及|及|和)\s*[:：]?\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:等|等软件|等工具|等技术)$")
_CAPITALS = re.compile(r"\b[A-Z][A-Za-z]*(?:[-+#./][A-Za-z0-9+#]+|[A-Z0-9+#]+)+|\b[A-Z]{2,}\b|\b[A-Z](?=[.,;]|$)")
LONGEST = 60
PROSE_WORDS = 14  # a part of a list is not longer than this


def skills(sections: list[Section], lexicon: Lexicon) -> list[Found[str]]:
    """Skills of the sections about them, as written, each once."""
    found: dict[str, Found[str]] = {}
    for section in sections:
        for piece in _joined(section.lines):
            for skill in _in_piece(piece, lexicon):
                found.setdefault(skill.value.lower(), skill)
    return list(found.values())


def _joined(lines: tuple[Line, ...]) -> list[Piece]:
    """Lines of a list that was wrapped belong together; one skill a line stays one skill a line."""
    wrapped = sum(len(_LIST.findall(line.text)) for line in lines) > len(lines)
    pieces: list[Piece] = []
    for line in lines:
        previous = pieces[-1] if pieces else None
        if previous and wrapped and not line.bullet and _continues(previous.text, line):
            gap = " " * (line.start - previous.end)
            pieces[-1] = Piece(previous.text + gap + line.text, previous.start)
        else:
            pieces.append(Piece(line.text, line.start))
    return pieces


def _continues(text: str, line: Line) -> bool:
    return bool(re.search(r"[,;，；、·]\s*$", text)) or (len(text) > 70 and not _LABEL.match(line.text))


def _in_piece(piece: Piece, lexicon: Lexicon) -> list[Found[str]]:
    piece = _without_label(piece)
    parts = list(cut(piece, _LIST))
    if any(len(part.text.split()) > PROSE_WORDS or len(part.text) > LONGEST for part in parts):
        return _in_prose(piece, lexicon)
    found = []
    for part in parts:
        text = _TAIL.sub("", _VERB.sub("", _LEVEL.sub("", part.text)))
        bare = trimmed(text, part.start + max(part.text.find(text), 0)) if text else None
        if bare and _says_language(bare.text, lexicon):
            continue
        if bare and 1 <= len(bare.text) <= LONGEST and re.search(r"\w", bare.text):
            found.append(bare.found(0.9 if lexicon.skills.whole(bare.text) else 0.8))
    return found


def _without_label(piece: Piece) -> Piece:
    """ "Materials: a, b" and the first cell of a table row say of what kind the skills are."""
    if label := _LABEL.match(piece.text):
        return Piece(piece.text[label.end() :], piece.start + label.end())
    head, tab, rest = piece.text.partition("\t")
    if tab and rest and not _LIST.search(head) and len(head) <= 30:
        return Piece(rest, piece.start + len(head) + 1)
    return piece


def _in_prose(piece: Piece, lexicon: Lexicon) -> list[Found[str]]:
    """In sentences only what the vocabulary knows, and names in capitals: Aspen Plus, SDS-PAGE."""
    hits = [(hit.start, hit.end, 0.85) for hit in lexicon.skills.inside(piece.text)]
    for name in _CAPITALS.finditer(piece.text):
        if not any(start < name.end() and name.start() < end for start, end, _c in hits):
            hits.append((name.start(), name.end(), 0.6))
    return [
        Found(piece.text[start:end], piece.start + start, piece.start + end, confidence)
        for start, end, confidence in sorted(hits)
    ]


# ---------------------------------------------------------------- languages
_ITEM = re.compile(r"[;；,，、\n\t|•]|\s·\s|。")
_BRACKET = re.compile(r"[(（]\s*([^()（）]+?)\s*[)）]")
_TESTS = re.compile(
    r"(?:IELTS|TOEFL|雅思|托福|HSK|TEM|CET|JLPT|TOPIK|DELF|DALF|TestDaF|N[1-5]\b|专业[四八]级|[四六]级|[ABC][12]\b).*",
    re.IGNORECASE,
)


_LEVELS = re.compile(
    r"流利|熟练|良好|母语|精通|[四六八]级|fluent|native|proficien|conversational|mother tongue|working", re.IGNORECASE
)


def _says_language(text: str, lexicon: Lexicon) -> bool:
    """Whether a part tells a language with its level, among skills or anywhere."""
    return (
        len(text) <= 40 and bool(_LEVELS.search(text) or _TESTS.search(text)) and bool(lexicon.languages.inside(text))
    )


def languages_in_passing(sections: list[Section], lexicon: Lexicon) -> list[Spoken]:
    """Languages told among the skills, for a CV without a section about them."""
    found: dict[str, Spoken] = {}
    for line in (line for section in sections for line in section.lines):
        for part in _items(Piece(line.text, line.start)):
            if _says_language(part.text, lexicon):
                hits = lexicon.languages.inside(part.text)
                spoken = _spoken(part, hits[0].value, hits[0].start, hits[-1].end)
                found.setdefault(spoken.code.value, spoken)
    return list(found.values())


def languages(sections: list[Section], lexicon: Lexicon) -> list[Spoken]:
    """Languages with their levels as written, each once."""
    found: dict[str, Spoken] = {}
    for section in sections:
        for line in section.lines:
            for part in _items(Piece(line.text, line.start)):
                hits = lexicon.languages.inside(part.text)
                if hits:
                    spoken = _spoken(part, hits[0].value, hits[0].start, hits[-1].end)
                    found.setdefault(spoken.code.value, spoken)
    return list(found.values())


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
