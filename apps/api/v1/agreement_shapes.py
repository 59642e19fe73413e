"""Contracts as they go out and come in. Sums in whole yuan."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.agreements import contracts, policies
from apps.agreements.milestones import MOST_FILES, Measured
from apps.agreements.models import (
    Acceptance,
    Contract,
    Ending,
    Evaluation,
    Measurement,
    Milestone,
    Party,
    Payment,
    Recovery,
    Report,
)
from apps.agreements.terms import EndKind, Side, StopRule, TransferMode
from apps.api.fields import IdField, OneOfField, PlainTextField
from apps.api.v1.uploads import FileOut
from apps.challenges.models import Indicator, MilestoneGoal

MOST_MONEY = 10**12
MOST_COUNT = 10**6


def _reason(**options: Any) -> PlainTextField:
    return PlainTextField(max_length=2000, **options)


# ---------------------------------------------------------------- out
class PartyOut(serializers.Serializer[Party]):
    side = serializers.CharField(help_text="poster or solver")
    name = serializers.CharField()
    signatory = serializers.CharField()
    sealed = serializers.BooleanField()
    scan = FileOut(allow_null=True, help_text="`scan/?side=` is the file itself")
    handed_in_at = serializers.DateTimeField(allow_null=True)
    returned = serializers.CharField(help_text="why it was sent back")
    filed_at = serializers.DateTimeField(allow_null=True)
    public_at = serializers.DateTimeField(allow_null=True, help_text="since when the name may be public")


class MeasurementOut(serializers.Serializer[Measurement]):
    indicator = serializers.CharField(source="indicator.public_id")
    metric = serializers.CharField(source="indicator.metric")
    value = serializers.DecimalField(max_digits=18, decimal_places=6, allow_null=True)
    met = serializers.BooleanField()
    verifier = serializers.CharField()


class ContractIndicatorOut(serializers.Serializer[Indicator]):
    """What the result is measured by; a measured value names it by its id."""

    id = serializers.CharField(source="public_id")
    metric = serializers.CharField()
    metric_en = serializers.CharField()
    comparison = serializers.CharField()
    threshold = serializers.DecimalField(max_digits=18, decimal_places=6, allow_null=True)
    unit = serializers.CharField()
    method = serializers.CharField()
    verifier = serializers.CharField()


class ReportOut(serializers.Serializer[Report]):
    round = serializers.IntegerField()
    text = serializers.CharField()
    reported_at = serializers.DateTimeField()
    answer = serializers.CharField(help_text="what is to be reworked")
    files = serializers.SerializerMethodField()
    measurements = MeasurementOut(many=True)

    @extend_schema_field(FileOut(many=True))
    def get_files(self, report: Report) -> Any:
        return FileOut([row.file for row in report.evidence.all()], many=True).data


class StageGoalOut(serializers.Serializer[MilestoneGoal]):
    indicator = serializers.CharField(source="indicator.public_id")
    metric = serializers.CharField()
    threshold = serializers.DecimalField(max_digits=18, decimal_places=6, allow_null=True)


class MilestoneOut(serializers.Serializer[Milestone]):
    id = serializers.CharField(source="public_id")
    number = serializers.IntegerField(source="order")
    state = serializers.CharField()
    title = serializers.CharField()
    title_en = serializers.CharField()
    proof = serializers.CharField()
    due_month = serializers.IntegerField()
    due_on = serializers.DateField(allow_null=True)
    grace_until = serializers.DateField(allow_null=True)
    amount = serializers.IntegerField()
    goals = StageGoalOut(many=True, help_text="what it is measured by")
    word = serializers.CharField(help_text="the poster's: empty, confirmed or waived")
    reports = ReportOut(many=True)


class PaymentOut(serializers.Serializer[Payment]):
    id = serializers.CharField(source="public_id")
    milestone = serializers.CharField(source="milestone.public_id")
    state = serializers.CharField()
    amount = serializers.IntegerField()
    ordered_at = serializers.DateTimeField(allow_null=True)
    paid_at = serializers.DateTimeField(allow_null=True)
    reference = serializers.CharField()


class AcceptanceOut(serializers.Serializer[Acceptance]):
    round = serializers.IntegerField()
    asked_at = serializers.DateTimeField()
    user_name = serializers.CharField()
    user_word = serializers.CharField()
    user_satisfied = serializers.BooleanField(allow_null=True)
    opinion = serializers.CharField()
    outcome = serializers.CharField(help_text="empty while it is open")
    note = serializers.CharField()
    measurements = MeasurementOut(many=True)


class EndingOut(serializers.Serializer[Ending]):
    kind = serializers.CharField()
    rule = serializers.CharField()
    state = serializers.CharField()
    reason = serializers.CharField()
    recover = serializers.IntegerField()
    hear_until = serializers.DateField()
    statement = serializers.CharField()


class ContractRecoveryOut(serializers.Serializer[Recovery]):
    state = serializers.CharField()
    amount = serializers.IntegerField()
    reference = serializers.CharField()
    recovered_at = serializers.DateTimeField(allow_null=True)


class EvaluationOut(serializers.Serializer[Evaluation]):
    score = serializers.IntegerField()
    grade = serializers.CharField()
    transfer = serializers.CharField()
    transfer_value = serializers.IntegerField()
    output_value = serializers.IntegerField()
    patents = serializers.IntegerField()
    papers = serializers.IntegerField()
    jobs = serializers.IntegerField()
    note = serializers.CharField()


class ContractRowOut(serializers.Serializer[Contract]):
    id = serializers.CharField(source="public_id")
    number = serializers.CharField()
    challenge = serializers.CharField(source="challenge.public_id")
    proposal = serializers.CharField(source="proposal.public_id")
    title = serializers.CharField(source="agreement.title")
    title_en = serializers.CharField(source="agreement.title_en")
    state = serializers.CharField()
    record = serializers.CharField(source="agreement.state", help_text="state of the agreement record")
    amount = serializers.IntegerField()
    ordered = serializers.IntegerField()
    paid = serializers.IntegerField()
    recovered = serializers.IntegerField()
    signed_on = serializers.DateField(allow_null=True)
    begun_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)


class ContractOut(ContractRowOut):
    """`side` is the one that the reader stands on; empty for operators."""

    side = serializers.SerializerMethodField()
    term_months = serializers.IntegerField()
    payment_mode = serializers.CharField()
    ip_choice = serializers.CharField()
    stop_rules = serializers.ListField(child=serializers.CharField())
    grace_days = serializers.IntegerField()
    clauses = serializers.CharField()
    rectify_until = serializers.DateField(allow_null=True)
    parties = PartyOut(many=True, source="agreement.parties")
    indicators = ContractIndicatorOut(many=True, source="revision.indicators")
    milestones = MilestoneOut(many=True)
    payments = PaymentOut(many=True)
    acceptances = AcceptanceOut(many=True)
    endings = EndingOut(many=True)
    recoveries = ContractRecoveryOut(many=True)
    evaluation = serializers.SerializerMethodField()

    def get_side(self, contract: Contract) -> str:
        user = self.context["request"].user
        if policies.is_solver(user, contract):
            return Side.SOLVER.value
        return Side.POSTER.value if policies.is_poster(user, contract) else ""

    @extend_schema_field(EvaluationOut(allow_null=True))
    def get_evaluation(self, contract: Contract) -> Any:
        found = getattr(contract, "evaluation", None)
        return EvaluationOut(found).data if found else None


# ---------------------------------------------------------------- in
class TermsIn(serializers.Serializer[Any]):
    amount = serializers.IntegerField(min_value=1, max_value=MOST_MONEY)
    stop_rules = serializers.ListField(child=OneOfField(choices=StopRule.choices), max_length=10)
    grace_days = serializers.IntegerField(min_value=contracts.LEAST_GRACE, max_value=contracts.MOST_GRACE)
    clauses = PlainTextField(max_length=6000, required=False, allow_blank=True, default="")


class NewContractIn(TermsIn):
    proposal = IdField(help_text="an awarded one")


class ScanIn(serializers.Serializer[Any]):
    """Multipart."""

    file = serializers.FileField(max_length=200, help_text="PDF, PNG or JPEG")
    signatory = PlainTextField(max_length=120)
    sealed = serializers.BooleanField(default=False, help_text="bears the official seal; an organisation's has to")


class FileSideIn(serializers.Serializer[Any]):
    """`sha256` of the scan that was looked at: another one that came in meanwhile is not filed."""

    side = OneOfField(choices=Side.choices)
    sha256 = serializers.RegexField(r"\A[0-9a-f]{64}\Z", max_length=64, error_messages={"invalid": "64 hex digits"})


class PublicNameIn(serializers.Serializer[Any]):
    public = serializers.BooleanField()


class ReturnScanIn(serializers.Serializer[Any]):
    side = OneOfField(choices=Side.choices)
    reason = PlainTextField(max_length=500)


class ContractReasonIn(serializers.Serializer[Any]):
    reason = _reason()


class ReferenceIn(serializers.Serializer[Any]):
    reference = PlainTextField(max_length=80)


class MeasuredIn(serializers.Serializer[Any]):
    """`value` for an indicator with a number, `shown` for one that is shown."""

    indicator = IdField()
    value = serializers.DecimalField(max_digits=18, decimal_places=6, required=False, allow_null=True, default=None)
    shown = serializers.BooleanField(required=False, default=False)
    verifier = PlainTextField(max_length=160, required=False, allow_blank=True, default="")


class ReportIn(serializers.Serializer[Any]):
    """Multipart: `files` once or more; measured values as `measured[0]indicator`, `measured[0]value`, …"""

    text = PlainTextField(max_length=6000)
    files = serializers.ListField(child=serializers.FileField(max_length=200), min_length=1, max_length=MOST_FILES)
    measured = MeasuredIn(many=True, required=False, default=list)


class UserWordIn(serializers.Serializer[Any]):
    name = PlainTextField(max_length=160)
    word = PlainTextField(max_length=4000)
    file = serializers.FileField(max_length=200, help_text="as the end user signed it")
    satisfied = serializers.BooleanField()


class HeardIn(serializers.Serializer[Any]):
    """What an acceptance is decided on."""

    measured = MeasuredIn(many=True)
    experts = PlainTextField(max_length=1000)
    opinion = PlainTextField(max_length=6000)


class RectifyIn(HeardIn):
    until = serializers.DateField()
    note = _reason()


class NotMetIn(HeardIn):
    note = _reason()


class EndingIn(serializers.Serializer[Any]):
    kind = OneOfField(choices=EndKind.choices)
    rule = OneOfField(choices=StopRule.choices)
    reason = PlainTextField(max_length=4000)
    recover = serializers.IntegerField(min_value=0, max_value=MOST_MONEY, default=0)


class StatementIn(serializers.Serializer[Any]):
    statement = PlainTextField(max_length=6000)


class EndingDecisionIn(serializers.Serializer[Any]):
    confirm = serializers.BooleanField()
    note = _reason()


class EvaluationIn(serializers.Serializer[Any]):
    score = serializers.IntegerField(min_value=0, max_value=100)
    transfer = OneOfField(choices=TransferMode.choices, default=TransferMode.NONE)
    transfer_value = serializers.IntegerField(min_value=0, max_value=MOST_MONEY, default=0)
    output_value = serializers.IntegerField(min_value=0, max_value=MOST_MONEY, default=0)
    patents = serializers.IntegerField(min_value=0, max_value=MOST_COUNT, default=0)
    papers = serializers.IntegerField(min_value=0, max_value=MOST_COUNT, default=0)
    jobs = serializers.IntegerField(min_value=0, max_value=MOST_COUNT, default=0)
    note = PlainTextField(max_length=4000, required=False, allow_blank=True, default="")


class CheckpointPlaceIn(serializers.Serializer[Any]):
    contract = IdField()
    rank = serializers.IntegerField(min_value=1, max_value=100)


class CheckpointIn(serializers.Serializer[Any]):
    """One place for each contract of the call that runs."""

    milestone = serializers.IntegerField(min_value=1, max_value=100, help_text="its number")
    keep = serializers.IntegerField(min_value=1, max_value=100, help_text="how many go on")
    ranks = CheckpointPlaceIn(many=True)
    note = _reason()

    def validate_ranks(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len({row["contract"] for row in rows}) != len(rows):
            raise serializers.ValidationError(_("Please give each contract one place."))
        return rows


def measured(rows: list[dict[str, Any]]) -> list[Measured]:
    return [Measured(row["indicator"], row["value"], row["shown"], row["verifier"]) for row in rows]
