"""Applications over REST: a talent applies and follows; an employer decides; operators open the paperwork."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import consents
from apps.api.errors import demand, steps
from apps.api.v1 import application_shapes as shapes
from apps.api.v1.application_shapes import ApplicationDetailOut, ApplicationOut, InterviewOut
from apps.api.v1.profile_shapes import ProfileOut, profile_out
from apps.api.views import ByPublicId, found_or_404, read
from apps.applications import lifecycle, policies
from apps.applications.models import Application, Interview
from apps.applications.states import ApplicationState
from apps.positions.models import Position
from apps.talents.models import Talent

Policy = Callable[[Any, Application], bool]
Form = type[serializers.Serializer[Any]]


class ApplicationFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=ApplicationState)
    position = django_filters.CharFilter(field_name="position__public_id", max_length=16)

    class Meta:
        model = Application
        fields: list[str] = []


class Applications(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, ByPublicId):
    """One's own, those sent to one's employers, those of an operator's districts."""

    serializer_class = ApplicationOut
    queryset = Application.objects.none()
    filterset_class = ApplicationFilter

    def get_queryset(self) -> QuerySet[Application]:
        rows = Application.objects.visible_to(self.request.user)
        return rows.select_related(
            "talent__user", "consent", "position__employer__organisation", "position__current"
        ).prefetch_related("position__current__texts")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    @extend_schema(responses=ApplicationDetailOut)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._answer(self.get_object())

    @extend_schema(request=shapes.ApplicationIn, responses={201: ApplicationDetailOut})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Apply for a live position and show one's profile to its employer."""
        row = read(shapes.ApplicationIn, request)
        talent = Talent.objects.filter(user=request.user).first()
        demand(talent)
        assert talent is not None
        position = found_or_404(Position.objects.live(), public_id=row["position"])
        demand(policies.can_apply(request.user, talent, position))
        with steps():
            application = lifecycle.start(talent, position, by=request.user)
            lifecycle.submit(application, by=request.user, letter=row["letter"])
        return self._answer(application, status=201)

    @extend_schema(responses=ProfileOut, filters=False)
    @action(detail=True, pagination_class=None)
    def talent(self, request: Request, id: str) -> Response:  # noqa: A002
        """Who applies: everything she opened to this employer. Reading it is noted, and she sees the note."""
        application = self.get_object()
        who = found_or_404(Talent.objects.visible_to(request.user), pk=application.talent_id)
        organisation = application.position.employer.organisation
        acting = organisation if policies.can_comment(request.user, application) else None
        consents.log_access(
            who.user, viewer=request.user, organisation=acting, what="profile", subject_ref=application.public_id
        )
        return Response(profile_out(who))

    def _answer(self, application: Application, status: int = 200) -> Response:
        """With its timeline. An application she has withdrawn is no longer there for the employer."""
        context = self.get_serializer_context()
        return Response(ApplicationDetailOut(application, context=context).data, status=status)

    def _step(self, policy: Policy, step: Callable[..., Any], form: Form | None = None) -> Response:
        application = self.get_object()
        demand(policy(self.request.user, application))
        given = read(form, self.request) if form else {}
        with steps():
            step(application, by=self.request.user, **given)
        return self._answer(application)

    # ---------------------------------------------------------------- the employer's steps
    @extend_schema(request=None, responses=ApplicationDetailOut)
    @action(detail=True, methods=["post"])
    def view(self, request: Request, id: str) -> Response:  # noqa: A002
        """A decider has opened it; the talent is told once."""
        return self._step(policies.can_decide, lifecycle.view)

    @extend_schema(request=None, responses=ApplicationDetailOut)
    @action(detail=True, methods=["post"])
    def shortlist(self, request: Request, id: str) -> Response:  # noqa: A002
        """Passed screening."""
        return self._step(policies.can_decide, lifecycle.shortlist)

    @extend_schema(request=shapes.InviteIn, responses=ApplicationDetailOut)
    @action(detail=True, methods=["post"])
    def invite(self, request: Request, id: str) -> Response:  # noqa: A002
        """Propose times for an interview."""
        return self._step(policies.can_decide, lifecycle.invite, shapes.InviteIn)

    @extend_schema(request=shapes.OfferIn, responses=ApplicationDetailOut)
    @action(detail=True, methods=["post"])
    def offer(self, request: Request, id: str) -> Response:  # noqa: A002
        """Offer the post."""
        return self._step(policies.can_decide, lifecycle.offer, shapes.OfferIn)

    @extend_schema(request=shapes.RejectIn, responses=ApplicationDetailOut)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, id: str) -> Response:  # noqa: A002
        """Not taken further, with a reason she will read."""
        return self._step(policies.can_decide, lifecycle.reject, shapes.RejectIn)

    # ---------------------------------------------------------------- the talent's steps
    @extend_schema(request=shapes.ChooseTimeIn, responses=InterviewOut)
    @action(detail=True, methods=["post"], url_path="choose-time", url_name="choose-time")
    def choose_time(self, request: Request, id: str) -> Response:  # noqa: A002
        """Take one of the proposed times."""
        interview = self._interview()
        moment: datetime = read(shapes.ChooseTimeIn, request)["time"]
        with steps():
            lifecycle.choose_time(interview, moment.astimezone(UTC), by=request.user)
        return Response(InterviewOut(interview).data)

    @extend_schema(request=shapes.DeclineIn, responses=InterviewOut)
    @action(detail=True, methods=["post"], url_path="refuse-times", url_name="refuse-times")
    def refuse_times(self, request: Request, id: str) -> Response:  # noqa: A002
        """None of the times fits."""
        interview = self._interview()
        given = read(shapes.DeclineIn, request)
        with steps():
            lifecycle.refuse_times(interview, by=request.user, **given)
        interview.refresh_from_db()
        return Response(InterviewOut(interview).data)

    def _interview(self) -> Interview:
        """The newest invitation of an application of one's own."""
        application = self.get_object()
        demand(policies.can_act_as_talent(self.request.user, application))
        interview = application.interviews.select_related("application").order_by("-id").first()
        if interview is None:
            raise NotFound
        return interview

    @extend_schema(request=None, responses=ApplicationDetailOut)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, id: str) -> Response:  # noqa: A002
        """Accept the offer."""
        return self._step(policies.can_act_as_talent, lifecycle.accept)

    @extend_schema(request=shapes.DeclineIn, responses=ApplicationDetailOut)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, id: str) -> Response:  # noqa: A002
        """Decline the offer."""
        return self._step(policies.can_act_as_talent, lifecycle.decline, shapes.DeclineIn)

    @extend_schema(request=None, responses=ApplicationDetailOut)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, id: str) -> Response:  # noqa: A002
        """Take it back: the employer's access ends."""
        return self._step(policies.can_act_as_talent, lifecycle.withdraw)

    # ---------------------------------------------------------------- the operators' steps
    @extend_schema(request=shapes.ArrangeIn, responses=ApplicationDetailOut)
    @action(detail=True, methods=["post"])
    def arrange(self, request: Request, id: str) -> Response:  # noqa: A002
        """Open the paperwork (operators)."""
        return self._step(policies.can_arrange, lifecycle.arrange, shapes.ArrangeIn)

    @extend_schema(request=shapes.HireIn, responses=ApplicationDetailOut)
    @action(detail=True, methods=["post"])
    def hire(self, request: Request, id: str) -> Response:  # noqa: A002
        """She has started (operators)."""
        return self._step(policies.can_arrange, lifecycle.hire, shapes.HireIn)
