"""How names of vocabulary rows are compared: spelling that does not matter is taken away."""

from __future__ import annotations

import re
import unicodedata

from apps.core.text import fold, squeeze

# Letters that NFKD does not take apart.
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
_KEPT = re.compile(r"[^\w+#]+|_")
_HAN = "\u3005\u3007\u3400-\u9fff\uf900-\ufaff"
_AROUND_HAN = re.compile(rf"(?<=[{_HAN}]) | (?=[{_HAN}])")
_MARKS = re.compile("[\u0300-\u036f]+")  # Latin, Greek, Cyrillic accents; kana keep their voicing marks


def without_marks(text: str) -> str:
    """Latin letters without accents: universität -> universitat, łódź -> lodz."""
    apart = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return unicodedata.normalize("NFC", _MARKS.sub("", apart))


def name_key(text: str) -> str:
    """What two spellings of one name have in common: folded, no accents, no punctuation but + and #, single spaces.

    "The Univ. of São Paulo" -> "the univ of sao paulo"; "中国 海洋大学（青岛）" -> "中国海洋大学青岛".
    """
    bare = squeeze(_KEPT.sub(" ", without_marks(fold(text)).replace("&", " and ")))
    return _AROUND_HAN.sub("", bare)
