"""When two people may be one, by name and studies alone. Nothing sensitive is compared: no birth, no sex, no picture.

One full name (`spellings`) speaks for one person together with a school, and weakly together with a field of study or an
employer. Initials speak only with the same degree in the same year, and only against a full name. Against one person speak
two different names in Chinese characters, the same degree of the same school in other years or fields, and, where only a
weak ground is shared, the same degree in other years anywhere: a bachelor of 2010 may be a doctor of 2022, a doctor of 2021
is not another one of 2022.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from apps.core.text import fold, squeeze
from apps.talents.spellings import abbreviations, is_initials, variants

Key = tuple[str, str]
WEAK = frozenset({"name_field", "name_employer"})
# A key of one kind meets keys of these kinds: initials never meet on both sides of full names.
MEETS = {"full_initial": ("initial_school",), "initial_school": ("initial_school", "full_initial")}


@dataclass(frozen=True)
class Study:
    """`school` is a code or a folded name, `degree` a code; `year` of its end, None when unknown.

    `field` is what was studied, a code or a folded name; `coded` says that it is a code, so that another one is another
    field.
    """

    school: str
    degree: str = ""
    year: int | None = None
    field: str = ""
    coded: bool = False


@dataclass(frozen=True)
class Known:
    name_zh: str = ""
    family_name: str = ""
    given_name: str = ""
    studies: tuple[Study, ...] = ()
    employers: tuple[str, ...] = ()


def keys(person: Known) -> set[Key]:
    """(kind, value): name_school, name_field, name_employer, and initial_school or full_initial."""
    names = variants(person.name_zh, person.family_name, person.given_name)
    schools = {study.school for study in person.studies} - {""}
    found = {("name_school", f"{name}|{school}") for name in names for school in schools}
    fields = {study.field for study in person.studies} - {""}
    found |= {("name_field", f"{name}|{field}") for name in names for field in fields}
    found |= {("name_employer", f"{name}|{employer}") for name in names for employer in set(person.employers) - {""}}
    kind = "initial_school" if is_initials(person.given_name) and not person.name_zh else "full_initial"
    short = abbreviations(person.name_zh, person.family_name, person.given_name)
    dated = [study for study in person.studies if study.school and study.degree and study.year]
    return found | {(kind, f"{name}|{study.school}|{study.degree}|{study.year}") for name in short for study in dated}


def meets(kind: str) -> tuple[str, ...]:
    """The kinds of other people's keys that a key of this kind is compared with."""
    return MEETS.get(kind, (kind,))


def namesakes(one: Known, other: Known, *, weak: bool = False) -> bool:
    """Whether names or studies speak against one person. weak: no school is shared, so degrees of any school count."""
    if (mine := _han(one)) and (theirs := _han(other)) and mine != theirs:
        return True
    first, second = _degrees(one, anywhere=weak), _degrees(other, anywhere=weak)
    shared = [(first[key], second[key]) for key in first.keys() & second.keys()]
    return bool(shared) and not any(_one_degree(a, b) for mine, theirs in shared for a in mine for b in theirs)


def _han(person: Known) -> str:
    return squeeze(fold(person.name_zh))


def _degrees(person: Known, *, anywhere: bool) -> dict[tuple[str, str], list[Study]]:
    """By school and degree, or by degree alone; what has no degree says nothing."""
    found: dict[tuple[str, str], list[Study]] = defaultdict(list)
    for study in person.studies:
        if study.degree and (anywhere or study.school):
            found["" if anywhere else study.school, study.degree].append(study)
    return found


def _one_degree(one: Study, other: Study) -> bool:
    """Whether the two may be one award; what is unknown speaks against nothing."""
    year = one.year is None or other.year is None or one.year == other.year
    return year and not (one.coded and other.coded and one.field != other.field)


def likely(one: Known, other: Known) -> bool:
    """Whether the two would be proposed as one person on their names, studies and employers."""
    others = keys(other)
    met = {kind for kind, value in keys(one) if any((also, value) in others for also in meets(kind))}
    return bool(met) and not namesakes(one, other, weak=met <= WEAK)
