"""Basic matching without weights: words, character n-grams, and a dictionary between Chinese and English.

Each text becomes a bag of features, hashed to a fixed number of places with a sign (feature hashing), so that vectors
can be stored and compared as any encoder's. Chinese words add the English words of their dictionary entries; a Chinese
posting and an English profile meet there.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.encoders.base import TextKind, unit_rows
from apps.matching.engine.encoders.dictionary import dictionary_words, glosses
from apps.matching.engine.words import STOP_WORDS

_RUN = re.compile("[\u3400-\u9fff]+|[a-z0-9][a-z0-9+#-]*")
# n-grams catch spellings that the words miss; with more weight their collisions drown the words.
_WORD_WEIGHT, _GLOSS_WEIGHT, _GRAM_WEIGHT = 1.0, 1.0, 0.03


class LexicalEncoder:
    id = "lexical/2"
    dim = 1024
    max_chars = 8000
    languages = ("zh", "en")

    def encode(self, texts: Sequence[str], kind: TextKind) -> NDArray[np.float32]:
        out = np.zeros((len(texts), self.dim), np.float32)
        for row, text in enumerate(texts):
            counts: Counter[str] = Counter()
            for feature, weight in _features(text[: self.max_chars]):
                counts[feature] += weight  # type: ignore[assignment]
            for feature, count in sorted(counts.items()):
                place, sign = _place(feature, self.dim)
                out[row, place] += sign * np.sqrt(count)
        return unit_rows(out)


def _features(text: str) -> Iterator[tuple[str, float]]:
    for match in _RUN.finditer(text):
        run = match.group()
        if run[0] >= "\u3400":
            yield from _han_features(run)
        elif run not in STOP_WORDS:
            yield from _latin_features(run)


def _latin_features(word: str) -> Iterator[tuple[str, float]]:
    for part in {word, *word.split("-")}:
        if part:
            yield f"w:{_stem(part)}", _WORD_WEIGHT
    padded = f"<{word}>"
    for at in range(len(padded) - 3):
        yield f"g:{padded[at : at + 4]}", _GRAM_WEIGHT


def _han_features(run: str) -> Iterator[tuple[str, float]]:
    for at in range(len(run) - 1):
        yield f"g:{run[at : at + 2]}", _GRAM_WEIGHT
    for word in dictionary_words(run):
        yield f"w:{word}", _WORD_WEIGHT if len(word) > 1 else _GRAM_WEIGHT
        if len(word) > 1:
            english = glosses()[word]
            for gloss in english:
                yield f"w:{_stem(gloss)}", _GLOSS_WEIGHT / np.sqrt(len(english))


def _stem(word: str) -> str:
    """The commonest English endings taken off: coatings, coating -> coat."""
    for ending in ("ations", "ation", "ings", "ing", "ers", "er", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=200_000)
def _place(feature: str, dim: int) -> tuple[int, int]:
    number = int.from_bytes(hashlib.blake2b(feature.encode("utf-8", "replace"), digest_size=8).digest(), "little")
    return number % dim, 1 if number >> 63 else -1
