"""Events over REST: the calendar, registering, one's own registrations, and what operators decide on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import Membership, Organisation
from apps.accounts.policies import organisations_of
from apps.api.errors import demand, steps
from apps.api.v1.event_shapes import EventOut, EventRowOut, RegisterIn, RegistrationOut
from apps.api.v1.positions import ReasonIn
from apps.api.views import ByPublicId, read
from apps.events import policies, registering
from apps.events.filters import EventFilter
from apps.events.models import Event, Registration

RECRUITS = (Membership.Role.OWNER, Membership.Role.RECRUITER)
Policy = Callable[[Any, Registration], bool]


class Events(mixins.ListModelMixin, mixins.RetrieveModelMixin, ByPublicId):
    """What is announced; planned ones for those who keep them. Without a month: what is still to come."""

    queryset = Event.objects.none()
    filterset_class = EventFilter

    def get_permissions(self) -> list[Any]:
        return [IsAuthenticated()] if self.action == "register" else [AllowAny()]

    def get_serializer_class(self) -> Any:
        return EventRowOut if self.action == "list" else EventOut

    def get_queryset(self) -> QuerySet[Event]:
        if self.action == "list":
            return Event.objects.public()
        rows = Event.objects.visible_to(self.request.user)
        return rows.prefetch_related("organisers", "agenda", "questions")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    @extend_schema(request=RegisterIn, responses={201: RegistrationOut})
    @action(detail=True, methods=["post"])
    def register(self, request: Request, id: str) -> Response:  # noqa: A002
        """Ask for a place, with answers to the event's own questions. A faulty answer is told at `answers.<question>`.

        Everybody who is signed in may; whether registration is open, the step itself says.
        """
        event = self.get_object()
        row = read(RegisterIn, request)
        firm = _firm(request, row.get("employer"))
        try:
            with steps():
                made = registering.request(
                    event, by=request.user, party=row["party"], organisation=firm, answers=row["answers"]
                )
        except ValidationError as wrong:
            raise ValidationError({"answers": wrong.detail}) from wrong
        return Response(_shown(request, made), status=201)


def _firm(request: Request, public_id: str | None) -> Organisation | None:
    """One of the employers that she recruits for."""
    if public_id is None:
        return None
    found = organisations_of(request.user, *RECRUITS).filter(employer__public_id=public_id).first()
    if found is None:
        raise ValidationError({"employer": _("You do not act for an employer with this id.")})
    return found


def _shown(request: Request, row: Registration) -> dict[str, Any]:
    return dict(RegistrationOut(row, context={"reader": request.user}).data)


class Registrations(mixins.ListModelMixin, mixins.RetrieveModelMixin, ByPublicId):
    """One's own, and for operators those of the events they keep."""

    serializer_class = RegistrationOut
    queryset = Registration.objects.none()

    def get_queryset(self) -> QuerySet[Registration]:
        rows = Registration.objects.visible_to(self.request.user)
        return rows.select_related("event", "organisation").order_by("-pk")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "reader": self.request.user}

    def _step(
        self, policy: Policy, step: Callable[..., None], form: type[serializers.Serializer[Any]] | None = None
    ) -> Response:
        row = self.get_object()
        demand(policy(self.request.user, row))
        given = read(form, self.request) if form else {}
        with steps():
            step(row, by=self.request.user, **given)
        return Response(_shown(self.request, row))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, id: str) -> Response:  # noqa: A002
        """One comes: the ticket stands in the answer."""
        return self._step(policies.can_confirm, registering.confirm)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, id: str) -> Response:  # noqa: A002
        """One does not come: the place goes to the next who waits."""
        return self._step(policies.can_withdraw, registering.cancel)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, id: str) -> Response:  # noqa: A002
        """An operator's yes: a place, or the waiting list where none is free."""
        return self._step(policies.can_decide, registering.approve)

    @extend_schema(request=ReasonIn)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, id: str) -> Response:  # noqa: A002
        """An operator's no, with the reason."""
        return self._step(policies.can_decide, registering.reject, ReasonIn)

    @extend_schema(request=ReasonIn)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, id: str) -> Response:  # noqa: A002
        """An operator takes a place back, with the reason."""
        return self._step(policies.can_decide, registering.cancel, ReasonIn)
