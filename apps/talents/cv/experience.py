"""Posts held: each stretch of time in the section heads one; its organisation and title stand on that line, below or above."""

from __future__ import annotations

import re
from dataclasses import dataclass

from apps.talents.cv.dates import Span, find_range, find_single
from apps.talents.cv.facts import Found, Post
from apps.talents.cv.layout import Line
from apps.talents.cv.pieces import Piece, comma_parts, one_script, strong_parts, without_brackets

TITLE = re.compile(
    r"\b(?:engineer|scientist|research(?:er)?|professor|lecturer|manager|intern|trainee|fellow|director|developer|analyst|consultant|"
    r"technologist|officer|lead|head|specialist|assistant|associate|post-?doc\w*|student|chief|principal|senior|junior|architect|designer|"
    r"technician|compounder|chemist|physicist|biologist|economist|founder|co-?founder|partner|supervisor|coordinator|adviser|advisor|"
    r"expert|planner|programmer|president|ceo|cto|vp|teacher|instructor|tutor|operator|executive|apprentice|surveyor|inspector|"
    r"pharmacist|physician|nurse|statistician|modeller|owner|member of technical staff|staff|doctoral candidate|visiting)\b|"
    r"工程师|科学家|研究员|博士后|经理|总监|主管|教授|讲师|实习|助理|专家|顾问|负责人|主任|技术员|架构师|分析师|设计师|部长|院长|所长|组长|"
    r"总裁|创始人|合伙人|董事|秘书|教师|医师|药师|专员|研发|助教|助研|科长|处长|厂长|车间|职员|经办|程序员|開發|工程師|經理|教授級",
    re.IGNORECASE,
)
ORGANISATION = re.compile(
    r"universit|college|institut|\b(?:company|co\.|ltd|limited|inc|llc|gmbh|plc|corp|corporation|group|holdings?|laborator(?:y|ies)|labs?|"
    r"cent(?:re|er)|hospital|school|academy|ag|sa|a/s|ab|bv|b\.v\.|n\.v\.|oy|kk|s\.p\.a|technologies|systems|industries|motors|energy|"
    r"pharma\w*|chemicals?|bank|agency|ministry|society|foundation|authority|works|shipyard)\b|公司|大学|大學|学院|研究所|研究院|科学院|集团|集團|医院|"
    r"中心|实验室|厂$|局$|院$|所$|银行|事务所|工作站|株式会社",
    re.IGNORECASE,
)
_TABLE_HEAD = re.compile(
    r"^(?:起止)?时间\s|^(?:工作)?单位\s|^(?:period|dates?)\s+(?:organi|employer|company)", re.IGNORECASE
)
_NOTE = re.compile(r"^[(（].*[)）]$")
_SENTENCE = re.compile(r"[.;。；]$")
HEADER_LENGTH = 100


@dataclass
class _Block:
    """One post: the line of its time, and the lines after it that are not the next one's."""

    line: Line
    span: Span
    above: list[Line]
    below: list[Line]


def read(lines: list[Line]) -> list[Post]:
    blocks = _blocks([line for line in lines if not _TABLE_HEAD.match(line.text)])
    posts: list[Post] = []
    organisation: Found[str] | None = None
    for block in blocks:
        post, used = _post(block)
        if post.organisation is None and post.title is not None and organisation is not None:
            post = _with_organisation(post, organisation)  # several posts under one organisation
        if post.organisation or post.title:
            organisation = post.organisation
            posts.append(_with_text(post, [line for line in block.below if line not in used]))
    return posts


def _blocks(lines: list[Line]) -> list[_Block]:
    dated = [(place, span) for place, line in enumerate(lines) if (span := _head_span(line))]
    if not dated:
        return []
    lead = _lead(list(lines[: dated[0][0]]))  # the first time stands so many lines below its head
    blocks: list[_Block] = []
    before = 0
    for number, (place, span) in enumerate(dated):
        last = number + 1 == len(dated)
        end = len(lines) if last else max(dated[number + 1][0] - lead, place + 1)
        blocks.append(_Block(lines[place], span, lines[max(before, place - lead) : place], lines[place + 1 : end]))
        before = end
    return blocks


def _lead(lines: list[Line]) -> int:
    """How many lines of a head stand above its time, judged by the first one."""
    count = 0
    for line in reversed(lines):
        if count == 2 or not _is_header(line):
            break
        count += 1
    return count


def _head_span(line: Line) -> Span | None:
    """A time that heads a post: not one told in passing inside a sentence."""
    if len(line.text) > 160:
        return None
    span = find_range(line.text) or _single_at_front(line)
    if span is None:
        return None
    edge = span.start <= 3 or span.end >= len(line.text) - 14
    return span if edge and not (line.bullet and len(line.text) > 110) else None


