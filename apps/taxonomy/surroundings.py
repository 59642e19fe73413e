"""Whether a short or ordinary word in a text is the name of a skill: by its capitals and by what stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

ACRONYM_LENGTH = 5  # up to here a name in capitals must not be found in small letters: SEM, CAT, ACE
# Names that are ordinary words or letters as well: capitals are not enough, the sentence must speak of such things.
_DOUBTFUL = frozenset(
    ["a", "b", "c", "d", "e", "f", "g", "h", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z", "go", "rust", "swift", "dart", "julia", "express", "access", "word", "origin", "spark", "react", "raft", "maya", "rhino", "unity", "flask", "act", "aim", "can", "cat", "ace", "arm", "ai", "cad", "map", "sap", "rag", "pen", "car", "ham"]
)  # fmt: skip
_CODING = re.compile(
    r"program|coding|\bcode|develop|software|firmware|embedded|kernel|driver|script|languages?\b|stack\b|back-?end|"
    r"front-?end|framework|skills?\b|python|java|c\+\+|matlab|sql|linux|docker|编程|编写|语言|程序|代码|开发|软件|脚本|后端|"
    r"前端|框架|技能|嵌入|程式|軟件|軟體|語言|開發",
    re.IGNORECASE,
)
_USING = re.compile(
    r"(?:\b(?:using|with|in|of|via|by|and|or|uses?|used|know|knowledge of|proficient in|familiar with|expert in)|[用会懂]|使用|熟悉|精通|掌握|了解|[、，,/:：;；(（])\s*$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[。！？!?；\n]|\.\s+(?=[A-Z])")
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Place:
    """text[start:end] in its text."""

    text: str
    start: int
    end: int

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    def sentence(self) -> tuple[str, str]:
        """What stands before and after it in its sentence."""
        before = _SENTENCE.split(self.text[max(0, self.start - 300) : self.start])[-1]
        after = _SENTENCE.split(self.text[self.end : self.end + 300])[0]
        return before, after


def fits(name: str, place: Place, *, is_label: bool) -> bool:
    """Whether the words at `place` are meant as the skill that has this `name`."""
    words = place.words
    if not words.isascii() or not words.replace(" ", "").isalnum():
        return True
    bare = words[:-1] if words.endswith("s") and not name.lower().endswith("s") else words
    if _is_acronym(name) and not bare.isupper():
        return False
    if bare.lower() in _DOUBTFUL:
        return _meant(name, bare, place)
    proper = not is_label and name[:1].isupper() and len(name) <= 6 and name.isalpha()
    return not proper or words[:1].isupper()


def _is_acronym(name: str) -> bool:
    return len(name) <= ACRONYM_LENGTH and name.isascii() and name.isupper() and name.isalpha()


def _meant(name: str, words: str, place: Place) -> bool:
    """A doubtful word counts in its capitals, where its sentence speaks of programming or tools; an initial does not."""
    if not words[:1].isupper() or _is_initial(place):
        return False
    if _is_acronym(name) and len(name) > 2 and words.isupper():
        return not place.sentence()[0].isupper()
    before, after = place.sentence()
    return bool(_CODING.search(before + " " + after)) and (len(words) > 1 or bool(_listed(before, after)))


def _listed(before: str, after: str) -> bool:
    return (
        bool(_USING.search(before))
        or bool(re.match(r"\s*(?:[、，,/;；)）]|and\b|or\b|和|及|语言|語言)", after))
        or bool(_HAN.search(before[-1:] + after[:1]))
    )


def _is_initial(place: Place) -> bool:
    """ "Wang, R., Li, C. and Go, T.": a capital with a full stop that ends no sentence."""
    after = place.text[place.end : place.end + 3]
    if after.startswith(".") and not re.match(r"\.(?:\s+[A-Z]|\s*$|\n)", after + "\n" if len(after) < 3 else after):
        return True
    return bool(re.match(r",\s[A-Z]\.", place.text[place.end : place.end + 4]))
