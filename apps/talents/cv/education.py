"""Education: lines are gathered into entries by what they hold (a time, a degree, a school), in whatever order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from apps.talents.cv import labelled
from apps.talents.cv.dates import PRESENT, Span, find_range, find_single
from apps.talents.cv.facts import Found, Schooling
from apps.talents.cv.layout import Line
from apps.talents.cv.lexicon import Lexicon
from apps.talents.cv.naming import is_place
from apps.talents.cv.pieces import HAN, Piece, comma_parts, one_script, strong_parts, trimmed, without_brackets

SCHOOL = re.compile(
    r"universi|college|institut|polytechni|école|ecole|hochschule|\bETH\b|\bEPFL\b|\bMIT\b|school of|academy|大学|大學|学院|學院|"
    r"研究院|研究所|科学院|中学|学校",
    re.IGNORECASE,
)
_SUPERVISION = re.compile(
    r"^(?:thesis|dissertation|supervis|advisor|gpa|主要课程|导师|论文|课程|绩点|排名|major courses)", re.IGNORECASE
)
_HAN_SCHOOL = re.compile(
    rf"(?:就读于|毕业于|在)?(?P<name>[{HAN}（）()]{{2,20}}?(?:大学|學院|学院|大學|研究院|科学院|研究所)(?:[（(][{HAN}]{{2,6}}[)）])?)"
)
_CAMPUS = re.compile(
    r"^(?:Berkeley|Los Angeles|San Diego|Davis|Irvine|Santa Barbara|Santa Cruz|Riverside|Merced|Austin|Madison)$"
)
_IN = re.compile(r"\b(?:in|of)\s+(?!science\b|engineering\s+in\b|philosophy|arts\b)([A-ZÀ-Þ][^.,;()·|\t\d]{2,70})")
_BARE_DEGREE = re.compile(
    r"\b(?:Bachelors?|Masters?|Doctor|Magister|Licence|BA|BS|MA|MS|BE|ME|MD|DEng)\b(?!['’])|(?<![\u3400-\u9fff])研究生(?![\u3400-\u9fff])"
)
_TABLE_HEAD = re.compile(
    r"^(?:起止)?时间|^(?:毕业)?院校|^学校\s|^period\b|^dates?\s+(?:school|institution|degree)", re.IGNORECASE
)
_NOT_A_FIELD = re.compile(
    rf"^(?:the |an? )|honou?rs?\b|distinction|merit|class|gpa|thesis|\d|^[{HAN}]*(?:学院|学位|全日制|统招|在读|毕业|专业排名)$|project|"
    r"expected|graduat|full.time|part.time|cum laude|united|kingdom|china|usa?$|germany",
    re.IGNORECASE,
)
_DEGREE_WORD = re.compile(
    r"\b(?:ph\.?\s?d\.?|m\.?sc\.?|m\.?eng\.?|b\.?sc\.?|b\.?eng\.?|[bm]\.?tech\.?|m\.?phil\.?|d\.?phil\.?|doctor\w*|master\w*|bachelor\w*|m\.s\.|b\.s\.|"
    r"hnd|candidate|student|degree|diploma|diplom\w*|doktor[\w-]*|dr\.-ing\.?|licenciatura|laurea|m[aá]ster)(?=\W|$)(?:\s*\([^)]*\))?|[工理医农文法经管]?学?(?:博士|硕士|学士)(?:研究生|学位)?|本科|大专|研究生",
    re.IGNORECASE,
)


@dataclass
class _Entry:
    lines: list[Line] = field(default_factory=list)
    span: Span | None = None
    span_line: Line | None = None
    degree: Found[str] | None = None
    degree_end: int = 0
    school: Found[str] | None = None


def read(lines: Iterable[Line], lexicon: Lexicon, today: str) -> list[Schooling]:
    """Entries in the order of the CV. `today` is "YYYY-MM": a degree that ends later is in progress."""
    lines = list(lines)
    records = labelled.records(lines, "school")
    if records:
        return [_of_record(record, lexicon, today) for record in records]
    entries: list[_Entry] = []
    lines = _with_whole_schools(lines, lexicon)
    for line in lines:
        if _SUPERVISION.match(line.text) or _TABLE_HEAD.match(line.text):
            continue
        span = find_range(line.text) or (find_single(line.text) if len(line.text) < 90 else None)
        degree, school = _degree(line, lexicon), _school(line, span, lexicon)
        if not (span or degree or school):
            if entries:
                entries[-1].lines.append(line)
            continue
        if not entries or _opens(entries[-1], span=span, degree=degree, school=school):
            entries.append(_Entry())
        _take(entries[-1], line, span, degree, school)
    made = [_schooling(entry, lexicon, today) for entry in entries if entry.school or entry.degree]
    return [row for row in made if row.school or row.degree]


def _with_whole_schools(lines: list[Line], lexicon: Lexicon) -> list[Line]:
    """The lines again; a known school whose name goes on in the next line stands on one."""
    found: list[Line] = []
    for line in lines:
        previous = found[-1] if found else None
        if previous and not line.bullet and line.start - previous.end <= 4 and len(previous.text) < 160:
            gap = " " * (line.start - previous.end)
            both = previous.text + gap + line.text
            crossing = [hit for hit in lexicon.schools.inside(both) if hit.start < len(previous.text) < hit.end - 2]
            if crossing and not lexicon.schools.whole(both[crossing[0].start : len(previous.text)]):
                found[-1] = replace(previous, text=both, end=line.end)
                continue
        found.append(line)
    return found


def _of_record(record: labelled.Record, lexicon: Lexicon, today: str) -> Schooling:
    """Facts that stand behind their labels."""
    written = record.get("degree")
    hits = lexicon.degrees.inside(written.text) if written else []
    whole = lexicon.degrees.whole(written.text) if written else None
    degree = Found(whole or hits[0].value, written.start, written.end, 0.95) if written and (whole or hits) else None
    entry = _Entry(degree=degree, school=record["school"].found(0.95) if "school" in record else None)
    begun = ended = None
    time = record.get("time") or record.get("ended")
    if time and (span := find_range(time.text) or find_single(time.text)):
        entry.span = span
        place = (time.start + span.start, time.start + span.end)
        begun = Found(span.begun, *place, 0.95) if span.begun else None
        ended = Found(span.ended, *place, 0.95) if span.ended else None
    if "begun" in record and (first := find_single(record["begun"].text)):
        begun = Found(first.ended, record["begun"].start, record["begun"].end, 0.95)
    entry.lines = [Line(piece.text, piece.start, piece.end) for piece in (written, time) if piece]
    discipline = record["discipline"].found(0.95) if "discipline" in record else None
    if discipline is None and written and (said := _IN.search(written.text)):
        discipline = Found(said.group(1), written.start + said.start(1), written.start + said.end(1), 0.85)
    return Schooling(entry.school, degree, _status(entry, lexicon, today), discipline, begun, ended)


def _opens(
    entry: _Entry, *, span: Span | None, degree: Found[str] | None, school: Found[str] | None
) -> bool:  # fmt: skip
    """Whether a line with these begins the next entry: it holds something that this one has already."""
    if span and entry.span:
        return True
    if degree and entry.degree:
        return bool(school or span or entry.school)
    return bool(school and entry.school and (entry.degree or not degree))


def _take(entry: _Entry, line: Line, span: Span | None, degree: Found[str] | None, school: Found[str] | None) -> None:
    entry.lines.append(line)
    if span and entry.span is None:
        entry.span, entry.span_line = span, line
    if degree and entry.degree is None:
        entry.degree = degree
    if school and entry.school is None:
        entry.school = school


def _degree(line: Line, lexicon: Lexicon) -> Found[str] | None:
    for hit in lexicon.degrees.inside(line.text):
        after = line.text[hit.end : hit.end + 1]
        if after == "后" or re.match(r"[’']s? thes", line.text[hit.end : hit.end + 8]):
            continue
        return Found(hit.value, line.start + hit.start, line.start + hit.end, 0.95)
    for found in _BARE_DEGREE.finditer(line.text):
        if code := lexicon.degrees.whole(found.group()):
            return Found(code, line.start + found.start(), line.start + found.end(), 0.85)
    return None


def _school(line: Line, span: Span | None, lexicon: Lexicon) -> Found[str] | None:
    """The school as written: the part of the line that names it, in its first script."""
    best: tuple[float, Piece] | None = None
    for piece in _pieces(line, span):
        for part in strong_parts(piece):
            commas = comma_parts(part)
            for place, small in enumerate(commas):
                known = bool(lexicon.schools.inside(small.text))
                if not known and not SCHOOL.search(small.text):
                    continue
                weight = (0.95 if known else 0.8) - 0.02 * place - (0.3 if len(small.text) > 90 else 0)
                if best is None or weight > best[0]:
                    best = weight, _named(small, commas[place + 1 :])
    if best is None:
        return None
    piece = without_brackets(one_script(best[1], SCHOOL))
    piece = trimmed(piece.text, piece.start, " \t(（,，.:：") or piece
    return (
        piece.found(best[0])
        if not re.fullmatch(r"(?:school|department|faculty|institute) of .*", piece.text, re.IGNORECASE)
        or best[0] > 0.9
        else None
    )


def _pieces(line: Line, span: Span | None) -> list[Piece]:
    if span is None:
        return [Piece(line.text, line.start)]
    return [Piece(line.text[: span.start], line.start), Piece(line.text[span.end :], line.start + span.end)]


def _named(piece: Piece, following: list[Piece]) -> Piece:
    """The name itself: a campus belongs to it, what a Chinese sentence says around it does not."""
    if piece.text.endswith("University of California") and following and _CAMPUS.match(following[0].text):
        return Piece(f"{piece.text}, {following[0].text}", piece.start)
    piece = one_script(piece, SCHOOL)
    if (found := _HAN_SCHOOL.search(piece.text)) and found["name"] != piece.text:
        return Piece(found["name"], piece.start + found.start("name"))
    sentence = re.match(r"(.{6,80}?[a-z)])\.\s", piece.text)
    return Piece(sentence.group(1), piece.start) if sentence else piece


def _schooling(entry: _Entry, lexicon: Lexicon, today: str) -> Schooling:
    span, line = entry.span, entry.span_line
    begun = ended = None
    if span and line:
        place = (line.start + span.start, line.start + span.end)
        begun = Found(span.begun, *place, 0.95) if span.begun else None
        ended = Found(span.ended, *place, 0.95) if span.ended else None
    discipline = _discipline(entry)
    return Schooling(
        school=entry.school or _unknown_school(entry, discipline),
        degree=entry.degree,
        status=_status(entry, lexicon, today),
        discipline=discipline,
        begun=begun,
        ended=ended,
    )


def _status(entry: _Entry, lexicon: Lexicon, today: str) -> Found[str]:
    """In progress when it ends later or is said to be; awarded when nothing is said."""
    ended = entry.span.ended if entry.span else ""
    for line in entry.lines[:4]:
        for hit in lexicon.statuses.inside(line.text):
            if hit.value != "awarded":
                past = ended and ended != PRESENT and ended < today[: len(ended)]
                if not (past and hit.value == "in_progress"):
                    return Found(hit.value, line.start + hit.start, line.start + hit.end, 0.9)
    if ended == PRESENT or (ended and ended > today[: len(ended)]):
        return Found("in_progress", confidence=0.9)
    return Found("awarded", confidence=0.85 if ended else 0.6)


def _discipline(entry: _Entry) -> Found[str] | None:
    """The field: after "in", else a part of the line of the degree that is neither school, degree nor time."""
    holder = next((line for line in entry.lines if entry.degree and line.start <= entry.degree.start < line.end), None)
    lines = [holder] if holder else entry.lines[:1]
    for line in lines:
        degree_at = entry.degree.end - line.start if entry.degree and holder else 0
        found = _IN.search(line.text, max(0, degree_at - 14))
        if found and not _inside(entry.school, line.start + found.start()):
            text = re.split(rf"\s+(?:at|from|with)\s|[{HAN}]", found.group(1))[0].strip()
            return Found(text, line.start + found.start(1), line.start + found.start(1) + len(text), 0.85)
        for part in _field_parts(line, entry):
            return part.found(0.75)
    return None


def _unknown_school(entry: _Entry, discipline: Found[str] | None) -> Found[str] | None:
    """A school that no list knows and no word tells: what is left on the line of the degree, or the line below it."""
    for place, line in enumerate(entry.lines):
        if entry.degree is None or not line.start <= entry.degree.start < line.end:
            continue
        left = [part for part in _field_parts(line, entry) if _may_be_school(part.text) and not _same(part, discipline)]
        if left:
            return left[-1].found(0.5)
        below = entry.lines[place + 1 : place + 2]
        if below and len(below[0].text) < 60 and not below[0].bullet and _may_be_school(below[0].text):
            return (comma_parts(Piece(below[0].text, below[0].start)) or [Piece(below[0].text, below[0].start)])[
                0
            ].found(0.5)
    return None


def _may_be_school(text: str) -> bool:
    return bool(re.match(rf"[A-ZÀ-Þ{HAN}]", text)) and not (
        re.search(r"\d", text) or is_place(text) or _NOT_A_FIELD.search(text) or _SUPERVISION.match(text)
    )


def _same(part: Piece, fact: Found[str] | None) -> bool:
    return fact is not None and part.start <= fact.start < part.end


def _inside(fact: Found[str] | None, place: int) -> bool:
    return fact is not None and fact.start <= place < fact.end


def _field_parts(line: Line, entry: _Entry) -> list[Piece]:
    span = entry.span if line is entry.span_line else None
    found: list[Piece] = []
    for piece in _pieces(line, span):
        for part in [small for strong in strong_parts(piece) for small in comma_parts(strong)]:
            if entry.school and part.start <= entry.school.start < part.end:
                continue
            bare = _DEGREE_WORD.sub(" ", part.text).strip(" ()（）/-–,:.").removesuffix("专业").strip()
            bare = one_script(Piece(bare, part.start), re.compile(r"$^")).text if bare else ""
            at = part.text.find(bare) if bare else -1
            if len(bare) >= 2 and at >= 0 and not _NOT_A_FIELD.search(bare) and not SCHOOL.search(bare):
                found.append(Piece(bare, part.start + at))
    return found
