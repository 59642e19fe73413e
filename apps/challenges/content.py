"""What a revision says, as one plain value: pages, API, imports and the sample world all write challenges through it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects

from apps.challenges.models import (
    ChallengeRevision,
    ChallengeSkill,
    ChallengeText,
    Indicator,
    Milestone,
    MilestoneGoal,
)
from apps.challenges.terms import Comparison, ExportControl, Kind, Level

PARTS = (
    "title",
    "summary",
    "background",
    "difficulties",
    "research",
    "basis",
    "deliverables",
    "acceptance",
    "conditions",
)
BILINGUAL = ("title", "summary")  # the parts that a public call has in Chinese and in English


@dataclass(frozen=True)
class TextContent:
    """Words in one language. `source` is the hash of the original a translation was confirmed for; None: now."""

    language: str
    title: str = ""
    summary: str = ""
    background: str = ""
    difficulties: str = ""
    research: str = ""
    basis: str = ""
    deliverables: str = ""
    acceptance: str = ""
    conditions: str = ""
    is_original: bool = True
    source: str | None = None

    def source_hash(self) -> str:
        return _digest([getattr(self, part) for part in PARTS])


@dataclass(frozen=True)
class IndicatorContent:
    """A measured quantity against a threshold; `shown` has no number."""

    metric: str
    metric_en: str = ""
    comparison: str = Comparison.AT_LEAST
    threshold: Decimal | None = None
    unit: str = ""
    method: str = ""
    verifier: str = ""


@dataclass(frozen=True)
class GoalContent:
    """What a stage reaches of the indicator named `metric`; no number where that one is only shown."""

    metric: str
    threshold: Decimal | None = None


@dataclass(frozen=True)
class MilestoneContent:
    """A stage, due so many months after the signing, its share of the bounty in per cent, and what it is measured by."""

    title: str
    due_month: int
    share: Decimal
    title_en: str = ""
    proof: str = ""
    goals: tuple[GoalContent, ...] = ()


@dataclass(frozen=True)
class SkillContent:
    text: str
    code: str = ""


@dataclass(frozen=True)
class ChallengeContent:
    """Money in whole yuan; codes of vocabularies and of `terms`; empty means not said yet."""

    texts: tuple[TextContent, ...] = ()
    indicators: tuple[IndicatorContent, ...] = ()
    milestones: tuple[MilestoneContent, ...] = ()
    skills: tuple[SkillContent, ...] = ()
    disciplines: tuple[str, ...] = ()
    cooperation: tuple[str, ...] = ()
    kind: str = Kind.RESEARCH
    chain: str = ""
    district: str = ""
    source: str = ""
    bounty: int | None = None
    grant: int | None = None
    own_money: int | None = None
    term_months: int | None = None
    routes: int = 1
    payment_mode: str = ""
    ip_choice: str = ""
    level: str = Level.PUBLIC
    export_control: str = ExportControl.NONE
    partner_name: str = ""
    partner_code: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_public: bool = False
    credit_clean: bool = False
    beyond_own_means: bool = False
    closes_at: datetime | None = None

    def original(self) -> TextContent | None:
        return next((text for text in self.texts if text.is_original), None)

    def content_hash(self) -> str:
        """Hash of everything an applicant reads; equal content hashes equally."""
        row = asdict(self)
        for text in row["texts"]:
            text.pop("source")
        return _digest(row)


COLUMNS = (
    "kind", "chain", "district", "source", "bounty", "grant", "own_money", "term_months", "routes", "payment_mode",
    "ip_choice", "level", "export_control", "partner_name", "partner_code", "contact_name", "contact_phone",
    "contact_public", "credit_clean", "beyond_own_means", "closes_at",
)  # fmt: skip
LISTS = ("disciplines", "cooperation")
INDICATOR = ("metric", "metric_en", "comparison", "threshold", "unit", "method", "verifier")
MILESTONE = ("title", "due_month", "share", "title_en", "proof")


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> str:
    """2.50 and 2.500000 are one threshold, before storing and after."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def read(revision: ChallengeRevision) -> ChallengeContent:
    """The content of a stored revision; six queries unless prefetched."""
    texts = sorted(revision.texts.all(), key=lambda text: (not text.is_original, text.language))
    columns: dict[str, Any] = {name: getattr(revision, name) for name in COLUMNS}
    columns |= {name: tuple(getattr(revision, name)) for name in LISTS}
    return ChallengeContent(
        texts=tuple(
            TextContent(
                language=text.language,
                is_original=text.is_original,
                source=None if text.is_original else text.source_hash,
                **{part: getattr(text, part) for part in PARTS},
            )
            for text in texts
        ),
        indicators=tuple(
            IndicatorContent(**{name: getattr(row, name) for name in INDICATOR}) for row in revision.indicators.all()
        ),
        milestones=tuple(
            MilestoneContent(
                **{name: getattr(row, name) for name in MILESTONE},
                goals=tuple(GoalContent(goal.metric, goal.threshold) for goal in row.goals.all()),
            )
            for row in with_goals(revision)
        ),
        skills=tuple(SkillContent(row.text, row.code) for row in revision.skills.all()),
        **columns,
    )


def write(revision: ChallengeRevision, content: ChallengeContent) -> None:
    """Store `content` in an unsaved or draft revision, rows replaced whole."""
    for name in COLUMNS:
        setattr(revision, name, getattr(content, name))
    for name in LISTS:
        setattr(revision, name, list(getattr(content, name)))
    revision.content_hash = content.content_hash()
    revision.save()
    for rows in (revision.texts, revision.indicators, revision.milestones, revision.skills):
        rows.all().delete()
    ChallengeText.objects.bulk_create(_text_rows(revision, content))
    indicators = Indicator.objects.bulk_create(_rows(Indicator, revision, content.indicators, INDICATOR))
    milestones = Milestone.objects.bulk_create(_rows(Milestone, revision, content.milestones, MILESTONE))
    by_metric = {row.metric: row for row in indicators}
    MilestoneGoal.objects.bulk_create(
        MilestoneGoal(milestone=stored, indicator=by_metric[goal.metric], threshold=goal.threshold)
        for stored, row in zip(milestones, content.milestones, strict=True)
        for goal in row.goals
        if goal.metric in by_metric  # an indicator that was renamed or taken out: the stage has to say anew
    )
    ChallengeSkill.objects.bulk_create(_rows(ChallengeSkill, revision, content.skills, ("text", "code")))


def with_goals(revision: ChallengeRevision) -> list[Milestone]:
    """Its milestones with what each is measured by, in two queries unless prefetched."""
    rows = list(revision.milestones.all())
    prefetch_related_objects(rows, "goals__indicator")
    return rows


def _rows(model: Any, revision: ChallengeRevision, values: Any, names: tuple[str, ...]) -> list[Any]:
    return [
        model(revision=revision, order=order, **{name: getattr(value, name) for name in names})
        for order, value in enumerate(values)
    ]


def _text_rows(revision: ChallengeRevision, content: ChallengeContent) -> list[ChallengeText]:
    original = content.original()
    now = original.source_hash() if original else ""
    return [
        ChallengeText(
            revision=revision,
            language=text.language,
            is_original=text.is_original,
            source_hash="" if text.is_original else now if text.source is None else text.source,
            **{part: getattr(text, part) for part in PARTS},
        )
        for text in content.texts
    ]


def stale_languages(content: ChallengeContent) -> list[str]:
    """Languages whose text was confirmed for an older wording of the original."""
    original = content.original()
    if original is None:
        return []
    now = original.source_hash()
    return [t.language for t in content.texts if not t.is_original and t.source is not None and t.source != now]
