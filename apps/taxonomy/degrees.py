"""Degrees: reading them out of text, and which one counts on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from apps.taxonomy import vocabulary
from apps.taxonomy.finder import Hit
from apps.taxonomy.vocabulary import TermEntry

IN_PROGRESS, AWARDED, LEFT = "in_progress", "awarded", "left"
NEAR = 12  # characters around a degree in which a word like 在读 or "candidate" speaks about it
_ONE_BELOW = {"doctor": "master", "master": "bachelor", "bachelor": "below_bachelor", "below_bachelor": ""}


@dataclass(frozen=True, slots=True)
class DegreeHit:
    """A degree named by text[start:end], with its state as the words around it say; awarded when they say nothing."""

    code: str
    status: str
    start: int
    end: int


def level(code: str) -> int | None:
    """1 below bachelor .. 4 doctor; None for an unknown code."""
    term = vocabulary.current().term("degree", code)
    return None if term is None else int(term.attributes["level"])


def find_degrees_in(text: str) -> list[DegreeHit]:
    """Degrees named in a text, left to right."""
    known = vocabulary.current()
    states = known.term_finder("degree_status").inside(text)
    hits = known.term_finder("degree").inside(text)
    return [_with_status(hit, states) for hit in hits]


def find_degree(text: str, *, floor: bool = False) -> DegreeHit | None:
    """The highest degree that a text names; with `floor` the lowest, as "本科以上，博士优先" asks for a bachelor."""
    whole = vocabulary.current().term_finder("degree").whole(text)
    if whole is not None:
        return DegreeHit(whole.code, AWARDED, 0, len(text))
    hits = find_degrees_in(text)
    if not hits:
        return None
    choose = min if floor else max
    return choose(hits, key=lambda hit: level(hit.code) or 0)


def _with_status(hit: Hit[TermEntry], states: list[Hit[TermEntry]]) -> DegreeHit:
    near = [state for state in states if hit.start - NEAR <= state.end and state.start <= hit.end + NEAR]
    closest = min(near, key=lambda state: max(state.start - hit.end, hit.start - state.end, 0), default=None)
    return DegreeHit(hit.value.code, closest.value.code if closest else AWARDED, hit.start, hit.end)


def counting_degree(code: str, status: str, expected_on: date | None, on: date | None) -> str:
    """The degree that counts for a rule on day `on` (the start of the post); `""` for none.

    One in progress counts when it will be awarded by then: an unknown start is taken as late enough, an unknown day of
    award is not. Otherwise, as for one left, the degree before it counts.
    """
    if status == AWARDED or not status:
        return code
    if status == IN_PROGRESS and expected_on is not None and (on is None or expected_on <= on):
        return code
    return _ONE_BELOW.get(code, "")


def meets(code: str, floor: str) -> bool | None:
    """Whether a degree reaches a floor; None when either is unknown."""
    have, need = level(code) if code else None, level(floor) if floor else None
    return None if have is None or need is None else have >= need
