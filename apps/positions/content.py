"""What a revision says, as one plain value: forms, API, imports and the sample world all write positions through it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from apps.positions.models import PositionRevision, PositionSkill, PositionText


@dataclass(frozen=True)
class TextContent:
    """Words in one language. `is_original` marks the language its author wrote in.

    `source` is the hash of the original that a translation was confirmed for; None: confirmed now.
    """

    language: str
    title: str
    summary: str = ""
    description: str = ""
    requirements: str = ""
    is_original: bool = True
    source: str | None = None

    def source_hash(self) -> str:
        return _digest([self.title, self.summary, self.description, self.requirements])


@dataclass(frozen=True)
class SkillContent:
    """A skill asked for: vocabulary code if known, the words, level 1-4."""

    text: str
    code: str = ""
    level: int = 3


@dataclass(frozen=True)
class PositionContent:
    """Pay in whole yuan a year before tax; codes of the vocabularies; `languages` rows {code, level, demanded}."""

    texts: tuple[TextContent, ...]
    degree_min: str
    salary_min: int
    salary_max: int
    district: str
    kind: str = "rd_engineer"
    chain: str = ""
    disciplines: tuple[str, ...] = ()
    skills: tuple[SkillContent, ...] = ()
    years_min: int | None = None
    negotiable: bool = False
    headcount: int = 1
    workplace: str = ""
    languages: tuple[dict[str, Any], ...] = field(default_factory=tuple)
    start_on: date | None = None
    valid_until: date | None = None

    def original(self) -> TextContent:
        return next((text for text in self.texts if text.is_original), self.texts[0])

    def content_hash(self) -> str:
        """Hash of everything a reader or the ranking sees; equal content hashes equally."""
        row = asdict(self)
        row.pop("valid_until")
        for text in row["texts"]:
            text.pop("source")
        return _digest(row)

    def needs_review(self, before: PositionContent) -> bool:
        """Whether changing a published `before` to this must be looked at by an operator first."""
        return any(_plain(self, name) != _plain(before, name) for name in REVIEWED)


# A change of these in a published position goes through review again; the old text stays public until then.
REVIEWED = (
    "salary_min",
    "salary_max",
    "negotiable",
    "headcount",
    "degree_min",
    "district",
    "kind",
    "texts",
    "languages",
    "years_min",
)


def _plain(content: PositionContent, name: str) -> Any:
    """A column for comparison: when a translation was confirmed is not a part of what it says."""
    if name != "texts":
        return getattr(content, name)
    return sorted((t.language, t.title, t.summary, t.description, t.requirements) for t in content.texts)


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


COLUMNS = (
    "kind",
    "chain",
    "degree_min",
    "years_min",
    "salary_min",
    "salary_max",
    "negotiable",
    "headcount",
    "district",
    "workplace",
    "start_on",
)
WORDS = ("language", "title", "summary", "description", "requirements", "is_original")


def read(revision: PositionRevision) -> PositionContent:
    """The content of a stored revision; three queries unless prefetched."""
    texts = sorted(revision.texts.all(), key=lambda t: (not t.is_original, t.language))
    return PositionContent(
        texts=tuple(
            TextContent(source=None if t.is_original else t.source_hash, **{name: getattr(t, name) for name in WORDS})
            for t in texts
        ),
        disciplines=tuple(revision.disciplines),
        skills=tuple(SkillContent(s.text, s.code, s.level) for s in revision.skills.all()),
        languages=tuple(revision.languages),
        valid_until=revision.valid_until or revision.position.valid_until,
        **{column: getattr(revision, column) for column in COLUMNS},
    )


def write(revision: PositionRevision, content: PositionContent) -> None:
    """Store `content` in an unsaved or draft revision, rows replaced whole."""
    fill(revision, content)
    revision.save()
    revision.texts.all().delete()
    PositionText.objects.bulk_create(text_rows(revision, content))
    revision.skills.all().delete()
    PositionSkill.objects.bulk_create(skill_rows(revision, content))


def fill(revision: PositionRevision, content: PositionContent) -> None:
    """Set the columns of a revision without storing it."""
    for column in COLUMNS:
        setattr(revision, column, getattr(content, column))
    revision.valid_until = content.valid_until
    revision.disciplines, revision.languages = list(content.disciplines), list(content.languages)
    revision.content_hash = content.content_hash()


def text_rows(revision: PositionRevision, content: PositionContent) -> list[PositionText]:
    now = content.original().source_hash()
    return [
        PositionText(
            revision=revision,
            source_hash="" if text.is_original else now if text.source is None else text.source,
            **{name: getattr(text, name) for name in WORDS},
        )
        for text in content.texts
    ]


def skill_rows(revision: PositionRevision, content: PositionContent) -> list[PositionSkill]:
    return [
        PositionSkill(revision=revision, code=s.code, text=s.text, level=s.level, order=order)
        for order, s in enumerate(content.skills)
    ]


def stale_texts(revision: PositionRevision) -> list[str]:
    """Languages whose text was confirmed for an older wording of the original."""
    texts = list(revision.texts.all())
    original = next((t for t in texts if t.is_original), None)
    if original is None:
        return []
    source = TextContent("", original.title, original.summary, original.description, original.requirements)
    return [t.language for t in texts if not t.is_original and t.source_hash != source.source_hash()]
