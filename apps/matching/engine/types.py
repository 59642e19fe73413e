"""What the engine knows of a posting and of a person: plain facts, nothing that identifies and nothing protected.

Every field may be missing. `None` (or an empty tuple) is unknown: an unknown fact breaks no hard rule and gets its
factor's neutral value. Sex, age, nationality, name, school and place of living are not fields, so they cannot be ranked
by; `tests/engine/test_types.py` pins the field set.

Money is whole yuan a year before tax. Dates are calendar days. Codes are the platform's own vocabularies; the engine
only compares them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from enum import StrEnum

from apps.matching.engine.visible import visible

DEGREES = ("below_bachelor", "bachelor", "master", "doctor")
"""Degrees in ascending order; a rank is the place in this tuple."""

LANGUAGE_LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
"""Levels of the Common European Framework in ascending order, native above them."""

SKILL_LEVELS = (1, 2, 3, 4)
"""Basic, working, advanced, expert."""


TITLE = "title"
"""Field of a posting's title and of a person's headline."""

WORK_FIELDS = frozenset({"experience", "project", "text"})
"""Where a person tells of her work. Elsewhere (headline, direction, about herself) she says what she is."""


class PostingKind(StrEnum):
    POSITION = "position"
    CHALLENGE = "challenge"


class DegreeStatus(StrEnum):
    AWARDED = "awarded"
    IN_PROGRESS = "in_progress"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text somebody wrote. `field` tells the adapter where it stands ("title", "requirements", ...).

    The field "title" marks a posting's title or a person's headline. `language` is a declaration; units find out by
    themselves in which script each part is written.
    """

    field: str
    text: str
    language: str | None = None

    def __post_init__(self) -> None:
        """Characters nobody sees are no content: with them a document is the same document, spans and hash alike."""
        object.__setattr__(self, "text", visible(self.text))


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill asked for or claimed: as written, with its code where the vocabulary knows it, and a level 1-4."""

    text: str
    code: str | None = None
    level: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", visible(self.text))


@dataclass(frozen=True, slots=True)
class LanguageDemand:
    """A language a posting asks for. Only a demanded one is a hard rule; a wished one is a factor."""

    code: str
    level: str | None = None
    demanded: bool = False


@dataclass(frozen=True, slots=True)
class LanguageSkill:
    code: str
    level: str | None = None


@dataclass(frozen=True, slots=True)
class PostingDoc:
    """One published revision of a position or a challenge. `id` names it in results and never ranks.

    `post_kind` is what sort of post it is (a postdoc, a project director ...), `district` where the work is done.
    """

    id: str
    kind: PostingKind = PostingKind.POSITION
    passages: tuple[Passage, ...] = ()
    skills: tuple[Skill, ...] = ()
    chains: tuple[str, ...] = ()
    disciplines: tuple[str, ...] = ()
    degree_min: str | None = None
    years_min: float | None = None
    salary_min: int | None = None
    salary_max: int | None = None
    languages: tuple[LanguageDemand, ...] = ()
    district: str | None = None
    post_kind: str | None = None
    start_on: date | None = None
    employer_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TalentDoc:
    """What a person can do and wants. `id` names her in results and never ranks.

    `languages` is None when nothing was said; an empty tuple says that none is spoken. `degree` with status
    in_progress is the degree being worked for. `districts` and `post_kinds` are where and as what she would like to
    work; none named is unknown. `visible`, `opted_out` (of automated ranking) and `open_to_offers` are what she wishes;
    None is "not asked yet".
    """

    id: str
    passages: tuple[Passage, ...] = ()
    skills: tuple[Skill, ...] = ()
    chains: tuple[str, ...] = ()
    disciplines: tuple[str, ...] = ()
    degree: str | None = None
    degree_status: DegreeStatus | None = None
    degree_expected_on: date | None = None
    years: float | None = None
    salary_expected: int | None = None
    languages: tuple[LanguageSkill, ...] | None = None
    available_on: date | None = None
    districts: tuple[str, ...] = ()
    post_kinds: tuple[str, ...] = ()
    visible: bool | None = None
    opted_out: bool | None = None
    open_to_offers: bool | None = None
    blocked_employers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the engine needs of the taxonomy: how chains and skills hang together. Frozen with a generation.

    chain_paths: chain code -> path from the broadest group down to the chain, e.g. ("emerging", "ai"). Two lists of
        chains meet where their paths share codes (the adapter writes a crosswalked chain under its counterpart).
    skill_broader: skill code -> the code one step broader.
    skill_related: skill code -> codes of skills that are often used together with it; read in both directions.
    skill_labels: skill code -> the names that may be shown for it (vocabulary labels and aliases), all languages.
    discipline_paths: discipline code -> path, as for chains.
    """

    chain_paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skill_broader: Mapping[str, str] = field(default_factory=dict)
    skill_labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    discipline_paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skill_related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


LATER = ("post_kind", "post_kinds")

READING = "reading/4"
"""How documents are read (`documents.read`). Another reading is another content: what is stored is then made again."""


def degree_rank(code: str | None) -> int | None:
    """Place of a degree in DEGREES; None for an unknown code or no code."""
    return DEGREES.index(code) if code in DEGREES else None


def language_rank(level: str | None) -> int | None:
    """Place of a level in LANGUAGE_LEVELS; None when unknown."""
    return LANGUAGE_LEVELS.index(level) if level in LANGUAGE_LEVELS else None


def content_hash(doc: PostingDoc | TalentDoc) -> bytes:
    """16 bytes over everything but `id`: two documents with the same content are the same to a ranking.

    A document that says nothing of a field that came later keeps the content it had before.
    """
    digest = hashlib.blake2b(READING.encode(), digest_size=16)
    told = [(f.name, getattr(doc, f.name)) for f in fields(doc) if f.name != "id"]
    for part in _flat([(name, value) for name, value in told if value or name not in LATER]):
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(4, "little"))
        digest.update(raw)
    return digest.digest()


def _flat(value: object) -> Iterator[str]:
    """The leaves of nested tuples and dataclasses, with marks that keep different nestings apart."""
    if is_dataclass(value):
        value = tuple(getattr(value, f.name) for f in fields(value))
    if isinstance(value, tuple | list):
        yield f"({len(value)}"
        for part in value:
            yield from _flat(part)
    else:
        yield f"{type(value).__name__}:{value}"
