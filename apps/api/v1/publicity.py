"""Publicity periods over REST while they run; objecting under one's real name, and one's own objections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.errors import demand, steps
from apps.api.fields import IdField, OneOfField, PlainTextField
from apps.api.parsers import PlainJSONParser
from apps.api.v1.positions import ReasonIn
from apps.api.v1.timelines import StepOut, timeline
from apps.api.v1.uploads import BYTES, FileOut, download, nth, stored
from apps.api.views import ByPublicId, found_or_404, read
from apps.core.models import File
from apps.procedures import objections, policies
from apps.procedures.calendar import today
from apps.procedures.models import Objection, Publicity
from apps.procedures.models.objection import Ground
from apps.procedures.models.publicity import in_language


class RowOut(serializers.Serializer[Any]):
    label = serializers.CharField()
    value = serializers.CharField()


class PublicityOut(serializers.Serializer[Publicity]):
    """Title and rows in the reader's language."""

    id = serializers.CharField(source="public_id")
    title = serializers.SerializerMethodField()
    rows = serializers.SerializerMethodField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(help_text="the last day, in the city")
    working_days = serializers.IntegerField()
    objections_until = serializers.DateTimeField(source="open_until")

    def get_title(self, publicity: Publicity) -> str:
        return in_language(publicity.title)

    @extend_schema_field(RowOut(many=True))
    def get_rows(self, publicity: Publicity) -> Any:
        shown = [{name: in_language(row[name]) for name in ("label", "value")} for row in publicity.body]
        return RowOut(shown, many=True).data


class Publicities(mixins.ListModelMixin, mixins.RetrieveModelMixin, ByPublicId):
    """What is under public notice today; afterwards it is not there any more."""

    serializer_class = PublicityOut
    queryset = Publicity.objects.none()
    permission_classes = (AllowAny,)

    def get_queryset(self) -> QuerySet[Publicity]:
        return Publicity.objects.running(today()).order_by("ends_on", "pk")

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return answer


class ObjectionOut(serializers.Serializer[Objection]):
    id = serializers.CharField(source="public_id")
    publicity = serializers.CharField(source="publicity.public_id")
    title = serializers.SerializerMethodField(help_text="of the publicity period, in the reader's language")
    state = serializers.CharField()
    ground = serializers.CharField()
    text = serializers.CharField()
    remedy = serializers.CharField()
    lodged_at = serializers.DateTimeField()
    intake_due_on = serializers.DateField()
    answer_due_on = serializers.DateField(allow_null=True)
    outcome = serializers.CharField()
    reply = serializers.CharField()
    replied_at = serializers.DateTimeField(allow_null=True)

    def get_title(self, objection: Objection) -> str:
        return in_language(objection.publicity.title)


class ObjectionDetailOut(ObjectionOut):
    files = serializers.SerializerMethodField(help_text="evidence; `file/?n=0` is the first")
    timeline = serializers.SerializerMethodField()

    @extend_schema_field(FileOut(many=True))
    def get_files(self, objection: Objection) -> Any:
        return FileOut(evidence_of(objection), many=True).data

    @extend_schema_field(StepOut(many=True))
    def get_timeline(self, objection: Objection) -> Any:
        return timeline(objection)


class ObjectionIn(serializers.Serializer[Any]):
    publicity = IdField()
    name = PlainTextField(max_length=80, help_text="real name")
    phone = PlainTextField(max_length=40)
    ground = OneOfField(choices=Ground)
    text = PlainTextField(max_length=4000)
    remedy = PlainTextField(max_length=1000)


class ObjectionFormIn(ObjectionIn):
    """The same with evidence, as multipart."""

    files = serializers.ListField(
        child=serializers.FileField(max_length=200), max_length=objections.MOST_FILES, required=False, default=list
    )


def evidence_of(objection: Objection) -> list[File]:
    return [row.file for row in objection.files.select_related("file").order_by("pk")]


class ObjectionReplyIn(serializers.Serializer[Any]):
    text = PlainTextField(max_length=4000, help_text="the objector reads it")


class Objections(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, ByPublicId):
    """One's own; for those who judge them the ones of their districts in which they took no part."""

    serializer_class = ObjectionOut
    queryset = Objection.objects.none()
    parser_classes = (PlainJSONParser, MultiPartParser)

    def get_queryset(self) -> QuerySet[Objection]:
        rows = Objection.objects.visible_to(self.request.user).select_related("publicity")
        return rows.order_by("-lodged_at", "-pk")

    def get_object(self) -> Objection:
        """Who took part in what it is about sees that there is one, in the list; the case itself is for other eyes."""
        found: Objection = super().get_object()
        user = self.request.user
        if found.objector_id != user.pk and not policies.can_judge(user, found):
            raise Http404
        return found

    @extend_schema(responses=ObjectionDetailOut)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(ObjectionDetailOut(self.get_object()).data)

    def _step(self, step: Callable[..., None], form: type[serializers.Serializer[Any]] | None = None) -> Response:
        objection = self.get_object()
        demand(policies.can_judge(self.request.user, objection))
        given = read(form, self.request) if form else {}
        with steps():
            step(objection, by=self.request.user, **given)
        return Response(ObjectionDetailOut(objection).data)

    @extend_schema(request=None, responses=ObjectionDetailOut)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, id: str) -> Response:  # noqa: A002
        """Take it up; the clock of the answer begins."""
        return self._step(objections.accept)

    @extend_schema(request=ReasonIn, responses=ObjectionDetailOut)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, id: str) -> Response:  # noqa: A002
        """Not taken up, with the reason that its author reads."""
        return self._step(objections.refuse, ReasonIn)

    @extend_schema(request=None, responses=ObjectionDetailOut)
    @action(detail=True, methods=["post"])
    def investigate(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._step(objections.investigate)

    @extend_schema(request=None, responses=ObjectionDetailOut)
    @action(detail=True, methods=["post"])
    def uphold(self, request: Request, id: str) -> Response:  # noqa: A002
        """It is right: what it is about has to be decided anew."""
        return self._step(objections.uphold)

    @extend_schema(request=None, responses=ObjectionDetailOut)
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._step(objections.dismiss)

    @extend_schema(request=ObjectionReplyIn, responses=ObjectionDetailOut)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, id: str) -> Response:  # noqa: A002
        """The answer in writing: only with it the objection is over."""
        return self._step(objections.answer, ObjectionReplyIn)

    @extend_schema(
        request={"application/json": ObjectionIn, "multipart/form-data": ObjectionFormIn},
        responses={201: ObjectionDetailOut},
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Object to something under public notice; evidence (PDF, DOCX, PNG, JPEG) comes in as multipart `files`."""
        row = read(ObjectionFormIn if request.FILES else ObjectionIn, request)
        uploads = row.pop("files", [])
        publicity = found_or_404(Publicity.objects.running(today()), public_id=row.pop("publicity"))
        demand(policies.can_object(request.user, publicity))
        with steps():
            evidence = [
                stored(
                    upload,
                    objections.EVIDENCE,
                    data_class=File.DataClass.OBJECTION,
                    owner_ref=request.user.public_id,
                    field="files",
                )
                for upload in uploads
            ]
            objection = objections.lodge(publicity, by=request.user, files=evidence, **row)
        return Response(ObjectionDetailOut(objection).data, status=201)

    @extend_schema(parameters=[OpenApiParameter("n", int, description="from 0")], responses=BYTES)
    @action(detail=True, pagination_class=None)
    def file(self, request: Request, id: str) -> HttpResponse:  # noqa: A002
        """A file of one's evidence."""
        return download(request.user, nth(evidence_of(self.get_object()), request))
