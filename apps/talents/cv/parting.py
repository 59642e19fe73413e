"""A head of a post taken apart, and which part is the organisation and which the title."""

from __future__ import annotations

import re
from collections.abc import Callable

from apps.talents.cv.facts import Found
from apps.talents.cv.lexicon import Lexicon
from apps.talents.cv.naming import STRONG, body_weight, is_place, is_terms, leaning, may_be_place, title_weight
from apps.talents.cv.pieces import HAN, Piece, comma_parts, cut, one_script, strong_parts, trimmed, without_brackets

_HAN_COMMA = re.compile(r"[,，、:：]\s*")
_IN_HAN = re.compile(
    rf"^(?:曾|现|先后)?(?:在|就职于|任职于|供职于|受聘于|加入|入职|于)?(?P<body>[{HAN}A-Za-z（）()·&\s]{{2,40}}?)[，,]?\s*(?:担任|任职为?|出任|从事|(?<![主责信委前])任)(?P<title>[{HAN}A-Za-z/&\s]{{2,24}}?)(?:一职|职务|工作|岗位)?(?=[，,。；;]|$)"
)
_IN_ENGLISH = re.compile(
    r"^(?:I\s+)?(?:(?:have\s+)?(?:been\s+)?(?:worked|working|work|employed|served|serving)\s+)?as\s+(?:an?\s+|the\s+)?(?P<title>[^,;.]{3,60}?)\s+(?:at|with|for|in)\s+(?:the\s+)?(?P<body>[A-Z][^,;]{2,60}?)(?=[,;.]|$)",
)
_BODY_END = re.compile(
    rf"^(?P<body>[{HAN}A-Za-z（）()·&]{{2,30}}?(?:公司|大学|學院|学院|研究院|研究所|科学院|集团|医院|中心|实验室|工作站))(?P<title>[{HAN}A-Za-z]{{2,16}}(?:[（(][^()（）]*[)）])?)$"
)
_TITLE_OF = re.compile(r"^(?P<title>[A-Z][\w/&\- ]{2,50}?)\s+(?:at|@)\s+(?P<body>[A-Z].{2,60})$")
_TEAM = re.compile(
    r"(?:Team|Group|Department|Division|Section|Unit|Laboratory|Lab|部|组|室)$|^(?:Department|Dept\.|Division|Group|Chair) of ",
    re.IGNORECASE,
)
_ACADEMY = re.compile(r"(?:Chinese|Russian|Polish|Czech) Academy of |CAS$|Max Planck Society$|Helmholtz ")
_DEPARTMENT = re.compile(
    r"^(?:Department|Dept\.?|Faculty|School|Division|Laboratory|Lab|Group|Chair|Lehrstuhl|Fakultät|Section|Unit|Team|Centre|Center|Institute) (?:of|for|für) |(?:部|组|科|处|系|课题组|团队|研发中心|技术中心|事业部|教研室)$",
    re.IGNORECASE,
)


def parts_of(piece: Piece) -> list[Piece]:
    """Parts that are different things: by tabs, bars, dashes; a Chinese line by its commas too, and where a body ends."""
    parts = [part for part in strong_parts(piece) if not re.fullmatch(r"[(（].*[)）]", part.text)]
    found: list[Piece] = []
    for part in parts:
        if titled := _TITLE_OF.match(part.text):
            found += [_group(part, titled, "title"), _group(part, titled, "body")]
            continue
        smaller = cut(part, _HAN_COMMA) if re.search(f"[{HAN}]", part.text) and not _latin(part.text) else [part]
        for small in smaller:
            ended = _BODY_END.match(small.text)
            if ended and title_weight(ended["title"]) == STRONG and body_weight(small.text) < STRONG:
                found += [_group(small, ended, "body"), _group(small, ended, "title")]
            else:
                found.append(small)
    return found


def _latin(text: str) -> bool:
    return len(re.findall("[A-Za-z]{2,}", text)) > len(re.findall(f"[{HAN}]", text))


def _group(piece: Piece, found: re.Match[str], name: str) -> Piece:
    return Piece(found[name], piece.start + found.start(name))


def said_in_words(piece: Piece) -> list[Piece]:
    """[body, title] of "在某公司担任工程师" and "worked as an engineer at X"; [] for others."""
    for pattern in (_IN_HAN, _IN_ENGLISH):
        if found := pattern.match(piece.text):
            rows = [trimmed(found[name], piece.start + found.start(name)) for name in ("body", "title")]
            if all(rows):
                return [row for row in rows if row]
    return []


