"""One form for the spellings of a Latin word that mean the same: British and American, plural and singular, inflected."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("english")
# British (or older) spellings inside words, each with what stands in for both. Order matters: longest first.
_SPELLINGS = (
    ("aluminium", "aluminum"),
    ("programme", "program"),
    ("behaviour", "behavior"),
    ("modell", "model"),
    ("labell", "label"),
    ("travell", "travel"),
    ("fuell", "fuel"),
    ("vapour", "vapor"),
    ("colour", "color"),
    ("mould", "mold"),
    ("sulph", "sulf"),
    ("haem", "hem"),
    ("paed", "ped"),
    ("defence", "defense"),
    ("licence", "license"),
    ("grey", "gray"),
    ("tyre", "tire"),
    ("analyse", "analyze"),
    ("catalyse", "catalyze"),
    ("fibre", "fiber"),
    ("metre", "meter"),
    ("centre", "center"),
    ("litre", "liter"),
    ("calibre", "caliber"),
)
_ISE = re.compile(r"(?<=\w{3})is(?=(?:e|ed|es|er|ers|ing|ation|ations|ational|able)$)")
_PLURALS = ((re.compile(r"(?<=\w{2})ies$"), "y"), (re.compile(r"(?<=\w)(ss|sh|ch|x|z)es$"), r"\1"))
_S = re.compile(r"(?<=[^\Ws\d_iu])s$")


@lru_cache(maxsize=50_000)
def american(word: str) -> str:
    """A folded word in American spelling: polymerisation -> polymerization, fibre -> fiber."""
    for british, plain in _SPELLINGS:
        if british in word:
            word = word.replace(british, plain)
    return _ISE.sub("iz", word)


@lru_cache(maxsize=50_000)
def singular(word: str) -> str:
    """Spelling and plural made one; nothing else is taken off: a single word must not turn into another one."""
    word = american(word)
    if len(word) < 3 or not word.isascii():
        return word
    for ending, plain in _PLURALS:
        if ending.search(word):
            return ending.sub(plain, word)
    return _S.sub("", word)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The English stem of a folded word: tests, tested, testing -> test. Short words and other scripts stay."""
    word = american(word)
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return singular(word)
    return str(_STEMMER.stemWord(word))
