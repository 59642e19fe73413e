"""Milestones and payments of contracts over REST: reported, confirmed, passed; ordered by one, released by another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.agreements import milestones, payments, policies
from apps.agreements.models import Evidence, Milestone, Payment
from apps.agreements.states import MilestoneState
from apps.agreements.terms import EVIDENCE
from apps.api.errors import demand, steps
from apps.api.v1 import agreement_shapes as shapes
from apps.api.v1.uploads import BYTES, checked, download, nth
from apps.api.views import ByPublicId, found_or_404, read

OF = ("contract__challenge__employer__organisation", "contract__proposal__organisation", "contract__revision")


class Milestones(mixins.RetrieveModelMixin, ByPublicId):
    """Those of contracts that one may read."""

    serializer_class = shapes.MilestoneOut
    queryset = Milestone.objects.none()

    def get_queryset(self) -> QuerySet[Milestone]:
        return Milestone.objects.visible_to(self.request.user).select_related(*OF)

    def get_object(self) -> Milestone:
        found: Milestone = super().get_object()
        if not policies.can_read(self.request.user, found.contract):
            raise NotFound
        return found

    def _step(
        self,
        may: Callable[[Any, Milestone], object],
        take: Callable[..., object],
        form: type[serializers.Serializer[Any]] | None = None,
    ) -> Response:
        found = self.get_object()
        demand(may(self.request.user, found))
        given = read(form, self.request) if form else {}
        with steps():
            take(found, by=self.request.user, **given)
        return self._answer(found)

    def _answer(self, found: Milestone, status: int = 200) -> Response:
        stored = found_or_404(self.get_queryset(), pk=found.pk)
        return Response(shapes.MilestoneOut(stored).data, status=status)

    @extend_schema(request=None, responses=shapes.MilestoneOut)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, id: str) -> Response:  # noqa: A002
        """The work on it has begun (the applicant team)."""
        return self._step(_solves, milestones.start)

    @extend_schema(request={"multipart/form-data": shapes.ReportIn}, responses={201: shapes.MilestoneOut})
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def report(self, request: Request, id: str) -> Response:  # noqa: A002
        """What was reached, with files that show it and values that were measured (the applicant team)."""
        found = self.get_object()
        demand(_solves(request.user, found))
        row = read(shapes.ReportIn, request)
        with steps("files"):
            uploads = [checked(upload, EVIDENCE) for upload in row["files"]]
            if found.state == MilestoneState.PLANNED:
                milestones.start(found, by=request.user)
            milestones.report(
                found, by=request.user, text=row["text"], uploads=uploads, measured=shapes.measured(row["measured"])
            )
        return self._answer(found, status=201)

    @extend_schema(parameters=[OpenApiParameter("n", int, description="from 0, over all reports")], responses=BYTES)
    @action(detail=True, pagination_class=None)
    def file(self, request: Request, id: str) -> HttpResponse:  # noqa: A002
        """A file of its reports."""
        rows = Evidence.objects.filter(report__milestone=self.get_object()).select_related("file")
        return download(request.user, nth([row.file for row in rows.order_by("report__round", "pk")], request))

    @extend_schema(request=None, responses=shapes.MilestoneOut)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, id: str) -> Response:  # noqa: A002
        """It was reached, says the poster."""
        return self._step(policies.can_confirm, milestones.confirm)

    @extend_schema(request=None, responses=shapes.MilestoneOut)
    @action(detail=True, methods=["post"], url_path="do-without")
    def do_without(self, request: Request, id: str) -> Response:  # noqa: A002
        """It is no longer needed, says the poster; the department may waive it."""
        return self._step(policies.can_confirm, milestones.do_without)

    @extend_schema(request=shapes.ContractReasonIn, responses=shapes.MilestoneOut)
    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request: Request, id: str) -> Response:  # noqa: A002
        """What was reported does not hold (the poster or the department)."""

        def take(row: Milestone, *, by: Any, reason: str) -> None:
            role = "poster" if policies.can_confirm(by, row) else "department"
            milestones.send_back(row, by=by, reason=reason, role=role)

        return self._step(policies.can_send_back, take, shapes.ContractReasonIn)

    @extend_schema(request=None, responses=shapes.MilestoneOut)
    @action(detail=True, methods=["post"], url_path="pass", url_name="pass")
    def pass_(self, request: Request, id: str) -> Response:  # noqa: A002
        """The department passes it after the poster's word; its payment falls due."""
        return self._step(policies.can_settle, milestones.pass_)

    @extend_schema(request=shapes.ContractReasonIn, responses=shapes.MilestoneOut)
    @action(detail=True, methods=["post"])
    def waive(self, request: Request, id: str) -> Response:  # noqa: A002
        """The department does without it; nothing is paid for it."""
        return self._step(policies.can_settle, milestones.waive, shapes.ContractReasonIn)


def _solves(user: Any, milestone: Milestone) -> bool:
    return policies.can_report(user, milestone.contract)


class Payments(mixins.RetrieveModelMixin, ByPublicId):
    """Those of contracts that one may read. One person orders, another releases."""

    serializer_class = shapes.PaymentOut
    queryset = Payment.objects.none()

    def get_queryset(self) -> QuerySet[Payment]:
        return Payment.objects.visible_to(self.request.user).select_related("milestone", *OF)

    def get_object(self) -> Payment:
        found: Payment = super().get_object()
        if not policies.can_read(self.request.user, found.contract):
            raise NotFound
        return found

    def _answer(self, found: Payment) -> Response:
        return Response(shapes.PaymentOut(found_or_404(self.get_queryset(), pk=found.pk)).data)

    @extend_schema(request=None, responses=shapes.PaymentOut)
    @action(detail=True, methods=["post"])
    def order(self, request: Request, id: str) -> Response:  # noqa: A002
        """The first pair of eyes."""
        found = self.get_object()
        demand(policies.can_order(request.user, found))
        with steps():
            payments.order(found, by=request.user)
        return self._answer(found)

    @extend_schema(request=shapes.ReferenceIn, responses=shapes.PaymentOut)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, id: str) -> Response:  # noqa: A002
        """The second pair of eyes: the money has left, under this reference."""
        found = self.get_object()
        demand(policies.can_release(request.user, found))
        row = read(shapes.ReferenceIn, request)
        with steps():
            payments.release(found, by=request.user, reference=row["reference"])
        return self._answer(found)

    @extend_schema(request=shapes.ContractReasonIn, responses=shapes.PaymentOut)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, id: str) -> Response:  # noqa: A002
        """The second pair of eyes finds a fault: it stays due."""
        found = self.get_object()
        demand(policies.can_release(request.user, found))
        row = read(shapes.ContractReasonIn, request)
        with steps():
            payments.refuse(found, by=request.user, reason=row["reason"])
        return self._answer(found)
