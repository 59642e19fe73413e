"""The CV reader's lexicon from the vocabularies in the database."""

from __future__ import annotations

from typing import Protocol, TypeVar

from apps.talents.cv.lexicon import Lexicon
from apps.taxonomy import vocabulary
from apps.taxonomy.finder import Finder, Hit
from apps.taxonomy.linking import SURE


class Coded(Protocol):
    @property
    def code(self) -> str: ...


E = TypeVar("E", bound=Coded)


class ByCode:
    """A finder of vocabulary rows as one of their codes."""

    def __init__(self, finder: Finder[E]) -> None:
        self._finder: Finder[E] = finder

    def whole(self, text: str) -> str | None:
        found = self._finder.whole(text)
        return found.code if found is not None else None

    def inside(self, text: str) -> list[Hit[str]]:
        return [Hit(hit.value.code, hit.start, hit.end) for hit in self._finder.inside(text)]


class Skills:
    """Skills as their codes, in the spellings people use."""

    def __init__(self, known: vocabulary.Vocabulary) -> None:
        self._finder, self._linker = known.skill_finder, known.skill_linker

    def whole(self, text: str) -> str | None:
        if (found := self._finder.whole(text)) is not None:
            return found.code
        link = self._linker.whole(text)
        return link.code if link is not None and link.confidence >= SURE else None

    def inside(self, text: str) -> list[Hit[str]]:
        return [Hit(link.code, link.start, link.end, link.confidence) for link in self._linker.inside(text)]


def current() -> Lexicon:
    known = vocabulary.current()
    return Lexicon(
        schools=ByCode(known.school_finder),
        degrees=ByCode(known.term_finder("degree")),
        statuses=ByCode(known.term_finder("degree_status")),
        languages=ByCode(known.term_finder("language")),
        skills=Skills(known),
    )
