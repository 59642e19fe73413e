"""Appraisals over REST: an expert's own opinions, and for operators those of their calls."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.errors import demand, steps
from apps.api.fields import IdField, OneOfField, PlainTextField
from apps.api.views import ByPublicId, found_or_404, read
from apps.challenges.models import Challenge
from apps.experts.models import Expert
from apps.reviews import appraisal, appraisal_policies
from apps.reviews.appraisal import DAYS, MOST_DAYS, REMARK, TEXT, Reply
from apps.reviews.appraisal_states import Answer, DeclineReason, Question, Recommendation
from apps.reviews.models import Opinion, OpinionAnswer


class AnswerOut(serializers.Serializer[OpinionAnswer]):
    question = serializers.CharField()
    answer = serializers.CharField()
    remark = serializers.CharField()


class AppraisalOut(serializers.Serializer[Opinion]):
    """`challenge` and `title` are there once she has declared; what she writes is hers alone until she gives it."""

    id = serializers.CharField(source="public_id")
    programme = serializers.CharField(source="challenge.programme.public_id")
    employer = serializers.SerializerMethodField(help_text="who posts the call")
    challenge = serializers.SerializerMethodField()
    title = serializers.SerializerMethodField()
    expert = serializers.SerializerMethodField(help_text="for operators; null for the expert herself")
    state = serializers.CharField()
    due_at = serializers.DateTimeField()
    declared_at = serializers.DateTimeField(allow_null=True)
    given_at = serializers.DateTimeField(allow_null=True)
    recommendation = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField()

    def _user(self) -> Any:
        return self.context["request"].user

    def _reads(self, opinion: Opinion) -> bool:
        return appraisal_policies.can_read_opinion(self._user(), opinion)

    def _knows(self, opinion: Opinion) -> bool:
        she = appraisal_policies.is_she(self._user(), opinion)
        return appraisal_policies.can_read_call(self._user(), opinion) if she else True

    def get_employer(self, opinion: Opinion) -> str:
        return str(opinion.challenge.employer.organisation)

    def get_challenge(self, opinion: Opinion) -> str | None:
        return opinion.challenge.public_id if self._knows(opinion) else None

    def get_title(self, opinion: Opinion) -> str | None:
        return str(opinion.challenge) if self._knows(opinion) else None

    def get_expert(self, opinion: Opinion) -> str | None:
        return None if appraisal_policies.is_she(self._user(), opinion) else opinion.expert.public_id

    def get_recommendation(self, opinion: Opinion) -> str:
        return opinion.recommendation if self._reads(opinion) else ""

    def get_text(self, opinion: Opinion) -> str:
        return opinion.text if self._reads(opinion) else ""

    @extend_schema_field(AnswerOut(many=True))
    def get_answers(self, opinion: Opinion) -> Any:
        return AnswerOut(opinion.answers.all() if self._reads(opinion) else [], many=True).data


class AskIn(serializers.Serializer[Any]):
    challenge = IdField()
    expert = IdField()
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS, default=DAYS, help_text="working days")
    cleared = PlainTextField(
        max_length=400, required=False, allow_blank=True, default="", help_text="why a doubt does not count"
    )


class ReplyIn(serializers.Serializer[Any]):
    question = OneOfField(choices=Question.choices)
    answer = OneOfField(choices=Answer.choices, allow_blank=True)
    remark = PlainTextField(max_length=REMARK, required=False, allow_blank=True, default="")


class OpinionIn(serializers.Serializer[Any]):
    answers = ReplyIn(many=True)
    recommendation = OneOfField(choices=Recommendation.choices, allow_blank=True)
    text = PlainTextField(max_length=TEXT, allow_blank=True)


class DeclineAppraisalIn(serializers.Serializer[Any]):
    reason = OneOfField(choices=DeclineReason.choices)


class CallOffIn(serializers.Serializer[Any]):
    reason = PlainTextField(max_length=TEXT, required=False, allow_blank=True, default="")


class Appraisals(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, ByPublicId):
    """One's own as an expert; for operators those of the calls they appraise. The poster sees none."""

    serializer_class = AppraisalOut
    queryset = Opinion.objects.none()

    def get_queryset(self) -> QuerySet[Opinion]:
        rows = Opinion.objects.visible_to(self.request.user).select_related(
            "expert", "challenge__programme", "challenge__draft", "challenge__current",
            "challenge__employer__organisation",
        )  # fmt: skip
        return rows.prefetch_related("answers").order_by("-asked_at", "-pk")

    def _answer(self, opinion: Opinion, status: int = 200) -> Response:
        stored = found_or_404(self.get_queryset(), pk=opinion.pk)
        return Response(AppraisalOut(stored, context=self.get_serializer_context()).data, status=status)

    def _mine(self) -> Opinion:
        found: Opinion = self.get_object()
        demand(appraisal_policies.is_she(self.request.user, found))
        return found

    @extend_schema(request=AskIn, responses={201: AppraisalOut})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Ask an expert for an opinion on a submitted call."""
        row = read(AskIn, request)
        challenge = found_or_404(Challenge.objects.visible_to(request.user), public_id=row["challenge"])
        demand(appraisal_policies.can_ask(request.user, challenge))
        expert = found_or_404(Expert.objects.all(), public_id=row["expert"])
        with steps():
            made = appraisal.ask(challenge, expert, by=request.user, days=row["days"], cleared=row["cleared"])
        return self._answer(made, status=201)

    @extend_schema(request=OpinionIn, responses=AppraisalOut)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Store what is written so far."""
        found = self._mine()
        row = read(OpinionIn, request)
        replies = {one["question"]: Reply(one["answer"], one["remark"]) for one in row["answers"]}
        with steps():
            appraisal.save(found, replies, by=request.user, recommendation=row["recommendation"], text=row["text"])
        return self._answer(found)

    @extend_schema(request=None, responses=AppraisalOut)
    @action(detail=True, methods=["post"])
    def declare(self, request: Request, id: str) -> Response:  # noqa: A002
        """Declare to be independent of who posts the call."""
        found = self._mine()
        with steps():
            appraisal.declare(found, by=request.user)
        return self._answer(found)

    @extend_schema(request=DeclineAppraisalIn, responses=AppraisalOut)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, id: str) -> Response:  # noqa: A002
        found = self._mine()
        row = read(DeclineAppraisalIn, request)
        with steps():
            appraisal.decline(found, by=request.user, reason_code=row["reason"])
        return self._answer(found)

    @extend_schema(request=None, responses=AppraisalOut)
    @action(detail=True, methods=["post"])
    def give(self, request: Request, id: str) -> Response:  # noqa: A002
        """Lock it: every question answered, a remark where the answer is not a plain yes, a recommendation."""
        found = self._mine()
        with steps():
            appraisal.give(found, by=request.user)
        return self._answer(found)

    @extend_schema(request=CallOffIn, responses=AppraisalOut)
    @action(detail=True, methods=["post"], url_path="call-off")
    def call_off(self, request: Request, id: str) -> Response:  # noqa: A002
        """No longer needed; the expert is told."""
        found: Opinion = self.get_object()
        demand(appraisal_policies.can_call_off(request.user, found))
        row = read(CallOffIn, request)
        with steps():
            appraisal.call_off(found, by=request.user, reason=row["reason"])
        return self._answer(found)
