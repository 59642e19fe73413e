"""From free text in Chinese or English to skills of the vocabulary: which, where in the text, and how surely.

The text is folded (one width, one case, one script) and cut into Latin words and Chinese characters. At each place the
longest name wins, found in one of four ways: a label as it stands (`exact`), another name (`alias`), a spelling of one
(`variant`: hyphen, space, plural, inflection, British or American, a part of a label), or with a slip in a long word
(`fuzzy`). What a short or ordinary word means is settled by its capitals and by what stands around it; where that is
not enough it is no link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from apps.taxonomy.finder import prepare
from apps.taxonomy.names import name_key
from apps.taxonomy.surroundings import Place, fits
from apps.taxonomy.typing_slips import Slips
from apps.taxonomy.wordforms import singular, stem

LONGEST = 24  # words or Chinese characters of a name; no name is longer
SURE = 0.85  # links below are shown to be looked at before they are stored
_TOKEN = re.compile(
    "[\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]|\n|[^\\W_\u3005\u3007\u3400-\u9fff\uf900-\ufaff]+[+#]*|[+#]+"
)
_HAN = re.compile("[\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
JOINED = 5  # letters from which a name may be written with other spaces: MicroLED, e-commerce


class Way(StrEnum):
    EXACT = "exact"
    ALIAS = "alias"
    VARIANT = "variant"
    FUZZY = "fuzzy"


CONFIDENCE = {Way.EXACT: 0.98, Way.ALIAS: 0.95, Way.VARIANT: 0.88, Way.FUZZY: 0.7}
PART = 0.9  # for a part of a name the confidence is multiplied by it
SHORT = 0.9  # for a name of two or three letters the confidence is multiplied by it


@dataclass(frozen=True, slots=True)
class SkillName:
    """A way to say the skill `code`; `derived` ones are parts of a label, `exact_only` ones stand alone or not at all."""

    text: str
    code: str
    label: bool = False
    exact_only: bool = False
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """text[start:end] names the skill `code`, found in this way and as sure as `confidence` (0..1) says."""

    code: str
    start: int
    end: int
    confidence: float
    way: Way


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int  # in the prepared text
    end: int

    @property
    def is_han(self) -> bool:
        return bool(_HAN.match(self.text))


@dataclass(frozen=True, slots=True)
class _Found:
    name: SkillName
    way: Way
    size: int  # tokens


class Linker:
    """The names of a vocabulary, ready to be found in texts."""

    def __init__(self, names: Iterable[SkillName]) -> None:
        self._whole: dict[str, SkillName] = {}
        self._as_is: dict[str, SkillName] = {}
        self._forms: dict[str, SkillName] = {}
        words: set[str] = set()
        for name in sorted(names, key=lambda name: (name.derived, not name.label)):
            tokens = _tokens(name_key(name.text))
            if not tokens:
                continue
            self._whole.setdefault(_joined(tokens), name)
            if name.exact_only:
                continue
            self._as_is.setdefault(_joined(tokens), name)
            self._forms.setdefault(_form(tokens), name)
            words.update(token.text for token in tokens)
        self._begun = {key[:n] for keys in (self._as_is, self._forms) for key in keys for n in range(1, len(key) + 1)}
        self._slips = Slips(words)

    def whole(self, text: str) -> Link | None:
        """What the whole text names, as somebody types it into a list of skills."""
        tokens = _tokens(name_key(text))
        if not tokens or len(tokens) > LONGEST:
            return None
        found = self._named(tokens, self._whole) or self._variant(tokens) or self._mended(tokens)
        if found is None:
            return None
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        return Link(found.name.code, start, end, CONFIDENCE[found.way], found.way)

    def inside(self, text: str) -> list[Link]:
        """Skills that the text names, left to right, none overlapping another; spans are of `text` as given."""
        prepared, starts, ends = prepare(text)
        tokens = _tokens(prepared)
        links: list[Link] = []
        at = 0
        while at < len(tokens):
            found = self._best(tokens, at)
            if found is None:
                at += 1
                continue
            last = tokens[at + found.size - 1]
            place = Place(text, starts[tokens[at].start], ends[last.end - 1])
            if fits(found.name.text, place, is_label=found.name.label):
                links.append(_link(found, place))
                at += found.size
            else:
                at += 1
        return links

    def _best(self, tokens: Sequence[_Token], at: int) -> _Found | None:
        """The longest name that begins at a token; of equal length the surest."""
        best = self._longest(tokens, at)
        if best is not None or tokens[at].is_han or tokens[at].text == "\n":
            return best
        mended = self._slips.mended([token.text for token in _same_clause(tokens, at)][:LONGEST])
        return self._slipped(mended) if mended else None

    def _longest(self, tokens: Sequence[_Token], at: int) -> _Found | None:
        best: _Found | None = None
        as_is = form = light = ""
        for size, token in enumerate(_same_clause(tokens, at), 1):
            as_is += token.text
            form += stem(token.text)
            light += singular(token.text)
            if size > LONGEST or not ({as_is, form, light} & self._begun):
                break
            window = tokens[at : at + size]
            found = self._named(window, self._as_is) or self._variant(window)
            best = found or best
        return best

    def _named(self, window: Sequence[_Token], names: dict[str, SkillName]) -> _Found | None:
        name = names.get(_joined(window))
        if name is None:
            return None
        own = _tokens(name_key(name.text))
        if name.derived or len(own) != len(window):  # written with other spaces
            if len(own) != len(window) and (name.derived or len(_joined(window)) < JOINED):
                return None
            return _Found(name, Way.VARIANT, len(window))
        return _Found(name, Way.EXACT if name.label else Way.ALIAS, len(window))

    def _variant(self, window: Sequence[_Token]) -> _Found | None:
        name = self._forms.get(_form(window))
        if name is None:
            return None
        own = _tokens(name_key(name.text))
        if len(own) != len(window) and (name.derived or len(_joined(window)) < JOINED):
            return None
        return _Found(name, Way.VARIANT, len(window))

    def _slipped(self, words: Sequence[str]) -> _Found | None:
        """The longest name that begins with the mended words and takes at least one of the mended ones in."""
        found = self._longest([_Token(word, 0, 0) for word in words], 0)
        return _Found(found.name, Way.FUZZY, found.size) if found else None

    def _mended(self, tokens: Sequence[_Token]) -> _Found | None:
        words = self._slips.mended([token.text for token in tokens])
        found = self._slipped(words) if words else None
        return found if found and found.size == len(tokens) else None


def _link(found: _Found, place: Place) -> Link:
    confidence = CONFIDENCE[found.way]
    if found.name.derived:
        confidence *= PART
    if len(place.words) <= 3 and place.words.isascii():
        confidence *= SHORT
    return Link(found.name.code, place.start, place.end, round(confidence, 3), found.way)


def _same_clause(tokens: Sequence[_Token], at: int) -> Iterator[_Token]:
    for token in tokens[at : at + LONGEST]:
        if token.text == "\n":
            return
        yield token


def _tokens(prepared: str) -> list[_Token]:
    return [_Token(found.group(), found.start(), found.end()) for found in _TOKEN.finditer(prepared)]


def _joined(tokens: Sequence[_Token]) -> str:
    return "".join(token.text for token in tokens)


def _form(tokens: Sequence[_Token]) -> str:
    """Names of one Latin word lose spelling and plural only; of several, each word its endings."""
    latin = sum(not token.is_han for token in tokens)
    return "".join((singular if latin == 1 else stem)(token.text) for token in tokens)
