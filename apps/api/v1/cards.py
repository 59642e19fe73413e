"""Anonymous cards and reasons over REST: codes, labels of vocabularies, numbers. No word a person wrote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from apps.api.fields import Points
from apps.matching.cards import AnonymousCard
from apps.matching.explain import Reason
from apps.talents.facts import CardFacts, Levelled
from apps.taxonomy.lookups import label


class ReasonOut(serializers.Serializer[Reason]):
    """The points of all reasons of a pair add up to its score."""

    code = serializers.CharField()
    factor = serializers.CharField()
    label = serializers.CharField()
    points = Points()
    posting_text = serializers.CharField(help_text="what it rests on in the posting")
    talent_text = serializers.CharField(help_text="and in the profile; on anonymous cards labels and figures only")
    against = serializers.BooleanField(help_text="speaks against the pair")
    posting_marks = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()),
        help_text="[start, end) of the words in posting_text that carry it; none: all of it",
    )
    talent_marks = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()), help_text="the same for talent_text"
    )


class CodeOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()


class LevelledOut(CodeOut):
    level = serializers.CharField(allow_null=True)


class MatchedSkillOut(LevelledOut):
    matched = serializers.BooleanField(help_text="the posting asks for it")


class FactsOut(serializers.Serializer[Any]):
    """Empty or null is unknown. Pay is rounded to ten thousand yuan, dates to the month."""

    research_direction = serializers.CharField(help_text="in labels of the vocabularies")
    degree = CodeOut(allow_null=True)
    degree_status = serializers.CharField()
    degree_expected = serializers.CharField(allow_null=True, help_text="YYYY-MM")
    school_band = serializers.CharField()
    country_group = CodeOut(allow_null=True)
    years = serializers.IntegerField(allow_null=True)
    skills = MatchedSkillOut(many=True)
    paper_count = serializers.IntegerField(allow_null=True)
    patent_count = serializers.IntegerField(allow_null=True)
    languages = LevelledOut(many=True)
    salary_expected = serializers.IntegerField(allow_null=True)
    start_month = serializers.CharField(allow_null=True, help_text="YYYY-MM")
    needs_permit = serializers.BooleanField(allow_null=True)
    verified = serializers.ListField(child=serializers.CharField())


class CardOut(FactsOut):
    """A person before she consents. `id` belongs to this position alone and opens `matches/{id}/interest/`."""

    id = serializers.CharField()
    rank = serializers.IntegerField()
    score = Points(allow_null=True)
    by_hand = serializers.BooleanField(help_text="placed by a person: she is not ranked automatically, no score exists")
    state = serializers.CharField()
    is_new = serializers.BooleanField()
    reasons = ReasonOut(many=True)


class PreviewCardOut(FactsOut):
    rank = serializers.IntegerField()
    score = Points()


def card(found: AnonymousCard) -> dict[str, Any]:
    return {
        "id": found.id,
        "rank": found.rank,
        "score": found.score,
        "by_hand": found.score is None,
        "state": found.state,
        "is_new": found.is_new,
        "reasons": reasons(found.reasons),
        **facts(found.facts, found.matched_skills),
    }


def reasons(rows: Iterable[Reason]) -> list[dict[str, Any]]:
    return list(ReasonOut(list(rows), many=True).data)


def facts(row: CardFacts, matched: frozenset[str] = frozenset()) -> dict[str, Any]:
    return {
        "research_direction": row.direction(),
        "degree": _coded("degree", row.degree),
        "degree_status": row.degree_status,
        "degree_expected": row.degree_expected_month and f"{row.degree_expected_month:%Y-%m}",
        "school_band": row.school_band,
        "country_group": _coded("country_group", row.country_group),
        "years": row.years,
        "skills": [{**_levelled("skill", skill), "matched": skill.code in matched} for skill in row.skills],
        "paper_count": row.paper_count,
        "patent_count": row.patent_count,
        "languages": [_levelled("language", language) for language in row.languages],
        "salary_expected": row.salary_expected,
        "start_month": row.start_month and f"{row.start_month:%Y-%m}",
        "needs_permit": row.needs_permit,
        "verified": list(row.verified),
    }


def _coded(kind: str, code: str) -> dict[str, str] | None:
    return {"code": code, "label": label(kind, code)} if code else None


def _levelled(kind: str, row: Levelled) -> dict[str, Any]:
    level = str(row.level) if row.level is not None else None
    return {"code": row.code, "label": label(kind, row.code), "level": level}
