"""Text as the machine compares it: one width, one case, one script.

`fold` is applied before search, lookup and ranking, to what people wrote and to the vocabularies alike. It never fails:
NUL becomes a space and a lone surrogate U+FFFD, since neither the database nor the converter takes them.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import cache

import opencc

# Browsers print CJK radicals for whole characters into PDFs; NFKC folds only the Kangxi block (U+2F00), not this one.
_RADICALS = dict(
    zip(
        "⺁⺄⺇⺈⺊⺌⺍⺗⺜⺠⺡⺢⺣⺥⺨⺩⺪⺫⺭⺮⺯⺲⺳⺴⺵⺶⺹⺻⺼⺽⺾⺿⻀⻁⻃⻄⻅⻆⻇⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乙几刀卜小小心日民水水火爪犬王疋目示竹糸罒罒罒罒羊老聿肉臼艸艸艸虎西西见角角讠贝车辶辶辶阝钅長長长门阝雨青韦页风飞食食饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龟龟龟",
        strict=True,
    )
)
_MENDED = str.maketrans(_RADICALS | {"\x00": " "})
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_PLAIN = re.compile(r"[\x01-\x7f]*")
# Characters that make NFKC look beyond one character: Hangul letters that join into syllables.
_JOINING = re.compile("[\u1160-\u11ff\uff9e\uff9f]")


ANCHORED = 500  # characters without punctuation; comparing longer runs would take too long


@cache
def _converters() -> tuple[opencc.OpenCC, opencc.OpenCC]:
    """Built once a process; reading the dictionaries takes longer than converting a page."""
    return opencc.OpenCC("tw2sp"), opencc.OpenCC("hk2s")


@cache
def _characters() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")  # characters only, no mainland terms: as long as before


def mend(text: str) -> str:
    """The same text without NUL, lone surrogates and stray CJK radicals; as many characters as before."""
    return _SURROGATE.sub("\ufffd", text.translate(_MENDED))


def to_simplified(text: str) -> str:
    """Simplified characters and mainland terms for Taiwan and Hong Kong ones: 軟體 -> 软件, 衞生 -> 卫生."""
    taiwan, hong_kong = _converters()
    return str(hong_kong.convert(taiwan.convert(text)))


def _level(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def fold(text: str) -> str:
    """NFKC, lower case, simplified script. Spaces stay; the length may change (ﬁ -> fi, 記憶體 -> 内存)."""
    if _PLAIN.fullmatch(text):
        return text.lower()
    return to_simplified(_level(mend(text)))


def squeeze(text: str) -> str:
    """Runs of white space as one space, none at the ends."""
    return _SPACES.sub(" ", text).strip()


def fold_aligned(text: str) -> tuple[str, list[int]]:
    """`fold(text)` and, for each of its characters and its end, where it stands in `text`.

    Returns (folded, starts) with len(starts) == len(folded) + 1, ascending; a span [a, b) of the folded text rests on
    text[starts[a]:starts[b]]. Where a phrase changed its length the whole phrase's stretch is divided evenly.
    """
    if _PLAIN.fullmatch(text):
        return text.lower(), list(range(len(text) + 1))
    mended = mend(text)
    level = _level(mended)
    starts = _level_starts(mended, len(level))
    folded = to_simplified(level)
    if len(folded) == len(level):
        return folded, starts
    return folded, [starts[i] for i in _script_starts(level, folded)]


def _level_starts(text: str, length: int) -> list[int]:
    """Where each character of `_level(text)` stands in `text`, by runs that NFKC treats on their own."""
    starts: list[int] = []
    begin = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and (unicodedata.combining(text[end]) or _JOINING.match(text[end])):
            continue
        made = len(_level(text[begin:end]))
        starts.extend([begin] * made)
        begin = end
    if len(starts) != length:  # a composition across runs; rare enough for an even division
        return [*_evenly(0, len(text), length), len(text)]
    return [*starts, len(text)]


_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def _script_starts(before: str, after: str) -> list[int]:
    """Where each character of `after` stands in `before`: both have the same text between runs of Han characters."""
    left, right = list(_HAN.finditer(before)), list(_HAN.finditer(after))
    if len(left) != len(right):
        return [*_evenly(0, len(before), len(after)), len(before)]
    starts: list[int] = []
    at = 0
    for was, now in zip(left, right, strict=True):
        starts.extend(range(at, was.start()))
        starts.extend(was.start() + i for i in _run_starts(was.group(), now.group()))
        at = was.end()
    starts.extend(range(at, len(before)))
    if len(starts) != len(after):
        return [*_evenly(0, len(before), len(after)), len(before)]
    return [*starts, len(before)]


def _run_starts(before: str, after: str) -> list[int]:
    """The same within one run of Han characters: equal ones anchor it, what lies between is divided evenly."""
    if len(before) == len(after) or len(before) > ANCHORED:
        return _evenly(0, len(before), len(after))
    plain = str(_characters().convert(before))
    if len(plain) != len(before):
        return _evenly(0, len(before), len(after))
    starts: list[int] = []
    at = 0
    for left, right, size in SequenceMatcher(None, plain, after, autojunk=False).get_matching_blocks():
        starts.extend(_evenly(at, left, right - len(starts)))
        starts.extend(range(left, left + size))
        at = left + size
    return starts


def _evenly(begin: int, end: int, parts: int) -> list[int]:
    return [begin + (end - begin) * i // parts for i in range(parts)] if parts else []
