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
    """Words in one language. `is_original` marks the language its author wrote in."""

    language: str
    title: str
    summary: str = ""
    description: str = ""
    requirements: str = ""
    is_original: bool = True

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
        return _digest(row)


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


def read(revision: PositionRevision) -> PositionContent:
    """The content of a stored revision; three queries unless prefetched."""
    texts = sorted(revision.texts.all(), key=lambda t: (not t.is_original, t.language))
    return PositionContent(
        texts=tuple(
            TextContent(t.language, t.title, t.summary, t.description, t.requirements, t.is_original) for t in texts
        ),
        disciplines=tuple(revision.disciplines),
        skills=tuple(SkillContent(s.text, s.code, s.level) for s in revision.skills.all()),
        languages=tuple(revision.languages),
        valid_until=revision.position.valid_until,
        **{column: getattr(revision, column) for column in COLUMNS},
    )


def write(revision: PositionRevision, content: PositionContent) -> None:
    """Store `content` in an unsaved or draft revision, rows replaced whole."""
    for column in COLUMNS:
        setattr(revision, column, getattr(content, column))
    revision.disciplines, revision.languages = list(content.disciplines), list(content.languages)
    revision.content_hash = content.content_hash()
    revision.save()
    revision.texts.all().delete()
    source = content.original().source_hash()
    PositionText.objects.bulk_create(
        PositionText(
            revision=revision,
            source_hash="" if text.is_original else source,
            **{name: getattr(text, name) for name in TextContent.__dataclass_fields__},
        )
        for text in content.texts
    )
    revision.skills.all().delete()
    PositionSkill.objects.bulk_create(
        PositionSkill(revision=revision, code=s.code, text=s.text, level=s.level, order=order)
        for order, s in enumerate(content.skills)
    )


def stale_texts(revision: PositionRevision) -> list[str]:
    """Languages whose text was confirmed for an older wording of the original."""
    texts = list(revision.texts.all())
    original = next((t for t in texts if t.is_original), None)
    if original is None:
        return []
    source = TextContent("", original.title, original.summary, original.description, original.requirements)
    return [t.language for t in texts if not t.is_original and t.source_hash != source.source_hash()]
