"""Positions over REST: the public list; drafting and submitting for employers; publishing and more for operators."""

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
from apps.api.fields import PlainTextField
from apps.api.v1.position_shapes import NewPositionIn, PositionIn, PositionOut, changed_content, new_content
from apps.api.v1.timelines import StepOut, timeline
from apps.api.views import ByPublicId, read, whole_list
from apps.core.moves import GuardFailed
from apps.employers import policies as employer_policies
from apps.employers.models import Employer
from apps.positions import content, drafts, lifecycle, policies
from apps.positions.filters import PositionFilter
from apps.positions.models import Position
from apps.positions.states import PositionState
from apps.taxonomy.filters import UNKNOWN

Policy = Callable[[Any, Position], bool]


class PositionListFilter(PositionFilter):
    """The filters of the pages, and the state for those who see more than published ones."""

    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=PositionState, error_messages=UNKNOWN)


class OverrideIn(serializers.Serializer[Any]):
    override_reason = PlainTextField(
        required=False, allow_blank=True, max_length=1000, help_text="why flagged words may stand"
    )


class ReasonIn(serializers.Serializer[Any]):
    reason = PlainTextField(max_length=2000)


class OptionalReasonIn(serializers.Serializer[Any]):
    reason = PlainTextField(max_length=2000, required=False, allow_blank=True)


class RenewIn(serializers.Serializer[Any]):
    valid_until = serializers.DateField()


def reads_drafts(user: Any, position: Position) -> bool:
    return policies.can_read_as_member(user, position) or policies.can_review(user, position)


class Positions(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, ByPublicId):
    """Live positions for everybody; all of one's own and, for operators, those of their districts."""

    serializer_class = PositionOut
    queryset = Position.objects.none()
    filterset_class = PositionListFilter

    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if self.action in ("list", "retrieve") else [IsAuthenticated()]

    def get_queryset(self) -> QuerySet[Position]:
        return Position.objects.visible_to(self.request.user).with_texts()

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filters belong to the list: `?chain=` does not hide a position that is named in the address."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._answer(self.get_object())

    @extend_schema(request=NewPositionIn, responses={201: PositionOut})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Write a draft for the employer one acts for."""
        row = read(NewPositionIn, request)
        employer = self._employer(request, row.pop("employer", None))
        demand(employer_policies.can_draft(request.user, employer))
        with steps():
            position = drafts.save(None, employer, new_content(row), by=request.user)
        return self._answer(position, status=201)

    @extend_schema(request=PositionIn, responses=PositionOut)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change the draft, or begin the next text of what is published; what is not named stays."""
        position = self.get_object()
        demand(employer_policies.can_draft(request.user, position.employer))
        revision = position.draft or position.current
        base = content.read(revision)
        row = read(PositionIn, request, partial=True, context={"base": base})
        with steps():
            if position.state not in drafts.WRITABLE:
                raise GuardFailed(_("This position cannot be edited now."))
            position = drafts.save(position, position.employer, changed_content(base, row), by=request.user)
        return self._answer(position)

    def _employer(self, request: Request, public_id: str | None) -> Employer:
        own = Employer.objects.filter(organisation__in=organisations_of(request.user))
        if public_id:
            own = own.filter(public_id=public_id)
        found = list(own[:2])
        demand(found)
        if len(found) > 1:
            raise serializers.ValidationError({"employer": _("You act for several employers: name one.")})
        return found[0]

    def _answer(self, position: Position, status: int = 200) -> Response:
        """The position as stored now, with its draft for those who may read it."""
        stored = Position.objects.with_texts().get(pk=position.pk)
        context = {**self.get_serializer_context(), "reads_drafts": reads_drafts(self.request.user, stored)}
        return Response(PositionOut(stored, context=context).data, status=status)

    def _step(
        self, policy: Policy, step: Callable[..., None], form: type[serializers.Serializer[Any]] | None = None
    ) -> Response:
        position = self.get_object()
        demand(policy(self.request.user, position))
        given = read(form, self.request) if form else {}
        with steps():
            step(position, by=self.request.user, **given)
        return self._answer(position)

    # ---------------------------------------------------------------- the employer's steps
    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, id: str) -> Response:  # noqa: A002
        """Send the draft to review."""
        return self._step(policies.can_submit, lifecycle.submit)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def recall(self, request: Request, id: str) -> Response:  # noqa: A002
        """Take a submitted text back to go on writing."""
        return self._step(policies.can_submit, lifecycle.recall)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, id: str) -> Response:  # noqa: A002
        """Not public for a while."""
        return self._step(policies.can_manage, lifecycle.pause)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, id: str) -> Response:  # noqa: A002
        """Public again."""
        return self._step(policies.can_manage, lifecycle.resume)

    @extend_schema(request=RenewIn)
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, id: str) -> Response:  # noqa: A002
        """An expired position asks for review again with a new closing day."""
        return self._step(policies.can_manage, lifecycle.renew, RenewIn)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, id: str) -> Response:  # noqa: A002
        """End it for good; open applications are answered."""
        return self._step(policies.can_manage, lifecycle.close)

    # ---------------------------------------------------------------- the operators' steps
    @extend_schema(request=OverrideIn)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, id: str) -> Response:  # noqa: A002
        """Put the submitted text in force (operators). The ranking begins at once."""
        return self._step(policies.can_review, lifecycle.publish, OverrideIn)

    @extend_schema(request=ReasonIn)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request: Request, id: str) -> Response:  # noqa: A002
        """Back to the employer with a reason (operators)."""
        return self._step(policies.can_review, lifecycle.return_, ReasonIn)

    @extend_schema(request=ReasonIn)
    @action(detail=True, methods=["post"], url_path="take-down", url_name="take-down")
    def take_down(self, request: Request, id: str) -> Response:  # noqa: A002
        """Off the public list after a complaint, with a reason (operators)."""
        return self._step(policies.can_review, lifecycle.take_down, ReasonIn)

    @extend_schema(request=OptionalReasonIn)
    @action(detail=True, methods=["post"])
    def reinstate(self, request: Request, id: str) -> Response:  # noqa: A002
        """Public again after it was taken down (operators)."""
        return self._step(policies.can_review, lifecycle.reinstate, OptionalReasonIn)

    # ---------------------------------------------------------------- what happened
    @extend_schema(responses=StepOut(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def timeline(self, request: Request, id: str) -> Response:  # noqa: A002
        """Every step so far, for the employer's team and operators."""
        position = self.get_object()
        demand(reads_drafts(request.user, position))
        return whole_list(timeline(position))
