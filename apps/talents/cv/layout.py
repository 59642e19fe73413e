"""A CV as lines and sections: a heading is a line, two broken halves of one, or what stands before a colon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from apps.core.text import to_simplified
from apps.talents.cv.dates import find_range
from apps.talents.cv.headings import heading_kind

_HAN = "\u3400-\u9fff"
_LATIN = "A-Za-zÀ-ɏ"
_INLINE = re.compile(
    rf"^[【［\[「](?P<boxed>[{_HAN}]{{2,8}})[】］\]」]\s*[:：]?\s*(?=\S)"
    rf"|^(?P<han>[{_HAN}]{{2,8}}|[{_HAN}] [{_HAN}])(?:\s*[:：]\s*|\s+)(?=\S)|^(?P<latin>[{_LATIN}][{_LATIN} &/\-()]{{2,34}})(?:\s*[:：]\s*|\t)(?=\S)"
    rf"|^(?P<both>[{_HAN}]{{2,8}}\s*/?\s*[A-Za-z][A-Za-z &]{{2,28}}|[A-Za-z][A-Za-z &]{{2,28}}\s*/?\s*[{_HAN}]{{2,8}})\s*[:：]\s*(?=\S)"
)
_MARKS = "•●▪◦‣■□◆◇○★☆✓✔►▶➢➤*·§※▸▹∙◾"
_BULLET = re.compile(
    rf"^\s*(?:[{_MARKS}]+|[-–—+o]\s|\(?\d{{1,2}}(?:[.)](?!\d)|、)\s?|\[[A-Z]?\d{{1,3}}\]|（\d{{1,2}}）|[①-⑳])\s*"
)
_ORNAMENT = re.compile(r"^\s*(?:[■□◆◇★☆●○►▶➢§※▸◾]|\(?\d{1,2}[.)、]|（\d{1,2}）)")  # marks that headings carry too
_PAGE_FOOT = re.compile(
    r"^.{0,60}\b\d{1,2}\s*(?:/|of)\s*\d{1,2}$|^(?:page|seite|第)\s*\d+.{0,14}$|^\W*\d{1,3}\W*$|^-+$|^[-=_─━—–*]{4,}$",
    re.IGNORECASE,
)
_RUNNING = re.compile(r"curriculum vitae|\bcv\b|r[ée]sum[ée]|lebenslauf|简历|履历|履歷", re.IGNORECASE)
_TIME_AT_END = re.compile(r"(?:\d{4}|[年月]|\()\W{0,3}(?:[-–—~至到]|to)?\s*$|\((?:[A-Z][a-z]{2,8}\.?|\d{1,2}/?)?\s*$")
_TIME_AT_BEGIN = re.compile(
    r"(?:[-–—~至到]\s*)?(?:[A-Z][a-z]{2,8}\.? \d{4}|\d{1,2}/\d{4}|(?:19|20)\d\d|present\b|now\b|至今)[^\w]*$",
    re.IGNORECASE,
)
LONGEST_LINE = 1_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line without outer white space and bullet; [start, end) is its place in the whole text."""

    text: str
    start: int
    end: int
    bullet: bool = False
    indent: int = 0
    ornament: bool = False  # its bullet is one that headings carry too


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under one heading; `kind` as of `headings`, or "top" for what stands before the first."""

    kind: str
    lines: tuple[Line, ...]
    start: int

    @property
    def end(self) -> int:
        return self.lines[-1].end if self.lines else self.start


def lines_of(text: str) -> Iterator[Line]:
    """Lines with something in them; a time that was broken over two lines is whole, foots of pages, rules and running heads
    are left out."""
    waiting: Line | None = None
    for line in _raw_lines(text):
        if waiting is not None and _broken_time(waiting.text, line):
            whole = text[waiting.start : line.end].replace("\n", " ")
            waiting = replace(waiting, text=whole, end=line.end)
            continue
        if waiting is not None:
            yield waiting
        waiting = line
    if waiting is not None:
        yield waiting


def _broken_time(text: str, following: Line) -> bool:
    """ "(2014 –" / "2018)": the bracket is closed on the next line, or the dash waits for its end."""
    if following.bullet or len(text) + len(following.text) > LONGEST_LINE // 4:
        return False
    if not _TIME_AT_END.search(text):
        return False
    return bool(_TIME_AT_BEGIN.match(following.text)) or (
        text.rfind("(") > text.rfind(")") and ")" in following.text[:24] and "(" not in following.text[:24]
    )


def _raw_lines(text: str) -> Iterator[Line]:
    at = 0
    running: set[str] = set()
    for raw in _short_lines(text):
        begin, at = at, at + len(raw)
        raw = raw.removesuffix("\n")
        bare = raw.strip()
        if not bare or _PAGE_FOOT.match(bare) or _repeats(bare, running):
            continue
        if line := _line(raw, begin):
            yield line


def _repeats(bare: str, running: set[str]) -> bool:
    """Whether this is a running head that was there before."""
    if len(bare) > 80 or not _RUNNING.search(bare):
        return False
    shape = re.sub(r"\d+", "#", bare)
    seen = shape in running
    running.add(shape)
    return seen


def _line(raw: str, begin: int) -> Line | None:
    bullet = _BULLET.match(raw)
    lead = bullet.end() if bullet and bullet.end() < len(raw) else len(raw) - len(raw.lstrip())
    words = raw[lead:].rstrip()
    if not words.strip():
        return None
    lead += len(words) - len(words.lstrip())
    words = words.strip()
    indent = len(raw) - len(raw.lstrip())
    return Line(
        words,
        begin + lead,
        begin + lead + len(words),
        bullet=bool(bullet),
        indent=indent,
        ornament=bool(bullet and _ORNAMENT.match(raw)),
    )


def _short_lines(text: str) -> Iterator[str]:
    """Lines with their ends; an endless one in pieces, so that no pattern has to look over all of it at once."""
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        for begin in range(0, len(line), LONGEST_LINE):
            yield line[begin : begin + LONGEST_LINE]


def _inline_heading(line: Line) -> tuple[str, Line] | None:
    """A heading with its content behind it: "Languages: English", "专利 一种…"."""
    found = _INLINE.match(line.text)
    if found is None or line.bullet:
        return None
    kind = heading_kind(next(part for part in found.groups() if part))
    if kind is None or kind in ("contact", "duties"):
        return None
    rest = line.text[found.end() :]
    label = line.text[: found.end()]
    telling = (label.endswith("\t") and label[0].isascii()) or re.search("经历|背景|经验|履历", to_simplified(label))
    if kind in ("education", "experience", "career") and not (telling or find_range(rest)):
        return None  # "学历：博士" is a fact about the person
    return kind, Line(rest, line.start + found.end(), line.end, bool(_BULLET.match(rest)), line.indent)


def sections_of(text: str) -> list[Section]:
    """The whole CV in order. A heading broken over two lines ("教育" / "经历") is joined."""
    found: list[tuple[str, int, list[Line]]] = [("top", 0, [])]
    headed = False  # the present section has a heading line of its own
    lines = list(lines_of(text))
    at = 0
    while at < len(lines):
        line = lines[at]
        following = lines[at + 1] if at + 1 < len(lines) else None
        at += 1
        joined = following is not None and _broken_heading(line, following)
        kind = joined or _whole_heading(line)
        at += bool(joined)
        inline = None if kind else _inline_heading(line)
        if kind == "duties":  # a part of the post above
            continue
        if kind is not None:
            found.append((kind, line.start, []))
            headed = True
        elif inline and not _belongs(line, inline[0], found[-1][0] if headed else "", lines[at:]):
            found.append((inline[0], line.start, [inline[1]]))
            headed = False
        else:
            found[-1][2].append(line)
    return [Section(kind, tuple(rows), start) for kind, start, rows in found]


def _whole_heading(line: Line) -> str | None:
    if line.bullet and not line.ornament:
        return None
    return heading_kind(line.text)


def _belongs(line: Line, kind: str, section: str, following: Sequence[Line]) -> bool:
    """Whether "Tools: Python" stays in the section it stands in: a row of the skills, or a part of a post."""
    if section == "skills" and (kind == "skills" or line.text[0].isascii()):
        return True
    if section not in ("experience", "education", "career", "other"):
        return False
    for other in following:
        if _whole_heading(other):
            return False
        span = find_range(other.text)
        if span and (span.start <= 3 or span.end >= len(other.text) - 4) and not other.bullet:
            return True  # another entry of the same section comes
    return False


def _broken_heading(line: Line, following: Line) -> str | None:
    if not (re.fullmatch(f"[{_HAN}]{{2}}", line.text) and re.fullmatch(f"[{_HAN}]{{2}}", following.text)):
        return None
    return heading_kind(line.text + following.text)


def of_kind(sections: list[Section], *kinds: str) -> list[Section]:
    return [section for section in sections if section.kind in kinds and section.lines]


def mostly_chinese(text: str) -> bool:
    """Whether more of the words are Chinese than Latin: a Han character weighs as much as a word."""
    han = len(re.findall(f"[{_HAN}]", text))
    return han > 1.5 * len(re.findall("[A-Za-zÀ-ɏ]{2,}", text))
