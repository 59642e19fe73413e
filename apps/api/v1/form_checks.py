"""The form check of a proposal over REST: the applicant's outcome and appeal, the operator's items and decision."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.errors import demand, steps
from apps.api.fields import OneOfField, PlainTextField
from apps.api.views import ByPublicId, read
from apps.proposals import corrections
from apps.proposals.models import Proposal
from apps.reviews import form_check, form_policies
from apps.reviews.form_check import REASON, REMARK, Tick
from apps.reviews.form_items import Item
from apps.reviews.form_states import FormOutcome, Verdict
from apps.reviews.models import FormAppeal, FormCheck, FormItem

DECISIONS = [(code, label) for code, label in FormOutcome.choices if code]


class ItemOut(serializers.Serializer[FormItem]):
    item = serializers.CharField()
    label = serializers.CharField(source="get_item_display")
    finding = serializers.CharField(help_text="what the system found: met, unmet or empty")
    note = serializers.CharField()
    detail = serializers.CharField()
    verdict = serializers.CharField(help_text="what the operator says: met, unmet or empty")
    remark = serializers.CharField()


class AppealOut(serializers.Serializer[FormAppeal]):
    state = serializers.CharField()
    text = serializers.CharField()
    lodged_at = serializers.DateTimeField()
    due_on = serializers.DateField()
    reply = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)


class FormCheckOut(serializers.Serializer[FormCheck]):
    """Of the newest decided round for the applicant, who reads what is not in order; of the newest for operators."""

    proposal = serializers.CharField(source="proposal.public_id")
    state = serializers.CharField(source="proposal.state")
    round = serializers.IntegerField()
    outcome = serializers.CharField(help_text="empty until it is decided")
    reason = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    appeal_until = serializers.DateTimeField(allow_null=True)
    asked = serializers.ListField(child=serializers.CharField(), source="proposal.asked")
    correct_until = serializers.DateTimeField(source="proposal.returned_until", allow_null=True)
    items = serializers.SerializerMethodField()
    appeal = serializers.SerializerMethodField()

    @extend_schema_field(ItemOut(many=True))
    def get_items(self, check: FormCheck) -> Any:
        rows = list(check.items.all())
        if not self.context["operates"]:
            rows = [row for row in rows if row.verdict == Verdict.UNMET]
        return ItemOut(rows, many=True).data

    @extend_schema_field(AppealOut(allow_null=True))
    def get_appeal(self, check: FormCheck) -> Any:
        found = FormAppeal.objects.filter(proposal=check.proposal).first()
        return AppealOut(found).data if found else None


class TickIn(serializers.Serializer[Any]):
    item = OneOfField(choices=Item.choices)
    verdict = OneOfField(choices=Verdict.choices, allow_blank=True)
    remark = PlainTextField(max_length=REMARK, required=False, allow_blank=True, default="")


class DecisionIn(serializers.Serializer[Any]):
    """`items` are stored first; without an outcome nothing is decided."""

    items = TickIn(many=True, required=False, default=list)
    outcome = OneOfField(choices=DECISIONS, required=False)
    reason = PlainTextField(max_length=REASON, required=False, allow_blank=True, default="")
    asked = serializers.ListField(
        child=OneOfField(choices=list(corrections.targets().items())), required=False, default=list, max_length=40
    )


class AppealIn(serializers.Serializer[Any]):
    text = PlainTextField(max_length=REASON)


class AppealDecisionIn(serializers.Serializer[Any]):
    allow = serializers.BooleanField()
    reply = PlainTextField(max_length=REASON)


class FormChecks(ByPublicId):
    """Named by the proposal. Whoever belongs to another side finds nothing."""

    serializer_class = FormCheckOut
    queryset = Proposal.objects.none()

    def get_queryset(self) -> QuerySet[Proposal]:
        user = self.request.user
        operated = FormCheck.objects.operated_by(user).values("proposal")
        rows = Proposal.objects.filter(pk__in=operated) | Proposal.objects.filter(
            pk__in=Proposal.objects.visible_to(user).values("pk")
        )
        return rows.select_related("challenge__programme", "challenge__employer__organisation", "organisation", "lead")

    def _found(self) -> tuple[Proposal, bool]:
        """The proposal and whether it is read as an operator; 404 for an operator who stands on one of its sides."""
        proposal: Proposal = self.get_object()
        if form_policies.can_read_case(self.request.user, proposal):
            return proposal, False
        if not form_policies.can_look(self.request.user, proposal):
            raise NotFound
        return proposal, True

    def _answer(self, proposal: Proposal, *, operates: bool, status: int = 200) -> Response:
        rows = FormCheck.objects.filter(proposal=proposal).select_related("proposal").order_by("-round")
        check = rows.first() if operates else rows.exclude(outcome="").first()
        if check is None:
            raise NotFound
        return Response(FormCheckOut(check, context={"operates": operates}).data, status=status)

    @extend_schema(methods=["GET"], responses=FormCheckOut)
    @extend_schema(methods=["POST"], request=DecisionIn, responses=FormCheckOut)
    @action(detail=True, methods=["get", "post"], url_path="form-check")
    def form_check(self, request: Request, id: str) -> Response:  # noqa: A002
        """GET: the outcome with its reasons. POST (who checks): verdicts on items, and the outcome once it is named."""
        proposal, operates = self._found()
        if request.method == "POST":
            demand(operates and form_policies.can_check(request.user, proposal))
            row = read(DecisionIn, request)
            with steps():
                _decide(proposal, row, by=request.user)
        return self._answer(proposal, operates=operates)

    @extend_schema(request=AppealIn, responses={201: FormCheckOut})
    @action(detail=True, methods=["post"])
    def appeal(self, request: Request, id: str) -> Response:  # noqa: A002
        """The applicant's one appeal against a check that was not passed."""
        proposal, operates = self._found()
        demand(not operates and form_policies.proposals.can_lead(request.user, proposal))
        row = read(AppealIn, request)
        with steps():
            form_check.appeal(proposal, by=request.user, text=row["text"])
        return self._answer(proposal, operates=False, status=201)

    @extend_schema(request=AppealDecisionIn, responses=FormCheckOut)
    @action(detail=True, methods=["post"], url_path="appeal/decision")
    def appeal_decision(self, request: Request, id: str) -> Response:  # noqa: A002
        """The department's decision, by another person than the one who checked."""
        proposal, operates = self._found()
        appeal = (
            FormAppeal.objects.filter(proposal=proposal).select_related("form_check", "proposal__challenge").first()
        )
        demand(operates)
        if appeal is None:
            raise NotFound
        demand(form_policies.can_decide_appeal(request.user, appeal))
        row = read(AppealDecisionIn, request)
        with steps():
            (form_check.allow if row["allow"] else form_check.refuse)(appeal, by=request.user, reply=row["reply"])
        return self._answer(self.get_object(), operates=True)


def _decide(proposal: Proposal, row: dict[str, Any], *, by: Any) -> None:
    check = form_check.begin(proposal)
    ticks = {one["item"]: Tick(one["verdict"], one["remark"]) for one in row["items"]}
    form_check.tick(check, ticks, by=by)
    outcome = row.get("outcome")
    if outcome == FormOutcome.ELIGIBLE:
        form_check.admit(check, by=by)
    elif outcome == FormOutcome.INELIGIBLE:
        form_check.find_ineligible(check, by=by, reason=row["reason"])
    elif outcome == FormOutcome.RETURNED:
        form_check.return_(check, by=by, reason=row["reason"], asked=row["asked"])
