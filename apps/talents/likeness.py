"""When two people may be one, by name and studies alone. Nothing sensitive is compared: no birth, no sex, no picture.

One name (`spellings`) and one school speak for one person. Initials speak only with the same degree in the same year, and
only against a full name. The same degree of the same school, years apart, speaks for namesakes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from apps.talents.spellings import abbreviations, is_initials, variants

Key = tuple[str, str]
APART = 2  # years between two ends of "the same" degree from which it is another person's
# A key of one kind meets keys of these kinds: initials never meet on both sides of full names.
MEETS = {"full_initial": ("initial_school",), "initial_school": ("initial_school", "full_initial")}


@dataclass(frozen=True)
class Study:
    """`school` is a code or a folded name, `degree` a code; `year` of its end, None when unknown."""

    school: str
    degree: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Known:
    name_zh: str = ""
    family_name: str = ""
    given_name: str = ""
    studies: tuple[Study, ...] = ()


def keys(person: Known) -> set[Key]:
    """(kind, value): name_school, and initial_school or full_initial."""
    names = variants(person.name_zh, person.family_name, person.given_name)
    schools = {study.school for study in person.studies} - {""}
    found = {("name_school", f"{name}|{school}") for name in names for school in schools}
    kind = "initial_school" if is_initials(person.given_name) and not person.name_zh else "full_initial"
    short = abbreviations(person.name_zh, person.family_name, person.given_name)
    dated = [study for study in person.studies if study.school and study.degree and study.year]
    return found | {(kind, f"{name}|{study.school}|{study.degree}|{study.year}") for name in short for study in dated}


def meets(kind: str) -> tuple[str, ...]:
    """The kinds of other people's keys that a key of this kind is compared with."""
    return MEETS.get(kind, (kind,))


def namesakes(one: Known, other: Known) -> bool:
    """Whether their studies speak against one person: no degree in common, and one that both have years apart."""
    first, second = _years(one), _years(other)
    shared = [(first[key], second[key]) for key in first.keys() & second.keys()]
    distances = [min(abs(a - b) for a in years for b in others) for years, others in shared]
    return bool(distances) and min(distances) >= APART


def _years(person: Known) -> dict[tuple[str, str], set[int]]:
    years: dict[tuple[str, str], set[int]] = defaultdict(set)
    for study in person.studies:
        if study.school and study.degree and study.year:
            years[study.school, study.degree].add(study.year)
    return years


def likely(one: Known, other: Known) -> bool:
    """Whether the two would be proposed as one person on their names and studies."""
    others = keys(other)
    met = {kind for kind, value in keys(one) if any((also, value) in others for also in meets(kind))}
    return bool(met) and not namesakes(one, other)
