"""Posts held: each time in the section heads one; its organisation and title stand on that line, below or above.

Pieces of a head are weighed as names of posts or bodies (`naming`). Where the words do not say which is which, the order
that the clear posts of the same CV have decides. Posts without any time are read too, with little confidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from apps.talents.cv import labelled
from apps.talents.cv.dates import Span, find_range, find_single
from apps.talents.cv.facts import Found, Post
from apps.talents.cv.layout import Line
from apps.talents.cv.lexicon import Lexicon
from apps.talents.cv.naming import STRONG, WEAK, body_weight, is_place, is_terms, leaning, title_weight
from apps.talents.cv.parting import Roles, parts_of, said_in_words
from apps.talents.cv.pieces import HAN, Piece

_TABLE_HEAD = re.compile(
    r"^(?:起止)?(?:时间|年月|日期)\s|^(?:工作)?(?:单位|公司)(?:名称)?\s+\S{2,6}(?:\s|$)|^(?:period|dates?|years?)\s+(?:organi|employer|company|institution|position)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.;。；]$")
_ABBREVIATED = re.compile(r"\b(?:Inc|Ltd|Co|Corp|Dept|Univ|S\.A|B\.V|e\.V|A\.S|L\.P)\.$", re.IGNORECASE)
_DOING = re.compile(
    r"^(?:负责|主导|参与|主持|完成|开展|从事|建立|带领|承担|协助|优化|搭建|撰写|编写|组织|指导|提出|牵头|实现|推动|推进|制定|解决|跟进|配合|利用|基于|通过|针对|独立|主要|熟悉|累计|获得|发表|申请|设计并|开发了|研究了|工作|职责|业绩|项目|描述|部门)"
    r"|^[A-Z][a-z]+(?:ed|ing)\s+(?:[a-z]|\d)|^(?:Led|Built|Ran|Wrote|Cut|Grew|Won|Drove|Made|Took|Set up|Taught|Held|Oversaw|Responsible)\s"
    r"|^(?:Key|Main|Thesis|Topic|Projects?|Supervisors?|Advisors?|Description|Technolog(?:y|ies)|Tools|Tech stack|Focus|Responsibilities|Aufgaben|Achievements)\b[^,|]{0,24}:",
)
HEADER_LENGTH = 110
LONGEST_HEAD = 170


@dataclass
class _Head:
    """One post: the line of its time, what stands above and below, and what has been found."""

    line: Line
    span: Span
    above: list[Line]
    below: list[Line]
    pieces: list[Piece] = field(default_factory=list)
    used: list[Line] = field(default_factory=list)


def read(lines: list[Line], lexicon: Lexicon) -> list[Post]:
    """Posts in the order of the section."""
    records = labelled.records(lines, "organisation")
    if records:
        return [_of_record(record) for record in records]
    heads = _heads([line for line in lines if not _TABLE_HEAD.match(line.text)])
    if not heads:
        return _undated(lines, lexicon)
    for head in heads:
        _gather(head, lexicon)
    roles = Roles(lexicon, [head.pieces for head in heads])
    posts: list[Post] = []
    known: Found[str] | None = None
    for head in heads:
        organisation, title = roles.assign(head.pieces)
        if organisation is None and title is not None and known is not None:
            organisation = Found(known.value, known.start, known.end, min(known.confidence, 0.6))
        if organisation or title:
            known = organisation
            posts.append(_post(head, organisation, title))
            posts += _in_passing(head, lexicon)
    return posts


def _of_record(record: labelled.Record) -> Post:
    def fact(name: str) -> Found[str] | None:
        return record[name].found(0.95) if name in record else None

    time = record.get("time")
    span = find_range(time.text) or find_single(time.text) if time else None
    begun = ended = None
    if time and span:
        place = (time.start + span.start, time.start + span.end)
        begun = Found(span.begun, *place, 0.95) if span.begun else None
        ended = Found(span.ended, *place, 0.95) if span.ended else None
    elif "begun" in record and (single := find_single(record["begun"].text)):
        begun = Found(single.ended, record["begun"].start, record["begun"].end, 0.9)
        last = find_single(record["ended"].text) if "ended" in record else None
        ended = Found(last.ended if last else "present", record["begun"].start, record["begun"].end, 0.8)
    return Post(fact("organisation"), fact("title"), fact("text"), begun, ended)


# ---------------------------------------------------------------- heads
def _heads(lines: list[Line]) -> list[_Head]:
    dated = [(place, span) for place, line in enumerate(lines) if (span := _head_span(line))]
    if not dated:
        return []
    lead = _lead(lines[: dated[0][0]], lines, dated)
    heads: list[_Head] = []
    before = 0
    for number, (place, span) in enumerate(dated):
        last = number + 1 == len(dated)
        end = len(lines) if last else max(dated[number + 1][0] - lead, place + 1)
        heads.append(_Head(lines[place], span, lines[max(before, place - lead) : place], lines[place + 1 : end]))
        before = end
    return heads


def _lead(lines: list[Line], whole: list[Line], dated: list[tuple[int, Span]]) -> int:
    """How many lines of a head stand above its time, judged by the first post and never more than between two posts."""
    count = 0
    for line in reversed(lines):
        if count == 2 or not is_header(line):
            break
        count += 1
    line, span = whole[dated[0][0]], dated[0][1]
    alone = len(line.text) - (span.end - span.start) < 4
    return min(count, 1) if not alone and count == 2 and len(lines) > 2 else count


def _head_span(line: Line) -> Span | None:
    """A time that heads a post: not one told in passing inside a sentence."""
    if len(line.text) > LONGEST_HEAD:
        return None
    span = find_range(line.text) or _single(line)
    if span is None:
        return None
    words = re.search(f"[{HAN}]", line.text)
    rest = len(line.text) - span.end
    edge = span.start <= 4 or rest <= 14 or (bool(words) and span.start <= 12)
    if span.start > 4 and _SENTENCE.search(line.text) and not line.text.endswith((")", ".")):
        return None
    return span if edge and not (line.bullet and len(line.text) > 120) else None


def _single(line: Line) -> Span | None:
    """ "2021  Visiting Researcher, ETH Zurich": within one year or month. The line must name a post."""
    found = None if line.bullet and len(line.text) > 80 else find_single(line.text)
    if found is None or _SENTENCE.search(line.text):
        return None
    rest = (line.text[: found.start] + "  " + line.text[found.end :]).strip(" ()（）,:：.-–|\t")
    if found.start > 1 and len(line.text) - found.end > 2:
        return None
    parts = parts_of(Piece(rest, 0))
    if not any(title_weight(part.text) == STRONG for part in parts) or len(rest) > HEADER_LENGTH:
        return None
    return Span(found.ended, found.ended, found.start, found.end)


def is_header(line: Line) -> bool:
    """Whether a line may name a post or a body: short, no sentence, no row of a list."""
    text = line.text
    if line.bullet or len(text) > HEADER_LENGTH or _DOING.match(text) or text[:1].islower():
        return False
    if _SENTENCE.search(text) and not _ABBREVIATED.search(text):
        return False
    return text.count("，") + text.count("、") < 3


def _gather(head: _Head, lexicon: Lexicon) -> None:
    """The pieces of the head: of its own line, then of lines next to it that say what is missing."""
    line, span = head.line, head.span
    before, after = line.text[: span.start].rstrip(" (（[【:："), line.text[span.end :]
    tail = after.lstrip(" )）]】:：,，.")
    own = [Piece(before, line.start), Piece(tail, line.start + span.end + len(after) - len(tail))]
    head.pieces = [part for piece in own for part in _kept(piece)]
    near = [other for other in head.above if is_header(other)]
    below = []
    for other in head.below[:2]:
        if not is_header(other):
            break
        below.append(other)
    for other in [*near, *below]:
        found = _kept(Piece(other.text, other.start))
        if other in near or _adds(head.pieces, found, lexicon):
            head.pieces = [*found, *head.pieces] if other in near else [*head.pieces, *found]
            head.used.append(other)


def _kept(piece: Piece) -> list[Piece]:
    """Parts that may be names: no places, terms of employment or notes."""
    if not piece.text.strip():
        return []
    if told := said_in_words(piece):
        return told
    return [
        part for part in parts_of(piece) if not (is_place(part.text) or is_terms(part.text) or find_range(part.text))
    ]


def _adds(have: list[Piece], found: list[Piece], lexicon: Lexicon) -> bool:
    """Whether the next line says what is missing so far: the title of a body, or the body of a title."""
    if not found:
        return False
    if not have:
        return True
    titles = [title_weight(piece.text) for piece in have]
    bodies = [body_weight(piece.text, lexicon) for piece in have]
    title, body = title_weight(found[0].text), body_weight(found[0].text, lexicon)
    if len(have) > 1 and max(titles) and (max(bodies) or len(have) > 1):
        return False
    if max(titles) > max(bodies):  # a title stands there
        return title < STRONG or body == STRONG or any(body_weight(piece.text, lexicon) for piece in found)
    if max(bodies) > max(titles) or title:
        return (title > 0 and title >= body) or (len(found) > 1 and any(title_weight(piece.text) for piece in found))
    return bool(title or body) or len(found[0].text.split()) <= 6


# ---------------------------------------------------------------- posts
def _post(head: _Head, organisation: Found[str] | None, title: Found[str] | None) -> Post:
    place = (head.line.start + head.span.start, head.line.start + head.span.end)
    begun = Found(head.span.begun, *place, 0.95) if head.span.begun else None
    ended = Found(head.span.ended, *place, 0.95) if head.span.ended else None
    return Post(organisation, title, _text([line for line in head.below if line not in head.used]), begun, ended)


def _text(lines: list[Line]) -> Found[str] | None:
    if not lines:
        return None
    return Found("\n".join(line.text for line in lines), lines[0].start, lines[-1].end, 0.8)


def _in_passing(head: _Head, lexicon: Lexicon) -> list[Post]:
    """Posts without a time that stand below one with a time: one line with both names, after some words about the first."""
    found: list[Post] = []
    about = 0
    for line in head.below:
        if line in head.used or not is_header(line):
            about += line not in head.used
            continue
        pieces = _kept(Piece(line.text, line.start))
        if about and len(pieces) >= 2 and _both(pieces, lexicon):
            organisation, title = Roles(lexicon, [pieces]).assign(pieces)
            found.append(Post(_weaker(organisation), _weaker(title)))
    return found


def _both(pieces: list[Piece], lexicon: Lexicon) -> bool:
    return any(title_weight(piece.text) == STRONG for piece in pieces) and any(
        body_weight(piece.text, lexicon) == STRONG for piece in pieces
    )


def _weaker(found: Found[str] | None) -> Found[str] | None:
    return Found(found.value, found.start, found.end, min(found.confidence, 0.5)) if found else None


def _undated(lines: list[Line], lexicon: Lexicon) -> list[Post]:
    """A section without times: lines that name a post and its body, one after the other or on one line."""
    groups: list[tuple[list[Piece], list[Line]]] = []
    for line in lines:
        pieces = _kept(Piece(line.text, line.start)) if is_header(line) else []
        named = [piece for piece in pieces if leaning(piece, lexicon)]
        if not named and len(pieces) < 2:
            if groups:
                groups[-1][1].append(line)
            continue
        if groups and not groups[-1][1] and _adds(groups[-1][0], pieces, lexicon):
            groups[-1][0].extend(pieces)
        else:
            groups.append((pieces, []))
    groups = [group for group in groups if any(title_weight(piece.text) > WEAK / 2 for piece in group[0])]
    roles = Roles(lexicon, [pieces for pieces, _below in groups])
    posts = []
    for pieces, below in groups:
        organisation, title = roles.assign(pieces)
        if organisation and title:
            posts.append(Post(_weaker(organisation), _weaker(title), _text(below)))
    return posts
