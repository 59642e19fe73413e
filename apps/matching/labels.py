"""Decisions kept as labels: what the ranking is judged by, and may learn from."""

from __future__ import annotations

from apps.core.actors import Actor
from apps.matching.models import Label, Match, MatchResult


def current_result(match: Match) -> MatchResult | None:
    """What the newest run says about the pair; None if it left the list."""
    return MatchResult.objects.filter(match=match, run__current=True).select_related("run").first()


def keep(match: Match, kind: str, *, by: Actor, reason_code: str = "") -> Label:
    """Store a decision with the score and factor values it was taken on."""
    result = current_result(match)
    return Label.objects.create(
        match=match,
        kind=kind,
        reason_code=reason_code,
        score=result.score if result else None,
        values=result.values if result else {},
        weights_version=result.run.weights_version if result else None,
        by_id=getattr(by, "pk", None),
    )
