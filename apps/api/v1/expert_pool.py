"""The pool of experts over REST, for those who keep it: who is in it, inviting, pausing, ending, notes of quality.

Nobody keeps herself: one's own place is `me/expert/`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import consents
from apps.api.errors import demand, steps
from apps.api.fields import CodeField, IdField, OneOfField, PlainTextField
from apps.api.parsers import PlainJSONParser
from apps.api.v1.experts import ExpertOut, facts
from apps.api.v1.positions import ReasonIn
from apps.api.v1.profile_shapes import codes, known_chains, words
from apps.api.v1.uploads import checked, read_sheet
from apps.api.views import ByPublicId, read, whole_list
from apps.core import spreadsheets
from apps.experts import imports, lifecycle, load, policies, quality
from apps.experts.days import today
from apps.experts.filters import ExpertFilter
from apps.experts.models import Expert, QualityNote
from apps.taxonomy import choices


# ---------------------------------------------------------------- out
class ExpertRowOut(serializers.Serializer[Expert]):
    """A line of the pool. Her ties stand on her own page alone, whose reading is noted for her to see."""

    id = serializers.CharField(source="public_id")
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    title_zh = serializers.CharField()
    title_en = serializers.CharField()
    state = serializers.CharField(help_text="invited, active, paused or ended")
    district = serializers.CharField(help_text="empty: the whole city")
    chains = serializers.ListField(child=serializers.CharField())
    disciplines = serializers.ListField(child=serializers.CharField())
    languages = serializers.ListField(child=serializers.CharField())
    tasks = serializers.ListField(child=serializers.CharField())
    cases_max = serializers.IntegerField()
    open_cases = serializers.SerializerMethodField()
    signed = serializers.SerializerMethodField(help_text="both undertakings hold today")
    facts_confirmed_on = serializers.DateField(allow_null=True)
    invited_until = serializers.DateTimeField(allow_null=True)
    joined_at = serializers.DateTimeField(allow_null=True)

    def get_open_cases(self, expert: Expert) -> int:
        return int(self.context["open_cases"][expert.pk])

    def get_signed(self, expert: Expert) -> bool:
        return expert.pk in self.context["signed"]


class ExpertKeptOut(ExpertOut):
    """Her place in the pool as who keeps it reads it; undertakings and ties among it."""

    email = serializers.CharField()
    source = serializers.CharField(help_text="invitation, import or sample")
    invited_until = serializers.DateTimeField(allow_null=True)
    joined_at = serializers.DateTimeField(allow_null=True)


class QualityNoteOut(serializers.Serializer[QualityNote]):
    id = serializers.CharField(source="public_id")
    rating = serializers.CharField(help_text="good, fair or poor")
    text = serializers.CharField()
    case = serializers.CharField(source="subject_ref", help_text="public id of what she judged; empty: none named")
    written_by = serializers.CharField()
    written_at = serializers.DateTimeField()


# ---------------------------------------------------------------- in
class InviteExpertIn(serializers.Serializer[Any]):
    """Whom to invite; what she knows better herself she fills in after joining."""

    email = serializers.EmailField(max_length=254)
    name_zh = words(80)
    family_name = words(80, help_text="in Latin letters")
    given_name = words(80, help_text="in Latin letters")
    chains = codes(known_chains)
    disciplines = codes(choices.disciplines)
    district = CodeField(
        lambda: choices.districts(), allow_blank=True, required=False, default="", help_text="empty: the whole city"
    )


class QualityNoteIn(serializers.Serializer[Any]):
    rating = OneOfField(choices=QualityNote.Rating.choices)
    text = PlainTextField(max_length=2000, help_text="she never reads it")
    case = IdField(required=False, help_text="public id of what she judged")


class ExpertSheetIn(serializers.Serializer[Any]):
    file = serializers.FileField(max_length=200, help_text="XLSX or XLS; a row of headings, then an expert a row")


class Experts(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, ByPublicId):
    """For who keeps the pool: the experts of her districts, herself never among them."""

    serializer_class = ExpertRowOut
    queryset = Expert.objects.none()
    filterset_class = ExpertFilter

    def get_queryset(self) -> QuerySet[Expert]:
        """Who keeps no pool sees nobody here: `visible_to` leaves her herself alone."""
        user = self.request.user
        rows = Expert.objects.visible_to(user).exclude(user=user.pk).select_related("user")
        return rows.order_by("-created_at", "-pk")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of the pool, with the load of each."""
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(_lines(rows or []))

    def _kept(self) -> Expert:
        expert: Expert = self.get_object()
        demand(policies.can_keep(self.request.user, expert))
        return expert

    def _answer(self, expert: Expert, status: int = 200) -> Response:
        """As stored now. Reading who she is is noted for her to see, as at the operators' page."""
        stored = self.get_queryset().get(pk=expert.pk)
        if stored.user is not None:
            consents.log_access(
                stored.user, viewer=self.request.user, organisation=None, what="identity", subject_ref=stored.public_id
            )
        names = ("email", "source", "invited_until", "joined_at")
        row = {**facts(stored), **{name: getattr(stored, name) for name in names}}
        return Response(ExpertKeptOut(row).data, status=status)

    @extend_schema(responses=ExpertKeptOut)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._answer(self._kept())

    @extend_schema(request=InviteExpertIn, responses={201: ExpertKeptOut})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Invite somebody: she gets a mail with a link by which she joins."""
        demand(policies.keeps_somewhere(request.user))
        row = read(InviteExpertIn, request)
        if not policies.can_invite(request.user, row["district"]):
            raise serializers.ValidationError({"district": _("You keep the experts of other districts only.")})
        with steps("email"):
            made = lifecycle.invite(by=request.user, **row)
        return self._answer(made, status=201)

    @extend_schema(
        request={"multipart/form-data": ExpertSheetIn}, responses={201: ExpertRowOut(many=True)}, filters=False
    )
    @action(
        detail=False, methods=["post"], pagination_class=None, filterset_class=None,
        parser_classes=[PlainJSONParser, MultiPartParser],
    )  # fmt: skip
    def sheet(self, request: Request) -> Response:
        """A spreadsheet of experts: all are invited, or none; a fault is told as `rows.<row>.<column>`."""
        demand(policies.keeps_somewhere(request.user))
        row = read(ExpertSheetIn, request)
        with steps("file"):
            upload = checked(row["file"], spreadsheets.EXTENSIONS)
        found = read_sheet(lambda: imports.read(upload.content, by=request.user))
        with steps():
            made = imports.take_in(found, by=request.user)
        return whole_list(_lines(made), status=201)

    def _step(self, take: Callable[..., object], form: type[serializers.Serializer[Any]] | None = None) -> Response:
        expert = self._kept()
        given = read(form, self.request) if form else {}
        with steps():
            take(expert, by=self.request.user, **given)
        return self._answer(expert)

    @extend_schema(request=ReasonIn, responses=ExpertKeptOut)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, id: str) -> Response:  # noqa: A002
        """Not asked for new cases; she reads the reason."""
        return self._step(lifecycle.pause, ReasonIn)

    @extend_schema(request=None, responses=ExpertKeptOut)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, id: str) -> Response:  # noqa: A002
        """Back in the pool."""
        return self._step(lifecycle.resume)

    @extend_schema(request=ReasonIn, responses=ExpertKeptOut)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, id: str) -> Response:  # noqa: A002
        """Out of the pool; she reads the reason, open links close."""
        return self._step(lifecycle.end, ReasonIn)

    @extend_schema(request=None, responses=ExpertKeptOut)
    @action(detail=True, methods=["post"], url_path="send-again")
    def send_again(self, request: Request, id: str) -> Response:  # noqa: A002
        """A new link to who has not joined yet; the one before no longer opens anything."""
        return self._step(lifecycle.send_again)

    @extend_schema(request=None, responses=ExpertKeptOut)
    @action(detail=True, methods=["post"], url_path="invite-again")
    def invite_again(self, request: Request, id: str) -> Response:  # noqa: A002
        """Ask somebody back who had left."""
        return self._step(lifecycle.invite_again)

    # ---------------------------------------------------------------- notes
    def _noted(self) -> Expert:
        expert: Expert = self.get_object()
        demand(policies.can_note(self.request.user, expert))
        return expert

    @extend_schema(responses=QualityNoteOut(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def notes(self, request: Request, id: str) -> Response:  # noqa: A002
        """What operators noted of her work, the newest first."""
        rows = self._noted().notes.select_related("written_by")
        return whole_list(QualityNoteOut(rows, many=True).data)

    @extend_schema(request=QualityNoteIn, responses={201: QualityNoteOut})
    @notes.mapping.post
    def note(self, request: Request, id: str) -> Response:  # noqa: A002
        """Add one; notes are never changed."""
        expert = self._noted()
        row = read(QualityNoteIn, request)
        with steps():
            made = quality.note(expert, row["rating"], row["text"], by=request.user, subject_ref=row.get("case", ""))
        return Response(QualityNoteOut(made).data, status=201)


def _lines(rows: list[Expert]) -> Any:
    """With load and undertakings of all of them, counted at once."""
    signed = Expert.objects.filter(pk__in=[row.pk for row in rows]).signed(today()).values_list("pk", flat=True)
    context = {"open_cases": load.open_cases(rows), "signed": set(signed)}
    return ExpertRowOut(rows, many=True, context=context).data
