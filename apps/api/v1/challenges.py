"""Calls over REST: the public list; drafting and submitting for posters; checking to publishing for operators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.policies import organisations_of
from apps.api.errors import demand, steps
from apps.api.fields import OneOfField, PlainTextField
from apps.api.v1.challenge_shapes import CallChangeIn, ChallengeOut, NewChallengeIn, ProgrammeOut, content_from
from apps.api.v1.positions import ReasonIn
from apps.api.v1.timelines import StepOut, timeline
from apps.api.views import ByPublicId, found_or_404, read, whole_list
from apps.challenges import content, drafts, lifecycle, policies, programmes, waiting
from apps.challenges.content import ChallengeContent
from apps.challenges.filters import ChallengeFilter
from apps.challenges.models import Challenge, Programme
from apps.challenges.states import ChallengeState
from apps.employers.models import Employer
from apps.taxonomy.filters import UNKNOWN

Policy = Callable[[Any, Challenge], bool]


class ChallengeListFilter(ChallengeFilter):
    """The filters of the pages, and the state for those who see more than public ones."""

    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=ChallengeState, error_messages=UNKNOWN)


class NoteIn(serializers.Serializer[Any]):
    note = PlainTextField(max_length=2000, required=False, allow_blank=True)


class AmendIn(serializers.Serializer[Any]):
    note = PlainTextField(max_length=1000, help_text="shown to everybody with the difference")
    harmless = serializers.BooleanField(
        default=False, help_text="needed where proof, method or acceptance change: found to ask no more of applicants"
    )


class PostponeIn(serializers.Serializer[Any]):
    closes_at = serializers.DateTimeField()


class PublishIn(serializers.Serializer[Any]):
    no_state_secret = serializers.BooleanField(help_text="the operator has looked and found no state secret")


def own_employer(request: Request, public_id: str | None) -> Employer:
    """The employer one acts for; 403 if there is none, 400 if there are several and none is named."""
    own = Employer.objects.filter(organisation__in=organisations_of(request.user))
    if public_id:
        own = own.filter(public_id=public_id)
    found = list(own[:2])
    demand(found)
    if len(found) > 1:
        raise serializers.ValidationError({"employer": _("You act for several employers: name one.")})
    return found[0]


def reads_drafts(user: Any, challenge: Challenge) -> bool:
    return policies.can_read_as_member(user, challenge) or policies.can_operate(user, challenge)


class ProgrammeIn(serializers.Serializer[Any]):
    """The rules are those of the preset; single ones are changed in the administration before the round opens."""

    preset = OneOfField(choices=[(code, code) for code in programmes.presets()])
    title_zh = PlainTextField(max_length=120)
    title_en = PlainTextField(max_length=160)
    year = serializers.IntegerField(min_value=2000, max_value=2200)


class Programmes(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, ByPublicId):
    """Rounds and their rules; those in preparation for who keeps them."""

    serializer_class = ProgrammeOut
    queryset = Programme.objects.none()

    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if self.action in ("list", "retrieve") else [IsAuthenticated()]

    def get_queryset(self) -> QuerySet[Programme]:
        return Programme.objects.visible_to(self.request.user).prefetch_related("criteria")

    @extend_schema(request=ProgrammeIn, responses={201: ProgrammeOut})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A round in preparation with the rules of a preset."""
        demand(policies.can_keep_programmes(request.user))
        programme = programmes.create(**read(ProgrammeIn, request), by=request.user)
        return Response(ProgrammeOut(programme).data, status=201)

    def _step(self, step: Callable[..., None]) -> Response:
        programme = self.get_object()
        demand(policies.can_keep_programmes(self.request.user))
        with steps():
            step(programme, by=self.request.user)
        return Response(ProgrammeOut(programme).data)

    @extend_schema(request=None, responses=ProgrammeOut)
    @action(detail=True, methods=["post"])
    def open(self, request: Request, id: str) -> Response:  # noqa: A002
        """Firms may post from now on, and the rules are frozen."""
        return self._step(programmes.open_)

    @extend_schema(request=None, responses=ProgrammeOut)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, id: str) -> Response:  # noqa: A002
        """No new call is taken; those under way go on."""
        return self._step(programmes.end)


