"""Text as the engine compares it: one width, one case, one script. It never fails, whatever people paste.

Without invisible characters and imitated letters (`visible`); NFKC, lower case, then OpenCC `tw2sp` (Taiwan's words and characters to the mainland's) and `hk2s` (Hong Kong's
characters, which the first table does not know: 衞生 -> 卫生). NUL and lone surrogates, which the converter cannot take,
become a space and U+FFFD.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import opencc

from apps.matching.engine.visible import plain_letters, visible

# PDFs printed by browsers carry radicals in place of characters. NFKC folds the Kangxi block (U+2F00..), but of the
# supplement (U+2E80..) only two.
_RADICALS = dict(
    zip(
        "⺁⺄⺇⺈⺊⺌⺍⺗⺜⺠⺡⺢⺣⺥⺨⺩⺪⺫⺭⺮⺯⺲⺳⺴⺵⺶⺹⺻⺼⺽⺾⺿⻀⻁⻃⻄⻅⻆⻇⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乙几刀卜小小心日民水水火爪犬王疋目示竹糸罒罒罒罒羊老聿肉臼艸艸艸虎西西见角角讠贝车辶辶辶阝钅長长長门阝雨青韦页风飞食食饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龟龟龟",
        strict=True,
    )
)
_MENDED = str.maketrans(_RADICALS | {"\x00": " "})
_SURROGATE = re.compile("[\ud800-\udfff]")
_PLAIN = re.compile(r"[\x01-\x7f]*")


@cache
def _converters() -> tuple[opencc.OpenCC, opencc.OpenCC]:
    return opencc.OpenCC("tw2sp"), opencc.OpenCC("hk2s")


def fold(text: str) -> str:
    """The comparable form of `text`. Linear in its length: about 0.1 s for a million characters."""
    if _PLAIN.fullmatch(text):
        return text.lower()
    mended = _SURROGATE.sub("\ufffd", visible(text).translate(_MENDED))
    level = plain_letters(unicodedata.normalize("NFKC", mended)).lower()
    taiwan, hong_kong = _converters()
    return str(hong_kong.convert(taiwan.convert(level)))