class Roles:
    """Who is who among the pieces of heads. The clear heads of a CV tell the order for the others."""

    def __init__(self, lexicon: Lexicon, heads: list[list[Piece]]) -> None:
        self._lexicon = lexicon
        clear = 0
        for pieces in heads:
            split = self._split(pieces)
            if len(split) < 2:
                continue
            first, second = leaning(split[0], lexicon), leaning(split[1], lexicon)
            clear += (first > second) - (first < second)
        self._title_first = clear > 0

    def assign(self, pieces: list[Piece]) -> tuple[Found[str] | None, Found[str] | None]:
        """(organisation, title) among the pieces of a head."""
        pieces = self._split(pieces)
        if not pieces:
            return None, None
        if len(pieces) == 1:
            towards = leaning(pieces[0], self._lexicon)
            return (None, _title(pieces[0], 0.75)) if towards > 0 else (_body(pieces[0], 0.55), None)
        pieces = pieces[:5]
        title = self._best_title(pieces)
        others = [piece for piece in pieces if piece is not title]
        body = self._best_body(others, pieces.index(title))
        sure = abs(leaning(title, self._lexicon) - leaning(body, self._lexicon))
        confidence = 0.92 if sure >= 1.4 else 0.82 if sure >= 0.9 else 0.55
        return _body(body, confidence), _title(title, confidence)

    def _best_title(self, pieces: list[Piece]) -> Piece:
        weights = [leaning(piece, self._lexicon) for piece in pieces]
        best = max(weights)
        if weights.count(best) == 1 and best > 0:
            return pieces[weights.index(best)]
        if best <= 0:  # nobody names a post: the one that is no body, in the usual order
            open_ones = [piece for piece, weight in zip(pieces, weights, strict=True) if weight == best]
            if len(open_ones) == 1:
                return open_ones[0]
            return open_ones[0] if self._title_first else open_ones[1]
        tied = [piece for piece, weight in zip(pieces, weights, strict=True) if weight == best]
        return tied[0] if self._title_first else tied[-1]

    def _best_body(self, others: list[Piece], title_at: int) -> Piece:
        """The strongest body; a department stands behind what it is a part of."""
        whole = [piece for piece in others if not _DEPARTMENT.search(piece.text)] or others
        weights = [body_weight(piece.text, self._lexicon) for piece in whole]
        if max(weights) == 0 and self._title_first and title_at == 0:
            return whole[0]
        return whole[weights.index(max(weights))]

    def _split(self, pieces: list[Piece]) -> list[Piece]:
        """Pieces with commas taken apart where a post and a body stand on the two sides."""
        found: list[Piece] = []
        pieces = self._without_towns(pieces)
        for piece in pieces:
            found += self._by_comma(piece, alone=len(pieces) == 1)
        kept = [piece for piece in found if not (is_place(piece.text) or is_terms(piece.text))]
        return kept or found

    def _without_towns(self, pieces: list[Piece]) -> list[Piece]:
        """A town and its country that stand beside two other pieces are neither a post nor a body."""
        kept = [piece for piece in pieces if not may_be_place(piece.text)]
        return kept if len(kept) >= 2 else pieces

    def _by_comma(self, piece: Piece, *, alone: bool) -> list[Piece]:
        parts = comma_parts(piece)
        while len(parts) > 1 and (is_place(parts[-1].text) or is_terms(parts[-1].text)):
            parts.pop()  # at the end stands the place
        if len(parts) < 2:
            return parts or [piece]
        titles = [title_weight(part.text) for part in parts]
        bodies = [body_weight(part.text, self._lexicon) for part in parts]
        if titles[0] > bodies[0]:
            return self._title_before(piece, parts, titles, bodies, alone=alone)
        later = next((place for place, weight in enumerate(titles) if place and weight == STRONG), None)
        if later is not None and bodies[later] < STRONG:
            return [parts[0], parts[later]]
        if _ACADEMY.match(parts[1].text):
            return [Piece(piece.text[: parts[1].end - piece.start], piece.start)]
        return [parts[0]] if not alone or bodies[0] or titles[1] <= 0 else parts[:2]

    def _title_before(
        self, piece: Piece, parts: list[Piece], titles: list[float], bodies: list[float], *, alone: bool
    ) -> list[Piece]:
        """ "Principal Engineer, Bogies, Alstom": the body is the first part that is one, else the last when alone."""
        at = next((place for place in range(1, len(parts)) if bodies[place] > titles[place]), 0)
        if at and at + 1 < len(parts) and _ACADEMY.match(parts[at + 1].text):
            whole = Piece(piece.text[parts[at].start - piece.start : parts[at + 1].end - piece.start], parts[at].start)
            return [Piece(piece.text[: parts[at - 1].end - piece.start], piece.start), whole]
        if at and _DEPARTMENT.search(
            parts[at].text
        ):  # what it is a part of follows; behind an institute it may be a town
            part = not parts[at].text.startswith("Institut")
            at = next((place for place in range(at + 1, len(parts)) if bodies[place] or (part and place == at + 1)), at)
        if not at and alone:
            at = max(len(parts) - 2, 1)  # the last of three is a place that no list knows
        if not at:
            return [piece]
        end = parts[at - 1].end if not _DEPARTMENT.search(parts[at - 1].text) else parts[max(at - 2, 0)].end
        return [Piece(piece.text[: end - piece.start], piece.start), parts[at]]


def _body(piece: Piece, confidence: float) -> Found[str]:
    parts = comma_parts(piece)
    name = parts[0] if parts else piece
    if len(parts) > 1 and _ACADEMY.match(parts[1].text):
        name = Piece(
            piece.text[: parts[1].end - piece.start], piece.start
        )  # the institute and its academy are one name
    elif len(parts) > 1 and _DEPARTMENT.search(name.text):
        name = parts[1]
    return without_brackets(one_script(name, _BODY)).found(confidence)


def _title(piece: Piece, confidence: float) -> Found[str]:
    parts = comma_parts(piece)
    while len(parts) > 1 and _TEAM.search(parts[-1].text):
        parts.pop()
    piece = Piece(piece.text[: parts[-1].end - piece.start], piece.start) if parts else piece
    return without_brackets(one_script(piece, _TITLE)).found(confidence)


class _Weighed:
    """`search` as patterns have it, by weight: for `one_script`, which asks whether a half says what it is."""

    def __init__(self, weigh: Callable[[str], float]) -> None:
        self._weigh = weigh

    def search(self, text: str, /) -> bool:
        return self._weigh(text) > 0


_BODY, _TITLE = _Weighed(body_weight), _Weighed(title_weight)
