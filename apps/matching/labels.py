"""Decisions kept as labels: what the ranking is judged by, and may learn from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.core.actors import Actor
from apps.matching.engine.rank import replay
from apps.matching.engine.weights import Factor, Weights
from apps.matching.models import Label, Match, MatchResult, Recommendation


class LabelKind(models.TextChoices):
    """What somebody did that says something about a pair."""

    APPROVED = "approved", pgettext_lazy("label", "approved in review")
    HELD = "held", pgettext_lazy("label", "put on hold in review")
    REJECTED = "rejected", pgettext_lazy("label", "rejected in review")
    REORDERED = "reordered", pgettext_lazy("label", "moved by hand")
    EMPLOYER_INTEREST = "employer_interest", pgettext_lazy("label", "employer is interested")
    EMPLOYER_PASSED = "employer_passed", pgettext_lazy("label", "employer is not interested")
    TALENT_AGREED = "talent_agreed", pgettext_lazy("label", "talent agreed")
    TALENT_REFUSED = "talent_refused", pgettext_lazy("label", "talent refused")
    APPLIED = "applied", pgettext_lazy("label", "talent applied")
    SHORTLISTED = "shortlisted", pgettext_lazy("label", "passed screening")
    INTERVIEW = "interview", pgettext_lazy("label", "invited to an interview")
    OFFERED = "offered", pgettext_lazy("label", "offer made")
    OFFER_ACCEPTED = "offer_accepted", pgettext_lazy("label", "offer accepted")
    OFFER_DECLINED = "offer_declined", pgettext_lazy("label", "offer declined")
    HIRED = "hired", pgettext_lazy("label", "hired")
    NOT_TAKEN = "not_taken", pgettext_lazy("label", "application not taken further")


OF_APPLICATIONS = {
    "shortlist": LabelKind.SHORTLISTED,
    "invite": LabelKind.INTERVIEW,
    "offer": LabelKind.OFFERED,
    "accept": LabelKind.OFFER_ACCEPTED,
    "decline": LabelKind.OFFER_DECLINED,
    "hire": LabelKind.HIRED,
    "reject": LabelKind.NOT_TAKEN,
}
"""Step of an application -> label."""


def current_result(match: Match) -> MatchResult | None:
    """What the newest run says about the pair; None if it left the list."""
    return MatchResult.objects.filter(match=match, run__current=True).select_related("run").first()


def keep(match: Match, kind: str, *, by: Actor, reason_code: str = "") -> Label:
    """Store a decision with the score and factor values it was taken on."""
    return Label.objects.create(
        match=match, kind=kind, reason_code=reason_code, by_id=getattr(by, "pk", None), **_computed(match)
    )


def _computed(match: Match) -> dict[str, Any]:
    """From the position's list; for a pair that is not on it, from what was recommended to the talent.

    Nothing for who was placed by a person: her pairs teach no program.
    """
    if match.by_hand:
        return {}
    result = current_result(match)
    if result is not None:
        run = result.run
        made = {"weights_version": run.weights_version, "encoder_id": run.encoder_id}
        return {"score": result.score, "values": result.values, **made}
    hers = Recommendation.objects.filter(talent=match.talent_id, position=match.position_id).first()
    return {"score": hers.score, "values": hers.values} if hers is not None else {}


def decided_scores(matches: Iterable[Match], weights: Weights) -> dict[int, int]:
    """Match key -> the score its decision was taken on, told in `weights`.

    Switching weights on moves every score; what has changed about a pair is what the same facts would not have given.
    """
    scores = {match.pk: match.decided_score for match in matches if match.decided_score is not None}
    kinds = [LabelKind.APPROVED, LabelKind.HELD, LabelKind.REJECTED]
    rows = Label.objects.filter(match__in=scores, kind__in=kinds).exclude(values={})
    for label in {row.match_id: row for row in rows.order_by("at", "pk")}.values():  # the last of each pair
        if label.weights_version != weights.version and label.score == scores[label.match_id]:
            told = {factor.value: label.values.get(factor.value) for factor in Factor}
            scores[label.match_id] = replay(told, weights)[0]
    return scores
