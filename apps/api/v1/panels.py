"""An expert's panels and sheets over REST: answered, read blind, marked, handed in. No answer here names an applicant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.errors import demand, steps
from apps.api.v1 import review_shapes as shapes
from apps.api.v1.uploads import BYTES, attachment, nth
from apps.api.views import ByPublicId, found_or_404, read
from apps.reviews import panels, policies, results, sheets
from apps.reviews.models import Pseudonym, Seat, Sheet


class MyPanels(mixins.ListModelMixin, mixins.RetrieveModelMixin, ByPublicId):
    """Panels that one was asked to sit on; who is in reserve does not know it."""

    serializer_class = shapes.MyPanelOut
    queryset = Seat.objects.none()

    def get_queryset(self) -> QuerySet[Seat]:
        rows = Seat.objects.of(self.request.user).select_related(
            "panel__challenge__current", "panel__challenge__programme", "panel__challenge__employer__organisation",
            "expert__user",
        )  # fmt: skip
        return rows.order_by("-invited_at", "-pk")

    def _answered(self, step: Callable[..., object], form: type[serializers.Serializer[Any]]) -> Response:
        seat: Seat = self.get_object()
        demand(policies.can_answer(self.request.user, seat))
        given = read(form, self.request)
        with steps():
            step(seat, by=self.request.user, **given)
        return Response(shapes.MyPanelOut(found_or_404(self.get_queryset(), pk=seat.pk)).data)

    @extend_schema(request=shapes.AcceptSeatIn, responses=shapes.MyPanelOut)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, id: str) -> Response:  # noqa: A002
        """Take the seat and declare that one is independent."""
        return self._answered(panels.accept, shapes.AcceptSeatIn)

    @extend_schema(request=shapes.DeclineSeatIn, responses=shapes.MyPanelOut)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, id: str) -> Response:  # noqa: A002
        """Somebody else is asked."""
        return self._answered(panels.decline, shapes.DeclineSeatIn)

    @extend_schema(request=shapes.ConflictIn, responses=shapes.MyPanelOut)
    @action(detail=True, methods=["post"])
    def conflict(self, request: Request, id: str) -> Response:  # noqa: A002
        """Declare a conflict of interest, before or after taking the seat: one's sheets do not count."""
        return self._answered(panels.declare_conflict, shapes.ConflictIn)


class MySheets(mixins.RetrieveModelMixin, ByPublicId):
    """One's own sheets while one sits on the panel. Nobody sees another expert's."""

    serializer_class = shapes.SheetOut
    queryset = Sheet.objects.none()

    def get_queryset(self) -> QuerySet[Sheet]:
        rows = Sheet.objects.of(self.request.user).select_related(
            "seat__panel__challenge", "seat__expert__user", "proposal__challenge__programme", "proposal__pseudonym"
        )
        return rows.prefetch_related("marks")

    def _own(self) -> Sheet:
        found: Sheet = self.get_object()
        if not policies.can_read_sheet(self.request.user, found):
            raise NotFound
        return found

    def _answer(self, sheet: Sheet) -> Response:
        stored = found_or_404(self.get_queryset(), pk=sheet.pk)
        with steps():
            return Response(shapes.SheetOut(stored).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The blind part, the rubric, and what one has written."""
        return self._answer(self._own())

    @extend_schema(request=shapes.SheetIn, responses=shapes.SheetOut)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Store marks and comments so far."""
        found = self._own()
        row = read(shapes.SheetIn, request)
        with steps():
            sheets.save(
                found,
                by=request.user,
                marks=_marks(found, row.get("marks", [])),
                for_applicant=row.get("for_applicant", found.for_applicant),
                for_panel=row.get("for_panel", found.for_panel),
                saves=row.get("saves"),
            )
        return self._answer(found)

    @extend_schema(request=None, responses=shapes.SheetOut)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, id: str) -> Response:  # noqa: A002
        """Hand it in: a mark for every criterion and a comment for the applicant."""
        found = self._own()
        with steps():
            sheets.hand_in(found, by=request.user)
        return self._answer(found)

    @extend_schema(request=None, responses=shapes.SheetOut)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, id: str) -> Response:  # noqa: A002
        """Change it again, until the deadline."""
        found = self._own()
        with steps():
            sheets.take_back(found, by=request.user)
        return self._answer(found)

    @extend_schema(parameters=[OpenApiParameter("n", int, description="from 0")], responses=BYTES)
    @action(detail=True, pagination_class=None)
    def file(self, request: Request, id: str) -> HttpResponse:  # noqa: A002
        """A file of the blind part as it was sealed, under a name that tells nothing."""
        found = self._own()
        with steps():
            rows = results.blind(found.proposal)[1]
        row = nth(list(enumerate(rows, start=1)), request)
        code = Pseudonym.objects.get(proposal=found.proposal_id).code
        suffix = row[1].name.rpartition(".")[2].lower()
        return attachment(row[1].content, f"{code}-{row[0]}.{suffix}", row[1].content_type)


def _marks(sheet: Sheet, given: list[dict[str, Any]]) -> dict[int, str]:
    """Marks by key of the criterion: those that stand, changed by what was sent under the numbers of the rubric."""
    rubric = sheets.criteria(sheet.proposal.challenge)
    marks = {mark.criterion_id: str(mark.value) for mark in sheet.marks.all()}
    for at, row in enumerate(given):
        if row["criterion"] > len(rubric):
            raise serializers.ValidationError({"marks": {at: {"criterion": [_("There is no such criterion.")]}}})
        marks[rubric[row["criterion"] - 1].pk] = "" if row["value"] is None else str(row["value"])
    return marks
