"""Where a CV tells of studies and of posts: under their headings, under one heading for both, or without any."""

from __future__ import annotations

from apps.talents.cv.dates import find_range
from apps.talents.cv.layout import Line, Section, of_kind
from apps.talents.cv.lexicon import Lexicon
from apps.talents.cv.naming import STRONG, body_weight, title_weight
from apps.talents.cv.parting import parts_of
from apps.talents.cv.pieces import Piece

Lines = list[Line]


def told(sections: list[Section], lexicon: Lexicon) -> tuple[list[Lines], list[Lines]]:
    """(lines about studies, lines about posts), a list for each section."""
    studied = [list(section.lines) for section in of_kind(sections, "education")]
    worked = [list(section.lines) for section in of_kind(sections, "experience")]
    for section in of_kind(sections, "career"):
        studies, posts = _divided(list(section.lines), lexicon)
        studied.append(studies)
        worked.append(posts)
    if not (studied and worked):
        loose = [line for section in of_kind(sections, "top", "profile", "contact") for line in section.lines]
        studies, posts = _divided(_from_first_time(loose), lexicon)
        studied = studied or [studies]
        worked = worked or [posts]
    return [_joined(studied)] if len(studied) > 1 else studied, worked


def _joined(parts: list[Lines]) -> Lines:
    return [line for part in parts for line in part]


def _from_first_time(lines: Lines) -> Lines:
    """What stands before the first time is about the person."""
    first = next((place for place, line in enumerate(lines) if find_range(line.text) and len(line.text) < 120), None)
    return lines[max(first - 1, 0) :] if first is not None else []


def _divided(lines: Lines, lexicon: Lexicon) -> tuple[Lines, Lines]:
    """Entries begin at times; those that name a degree and no post are studies."""
    starts = [place for place, line in enumerate(lines) if find_range(line.text) and len(line.text) < 160]
    studies: Lines = []
    posts: Lines = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        entry = lines[start:end]
        (studies if _is_study(entry, lexicon) else posts).extend(entry)
    return studies, posts


def _is_study(entry: Lines, lexicon: Lexicon) -> bool:
    head = entry[:2] if len(entry) > 1 and len(entry[1].text) < 80 else entry[:1]
    degree = any(lexicon.degrees.inside(line.text) for line in head)
    titled = any(title_weight(part.text) == STRONG for line in head for part in parts_of(Piece(line.text, 0)))
    school = any(body_weight(part.text, lexicon) for line in head for part in parts_of(Piece(line.text, 0)))
    return degree and (school or not titled)