class Challenges(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, ByPublicId):
    """Calls that were ever public for everybody; one's own; for operators the submitted ones of their districts."""

    serializer_class = ChallengeOut
    queryset = Challenge.objects.none()
    filterset_class = ChallengeListFilter

    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if self.action in ("list", "retrieve", "timeline") else [IsAuthenticated()]

    def get_queryset(self) -> QuerySet[Challenge]:
        rows = Challenge.objects.visible_to(self.request.user).with_texts().select_related("follows")
        return rows.prefetch_related(
            "current__indicators",
            "current__milestones__goals__indicator",
            "draft__indicators",
            "draft__milestones__goals__indicator",
        )

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filters belong to the list."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._answer(self.get_object())

    @extend_schema(request=NewChallengeIn, responses={201: ChallengeOut})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A draft in an open round."""
        row = read(NewChallengeIn, request)
        employer = own_employer(request, row.pop("employer", None))
        demand(policies.can_post(request.user, employer))
        programme = Programme.objects.open().filter(public_id=row.pop("programme")).first()
        if programme is None:
            raise serializers.ValidationError({"programme": _("There is no open round with this id.")})
        with steps():
            challenge = drafts.start(programme, employer, content_from(row, ChallengeContent()), by=request.user)
        return self._answer(challenge, status=201)

    @extend_schema(request=CallChangeIn, responses=ChallengeOut)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change the draft, or begin the amendment of an open call; what is not named stays."""
        challenge = self.get_object()
        demand(policies.can_post(request.user, challenge.employer))
        row = read(CallChangeIn, request)
        note = row.pop("note", "")
        base = content.read(challenge.draft or challenge.current)
        with steps():
            drafts.save(challenge, content_from(row, base), by=request.user, note=note)
        return self._answer(challenge)

    def _answer(self, challenge: Challenge, status: int = 200) -> Response:
        """The call as stored now, with its draft for those who may read it."""
        stored = found_or_404(self.get_queryset(), pk=challenge.pk)
        context = self.get_serializer_context()
        if reads_drafts(self.request.user, stored):
            context["reads_drafts"] = True
            if stored.draft is not None and stored.published_at is None:
                missing = lifecycle.problems(stored, content.read(stored.draft))
                context["missing"] = [{"field": row.field, "message": row.message} for row in missing]
        return Response(ChallengeOut(stored, context=context).data, status=status)

    def _step(
        self, policy: Policy, step: Callable[..., object], form: type[serializers.Serializer[Any]] | None = None
    ) -> Response:
        challenge = self.get_object()
        demand(policy(self.request.user, challenge))
        given = read(form, self.request) if form else {}
        with steps():
            step(challenge, by=self.request.user, **given)
        return self._answer(challenge)

    # ---------------------------------------------------------------- the poster's steps
    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, id: str) -> Response:  # noqa: A002
        """Send the draft to the city; `missing` of the call says what keeps it back."""
        return self._step(policies.can_submit, lifecycle.submit)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, id: str) -> Response:  # noqa: A002
        """Throw an amendment away before it is in force."""
        return self._step(policies.can_edit, drafts.discard)

    @extend_schema(request=PostponeIn)
    @action(detail=True, methods=["post"])
    def postpone(self, request: Request, id: str) -> Response:  # noqa: A002
        """A later deadline while the call waits for its publication; nothing else of its text changes then."""
        return self._step(policies.can_postpone, waiting.postpone, PostponeIn)

    @extend_schema(request=ReasonIn)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, id: str) -> Response:  # noqa: A002
        """End it before an award: the poster's owner, and the department once it is public. The reason is then public."""
        return self._step(policies.can_cancel, lifecycle.cancel, ReasonIn)

    # ---------------------------------------------------------------- operators
    @extend_schema(request=NoteIn)
    @action(detail=True, methods=["post"])
    def check(self, request: Request, id: str) -> Response:  # noqa: A002
        """The district has looked at it."""
        return self._step(policies.can_check, lifecycle.check, NoteIn)

    @extend_schema(request=NoteIn)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, id: str) -> Response:  # noqa: A002
        """The department lets it go to publication."""
        return self._step(policies.can_approve, lifecycle.approve, NoteIn)

    @extend_schema(request=ReasonIn)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, id: str) -> Response:  # noqa: A002
        """Not taken, with a reason."""
        return self._step(policies.can_approve, lifecycle.reject, ReasonIn)

    @extend_schema(request=ReasonIn)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request: Request, id: str) -> Response:  # noqa: A002
        """Back to the poster for correction, with a reason."""
        return self._step(policies.can_return, lifecycle.return_, ReasonIn)

    @extend_schema(request=PublishIn)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, id: str) -> Response:  # noqa: A002
        """Put it before everybody; not by the one who approved it, and not before its keys are prepared (`key/`)."""
        return self._step(policies.can_publish, lifecycle.publish, PublishIn)

    @extend_schema(request=AmendIn)
    @action(detail=True, methods=["post"])
    def amend(self, request: Request, id: str) -> Response:  # noqa: A002
        """Put the poster's change of an open call in force; refused where it would harm applicants."""
        return self._step(policies.can_publish, lifecycle.amend, AmendIn)

    # ---------------------------------------------------------------- what happened
    @extend_schema(responses=StepOut(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def timeline(self, request: Request, id: str) -> Response:  # noqa: A002
        """Every step so far."""
        return whole_list(timeline(self.get_object()))
