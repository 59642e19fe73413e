"""Names as plain letters, and which of them pinyin can read."""

from __future__ import annotations

import re
from functools import cache

from pypinyin import Style, pinyin

from apps.taxonomy.names import without_marks


@cache
def _syllables() -> frozenset[str]:
    """All syllables of pinyin, without tones."""
    common = "".join(map(chr, range(0x4E00, 0x9FA6)))
    found = {letters_of(part) for parts in pinyin(list(common), style=Style.NORMAL) for part in parts}
    return frozenset(part for part in found if part)


def letters_of(text: str) -> str:
    """Plain lower-case letters: Xiao-Ming -> xiaoming, Müller -> muller; ü behind l and n is v, as in pinyin."""
    plain = without_marks(re.sub("(?<=[lnLN])[üÜ]", "v", text)).lower()
    return re.sub("[^a-z]", "", plain)


def is_pinyin(word: str) -> bool:
    """Whether a Latin word can be read as one to three syllables of pinyin."""
    letters = letters_of(word)
    return bool(letters) and _splits(letters, 3)


def _splits(letters: str, most: int) -> bool:
    if not letters:
        return True
    if not most:
        return False
    return any(
        letters[:n] in _syllables() and _splits(letters[n:], most - 1) for n in range(1, min(6, len(letters)) + 1)
    )
