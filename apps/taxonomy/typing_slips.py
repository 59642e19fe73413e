"""Slips of the keyboard in long Latin words: corosion, anaylsis, electrochmical."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from apps.taxonomy.wordforms import stem

SHORTEST = 7  # letters; one letter of a shorter word makes another word too easily
TWO_SLIPS = 12  # letters from which two slips are forgiven
HELD = 20_000  # words whose mending is remembered


class Slips:
    """The words of a vocabulary's names; words that are nearly one of them are read as it."""

    def __init__(self, words: Iterable[str]) -> None:
        known = {word for word in words if word.isascii() and word.isalpha()}
        self._stems = {stem(word) for word in known}
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        for word in sorted(known):
            if len(word) >= SHORTEST:
                self._by_letter[word[0]].append(word)
        self._mended: dict[str, str] = {}

    def mended(self, words: Sequence[str]) -> list[str] | None:
        """The words with the slips taken out, None if there are none."""
        out = [self._mend(word) for word in words]
        return out if out != list(words) else None

    def _mend(self, word: str) -> str:
        if len(word) < SHORTEST or not (word.isascii() and word.isalpha()) or stem(word) in self._stems:
            return word
        if word not in self._mended:
            if len(self._mended) >= HELD:
                self._mended.clear()
            most = 2 if len(word) >= TWO_SLIPS else 1
            near = process.extractOne(word, self._by_letter[word[0]], scorer=OSA.distance, score_cutoff=most)
            self._mended[word] = near[0] if near else word
        return self._mended[word]
