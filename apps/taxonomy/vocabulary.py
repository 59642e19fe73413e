"""All vocabularies in memory, one copy a process, always the one that the database has.

Two numbers in `core.Epoch` move on every change (`apps.taxonomy.epochs`); a copy is used while its number is the
database's. Inside a web request, a Celery task or `pinned()` the number is read once, elsewhere at each `current()`.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from apps.core.models import Epoch
from apps.taxonomy import models
from apps.taxonomy.finder import Finder, Name
from apps.taxonomy.labels import label_of
from apps.taxonomy.linking import Linker
from apps.taxonomy.skill_names import skill_names

EPOCH = "vocabulary"
Key = tuple[int, datetime] | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a vocabulary, free of the database."""

    code: str
    label_zh_hans: str
    label_zh_hant: str
    label_en: str
    rank: int
    valid_from: date | None
    valid_to: date | None

    @property
    def label(self) -> str:
        """The label in the reader's language, else in the nearest one."""
        return label_of(self)

    def is_active(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True)
class SchemeEntry(Entry):
    is_official: bool
    is_default: bool


@dataclass(frozen=True, slots=True)
class ChainEntry(Entry):
    scheme: str
    group: str
    parent: str


@dataclass(frozen=True, slots=True)
class TermEntry(Entry):
    vocabulary: str
    parent: str
    attributes: Mapping[str, Any]
    note: str = ""


