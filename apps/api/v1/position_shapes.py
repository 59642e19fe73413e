"""Positions as they go out and come in. Pay in whole yuan a year before tax."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.fields import CodeField, IdField, PlainTextField
from apps.core.texts import text_for_reader
from apps.positions import lifecycle
from apps.positions.content import PositionContent, SkillContent, TextContent
from apps.positions.models import Position, PositionRevision
from apps.taxonomy import choices
from apps.taxonomy.lookups import find_skill, label

CJK = range(0x3400, 0xA000)
WORDS = ("title", "summary", "description", "requirements")
COLUMNS = (
    "kind", "chain", "degree_min", "years_min", "salary_min", "salary_max", "negotiable", "headcount", "district",
    "workplace", "start_on",
)  # fmt: skip


class OfText(serializers.CharField):
    """Words in the reader's language, else the original."""

    def get_attribute(self, revision: PositionRevision) -> str:
        text = text_for_reader(revision.texts.all())
        return str(getattr(text, self.source)) if text else ""


class SkillOut(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="of the vocabulary; empty for other skills")
    label = serializers.CharField()


class LanguageAskedOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    level = serializers.CharField(required=False)
    demanded = serializers.BooleanField(required=False)


class ContentOut(serializers.Serializer[PositionRevision]):
    """One revision: words in the reader's language (`language` says which), codes of the vocabularies."""

    language = OfText(help_text="of the words shown")
    title = OfText()
    summary = OfText()
    description = OfText()
    requirements = OfText()
    kind = serializers.CharField()
    chain = serializers.CharField()
    disciplines = serializers.ListField(child=serializers.CharField())
    degree_min = serializers.CharField()
    years_min = serializers.IntegerField(allow_null=True)
    salary_min = serializers.IntegerField()
    salary_max = serializers.IntegerField()
    negotiable = serializers.BooleanField()
    headcount = serializers.IntegerField()
    district = serializers.CharField()
    workplace = serializers.CharField()
    languages = LanguageAskedOut(many=True)
    start_on = serializers.DateField(allow_null=True)
    skills = serializers.SerializerMethodField()

    @extend_schema_field(SkillOut(many=True))
    def get_skills(self, revision: PositionRevision) -> list[dict[str, str]]:
        rows = revision.skills.all()
        return [{"code": row.code, "label": label("skill", row.code) if row.code else row.text} for row in rows]


class NamedOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()


class DraftOut(ContentOut):
    """The next text while it is written or reviewed."""

    state = serializers.CharField()
    valid_until = serializers.DateField(allow_null=True)


class PositionOut(ContentOut):
    """A position with its text in force; while there is none, with its draft."""

    id = serializers.CharField()
    state = serializers.CharField()
    employer = NamedOut()
    valid_until = serializers.DateField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    draft = DraftOut(allow_null=True, help_text="the next text, for those who may read it; else null")

    def to_representation(self, position: Position) -> dict[str, Any]:
        revision = position.current or position.draft
        team = self.context.get("reads_drafts", False)
        assert revision is not None, "a position has a text from its first draft on"
        return {
            "id": position.public_id,
            "state": position.state,
            "employer": {"id": position.employer.public_id, "name": position.employer.organisation.name},
            **ContentOut(revision).data,
            "valid_until": position.valid_until and position.valid_until.isoformat(),
            "published_at": self.fields["published_at"].to_representation(position.published_at)
            if position.published_at
            else None,
            "draft": DraftOut(position.draft).data if team and position.draft else None,
        }


class LanguageAskedIn(serializers.Serializer[Any]):
    code = CodeField(choices.languages)
    level = CodeField(choices.language_levels, required=False, allow_blank=True, default="")
    demanded = serializers.BooleanField(required=False, default=False)


