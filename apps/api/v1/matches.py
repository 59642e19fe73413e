"""Decisions about pairs: operators review, employers show interest, talents answer. Each by one POST."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import User
from apps.api.errors import demand, steps
from apps.api.fields import PlainTextField
from apps.api.views import ByPublicId, found_or_404, read
from apps.matching import by_hand, interest, policies, review
from apps.matching.models import Match
from apps.matching.review import RejectReason

Policy = Callable[[Any, Match], bool]


class HoldIn(serializers.Serializer[Any]):
    reason = PlainTextField(max_length=1000, required=False, allow_blank=True)


class RejectPairIn(serializers.Serializer[Any]):
    reason = PlainTextField(max_length=1000, help_text=f"one of {', '.join(RejectReason.values)}; else words of yours")
    note = PlainTextField(max_length=1000, required=False, allow_blank=True, help_text="words beside a code")


class ReorderIn(serializers.Serializer[Any]):
    rank = serializers.IntegerField(
        min_value=1, max_value=1000, allow_null=True, help_text="null: back to the computed place"
    )
    reason = PlainTextField(max_length=1000, required=False, allow_blank=True)


class TakeOutIn(serializers.Serializer[Any]):
    reason = PlainTextField(max_length=by_hand.LONGEST)


class PassIn(serializers.Serializer[Any]):
    reason = PlainTextField(max_length=40, required=False, allow_blank=True)


class DecisionOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    state = serializers.CharField()
    rank = serializers.IntegerField(allow_null=True, help_text="given by hand")


class CardStateOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    state = serializers.CharField()


class AgreedOut(CardStateOut):
    application = serializers.CharField(help_text="id of the application that begins herewith")


class Matches(ByPublicId):
    """A match is named by its id for operators and for the talent, by its card's id for the employer."""

    queryset = Match.objects.none()

    def get_queryset(self) -> QuerySet[Match]:
        rows = Match.objects.visible_to(self.request.user)
        return rows.select_related("position__employer__organisation", "position__current", "talent__user")

    def _by_id(self, policy: Policy) -> Match:
        match: Match = found_or_404(self.get_queryset(), public_id=self.kwargs["id"])
        demand(policy(self.request.user, match))
        return match

    def _by_card(self) -> Match:
        match: Match = found_or_404(self.get_queryset(), card_id=self.kwargs["id"])
        demand(policies.can_show_interest(self.request.user, match))
        return match

    def _judge(self, step: Callable[..., None], form: type[serializers.Serializer[Any]] | None = None) -> Response:
        match = self._by_id(policies.can_judge)
        given = read(form, self.request) if form else {}
        with steps():
            step(match, by=self.request.user, **given)
            Match.objects.filter(pk=match.pk).update(is_new=False)
        return Response({"id": match.public_id, "state": match.state, "rank": match.override_rank})

    # ---------------------------------------------------------------- operators
    @extend_schema(request=None, responses=DecisionOut)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, id: str) -> Response:  # noqa: A002
        """May be released to the employer."""
        return self._judge(review.approve)

    @extend_schema(request=HoldIn, responses=DecisionOut)
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, id: str) -> Response:  # noqa: A002
        """Put aside: not released, not even when the employer's clock runs out."""
        return self._judge(review.hold, HoldIn)

    @extend_schema(request=RejectPairIn, responses=DecisionOut)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, id: str) -> Response:  # noqa: A002
        """Off the list, with a reason."""
        return self._judge(_reject, RejectPairIn)

    @extend_schema(request=ReorderIn, responses=DecisionOut)
    @action(detail=True, methods=["post"])
    def reorder(self, request: Request, id: str) -> Response:  # noqa: A002
        """Give the pair a place by hand."""
        return self._judge(review.reorder, ReorderIn)

    @extend_schema(request=TakeOutIn, responses=DecisionOut)
    @action(detail=True, methods=["post"], url_path="take-out", url_name="take-out")
    def take_out(self, request: Request, id: str) -> Response:  # noqa: A002
        """End a place that a person gave to somebody who is not ranked automatically, with a reason."""
        return self._judge(by_hand.take_out, TakeOutIn)

    # ---------------------------------------------------------------- the employer, by card
    @extend_schema(request=None, responses=CardStateOut)
    @action(detail=True, methods=["post"])
    def interest(self, request: Request, id: str) -> Response:  # noqa: A002
        """The employer wants to know who it is; the talent is asked."""
        match = self._by_card()
        with steps():
            interest.show(match, by=request.user)
        return Response({"id": match.card_id, "state": match.state})

    @extend_schema(request=PassIn, responses=CardStateOut)
    @action(detail=True, methods=["post"], url_path="pass", url_name="pass")
    def pass_over(self, request: Request, id: str) -> Response:  # noqa: A002
        """The employer is not interested."""
        match = self._by_card()
        given = read(PassIn, request)
        with steps():
            interest.pass_over(match, by=request.user, reason_code=given.get("reason", ""))
        return Response({"id": match.card_id, "state": match.state})

    # ---------------------------------------------------------------- the talent who was asked
    @extend_schema(request=None, responses=AgreedOut)
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, id: str) -> Response:  # noqa: A002
        """Consent: this employer sees her profile from now on, and the pipeline begins."""
        match = self._by_id(policies.can_answer)
        with steps():
            application = interest.agree(match, by=request.user)
        return Response({"id": match.public_id, "state": match.state, "application": application.public_id})

    @extend_schema(request=None, responses=CardStateOut)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, id: str) -> Response:  # noqa: A002
        """The employer learns only that the card is closed."""
        match = self._by_id(policies.can_answer)
        with steps():
            interest.refuse(match, by=request.user)
        return Response({"id": match.public_id, "state": match.state})


def _reject(match: Match, *, by: User, reason: str, note: str = "") -> None:
    """A known code with words beside it, or words alone."""
    if reason in RejectReason.values:
        review.reject(match, by=by, reason_code=reason, reason=note)
    else:
        review.reject(match, by=by, reason_code=RejectReason.OTHER, reason=reason)