@dataclass(frozen=True, slots=True)
class SkillEntry(Entry):
    chain: str
    kind: str
    broader: str
    related: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class SchoolEntry(Entry):
    kind: str
    country: str
    city_zh: str
    city_en: str
    band: str
    ranking: str
    ranking_year: int | None
    band_is_sample: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A crosswalk row; `target` is empty where the other list has no such entry."""

    source: str
    target: str
    target_scheme: str
    relation: str


class Vocabulary:
    """One state of all vocabularies: dictionaries by code, in list order, and finders built when first asked."""

    def __init__(self) -> None:
        self.schemes: dict[str, SchemeEntry] = _entries(SchemeEntry, models.Scheme.objects.order_by("rank", "code"))
        chains = models.Chain.objects.order_by("scheme__rank", "scheme__code", "rank", "code")
        self.chains: dict[str, ChainEntry] = _entries(ChainEntry, chains, scheme="scheme__code", parent="parent__code")
        skills = models.Skill.objects.filter(merged_into=None).order_by("chain__rank", "chain__code", "rank", "code")
        self.skills: dict[str, SkillEntry] = _entries(SkillEntry, skills, chain="chain__code", broader="broader__code")
        self.merged: dict[str, str] = _merged()
        self.schools: dict[str, SchoolEntry] = _entries(SchoolEntry, models.School.objects.order_by("rank", "code"))
        self.terms: dict[str, dict[str, TermEntry]] = _terms()
        self.links: list[Link] = _links()
        self.aliases = _aliases()

    def skill(self, code: str) -> SkillEntry | None:
        """The skill of a code; of one that was merged into another, that other."""
        return self.skills.get(self.merged.get(code, code))

    def term(self, vocabulary: str, code: str) -> TermEntry | None:
        return self.terms.get(vocabulary, {}).get(code)

    @cached_property
    def skill_finder(self) -> Finder[SkillEntry]:
        return Finder(self._names(self.skills.values(), self.aliases["skill"]))

    @cached_property
    def skill_linker(self) -> Linker:
        """Skills in running text; made when first asked, about a second for two thousand skills."""
        return Linker(skill_names((row, self.aliases["skill"].get(row.code, ())) for row in self.skills.values()))

    @cached_property
    def school_finder(self) -> Finder[SchoolEntry]:
        return Finder(self._names(self.schools.values(), self.aliases["school"]))

    def term_finder(self, vocabulary: str) -> Finder[TermEntry]:
        if vocabulary not in self._term_finders:
            rows = self.terms.get(vocabulary, {}).values()
            self._term_finders[vocabulary] = Finder(self._names(rows, self.aliases[vocabulary]))
        return self._term_finders[vocabulary]

    @cached_property
    def _term_finders(self) -> dict[str, Finder[TermEntry]]:
        return {}

    @staticmethod
    def _names(rows: Iterable[E], aliases: Mapping[str, list[tuple[str, bool]]]) -> Iterator[Name[E]]:
        for row in rows:
            for label in dict.fromkeys((row.label_zh_hans, row.label_zh_hant, row.label_en)):
                yield Name(label, row)
            for text, exact_only in aliases.get(row.code, ()):
                yield Name(text, row, exact_only)


_COMMON = ("code", "label_zh_hans", "label_zh_hant", "label_en", "rank", "valid_from", "valid_to")


def _entries(cls: Any, rows: Any, **paths: str) -> dict[str, Any]:
    """Entries of a query by code; `paths` say where a field stands when not in a column of its own name."""
    fields = list(cls.__dataclass_fields__)
    found = rows.values(*(paths.get(name, name) for name in fields))
    entries = {}
    for row in found:
        values = {name: row[paths.get(name, name)] for name in fields}
        values.update({name: values[name] or "" for name in paths})
        entries[values["code"]] = cls(**values)
    return entries


def _terms() -> dict[str, dict[str, TermEntry]]:
    fields = (*_COMMON, "vocabulary", "parent__code", "attributes", "note")
    found: dict[str, dict[str, TermEntry]] = defaultdict(dict)
    for row in models.Term.objects.order_by("vocabulary", "rank", "code").values(*fields):
        parent = row.pop("parent__code") or ""
        entry = TermEntry(**row, parent=parent)
        found[entry.vocabulary][entry.code] = entry
    return dict(found)


def _merged() -> dict[str, str]:
    """The code of every skill that was merged into another, and the code that stands for it now."""
    rows = dict(models.Skill.objects.exclude(merged_into=None).values_list("code", "merged_into__code"))
    return {code: _last(rows, into) for code, into in rows.items()}


def _last(steps: Mapping[str, str], code: str) -> str:
    for _step in steps:
        if code not in steps:
            break
        code = steps[code]
    return code


def _links() -> list[Link]:
    fields = ("source__code", "target__code", "target_scheme__code", "relation")
    rows = models.ChainCrosswalk.objects.order_by("source__code", "target_scheme__code", "target__code")
    return [
        Link(source, target or "", scheme, relation) for source, target, scheme, relation in rows.values_list(*fields)
    ]


def _aliases() -> dict[str, dict[str, list[tuple[str, bool]]]]:
    """Other names by vocabulary (or `skill`, `school`) and code."""
    found: dict[str, dict[str, list[tuple[str, bool]]]] = defaultdict(lambda: defaultdict(list))
    terms = models.TermAlias.objects.order_by("pk")
    for vocabulary, code, text, exact_only in terms.values_list("vocabulary", "term__code", "text", "exact_only"):
        found[vocabulary][code].append((text, exact_only))
    skills = models.SkillAlias.objects.order_by("pk")
    for code, text, exact_only in skills.values_list("skill__code", "text", "exact_only"):
        found["skill"][code].append((text, exact_only))
    schools = models.SchoolAlias.objects.order_by("pk")
    for code, text, exact_only in schools.values_list("school__code", "text", "exact_only"):
        found["school"][code].append((text, exact_only))
    return found


# ---------------------------------------------------------------- which copy
_lock = threading.Lock()
_copy: tuple[Key, Vocabulary] | None = None
# None: nothing is pinned. A list: pinned; empty until the first use, then the one copy to go on with.
_pin: ContextVar[list[Vocabulary] | None] = ContextVar("vocabulary_pin", default=None)


def _key() -> Key:
    return Epoch.objects.filter(name=EPOCH).values_list("value", "changed_at").first()


def current() -> Vocabulary:
    """The vocabularies as the database has them now, or as they were at the first use in the pinned stretch."""
    pin = _pin.get()
    if pin:
        return pin[0]
    found = _newest()
    if pin is not None:
        pin.append(found)
    return found


def _newest() -> Vocabulary:
    global _copy
    key = _key()
    held = _copy
    if held is not None and key is not None and held[0] == key:
        return held[1]
    with _lock:
        made = Vocabulary()
        _copy = (key, made)
    return made


def pin() -> None:
    """From here on in this thread one copy serves, read at its first use. A request and a task begin with it."""
    _pin.set([])


def unpin() -> None:
    _pin.set(None)


def changed() -> None:
    """This process has changed a vocabulary: the next use reads it, pinned or not."""
    pin = _pin.get()
    if pin is not None:
        pin.clear()


@contextmanager
def pinned() -> Iterator[Vocabulary]:
    """One copy for a stretch of work outside requests and tasks: imports, commands, a matching run."""
    if _pin.get() is not None:  # already inside a pinned stretch
        yield current()
        return
    token = _pin.set([])
    try:
        yield current()
    finally:
        _pin.reset(token)
