"""Calls that suit the person who asks."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.api.fields import Points
from apps.api.v1 import cards
from apps.api.v1.cards import ReasonOut
from apps.api.v1.challenge_shapes import ChallengeOut
from apps.api.v1.profile import own_talent
from apps.api.views import whole_list
from apps.challenges.models import Challenge
from apps.core import marks
from apps.matching import call_recommendations, explain, recommendations
from apps.matching.models import CallRecommendation


class RecommendedCallOut(serializers.Serializer[Any]):
    rank = serializers.IntegerField()
    score = Points()
    confirmed = serializers.BooleanField(help_text="false while it rests on a CV that she has not confirmed")
    challenge = ChallengeOut()
    reasons = ReasonOut(many=True)


class RecommendedCallsOut(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = RecommendedCallOut(many=True)
    state = serializers.CharField(help_text="pending: being computed; finished; off: she is not ranked automatically")


class MyCalls(APIView):
    @extend_schema(responses=RecommendedCallsOut)
    def get(self, request: Request) -> Response:
        """Open calls for the talent who asks, best first, and why. None while her automated ranking is off."""
        talent = own_talent(request)
        if not talent.automated_ranking:
            return whole_list([], state="off")
        is_working = recommendations.refresh_if_stale(talent)
        state = "pending" if is_working or marks.pending("talent", talent.pk) else "finished"
        return whole_list(_recommended(call_recommendations.for_talent(talent)), state=state)


def _recommended(rows: list[CallRecommendation]) -> list[dict[str, Any]]:
    found = Challenge.objects.filter(pk__in=[row.challenge_id for row in rows]).with_texts().select_related("follows")
    found = found.prefetch_related("current__indicators", "current__milestones__goals__indicator")
    calls = {challenge.pk: ChallengeOut(challenge).data for challenge in found}
    return [
        {
            "rank": row.rank,
            "score": row.score,
            "confirmed": row.confirmed,
            "challenge": calls[row.challenge_id],
            "reasons": cards.reasons(explain.reasons(row.points, row.evidence, anonymous=False)),
        }
        for row in rows
    ]
