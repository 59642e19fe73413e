"""Skills in a CV: lists, lists under labels, and what sentences tell."""

from __future__ import annotations

import re

from apps.talents.cv.facts import Found
from apps.talents.cv.headings import heading_kind
from apps.talents.cv.layout import Line, Section
from apps.talents.cv.lexicon import Lexicon
from apps.talents.cv.pieces import HAN, Piece, cut, trimmed
from apps.talents.cv.tongues import says_language

_LIST = re.compile(r"[;；,，、·•|\n\t⋄]|\s/\s|。|\s[–—]\s|(?<=[a-z)])\.(?=\s|$)")
_LABEL = re.compile(
    rf"^(?P<label>[A-Z][A-Za-z &/,\-]{{1,34}}|[{HAN}与及和/、]{{2,10}}|[A-Z][A-Za-z &]{{2,24}}\s[{HAN}]{{2,8}}|[{HAN}]{{2,8}}\s[A-Z][A-Za-z &]{{2,24}})\s*[:：]\s*"
)
_ROW = re.compile(rf"{_LABEL.pattern}|^[^\t]{{2,30}}\t".replace("?P<label>", ""))
_LEVEL_WORDS = (
    r"expert|advanced|proficient|basics?|intermediate|fluent|beginner|good|very good|excellent|working knowledge|sehr gut|gut|grundkenntnisse|精通|熟练|熟悉|了解|掌握|良好|一般|优秀|专家|"
    r"[★☆●○▮▯■□]+|\d\s*/\s*\d+|\d{1,3}\s*%|\d+\s*\+?\s*(?:年|years?|yrs)(?:\s+(?:of\s+)?experience|经验)?"
)
_SCALE = r"[★☆●○▮▯■□]+|\d\s*/\s*\d+|\d+\s*\+?\s*(?:年|years?|yrs)"
_LEVEL = re.compile(
    rf"\s*(?:[(（]\s*(?:{_LEVEL_WORDS})[^)）]*[)）]|\s*[:：\-–—|\t]\s*(?:{_LEVEL_WORDS})|\s+(?:{_SCALE}))$",
    re.IGNORECASE,
)
_ONLY_LEVEL = re.compile(rf"(?:{_LEVEL_WORDS})(?:水平|程度|级)?", re.IGNORECASE)
_VERB = re.compile(
    r"^(?:(?:能够?|可以?|会|能独立|可独立)?(?:熟练)?(?:地)?(?:精通|熟练掌握|熟练使用|熟练运用|熟练操作|熟练|熟悉|掌握|了解|擅长|善于|使用过?|运用|操作|应用|开展|进行|完成|从事|具备|具有|拥有|会)(?:使用|运用|操作)?|能够|会|"
    r"proficient (?:in|with)|experienced? (?:in|with)|skilled (?:in|with|at)|(?:good |working |basic |strong |solid |sound )?(?:knowledge|command|understanding) of|familiar(?:ity)? with|expert(?:ise)? in|"
    r"hands-on(?: experience)? (?:in|with)|competent (?:in|with)|trained in|versed in|well versed in|fluent in|specialised in|specialized in|use of|and|以及|及|和)\s*[:：]?\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"等[{HAN}]{{0,10}}$|\s+etc\.?$|(?:的使用|的操作|软件操作)$|\s+\(?(?:among others|and others|and more)\)?$",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"\b[A-Z][A-Za-z]*(?:[-+#./][A-Za-z0-9+#]+|[A-Z0-9+#]+)+|\b[A-Z]{2,}\b|\b[A-Z](?=[.,;]|$)")
_ADDRESS = re.compile(r"https?:|www\.|@|github\.com|linkedin", re.IGNORECASE)
_PROSE = re.compile(
    r"\b(?:I|I'm|I’m|my|have|am|was|been|which|where|who|that|also|used|use|written|years? of|for years|including|such as|our|are|is)\b"
)
_TRIGGER = re.compile(
    r"(?:\b(?:work(?:ed|ing)?|experienced?|expertise|proficien(?:t|cy)|skilled|skills|fluent|knowledge|familiar(?:ity)?|competent|trained|versed|comfortable|at home|speciali[sz](?:e|ed|ing)|background|"
    r"hands-on|expert|command|confident|daily|strong|grounding)\b(?:\s+[\w-]+){0,3}?\s+(?:with|in|of|on|using)|\b(?:I|also|often|mostly|regularly|daily)\s+(?:use|used|know|master|write|program in|code in|apply|run)"
    r"|\b(?:including|such as|namely|using|include|are|tools like|software like))\s+"
)
_STOP = re.compile(
    r"\s*(?:[;:.](?=\s|$)|\b(?:and|,)?\s*(?:I|my|we)\b|\bfor (?:\w+ ){0,3}years?\b|\bsince\b|\bwhich\b|\bwhere\b|\bwhile\b|\bwhen\b|\bfrom\b|\bto (?!end\b)|\bat\b|\bon\b|\bduring\b|\bwith\b|\bas well as\b(?= I)|\bfor\b|\bgained\b|\bthrough\b|\bby\b)"
)
_AND = re.compile(r",\s*(?:and\s+|or\s+)?|\s+(?:and|or|as well as|&)\s+")
_FILLING = re.compile(
    r"^(?:both|the|a|an|various|many|some|e\.g\.|also|mainly|especially|particularly|modern|several|advanced|basic|standard|common)\s+",
    re.IGNORECASE,
)
_HAN_AND = re.compile(r"(?<![饱共中温缓综亲协总])[和及与](?![谐平解])")
LONGEST = 60
PROSE_WORDS = 12  # a part of a list is not longer than this


def skills(sections: list[Section], lexicon: Lexicon) -> list[Found[str]]:
    """Skills of the sections about them, as written, each once."""
    found: dict[str, Found[str]] = {}
    for section in sections:
        for piece in _joined(section.lines, lexicon):
            for skill in _in_piece(piece, lexicon):
                found.setdefault(skill.value.lower(), skill)
    return list(found.values())


def skills_in_passing(sections: list[Section], lexicon: Lexicon) -> list[Found[str]]:
    """What a CV without a section about skills tells in its sentences, as far as the vocabulary knows it."""
    found: dict[str, Found[str]] = {}
    for line in (line for section in sections for line in section.lines):
        for hit in lexicon.skills.inside(line.text):
            text = line.text[hit.start : hit.end]
            found.setdefault(text.lower(), Found(text, line.start + hit.start, line.start + hit.end, 0.55))
    return list(found.values())


def _joined(lines: tuple[Line, ...], lexicon: Lexicon) -> list[Piece]:
    """Lines of a list that was wrapped belong together; one skill a line stays one skill a line."""
    wrapped = sum(len(_LIST.findall(line.text)) for line in lines) > len(lines)
    widths = sorted(_width(line.text) for line in lines)
    longest = widths[-1] if widths and (widths[-1] > 70 or (len(widths) > 2 and widths[-2] > 0.8 * widths[-1])) else 0
    pieces: list[Piece] = []
    for line in lines:
        previous = pieces[-1] if pieces else None
        if previous and not line.bullet and 0 < line.start - previous.end < 30 and not _ROW.match(line.text):
            open_bracket = re.search(r"[(（][^()（）]{0,40}$", previous.text) is not None
            whole = _continues(previous.text, longest) if wrapped else _one_name(previous.text, line.text, lexicon)
            whole = whole or open_bracket
            if whole:
                gap = " " * (line.start - previous.end)
                pieces[-1] = Piece(previous.text + gap + line.text, previous.start)
                continue
        pieces.append(Piece(line.text, line.start))
    return pieces


def _width(text: str) -> int:
    return sum(2 if char >= "\u2e80" else 1 for char in text)


def _continues(text: str, longest: int) -> bool:
    """Whether a list goes on in the next line: its last separator waits, or the line is full."""
    last = text.rsplit("\n", 1)[-1][-longest:]
    if re.search(r"[。.;；]\s*$", text):
        return False
    return bool(re.search(r"[,，、·/&]\s*$", text)) or (longest > 40 and _width(last) > 0.8 * longest)


def _one_name(first: str, second: str, lexicon: Lexicon) -> bool:
    """A name of the vocabulary that was broken in a narrow column."""
    return lexicon.skills.whole(f"{first} {second}") is not None and not (
        lexicon.skills.whole(first) and lexicon.skills.whole(second)
    )


def _in_piece(piece: Piece, lexicon: Lexicon) -> list[Found[str]]:
    bare = _without_label(piece, lexicon)
    if bare is None:
        return []
    if _is_prose(bare.text):
        return _in_prose(bare, lexicon)
    found: list[Found[str]] = []
    for part in _split(bare, lexicon):
        found += _in_part(part, lexicon)
    return found


def _split(piece: Piece, lexicon: Lexicon) -> list[Piece]:
    """Parts between separators that do not stand in brackets."""
    if apart := _by_spaces(piece, lexicon):
        return apart
    hidden = re.sub(r"[(（][^()（）]*[)）]", lambda found: "¤" * len(found.group()), piece.text)
    parts = [
        Piece(piece.text[part.start : part.end], piece.start + part.start) for part in cut(Piece(hidden, 0), _LIST)
    ]
    if not (_VERB.match(piece.text) and re.search(f"[{HAN}]", piece.text)):
        return parts
    return [small for part in parts for small in cut(part, _HAN_AND)]


def _by_spaces(piece: Piece, lexicon: Lexicon) -> list[Piece]:
    """ "Python（熟练） C++（熟练） PyTorch": a row with single spaces only, each word a name; [] for any other row."""
    bare = re.sub(r"[(（][^()（）]*[)）]", lambda found: "¤" * len(found.group()), piece.text)
    words = [
        Piece(piece.text[found.start() : found.end()], piece.start + found.start())
        for found in re.finditer(r"\S+", bare)
    ]
    if len(words) < 3 or _LIST.search(bare):
        return []
    names = [re.sub(r"[(（].*", "", word.text) for word in words]
    apart = [
        bool(re.search(f"[{HAN}]{{2}}|[a-z][A-Z]|[+#\\d]|^[A-Z]{{2,}}", name)) or lexicon.skills.whole(name) is not None
        for name in names
    ]
    named = all(sure or name[:1].isupper() for sure, name in zip(apart, names, strict=True))
    return words if named and 5 * sum(apart) >= 3 * len(apart) else []


def _is_prose(text: str) -> bool:
    if re.search(f"[{HAN}]", text):
        return any(len(part) > 24 and not re.search("[A-Za-z]{3}", part) for part in _LIST.split(text) if part)
    words = text.split()
    if len(words) >= 4 and _PROSE.search(text):
        return True
    return any(len(part.split()) > PROSE_WORDS for part in _LIST.split(text) if part)


def _in_part(part: Piece, lexicon: Lexicon) -> list[Found[str]]:
    text = _LEVEL.sub("", part.text)
    told = bool(_VERB.match(text))
    while (shorter := _VERB.sub("", text)) != text:
        text = shorter
    text = _TAIL.sub("", text)
    if told:
        text = re.sub(r"(?<=[A-Za-z+#])\s*(?:编程|软件|语言)$", "", text)
    if re.fullmatch(r".*[(（][^()（）]*[,，、][^()（）]*[)）]", text):  # "Python (NumPy, pandas)"
        text = re.sub(r"\s*[(（].*$", "", text)
    bare = trimmed(text, part.start + max(part.text.find(text), 0)) if text else None
    if bare is None or _ADDRESS.search(bare.text) or _ONLY_LEVEL.fullmatch(bare.text):
        return []
    if says_language(part.text, lexicon) or not re.search(r"\w", bare.text) or len(bare.text) > LONGEST:
        return []
    return [bare.found(0.9 if lexicon.skills.whole(bare.text) else 0.8)]


def _without_label(piece: Piece, lexicon: Lexicon) -> Piece | None:
    """ "Materials: a, b" and the first cell of a table row say of what kind the skills are; "Python: expert" is a skill.
    None for a row that tells of languages."""
    label = _LABEL.match(piece.text)
    if label is None:
        head, tab, rest = piece.text.partition("\t")
        if not tab or not rest or _LIST.search(head) or len(head) > 30:
            return piece
        name, at = head, len(head) + 1
    else:
        name, at = label["label"], label.end()
        rest = piece.text[at:]
    if _ONLY_LEVEL.fullmatch(rest.strip(" .。")):
        return Piece(name, piece.start)
    if _ADDRESS.search(rest):
        return None
    spoken = heading_kind(name) == "languages" or lexicon.languages.whole(name) is not None
    if spoken and (lexicon.languages.whole(name) or lexicon.languages.inside(rest)):
        return None
    return Piece(rest, piece.start + at)


def _in_prose(piece: Piece, lexicon: Lexicon) -> list[Found[str]]:
    """In sentences: what stands behind "experienced in", what the vocabulary knows, and names in capitals."""
    hits = [(at, end, 0.75) for at, end in _told(piece.text)]
    for hit in lexicon.skills.inside(piece.text):
        if not _overlaps(hits, hit.start, hit.end):
            hits.append((hit.start, hit.end, 0.85))
    for name in _CAPITALS.finditer(piece.text):
        if not _overlaps(hits, name.start(), name.end()) and name.group() != "I":
            hits.append((name.start(), name.end(), 0.6))
    return [
        Found(piece.text[start:end], piece.start + start, piece.start + end, confidence)
        for start, end, confidence in sorted(hits)
        if not lexicon.languages.whole(piece.text[start:end])
    ]


def _overlaps(hits: list[tuple[int, int, float]], start: int, end: int) -> bool:
    return any(at < end and start < until for at, until, _confidence in hits)


def _told(text: str) -> list[tuple[int, int]]:
    """Places of the things that follow "proficient in" and the like, up to where the sentence goes on."""
    found: list[tuple[int, int]] = []
    for trigger in _TRIGGER.finditer(text):
        stop = _STOP.search(text, trigger.end())
        end = stop.start() if stop else len(text)
        for item in cut(Piece(text[trigger.end() : end], trigger.end()), _AND):
            words = _FILLING.sub("", item.text)
            start = item.start + len(item.text) - len(words)
            words = words.rstrip(" .")
            if (
                words
                and words not in ("and", "or")
                and len(words.split()) <= 4
                and not _overlaps([(a, b, 0.0) for a, b in found], start, start + len(words))
            ):
                found.append((start, start + len(words)))
    return found
