"""Shapes of reviews: what an expert reads and writes, what operators see of panel, order and determination."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.fields import CodeField, IdField, PlainTextField
from apps.challenges.models import Challenge
from apps.procedures import scores
from apps.proposals import sections
from apps.proposals.models import Part
from apps.reviews import naming, results, sheets
from apps.reviews.models import Determination, Panel, Seat, Sheet, Winner
from apps.reviews.results import Row
from apps.reviews.states import SeatState, SheetState
from apps.taxonomy import choices

REASON = 4000


def fields_of_panel() -> list[Any]:
    """Codes of chains and disciplines: either can be a field of a panel."""
    return [*choices.chain_list(), *(choice for _group, rows in choices.disciplines() for choice in rows)]


# ---------------------------------------------------------------- an expert's own
class ReviewStateOut(serializers.Serializer[Challenge]):
    state = serializers.CharField(help_text="of the call")


class MySheetRowOut(serializers.Serializer[Sheet]):
    id = serializers.CharField(source="public_id")
    code = serializers.CharField(source="proposal.pseudonym.code", help_text="the proposal's name before the experts")
    state = serializers.CharField()


class MyPanelOut(serializers.Serializer[Seat]):
    """A panel that one was asked to sit on: `id` is one's reference in its draw."""

    id = serializers.CharField(source="public_id")
    challenge = serializers.CharField(source="panel.challenge.public_id")
    number = serializers.CharField(source="panel.challenge.number")
    title = serializers.SerializerMethodField()
    employer = serializers.SerializerMethodField(help_text="who posts the call")
    field = serializers.CharField(help_text="code of the chain or discipline one was drawn for")
    state = serializers.CharField()
    panel_state = serializers.CharField(source="panel.state")
    answer_by = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(source="panel.due_at", allow_null=True, help_text="marks are due")
    defence_at = serializers.DateTimeField(source="panel.defence_at", allow_null=True)
    defence_place = serializers.CharField(source="panel.defence_place")
    sheets = serializers.SerializerMethodField(
        help_text="by the names of the proposals; empty before the marks are open"
    )

    def get_title(self, seat: Seat) -> str:
        return str(seat.panel.challenge)

    def get_employer(self, seat: Seat) -> str:
        return str(seat.panel.challenge.employer.organisation)

    @extend_schema_field(MySheetRowOut(many=True))
    def get_sheets(self, seat: Seat) -> Any:
        if seat.state != SeatState.ACCEPTED:
            return []
        rows = seat.sheets.exclude(state=SheetState.VOID).select_related("proposal__pseudonym")
        return MySheetRowOut(rows.order_by("proposal__pseudonym__code"), many=True).data


class AcceptSeatIn(serializers.Serializer[Any]):
    independent = serializers.BooleanField(help_text="true: I have no conflict of interest in this call")


class DeclineSeatIn(serializers.Serializer[Any]):
    reason = PlainTextField(max_length=1000, required=False, allow_blank=True, default="")


class ConflictIn(serializers.Serializer[Any]):
    reason = PlainTextField(max_length=1000, help_text="what the conflict is; operators alone read it")


