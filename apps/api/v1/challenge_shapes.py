"""Calls, rounds and problems as they go out and come in. Money in whole yuan, shares in per cent with two decimals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.models import Language
from apps.api.fields import CodeField, IdField, OneOfField, PlainTextField
from apps.api.v1.position_shapes import NamedOut, SkillOut
from apps.challenges import terms
from apps.challenges.content import (
    ChallengeContent,
    GoalContent,
    IndicatorContent,
    MilestoneContent,
    SkillContent,
    TextContent,
)
from apps.challenges.models import Challenge, ChallengeRevision, Problem, Programme
from apps.core import credit_code
from apps.taxonomy import choices
from apps.taxonomy.lookups import find_skill, label

MOST_MONEY = 10**12


class CallTextShape(serializers.Serializer[Any]):
    """Words in one language; a public call has title and summary in Chinese and in English."""

    language = OneOfField(choices=Language.choices)
    is_original = serializers.BooleanField(default=True)
    title = PlainTextField(max_length=160, required=False, allow_blank=True, default="")
    summary = PlainTextField(max_length=800, required=False, allow_blank=True, default="")
    background = PlainTextField(max_length=6000, required=False, allow_blank=True, default="")
    difficulties = PlainTextField(max_length=6000, required=False, allow_blank=True, default="")
    research = PlainTextField(max_length=6000, required=False, allow_blank=True, default="")
    basis = PlainTextField(max_length=4000, required=False, allow_blank=True, default="")
    deliverables = PlainTextField(max_length=4000, required=False, allow_blank=True, default="")
    acceptance = PlainTextField(max_length=4000, required=False, allow_blank=True, default="")
    conditions = PlainTextField(max_length=4000, required=False, allow_blank=True, default="")


class IndicatorShape(serializers.Serializer[Any]):
    """`threshold` is null for what is to be shown rather than measured."""

    metric = PlainTextField(max_length=120)
    metric_en = PlainTextField(max_length=160, required=False, allow_blank=True, default="")
    comparison = OneOfField(choices=terms.Comparison.choices, default=terms.Comparison.AT_LEAST)
    threshold = serializers.DecimalField(max_digits=18, decimal_places=6, allow_null=True, required=False, default=None)
    unit = PlainTextField(max_length=40, required=False, allow_blank=True, default="")
    method = PlainTextField(max_length=300, required=False, allow_blank=True, default="")
    verifier = PlainTextField(max_length=160, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["comparison"] == terms.Comparison.SHOWN:
            return {**attrs, "threshold": None}
        if attrs["threshold"] is None:
            raise serializers.ValidationError({"threshold": _("Please fill this in.")})
        return attrs


class GoalShape(serializers.Serializer[Any]):
    metric = PlainTextField(max_length=120, help_text="of an indicator of the call")
    threshold = serializers.DecimalField(
        max_digits=18,
        decimal_places=6,
        allow_null=True,
        required=False,
        default=None,
        help_text="null where it is shown",
    )


class MilestoneShape(serializers.Serializer[Any]):
    title = PlainTextField(max_length=160)
    title_en = PlainTextField(max_length=200, required=False, allow_blank=True, default="")
    due_month = serializers.IntegerField(min_value=0, max_value=120)
    share = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0, max_value=100)
    proof = PlainTextField(max_length=300, required=False, allow_blank=True, default="")
    goals = GoalShape(many=True, required=False, default=list, help_text="what the stage is measured by")


class CallContentIn(serializers.Serializer[Any]):
    """Everything may be missing while one writes; `submit/` says what is still needed, with its fields."""

    texts = CallTextShape(many=True)
    indicators = IndicatorShape(many=True)
    milestones = MilestoneShape(many=True)
    skills = serializers.ListField(child=PlainTextField(max_length=80), max_length=20)
    disciplines = serializers.ListField(child=CodeField(lambda: choices.disciplines()), max_length=10)
    cooperation = serializers.ListField(child=OneOfField(choices=terms.Cooperation.choices))
    kind = OneOfField(choices=terms.Kind.choices)
    chain = CodeField(lambda: choices.chains(), allow_blank=True)
    district = CodeField(lambda: choices.districts(), allow_blank=True)
    source = PlainTextField(max_length=300, allow_blank=True)
    bounty = serializers.IntegerField(min_value=0, max_value=MOST_MONEY, allow_null=True)
    grant = serializers.IntegerField(min_value=0, max_value=MOST_MONEY, allow_null=True)
    own_money = serializers.IntegerField(min_value=0, max_value=MOST_MONEY, allow_null=True)
    term_months = serializers.IntegerField(min_value=1, max_value=120, allow_null=True)
    routes = serializers.IntegerField(min_value=1, max_value=10)
    payment_mode = OneOfField(choices=terms.PaymentMode.choices, allow_blank=True)
    ip_choice = OneOfField(choices=terms.IpChoice.choices, allow_blank=True)
    level = OneOfField(choices=terms.Level.choices)
    export_control = OneOfField(choices=terms.ExportControl.choices)
    partner_name = PlainTextField(max_length=160, allow_blank=True)
    partner_code = PlainTextField(max_length=18, allow_blank=True)
    contact_name = PlainTextField(max_length=80, allow_blank=True)
    contact_phone = PlainTextField(max_length=40, allow_blank=True)
    contact_public = serializers.BooleanField()
    credit_clean = serializers.BooleanField(help_text="no bad credit record in three years")
    beyond_own_means = serializers.BooleanField(help_text="not solvable alone and not solved in the trade")
    closes_at = serializers.DateTimeField(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields

    def validate_texts(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        languages = [row["language"] for row in rows]
        originals = sum(row["is_original"] for row in rows)
        if len(set(languages)) != len(languages) or (rows and originals != 1):
            raise serializers.ValidationError(_("One text a language, and exactly one of them is the original."))
        return rows

    def validate_partner_code(self, code: str) -> str:
        return credit_code.clean(code) if code.strip() else ""


class NewChallengeIn(CallContentIn):
    programme = IdField()
    employer = IdField(required=False, help_text="needed by who acts for several")

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        fields["programme"].required = True
        return fields


class CallChangeIn(CallContentIn):
    note = PlainTextField(max_length=1000, required=False, allow_blank=True, help_text="why an open call is amended")


def content_from(row: dict[str, Any], base: ChallengeContent) -> ChallengeContent:
    """`base` with what `row` names; a translation that comes in is confirmed for the original beside it."""
    changes = {
        name: value for name, value in row.items() if name not in ("texts", "indicators", "milestones", "skills")
    }
    changes |= {name: tuple(changes[name]) for name in ("disciplines", "cooperation") if name in changes}
    if "texts" in row:
        changes["texts"] = tuple(TextContent(**text) for text in row["texts"])
    if "indicators" in row:
        changes["indicators"] = tuple(IndicatorContent(**one) for one in row["indicators"])
    if "milestones" in row:
        changes["milestones"] = tuple(
            MilestoneContent(**{**one, "goals": tuple(GoalContent(**goal) for goal in one["goals"])})
            for one in row["milestones"]
        )
    if "skills" in row:
        found = ((word, find_skill(word)) for word in dict.fromkeys(row["skills"]))
        changes["skills"] = tuple(SkillContent(word, skill.code if skill else "") for word, skill in found)
    return replace(base, **changes)


class CallContentOut(serializers.Serializer[ChallengeRevision]):
    """One revision with all its texts. The contact is in it only where it is public, or for those who read drafts."""

    number = serializers.IntegerField(help_text="of the revision")
    saves = serializers.IntegerField(help_text="count of edits of a draft")
    texts = CallTextShape(many=True)
    indicators = IndicatorShape(many=True)
    milestones = MilestoneShape(many=True)
    skills = serializers.SerializerMethodField()
    disciplines = serializers.ListField(child=serializers.CharField())
    cooperation = serializers.ListField(child=serializers.CharField())
    kind = serializers.CharField()
    chain = serializers.CharField()
    district = serializers.CharField()
    source = serializers.CharField()
    bounty = serializers.IntegerField(allow_null=True)
    grant = serializers.IntegerField(allow_null=True)
    own_money = serializers.IntegerField(allow_null=True)
    term_months = serializers.IntegerField(allow_null=True)
    routes = serializers.IntegerField()
    payment_mode = serializers.CharField()
    ip_choice = serializers.CharField()
    level = serializers.CharField()
    export_control = serializers.CharField()
    partner_name = serializers.CharField()
    contact = serializers.SerializerMethodField()
    closes_at = serializers.DateTimeField(allow_null=True)
    note = serializers.CharField(help_text="why it was amended")

    @extend_schema_field(SkillOut(many=True))
    def get_skills(self, revision: ChallengeRevision) -> list[dict[str, str]]:
        rows = revision.skills.all()
        return [{"code": row.code, "label": label("skill", row.code) if row.code else row.text} for row in rows]

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_contact(self, revision: ChallengeRevision) -> str | None:
        if not (revision.contact_public or self.context.get("reads_drafts")):
            return None
        return f"{revision.contact_name} {revision.contact_phone}".strip()


class MissingOut(serializers.Serializer[Any]):
    field = serializers.CharField(help_text="as in the content, with the row from 0: milestones.2.share")
    message = serializers.CharField()


class ChallengeOut(serializers.Serializer[Challenge]):
    """A call: `content` is the text in force, `draft` the next one for those who may read it."""

    id = serializers.CharField(source="public_id")
    number = serializers.CharField(allow_null=True)
    state = serializers.CharField()
    programme = serializers.SerializerMethodField()
    employer = serializers.SerializerMethodField()
    title = serializers.SerializerMethodField()
    follows = serializers.CharField(source="follows.public_id", allow_null=True, default=None)
    closes_at = serializers.DateTimeField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    public_reason = serializers.CharField()
    draw_nonce_hash = serializers.CharField(help_text="SHA-256 of the number that seeds the draw of experts")
    content = CallContentOut(source="current", allow_null=True)
    draft = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField()

    @extend_schema_field(NamedOut)
    def get_programme(self, challenge: Challenge) -> dict[str, str]:
        return {"id": challenge.programme.public_id, "name": str(challenge.programme)}

    @extend_schema_field(NamedOut)
    def get_employer(self, challenge: Challenge) -> dict[str, str]:
        return {"id": challenge.employer.public_id, "name": challenge.employer.organisation.name}

    def get_title(self, challenge: Challenge) -> str:
        revision = challenge.current or challenge.draft
        return revision.title if revision else ""

    @extend_schema_field(CallContentOut(allow_null=True))
    def get_draft(self, challenge: Challenge) -> Any:
        if challenge.draft is None or not self.context.get("reads_drafts"):
            return None
        return CallContentOut(challenge.draft, context=self.context).data

    @extend_schema_field(MissingOut(many=True))
    def get_missing(self, challenge: Challenge) -> list[dict[str, str]]:
        """What keeps the draft from being submitted; only for those who may read it."""
        return self.context.get("missing", [])


class CriterionOut(serializers.Serializer[Any]):
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    weight = serializers.IntegerField()


RULES = (
    "year", "kinds", "district_check", "appraisal", "appraisal_experts", "review", "publicity", "decided_by",
    "own_money_ratio", "input_min", "bounty_min", "longest_months", "minimum_open_days", "payment_modes", "routes_max",
    "joint_posting", "prize_conditions", "proposals_per_applicant", "correction_days", "panel_size", "pass_mark",
    "drop_extremes", "defence", "tie_break", "publicity_days", "objection_days", "intake_days",
    "answer_days", "invitation_days",
)  # fmt: skip


class ProgrammeOut(serializers.ModelSerializer[Programme]):
    id = serializers.CharField(source="public_id")
    criteria = CriterionOut(many=True)

    class Meta:
        model = Programme
        fields = ("id", "state", "title_zh", "title_en", *RULES, "criteria")


class ProblemIn(serializers.ModelSerializer[Problem]):
    employer = IdField(required=False, help_text="needed by who acts for several")
    title = PlainTextField(max_length=160)
    title_en = PlainTextField(max_length=200, required=False, allow_blank=True)
    description = PlainTextField(max_length=4000)
    indicators = PlainTextField(max_length=2000, required=False, allow_blank=True)
    contact_name = PlainTextField(max_length=80, required=False, allow_blank=True)
    contact_phone = PlainTextField(max_length=40, required=False, allow_blank=True)
    kind = OneOfField(choices=terms.Kind.choices, required=False)
    audience = OneOfField(choices=terms.Audience.choices, required=False)
    language = OneOfField(choices=Language.choices, required=False)
    budget_min = serializers.IntegerField(min_value=0, max_value=MOST_MONEY, allow_null=True, required=False)
    budget_max = serializers.IntegerField(min_value=0, max_value=MOST_MONEY, allow_null=True, required=False)
    chain = CodeField(lambda: choices.chains(), allow_blank=True, required=False)
    district = CodeField(lambda: choices.districts(), allow_blank=True, required=False)

    class Meta:
        model = Problem
        fields = (
            "employer", "title", "title_en", "description", "indicators", "kind", "chain", "district", "audience",
            "language", "budget_min", "budget_max", "contact_name", "contact_phone",
        )  # fmt: skip

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        low = attrs.get("budget_min", self.instance.budget_min if self.instance else None)
        high = attrs.get("budget_max", self.instance.budget_max if self.instance else None)
        if low and high and low > high:
            raise serializers.ValidationError({"budget_max": _("The budget begins above its end.")})
        return attrs


class ListedProblemOut(serializers.ModelSerializer[Problem]):
    """Without the contact: who wants to speak to the firm asks through the platform."""

    id = serializers.CharField(source="public_id")
    employer = serializers.SerializerMethodField()

    class Meta:
        model = Problem
        fields = (
            "id", "state", "employer", "title", "title_en", "description", "indicators", "kind", "chain", "district",
            "audience", "language", "budget_min", "budget_max", "fresh_until", "listed_at",
        )  # fmt: skip

    @extend_schema_field(NamedOut)
    def get_employer(self, problem: Problem) -> dict[str, str]:
        return {"id": problem.employer.public_id, "name": problem.employer.organisation.name}
