"""Agreement records over REST (C18): what grew from events and matches, noted, signed, in force, ended; contracts beside.

Each party finds its own, operators those of their districts. The record of a contract follows its contract.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.agreements import policies, records
from apps.agreements.filters import AgreementFilter
from apps.agreements.models import Agreement, Party
from apps.agreements.terms import SCANS, Kind, Side, Source
from apps.api.errors import demand, steps
from apps.api.fields import CodeField, OneOfField, PlainTextField
from apps.api.v1.agreement_shapes import MOST_MONEY, FileSideIn, PartyOut, ScanIn
from apps.api.v1.positions import ReasonIn
from apps.api.v1.timelines import StepOut, timeline
from apps.api.v1.uploads import BYTES, checked, download
from apps.api.views import ByPublicId, found_or_404, read, whole_list
from apps.taxonomy import choices

MOST_PLANNED = 60
SIDE = OpenApiParameter("side", str, enum=Side.values, required=True, description="whose scan")


# ---------------------------------------------------------------- out
class RecordRowOut(serializers.Serializer[Agreement]):
    id = serializers.CharField(source="public_id")
    kind = serializers.CharField(help_text="intention or formal")
    state = serializers.CharField()
    title = serializers.CharField()
    title_en = serializers.CharField()
    amount = serializers.IntegerField(allow_null=True, help_text="whole yuan")
    source = serializers.CharField(help_text="event, match or challenge")
    source_ref = serializers.CharField(help_text="number or id of what it grew from")
    district = serializers.CharField()
    signed_on = serializers.DateField(allow_null=True, help_text="the day on which the last side was filed")
    created_at = serializers.DateTimeField()
    contract = serializers.SerializerMethodField(help_text="`contracts/{id}/` where it is one of a call")

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_contract(self, agreement: Agreement) -> str | None:
        contract = getattr(agreement, "contract", None)
        return contract.public_id if contract else None


class PlannedShape(serializers.Serializer[Any]):
    title = PlainTextField(max_length=160)
    on = serializers.DateField()


class RecordOut(RecordRowOut):
    plan = PlannedShape(many=True, help_text="milestones; those of a contract stand with it")
    parties = PartyOut(many=True)


# ---------------------------------------------------------------- in
class RecordPartyIn(serializers.Serializer[Any]):
    name = PlainTextField(max_length=160)
    credit_code = PlainTextField(
        max_length=18, required=False, allow_blank=True, default="", help_text="finds an organisation of the platform"
    )


class NewRecordIn(serializers.Serializer[Any]):
    kind = OneOfField(choices=Kind.choices)
    title = PlainTextField(max_length=200)
    title_en = PlainTextField(max_length=200, required=False, allow_blank=True, default="")
    source = OneOfField(choices=[row for row in Source.choices if row[0] != Source.CHALLENGE])
    source_ref = PlainTextField(max_length=16)
    district = CodeField(lambda: choices.districts())
    amount = serializers.IntegerField(
        min_value=0, max_value=MOST_MONEY, allow_null=True, required=False, default=None, help_text="whole yuan"
    )
    parties = serializers.ListField(child=RecordPartyIn(), min_length=2, max_length=2, help_text="first and second")
    plan = serializers.ListField(child=PlannedShape(), max_length=MOST_PLANNED, required=False, default=list)


class FormalIn(serializers.Serializer[Any]):
    amount = serializers.IntegerField(
        min_value=0, max_value=MOST_MONEY, allow_null=True, required=False, default=None,
        help_text="whole yuan; without it the sum of the intention stays",
    )  # fmt: skip


class RecordScanIn(ScanIn):
    side = OneOfField(choices=Side.choices)


class Records(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, ByPublicId):
    """One's own, as a party or for one; for operators those of their districts."""

    serializer_class = RecordRowOut
    queryset = Agreement.objects.none()
    filterset_class = AgreementFilter

    def get_queryset(self) -> QuerySet[Agreement]:
        rows = Agreement.objects.visible_to(self.request.user).select_related("contract")
        return rows.order_by("-created_at", "-pk")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def _found(self) -> Agreement:
        """The record of a contract is for those alone who read the contract."""
        found: Agreement = self.get_object()
        contract = getattr(found, "contract", None)
        if contract is not None and not policies.can_read(self.request.user, contract):
            raise NotFound
        return found

    def _answer(self, agreement: Agreement, status: int = 200) -> Response:
        stored = found_or_404(self.get_queryset().prefetch_related("parties__scan"), pk=agreement.pk)
        return Response(RecordOut(stored).data, status=status)

    @extend_schema(responses=RecordOut)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._answer(self._found())

    @extend_schema(request=NewRecordIn, responses={201: RecordOut})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Note an agreement that grew from an event or a match (operators)."""
        demand(policies.may_note_somewhere(request.user))
        row = read(NewRecordIn, request)
        if not policies.may_note(request.user, row["district"]):
            raise serializers.ValidationError({"district": _("You keep the agreements of other districts only.")})
        parties = [
            {"name": one["name"], "organisation": records.organisation_of(one["credit_code"])} for one in row["parties"]
        ]
        plan = [(one["title"], one["on"]) for one in row["plan"]]
        with steps():
            made = records.record(by=request.user, **{**row, "parties": parties, "plan": plan})
        return self._answer(made, status=201)

    def _step(self, take: Callable[..., object], form: type[serializers.Serializer[Any]] | None = None) -> Response:
        found = self._found()
        demand(policies.can_move_record(self.request.user, found))
        given = read(form, self.request) if form else {}
        with steps():
            take(found, by=self.request.user, **given)
        return self._answer(found)

    @extend_schema(request=FormalIn, responses=RecordOut)
    @action(detail=True, methods=["post"])
    def draft(self, request: Request, id: str) -> Response:  # noqa: A002
        """An intention becomes a formal agreement that waits to be signed (operators)."""
        return self._step(records.draft, FormalIn)

    @extend_schema(request=None, responses=RecordOut)
    @action(detail=True, methods=["post"], url_path="enter-force")
    def enter_force(self, request: Request, id: str) -> Response:  # noqa: A002
        """What is signed enters into force (operators)."""
        return self._step(records.enter_force)

    @extend_schema(request=None, responses=RecordOut)
    @action(detail=True, methods=["post"])
    def fulfil(self, request: Request, id: str) -> Response:  # noqa: A002
        """It is fulfilled (operators)."""
        return self._step(records.fulfil)

    @extend_schema(request=ReasonIn, responses=RecordOut)
    @action(detail=True, methods=["post"])
    def lapse(self, request: Request, id: str) -> Response:  # noqa: A002
        """It lapses, with a reason (operators)."""
        return self._step(records.lapse, ReasonIn)

    @extend_schema(request=ReasonIn, responses=RecordOut)
    @action(detail=True, methods=["post"], url_path="break", url_name="break")
    def broken(self, request: Request, id: str) -> Response:  # noqa: A002
        """It is broken, with a reason (operators)."""
        return self._step(records.break_, ReasonIn)

    # ---------------------------------------------------------------- what was signed
    def _party(self, found: Agreement, side: str) -> Party:
        rows = found.parties.select_related("agreement__contract", "organisation", "scan")
        return found_or_404(rows, side=side if side in Side.values else "")

    @extend_schema(methods=["GET"], parameters=[SIDE], responses=BYTES)
    @extend_schema(methods=["POST"], request={"multipart/form-data": RecordScanIn}, responses={201: RecordOut})
    @action(detail=True, methods=["get", "post"], parser_classes=[MultiPartParser], pagination_class=None)
    def scan(self, request: Request, id: str) -> HttpResponse:  # noqa: A002
        """GET: the signed scan of a side. POST: hand one in, for one's own side or as the operator who keeps it."""
        found = self._found()
        if request.method == "GET":
            party = self._party(found, request.query_params.get("side", ""))
            if party.scan is None:
                raise NotFound
            return download(request.user, party.scan)
        demand(any(policies.can_hand_in_record(request.user, party) for party in found.parties.all()))
        row = read(RecordScanIn, request)
        party = self._party(found, row["side"])
        demand(policies.can_hand_in_record(request.user, party))
        with steps("file"):
            upload = checked(row["file"], SCANS)
            records.hand_in(party, by=request.user, upload=upload, signatory=row["signatory"], sealed=row["sealed"])
        return self._answer(found, status=201)

    @extend_schema(request=FileSideIn, responses=RecordOut)
    @action(detail=True, methods=["post"], url_path="file-side")
    def file_side(self, request: Request, id: str) -> Response:  # noqa: A002
        """File the scan of a side, by other eyes than those that handed it in; with the second one it is signed."""
        found = self._found()
        demand(policies.can_move_record(request.user, found))
        row = read(FileSideIn, request)
        party = self._party(found, row["side"])
        demand(policies.can_file(request.user, party))
        with steps():
            records.file_side(party, by=request.user, seen=row["sha256"])
        return self._answer(found)

    @extend_schema(responses=StepOut(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def timeline(self, request: Request, id: str) -> Response:  # noqa: A002
        """Every step so far."""
        return whole_list(timeline(self._found()))