class MarkField(serializers.DecimalField):
    """0 to 100 in steps of a half."""

    default_error_messages = {"step": _("A mark lies between 0 and 100, in steps of a half.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=4, decimal_places=1, min_value=Decimal(0), max_value=scores.TOP, **options)

    def to_internal_value(self, data: Any) -> Decimal:
        value = super().to_internal_value(data)
        if value % scores.STEP:
            self.fail("step")
        return value


class MarkIn(serializers.Serializer[Any]):
    criterion = serializers.IntegerField(min_value=1, max_value=99, help_text="its number in the rubric, from 1")
    value = MarkField(allow_null=True, help_text="null: not given yet")


class SheetIn(serializers.Serializer[Any]):
    """What is not named stays. `saves` as it was read: two windows do not write over each other."""

    marks = MarkIn(many=True, required=False)
    for_applicant = PlainTextField(max_length=sheets.LONGEST, required=False, allow_blank=True)
    for_panel = PlainTextField(max_length=sheets.LONGEST, required=False, allow_blank=True)
    saves = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False)


class OwnMarkOut(serializers.Serializer[Any]):
    criterion = serializers.IntegerField(help_text="its number in the rubric, from 1")
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    guide_zh = serializers.CharField()
    guide_en = serializers.CharField()
    weight = serializers.IntegerField(help_text="per cent")
    value = serializers.DecimalField(4, 1, allow_null=True, help_text="one's own mark")


class EnclosedOut(serializers.Serializer[Any]):
    n = serializers.IntegerField(help_text="as `file/?n=` takes it")
    content_type = serializers.CharField()
    size = serializers.IntegerField()


class SheetOut(serializers.Serializer[Sheet]):
    """One's own sheet beside the blind part; nothing in it names an applicant."""

    id = serializers.CharField(source="public_id")
    panel = serializers.CharField(source="seat.public_id", help_text="as in `me/panels/`")
    code = serializers.CharField(source="proposal.pseudonym.code")
    state = serializers.CharField()
    due_at = serializers.DateTimeField(source="seat.panel.due_at")
    saves = serializers.IntegerField()
    marks = serializers.SerializerMethodField()
    for_applicant = serializers.CharField()
    for_panel = serializers.CharField()
    content = serializers.SerializerMethodField(help_text="the sections of the blind part")
    files = serializers.SerializerMethodField()

    @extend_schema_field(OwnMarkOut(many=True))
    def get_marks(self, sheet: Sheet) -> Any:
        given = {mark.criterion_id: mark.value for mark in sheet.marks.all()}
        names = ("name_zh", "name_en", "guide_zh", "guide_en", "weight")
        rows = [
            {"criterion": n, "value": given.get(row.pk), **{name: getattr(row, name) for name in names}}
            for n, row in enumerate(sheets.criteria(sheet.proposal.challenge), start=1)
        ]
        return OwnMarkOut(rows, many=True).data

    @extend_schema_field(serializers.JSONField())
    def get_content(self, sheet: Sheet) -> Any:
        return sections.of_part(results.blind(sheet.proposal)[0], Part.BLIND)

    @extend_schema_field(EnclosedOut(many=True))
    def get_files(self, sheet: Sheet) -> Any:
        rows = results.blind(sheet.proposal)[1]
        shown = [{"n": n, "content_type": row.content_type, "size": len(row.content)} for n, row in enumerate(rows)]
        return EnclosedOut(shown, many=True).data


# ---------------------------------------------------------------- operators
class FieldPlacesIn(serializers.Serializer[Any]):
    field = CodeField(fields_of_panel, help_text="code of a chain or discipline")
    places = serializers.IntegerField(min_value=1, max_value=99)


class DrawIn(serializers.Serializer[Any]):
    places = FieldPlacesIn(many=True, allow_empty=False)
    reason = PlainTextField(
        max_length=1000, required=False, allow_blank=True, default="",
        help_text="why fields are drawn from that the call does not name, or experts who joined after its closing",
    )  # fmt: skip


class BeginIn(serializers.Serializer[Any]):
    due_at = serializers.DateTimeField(help_text="marks are due")
    defence_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    defence_place = PlainTextField(max_length=300, required=False, allow_blank=True, default="")


class ExtendIn(serializers.Serializer[Any]):
    due_at = serializers.DateTimeField()
    reason = PlainTextField(max_length=REASON)


class ExcuseIn(serializers.Serializer[Any]):
    seat = IdField()
    reason = PlainTextField(max_length=REASON)


class SeatOut(serializers.Serializer[Seat]):
    id = serializers.CharField(source="public_id", help_text="the reference in the draw")
    expert = serializers.CharField(source="expert.public_id")
    name = serializers.SerializerMethodField()
    field = serializers.CharField()
    state = serializers.CharField()
    answer_by = serializers.DateTimeField(allow_null=True)
    handed_in = serializers.SerializerMethodField()
    sheets = serializers.SerializerMethodField(help_text="how many count")

    def get_name(self, seat: Seat) -> str:
        return seat.expert.name

    def get_handed_in(self, seat: Seat) -> int:
        return sum(sheet.state in (SheetState.HANDED_IN, SheetState.LOCKED) for sheet in seat.sheets.all())

    def get_sheets(self, seat: Seat) -> int:
        return sum(sheet.state != SheetState.VOID for sheet in seat.sheets.all())


class PanelOut(serializers.Serializer[Panel]):
    challenge = serializers.CharField(source="challenge.public_id")
    state = serializers.CharField()
    drawn_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    defence_at = serializers.DateTimeField(allow_null=True)
    defence_place = serializers.CharField()
    locked_at = serializers.DateTimeField(allow_null=True)
    left_out = serializers.DictField(child=serializers.IntegerField(), help_text="experts by kind of conflict")
    seats = serializers.SerializerMethodField()

    @extend_schema_field(SeatOut(many=True))
    def get_seats(self, panel: Panel) -> Any:
        rows = panel.seats.select_related("expert__user").prefetch_related("sheets").order_by("field", "order")
        return SeatOut(rows, many=True).data


class StandingOut(serializers.Serializer[Row]):
    """A proposal in the order. Experts stand by their reference in the draw."""

    id = serializers.CharField(source="proposal.public_id")
    code = serializers.CharField()
    state = serializers.CharField(source="proposal.state")
    rank = serializers.IntegerField(source="placed.rank")
    total = serializers.DecimalField(5, 2, source="placed.total")
    passes = serializers.BooleanField(source="placed.passes")
    spread = serializers.DecimalField(5, 2, source="placed.spread", help_text="highest minus lowest total of an expert")
    first_criterion = serializers.DecimalField(5, 2, source="placed.first_criterion")
    told_apart_by = serializers.CharField(
        source="placed.told_apart_by", help_text="the tie-break against the one before it, if their totals are equal"
    )
    by_expert = serializers.DictField(child=serializers.DecimalField(5, 2), source="placed.by_expert")
    outliers = serializers.ListField(child=serializers.CharField(), source="placed.outliers")
    dropped = serializers.ListField(child=serializers.CharField(), source="placed.dropped")


class ProposeIn(serializers.Serializer[Any]):
    winners = serializers.ListField(child=IdField(), min_length=1, max_length=20, help_text="ids of proposals")
    reasons = PlainTextField(max_length=REASON)


class WinnerOut(serializers.Serializer[Winner]):
    id = serializers.CharField(source="proposal.public_id")
    rank = serializers.IntegerField()
    shown = serializers.SerializerMethodField(help_text="as it is made public: a name only with consent")

    def get_shown(self, row: Winner) -> str:
        return naming.shown(row.proposal)


class DeterminationOut(serializers.Serializer[Determination]):
    id = serializers.CharField(source="public_id")
    number = serializers.IntegerField()
    state = serializers.CharField()
    reasons = serializers.CharField()
    order = serializers.JSONField(help_text="the order it rests on, as it was")
    decided_at = serializers.DateTimeField()
    effective_at = serializers.DateTimeField(allow_null=True)
    publicity = serializers.SerializerMethodField()
    winners = serializers.SerializerMethodField()

    def get_publicity(self, row: Determination) -> str | None:
        return row.publicity.public_id if row.publicity else None

    @extend_schema_field(WinnerOut(many=True))
    def get_winners(self, row: Determination) -> Any:
        return WinnerOut(row.winners.select_related("proposal__organisation", "proposal__lead"), many=True).data


# ---------------------------------------------------------------- everybody, and the applicant
class DrawOut(serializers.Serializer[Challenge]):
    """All that is needed to draw again: seed from nonce and receipts, candidates by field, what was drawn."""

    nonce_hash = serializers.CharField(help_text="published with the call, before anybody could know the receipts")
    drawn_at = serializers.DateTimeField()
    draw = serializers.JSONField(
        help_text="nonce, receipt hashes, seed; by field candidates, drawn, in reserve, not drawn"
    )


class ProposalResultOut(serializers.Serializer[results.Own]):
    """Of one's own proposal once it is decided. Rank and total are null where no expert scored."""

    code = serializers.CharField(help_text="the name it had before the experts")
    rank = serializers.IntegerField(source="row.placed.rank", default=None, allow_null=True)
    of = serializers.IntegerField(help_text="how many proposals stand in the order")
    total = serializers.DecimalField(5, 2, source="row.placed.total", default=None, allow_null=True)
    comments = serializers.ListField(child=serializers.CharField(), help_text="what experts wrote for the applicant")
