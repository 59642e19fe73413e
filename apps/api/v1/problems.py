"""The list of enterprises' problems over REST."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.errors import demand, steps
from apps.api.fields import IdField
from apps.api.parsers import PlainJSONParser
from apps.api.v1.challenge_shapes import ListedProblemOut, ProblemIn
from apps.api.v1.challenges import own_employer
from apps.api.v1.positions import ReasonIn
from apps.api.v1.uploads import checked, read_sheet
from apps.api.views import ByPublicId, read, whole_list
from apps.challenges import policies, problem_sheets
from apps.challenges import problems as lifecycle
from apps.challenges.filters import ProblemFilter
from apps.challenges.models import Problem, Programme
from apps.core import spreadsheets
from apps.reviews import problem_tracks

Policy = Callable[[Any, Problem], bool]


class PromoteIn(serializers.Serializer[Any]):
    programme = IdField()


class ProblemSheetIn(serializers.Serializer[Any]):
    file = serializers.FileField(max_length=200, help_text="XLSX or XLS; a row of headings, then a problem a row")
    employer = IdField(required=False, help_text="needed by who acts for several")


class PromotedOut(serializers.Serializer[Any]):
    challenge = serializers.CharField(help_text="id of the draft that grew out of it")


class TrackIn(serializers.Serializer[Any]):
    contest = IdField()


class TrackOut(serializers.Serializer[Any]):
    track = serializers.CharField()
    contest = serializers.CharField()


class Problems(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, ByPublicId):
    """Listed ones for everybody who may see them, one's own in any state, and those an operator screens."""

    serializer_class = ListedProblemOut
    queryset = Problem.objects.none()
    filterset_class = ProblemFilter

    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if self.action in ("list", "retrieve") else [IsAuthenticated()]

    def get_queryset(self) -> QuerySet[Problem]:
        rows = Problem.objects.visible_to(self.request.user).select_related("employer__organisation")
        return rows.order_by("-created_at", "-pk")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    @extend_schema(request=ProblemIn, responses={201: ListedProblemOut})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Hand in a problem as a draft."""
        row = read(ProblemIn, request)
        employer = own_employer(request, row.pop("employer", None))
        demand(policies.can_post(request.user, employer))
        row["district"] = row.get("district") or employer.organisation.district
        problem = Problem.objects.create(employer=employer, created_by=request.user, **row)
        return Response(ListedProblemOut(problem).data, status=201)

    @extend_schema(request=ProblemIn, responses=ListedProblemOut)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change a draft or a returned one."""
        problem = self.get_object()
        demand(policies.can_write_problem(request.user, problem))
        given = ProblemIn(problem, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        given.validated_data.pop("employer", None)
        given.save()
        return Response(ListedProblemOut(problem).data)

    @extend_schema(
        request={"multipart/form-data": ProblemSheetIn}, responses={201: ListedProblemOut(many=True)}, filters=False
    )
    @action(
        detail=False, methods=["post"], pagination_class=None, filterset_class=None,
        parser_classes=[PlainJSONParser, MultiPartParser],
    )  # fmt: skip
    def sheet(self, request: Request) -> Response:
        """A spreadsheet of problems: all rows become drafts, or none; a fault is told as `rows.<row>.<column>`."""
        row = read(ProblemSheetIn, request)
        employer = own_employer(request, row.get("employer"))
        demand(policies.can_post(request.user, employer))
        with steps("file"):
            upload = checked(row["file"], spreadsheets.EXTENSIONS)
        found = read_sheet(lambda: problem_sheets.read(upload.content))
        with steps():
            made = problem_sheets.take_in(employer, found, by=request.user)
        return whole_list(ListedProblemOut(made, many=True).data, status=201)

    def _step(
        self, policy: Policy, step: Callable[..., object], form: type[serializers.Serializer[Any]] | None = None
    ) -> Response:
        problem = self.get_object()
        demand(policy(self.request.user, problem))
        given = read(form, self.request) if form else {}
        with steps():
            step(problem, by=self.request.user, **given)
        return Response(ListedProblemOut(problem).data)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, id: str) -> Response:  # noqa: A002
        """Ask for screening."""
        return self._step(policies.can_manage_problem, lifecycle.submit)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, id: str) -> Response:  # noqa: A002
        """Still open: fresh for another half year."""
        return self._step(policies.can_manage_problem, lifecycle.renew)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, id: str) -> Response:  # noqa: A002
        """Off the list."""
        return self._step(policies.can_manage_problem, lifecycle.withdraw)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def solve(self, request: Request, id: str) -> Response:  # noqa: A002
        """Say that it is solved."""
        return self._step(policies.can_manage_problem, lifecycle.solve)

    @extend_schema(request=PromoteIn, responses={201: PromotedOut})
    @action(detail=True, methods=["post"])
    def promote(self, request: Request, id: str) -> Response:  # noqa: A002
        """Make it the first draft of a call in an open round."""
        problem = self.get_object()
        demand(policies.can_manage_problem(request.user, problem))
        given = read(PromoteIn, request)
        programme = Programme.objects.open().filter(public_id=given["programme"]).first()
        if programme is None:
            raise serializers.ValidationError({"programme": _("There is no open round with this id.")})
        with steps():
            challenge = lifecycle.promote(problem, programme, by=request.user)
        return Response({"challenge": challenge.public_id}, status=201)

    @extend_schema(request=TrackIn, responses={201: TrackOut})
    @action(detail=True, methods=["post"], url_path="promote-to-track", url_name="promote-to-track")
    def promote_to_track(self, request: Request, id: str) -> Response:  # noqa: A002
        """Make it a track of a contest that one keeps (operators)."""
        problem = self.get_object()
        demand(policies.can_screen(request.user, problem))
        given = read(TrackIn, request)
        edition = problem_tracks.editions_of(request.user).filter(public_id=given["contest"]).first()
        if edition is None:
            raise serializers.ValidationError({"contest": _("You keep no contest with this id that takes tracks.")})
        with steps():
            track = problem_tracks.promote(problem, edition, by=request.user)
        return Response({"track": track.public_id, "contest": edition.public_id}, status=201)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="list", url_name="enlist")
    def enlist(self, request: Request, id: str) -> Response:  # noqa: A002
        """Put a submitted one on the list (operators)."""
        return self._step(policies.can_screen, lifecycle.list_)

    @extend_schema(request=ReasonIn)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request: Request, id: str) -> Response:  # noqa: A002
        """Back to the firm with a reason (operators)."""
        return self._step(policies.can_screen, lifecycle.return_, ReasonIn)
