"""From what people write to codes: skills, schools, degrees, terms. None where nothing is known; never an error."""

from __future__ import annotations

import re
from collections.abc import Iterable

from apps.taxonomy import vocabulary
from apps.taxonomy.finder import Hit
from apps.taxonomy.labels import label_of
from apps.taxonomy.linking import SURE, Link
from apps.taxonomy.vocabulary import Entry, SchoolEntry, SkillEntry, TermEntry

_SHORT = re.compile(r"\bUniv\b\.?", re.IGNORECASE)
_PLACE = re.compile(r"\s*[,，;；|]\s*")


def find_skill(text: str) -> SkillEntry | None:
    """The skill that the whole text names, by label or other name, in any of the languages and usual spellings."""
    known = vocabulary.current()
    if (found := known.skill_finder.whole(text)) is not None:
        return found
    link = known.skill_linker.whole(text)
    return known.skills[link.code] if link is not None and link.confidence >= SURE else None


def find_skills_in(text: str) -> list[Hit[SkillEntry]]:
    """Skills named inside a text, left to right, the longest name at each place; spans are of `text` as given."""
    return vocabulary.current().skill_finder.inside(text)


def link_skill(text: str) -> Link | None:
    """The skill that a typed text as a whole names, spelling variants and slips included, with how sure that is."""
    return vocabulary.current().skill_linker.whole(text)


def link_skills(text: str) -> list[Link]:
    """Skills that running text names, left to right, each with its span of `text` and how sure it is."""
    return vocabulary.current().skill_linker.inside(text)


def find_school(text: str) -> SchoolEntry | None:
    """The school that a line of a CV names: the whole line, else one part between commas, else the longest name inside.

    Department and town may stand around it: "School of Materials, The University of Manchester, UK".
    """
    finder = vocabulary.current().school_finder
    text = _SHORT.sub("University", text)
    for part in (text, *_PLACE.split(text)):
        if (found := finder.whole(part)) is not None:
            return found
    hits = finder.inside(text)
    return max(hits, key=lambda hit: hit.end - hit.start).value if hits else None


def under(name: str, code: str) -> list[str]:
    """A term of the vocabulary `name` and those that stand under it."""
    return [code, *(row.code for row in vocabulary.current().terms.get(name, {}).values() if row.parent == code)]


def find_term(name: str, text: str) -> TermEntry | None:
    """The row of the vocabulary `name` that the whole text names: a code, a label or another name."""
    known = vocabulary.current()
    return known.term(name, text.strip()) or known.term_finder(name).whole(text)


def find_terms_in(name: str, text: str) -> list[Hit[TermEntry]]:
    """Rows of the vocabulary `name` that are named inside the text, left to right."""
    return vocabulary.current().term_finder(name).inside(text)


def skills_by_code(codes: Iterable[str]) -> list[SkillEntry]:
    """Known skills of `codes`, in that order."""
    found = (vocabulary.current().skill(code) for code in codes)
    return [skill for skill in found if skill is not None]


def label(kind: str, code: str, language: str | None = None) -> str:
    """The label of a code in the reader's language (or `language`); the code itself when it is unknown.

    `kind` is `chain`, `scheme`, `skill`, `school` or the name of a small vocabulary.
    """
    row = entry(kind, code)
    return label_of(row, language) if row is not None else code


def entry(kind: str, code: str) -> Entry | None:
    """The row of a code; `kind` as for `label`."""
    known = vocabulary.current()
    match kind:
        case "chain":
            return known.chains.get(code)
        case "scheme":
            return known.schemes.get(code)
        case "skill":
            return known.skill(code)
        case "school":
            return known.schools.get(code)
    return known.term(kind, code)
