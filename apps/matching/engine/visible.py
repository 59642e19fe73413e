"""Text as a reader sees it: without characters that show nothing, and with look-alike letters as the letters they imitate.

Both are used to slip words past a machine, or to make a copied text look like one's own. A text with them is compared
exactly as the same text without.
"""

from __future__ import annotations

import re
from collections import Counter

# Soft hyphens, joiners, zero-width spaces, bidirectional controls, variation selectors, fillers, tag characters.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)

# Letters of Cyrillic, Greek and phonetic script that are drawn like Latin ones. Greek letters that stand for themselves
# in scientific words (β, γ, μ, Δ) are not alike and stay.
_IMITATIONS = "АВЕКМНОРСТУХІЈЅԌԜаеорсухіјѕһԁԛԝӏкΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹαορνικυχϲϳɡɑı"
_IMITATED = "ABEKMHOPCTYXIJSGWaeopcyxijshdqwlkABEZHIKMNOPTYXCaopvikuxcjgai"
_LOOKS = dict(zip(map(ord, _IMITATIONS), _IMITATED, strict=True))
_CYRILLIC = frozenset(letter for letter in _IMITATIONS if "\u0400" <= letter <= "\u052f")
_RUN = re.compile(r"[^\W\d_]+")
_FOREIGN = re.compile("[\u0131\u0251\u0261\u0370-\u03ff\u0400-\u052f]")
_LATIN = re.compile("[A-Za-z]")


def visible(text: str) -> str:
    """The text without invisible characters; the same object where there are none."""
    return INVISIBLE.sub("", text) if INVISIBLE.search(text) else text


def plain_letters(text: str) -> str:
    """Imitations of Latin letters as those, of the same length.

    In a word that also has Latin letters every imitation is meant. A word of imitations alone is meant as Latin too,
    unless the text has more words that only real Greek or Russian would have than words that mix both scripts.
    """
    if not _FOREIGN.search(text) or not _LATIN.search(text):
        return text
    kinds = Counter(_kind(run) for run in _RUN.findall(text))
    genuine = kinds["genuine"] > kinds["mixed"]
    return _RUN.sub(lambda run: _mapped(run.group(), genuine=genuine), text)


def _kind(run: str) -> str:
    """`mixed`, `genuine`, `alike` (imitations alone) or `other` of a run of letters."""
    foreign = _FOREIGN.findall(run)
    if not foreign:
        return "other"
    if any(ord(letter) not in _LOOKS for letter in foreign):
        return "genuine"
    return "mixed" if _LATIN.search(run) else "alike"


def skeleton(text: str) -> str:
    """Every letter that looks like a Latin one as that, meant so or not; of the same length. To tell whether two texts
    look the same to a reader, never to read one."""
    return text.translate(_LOOKS)


def _mapped(run: str, *, genuine: bool) -> str:
    kind = _kind(run)
    if kind == "mixed" and len(run) > 1:
        return run.translate(_LOOKS)
    if kind == "alike" and not genuine and (len(run) > 1 or run in _CYRILLIC):  # a Greek letter alone is a sign
        return run.translate(_LOOKS)
    return run