class PositionIn(serializers.Serializer[Any]):
    """What an employer posts. Words in Chinese or English; the language is seen from them."""

    title = PlainTextField(max_length=160)
    title_en = PlainTextField(max_length=160, required=False, allow_blank=True, help_text="beside a Chinese title")
    summary = PlainTextField(max_length=600, required=False, allow_blank=True)
    description = PlainTextField(max_length=10_000)
    requirements = PlainTextField(max_length=10_000)
    kind = CodeField(choices.position_kinds, required=False)
    chain = CodeField(choices.chain_list, required=False, allow_blank=True, help_text="a code of the 2022 list")
    disciplines = serializers.ListField(child=CodeField(choices.disciplines), required=False, max_length=10)
    degree_min = CodeField(choices.degrees)
    years_min = serializers.IntegerField(min_value=0, max_value=60, required=False, allow_null=True)
    salary_min = serializers.IntegerField(min_value=1, max_value=10_000_000)
    salary_max = serializers.IntegerField(min_value=1, max_value=10_000_000)
    negotiable = serializers.BooleanField(required=False)
    headcount = serializers.IntegerField(min_value=1, max_value=10_000, required=False)
    district = CodeField(choices.districts)
    workplace = PlainTextField(max_length=200, required=False, allow_blank=True)
    languages = LanguageAskedIn(many=True, required=False)
    start_on = serializers.DateField(required=False, allow_null=True)
    skills = serializers.ListField(child=PlainTextField(max_length=80), required=False, max_length=30)
    valid_until = serializers.DateField(required=False, help_text="three months from now unless given")

    def validate_valid_until(self, value: date) -> date:
        if value < lifecycle.today():
            raise serializers.ValidationError(_("The closing day lies in the past."))
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        base: PositionContent | None = self.context.get("base")
        low = attrs.get("salary_min", base.salary_min if base else None)
        high = attrs.get("salary_max", base.salary_max if base else None)
        if low is not None and high is not None and low > high:
            raise serializers.ValidationError({"salary_min": _("The lower end of the pay lies above the upper end.")})
        return attrs


class NewPositionIn(PositionIn):
    employer = IdField(required=False, help_text="needed by members of several employers")


def new_content(row: dict[str, Any]) -> PositionContent:
    """A first draft from what was posted; what is not named has the default of PositionContent."""
    empty = PositionContent(
        texts=(TextContent("", ""),), degree_min="", salary_min=1, salary_max=1, district=row["district"]
    )
    return changed_content(empty, row)


def changed_content(base: PositionContent, row: dict[str, Any]) -> PositionContent:
    """`base` with what was sent in place of what it had. A title or description given anew decides the language."""
    facts: dict[str, Any] = {name: row[name] for name in (*COLUMNS, "valid_until") if name in row}
    if "disciplines" in row:
        facts["disciplines"] = tuple(dict.fromkeys(row["disciplines"]))
    if "languages" in row:
        facts["languages"] = tuple(dict(language) for language in row["languages"])
    if "skills" in row:
        facts["skills"] = _skills(row["skills"])
    return replace(base, texts=_texts(base, row), **facts)


def _texts(base: PositionContent, row: dict[str, Any]) -> tuple[TextContent, ...]:
    before = base.original()
    original = replace(before, **{name: row[name] for name in WORDS if name in row})
    if "title" in row or "description" in row:
        chinese = any(ord(character) in CJK for character in original.title + original.description)
        kept = before.language if before.language.startswith("zh") else "zh-hans"
        original = replace(original, language=kept if chinese else "en")
    others = [text for text in base.texts if text is not before and text.language != original.language]
    if "title_en" in row and original.language != "en":
        english = next((text for text in others if text.language == "en"), TextContent("en", "", is_original=False))
        others = [text for text in others if text is not english]
        if row["title_en"] or english.description:
            others.append(replace(english, title=row["title_en"], source=None))
    return (original, *others)


def _skills(words: list[str]) -> tuple[SkillContent, ...]:
    """Each skill once, linked to the vocabulary where it is known."""
    rows = []
    for text in dict.fromkeys(word.strip() for word in words if word.strip()):
        known = find_skill(text)
        rows.append(SkillContent(text, known.code if known else ""))
    return tuple({row.code or row.text: row for row in rows}.values())
