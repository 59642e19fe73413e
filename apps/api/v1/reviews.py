"""The review of a call over REST: from the end of the form check on."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.errors import demand, steps
from apps.api.views import ByPublicId
from apps.challenges.models import Challenge
from apps.reviews import form_check, form_policies


class ReviewStateOut(serializers.Serializer[Any]):
    state = serializers.CharField(help_text="of the call")
    unsettled = serializers.ListField(
        child=serializers.CharField(), help_text="ids of proposals that the form check or an appeal still holds"
    )


class Reviews(ByPublicId):
    """For operators of the district who stand on no side of the call."""

    serializer_class = ReviewStateOut
    queryset = Challenge.objects.none()

    def get_queryset(self) -> QuerySet[Challenge]:
        return Challenge.objects.visible_to(self.request.user)

    @extend_schema(request=None, responses=ReviewStateOut)
    @action(detail=True, methods=["post"], url_path="begin-review", url_name="begin")
    def begin_review(self, request: Request, id: str) -> Response:  # noqa: A002
        """Every proposal is settled and one passed at least: the turn of the experts, or of who decides."""
        challenge = self.get_object()
        demand(form_policies.can_begin_review(request.user, challenge))
        with steps():
            form_check.begin_review(challenge, by=request.user)
        waiting = [row.public_id for row in form_check.unsettled(challenge)]
        return Response({"state": challenge.state, "unsettled": waiting})