def _single_at_front(line: Line) -> Span | None:
    """ "2021  Visiting Researcher, ETH Zurich": within one year or month."""
    found = None if line.bullet else find_single(line.text)
    if found is None or found.start or not TITLE.search(line.text):
        return None
    return Span(found.ended, found.ended, found.start, found.end)


def _is_header(line: Line) -> bool:
    return not line.bullet and len(line.text) <= HEADER_LENGTH and not _SENTENCE.search(line.text)


def _post(block: _Block) -> tuple[Post, list[Line]]:
    """The post without its text, and the lines that its head took."""
    line, span = block.line, block.span
    before, after = line.text[: span.start].rstrip(" (（[【"), line.text[span.end :]
    tail = after.lstrip(" )）]】")
    rest = [Piece(before, line.start), Piece(tail, line.start + span.end + len(after) - len(tail))]
    parts = [part for piece in rest for part in strong_parts(piece) if not _NOTE.match(part.text)]
    near = [other for other in block.above if _is_header(other)]
    below = next(([other] for other in block.below[:1] if _is_header(other)), [])
    if not parts and len(block.below) > 1 and _is_header(block.below[1]) and below:
        below = block.below[:2]
    used: list[Line] = []
    if len(parts) < 2:
        for other in near or below:
            found = [part for part in strong_parts(Piece(other.text, other.start)) if not _NOTE.match(part.text)]
            if found and (len(parts) + len(found) <= 3) and _complements(parts, found):
                parts += found
                used.append(other)
    organisation, title = _assign(parts)
    place = (line.start + span.start, line.start + span.end)
    begun = Found(span.begun, *place, 0.95) if span.begun else None
    return Post(organisation, title, None, begun, Found(span.ended, *place, 0.95) if span.ended else None), used


def _complements(parts: list[Piece], found: list[Piece]) -> bool:
    """Whether the neighbouring line says what the first does not: the title of an organisation, or the reverse."""
    if not parts:
        return True
    have_title, have_both = bool(TITLE.search(parts[0].text)), _split_by_comma(parts[0]) is not None
    other = found[0].text
    if have_both and not (ORGANISATION.search(other) or TITLE.search(other)):
        return False
    return bool(TITLE.search(other)) if not have_title else not TITLE.search(other) or bool(ORGANISATION.search(other))


def _assign(parts: list[Piece]) -> tuple[Found[str] | None, Found[str] | None]:
    """(organisation, title) among the parts of a head."""
    if not parts:
        return None, None
    if len(parts) == 1:
        split = _split_by_comma(parts[0])
        if split is None:
            return (
                (None, _title(parts[0], 0.8)) if TITLE.search(parts[0].text) else (_organisation(parts[0], 0.5), None)
            )
        return _organisation(split[0], 0.75), _title(split[1], 0.85)
    ranked = sorted(parts[:3], key=_title_weight)
    organisation, title = ranked[0], ranked[-1]
    if _title_weight(organisation) == _title_weight(title):
        organisation, title = parts[0], parts[1]
        return _organisation(organisation, 0.5), _title(title, 0.5)
    return _organisation(organisation, 0.9), _title(title, 0.9)


def _title_weight(piece: Piece) -> int:
    return 2 * bool(TITLE.search(piece.text)) - 3 * bool(ORGANISATION.search(piece.text))


def _split_by_comma(piece: Piece) -> tuple[Piece, Piece] | None:
    """(organisation, title) of "Senior Research Fellow, University of Southampton"; None when it is one thing."""
    parts = comma_parts(piece)
    if len(parts) < 2:
        return None
    bodies = [place for place, part in enumerate(parts) if ORGANISATION.search(part.text)]
    if TITLE.search(parts[0].text) and _title_weight(parts[0]) > 0:
        at = next((place for place in bodies if place > 0), 1)
        head = Piece(piece.text[: parts[at - 1].end - piece.start], piece.start)
        return parts[at], head
    later = next((part for part in parts[1:] if TITLE.search(part.text)), None)
    return (parts[0], later) if later else None


def _organisation(piece: Piece, confidence: float) -> Found[str]:
    name = comma_parts(piece)[0] if comma_parts(piece) else piece
    return without_brackets(one_script(name, ORGANISATION)).found(confidence)


def _title(piece: Piece, confidence: float) -> Found[str]:
    return without_brackets(one_script(piece, TITLE)).found(confidence)


def _with_organisation(post: Post, organisation: Found[str]) -> Post:
    weaker = Found(organisation.value, organisation.start, organisation.end, min(organisation.confidence, 0.6))
    return Post(weaker, post.title, post.text, post.begun, post.ended)


def _with_text(post: Post, lines: list[Line]) -> Post:
    if not lines:
        return post
    words = "\n".join(line.text for line in lines)
    text = Found(words, lines[0].start, lines[-1].end, 0.8)
    return Post(post.organisation, post.title, text, post.begun, post.ended)
