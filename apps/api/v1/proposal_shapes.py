"""Proposals as they go out and come in. Money in whole yuan, shares in per cent with two decimals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.fields import CodeField, IdField, OneOfField, PlainTextField
from apps.api.v1.position_shapes import NamedOut
from apps.api.v1.uploads import FileOut
from apps.proposals import drafts, policies, sealing, sections
from apps.proposals.members import MOST, Row
from apps.proposals.models import Attachment, Member, Package, Part, Proposal
from apps.taxonomy import choices

FULL = Decimal(100)
LONG = 20_000


class NewProposalIn(serializers.Serializer[Any]):
    challenge = IdField()
    organisation = IdField(required=False, help_text="of the employer one writes for; without it one applies oneself")
    country = CodeField(lambda: choices.countries(), default="CN", help_text="in which one works")
    works_at = PlainTextField(
        max_length=200, required=False, allow_blank=True, default="", help_text="who applies herself"
    )
    independent = serializers.BooleanField(default=False, help_text="who applies herself works for no organisation")


# ---------------------------------------------------------------- what is written
class StepShape(serializers.Serializer[Any]):
    title = PlainTextField(max_length=sections.CELL)
    month = serializers.IntegerField(min_value=0, max_value=999, help_text="months after the signing")
    result = PlainTextField(max_length=sections.CELL, required=False, allow_blank=True, default="")


class CostShape(serializers.Serializer[Any]):
    item = PlainTextField(max_length=sections.CELL)
    amount = serializers.IntegerField(min_value=0, max_value=int(sections.MOST_YUAN), help_text="whole yuan")
    why = PlainTextField(max_length=sections.CELL, required=False, allow_blank=True, default="")


class TieShape(serializers.Serializer[Any]):
    """Somebody too close to a member to judge the proposal."""

    name = PlainTextField(max_length=sections.CELL)
    relation = OneOfField(choices=list(sections.RELATIONS.items()))
    body = PlainTextField(
        max_length=sections.CELL, required=False, allow_blank=True, default="", help_text="where she works"
    )


class SectionsShape(serializers.Serializer[Any]):
    """What stands in the draft. `route` to `ip` are the blind part, which names nobody; the rest is the identity part."""

    route = PlainTextField(max_length=LONG, allow_blank=True)
    plan = PlainTextField(max_length=LONG, allow_blank=True)
    milestones = StepShape(many=True)
    budget = CostShape(many=True)
    quote = serializers.IntegerField(min_value=0, max_value=int(sections.MOST_YUAN), allow_null=True)
    ip = PlainTextField(max_length=LONG, allow_blank=True)
    team = PlainTextField(max_length=LONG, allow_blank=True)
    record = PlainTextField(max_length=LONG, allow_blank=True)
    conflicts = PlainTextField(max_length=LONG, allow_blank=True)
    ties = TieShape(many=True)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields


class SectionsIn(SectionsShape):
    """What is not named stays."""

    saves = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1,
        help_text="the draft's count as it was read; 409 if somebody stored meanwhile. Leave it out to write regardless.",
    )  # fmt: skip


class SavesIn(serializers.Serializer[Any]):
    saves = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, required=False, help_text="409 if the draft was stored again since"
    )


class LackOut(serializers.Serializer[Any]):
    field = serializers.CharField()
    message = serializers.CharField()


class DraftFileOut(serializers.Serializer[Attachment]):
    id = serializers.CharField(source="public_id")
    part = serializers.CharField()
    name = serializers.CharField(source="file.name")
    content_type = serializers.CharField(source="file.content_type")
    size = serializers.IntegerField(source="file.size")
    sha256 = serializers.CharField(source="file.sha256")


class ProposalDraftOut(serializers.Serializer[Any]):
    saves = serializers.IntegerField()
    changed_at = serializers.DateTimeField()
    content = SectionsShape()
    files = DraftFileOut(many=True)
    missing = LackOut(many=True, help_text="what keeps it from being sealed")


class FileIn(serializers.Serializer[Any]):
    """Multipart."""

    part = OneOfField(choices=Part.choices)
    file = serializers.FileField(max_length=200)


# ---------------------------------------------------------------- who takes part
class MemberIn(serializers.Serializer[Any]):
    name = PlainTextField(max_length=120)
    email = PlainTextField(max_length=254, required=False, allow_blank=True, default="", help_text="not for the lead")
    organisation_name = PlainTextField(max_length=200, required=False, allow_blank=True, default="")
    credit_code = PlainTextField(max_length=18, required=False, allow_blank=True, default="")
    independent = serializers.BooleanField(default=False, help_text="works for no organisation")
    country = CodeField(lambda: choices.countries())
    budget_share = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0, max_value=FULL)
    ip_share = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0, max_value=FULL)


class MembersIn(serializers.Serializer[Any]):
    """The whole list, the lead first. Shares total 100.00 each; who is new is invited by mail; everybody signs again."""

    members = MemberIn(many=True, min_length=1, max_length=MOST)

    def rows(self) -> list[Row]:
        return [Row(**row) for row in self.validated_data["members"]]


class MemberOut(serializers.Serializer[Member]):
    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    email = serializers.CharField()
    organisation_name = serializers.CharField()
    credit_code = serializers.CharField()
    country = serializers.CharField()
    is_lead = serializers.BooleanField()
    budget_share = serializers.DecimalField(max_digits=5, decimal_places=2)
    ip_share = serializers.DecimalField(max_digits=5, decimal_places=2)
    joined = serializers.SerializerMethodField()
    signed_at = serializers.DateTimeField(allow_null=True)
    is_me = serializers.SerializerMethodField()

    def get_joined(self, member: Member) -> bool:
        return member.user_id is not None

    def get_is_me(self, member: Member) -> bool:
        return bool(member.user_id is not None and member.user_id == self.context["request"].user.pk)


class JoinIn(serializers.Serializer[Any]):
    secret = PlainTextField(max_length=200, help_text="the last part of the address in the invitation")


class UndertakingOut(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    text = serializers.CharField()


# ---------------------------------------------------------------- what is sealed
class ReceiptOut(serializers.Serializer[Package]):
    id = serializers.CharField(source="public_id", help_text="of the sealed part")
    part = serializers.CharField()
    round = serializers.IntegerField(help_text="1; higher after a correction")
    fault = serializers.CharField(help_text="empty, or why it did not open: changed, missing, closed")
    is_open = serializers.SerializerMethodField()
    receipt_hash = serializers.CharField()
    receipt = serializers.JSONField(help_text="signed by the platform; `manage.py verify_receipt` verifies it offline")

    def get_is_open(self, package: Package) -> bool:
        return package.opened_id is not None


class PlaceOut(serializers.Serializer[Any]):
    where = serializers.CharField(help_text="the field or the file")
    text = serializers.CharField(help_text="the words around it, or why the file cannot be looked at")


class CheckOut(serializers.Serializer[Any]):
    """What would keep the proposal from being sealed now; all lists empty and `confirmed` true: nothing."""

    missing = LackOut(many=True)
    named = PlaceOut(many=True, help_text="places of the blind part that show who the applicant is")
    unsigned = serializers.ListField(child=serializers.CharField(), help_text="ids of members who have not signed")
    confirmed = serializers.BooleanField(help_text="false: the call was amended, `confirm/` after reading it")


class ProposalRowOut(serializers.Serializer[Proposal]):
    id = serializers.CharField(source="public_id")
    state = serializers.CharField()
    challenge = serializers.SerializerMethodField()
    organisation = serializers.CharField(source="organisation.name", allow_null=True, default=None)
    created_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField(source="challenge.closes_at", allow_null=True)
    sealed_at = serializers.DateTimeField(allow_null=True)
    opened_at = serializers.DateTimeField(allow_null=True)
    returned_until = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(NamedOut)
    def get_challenge(self, proposal: Proposal) -> dict[str, str]:
        current = proposal.challenge.current
        return {"id": proposal.challenge.public_id, "name": current.title if current else ""}


class ProposalOut(ProposalRowOut):
    """`draft` is null once it is sealed: nobody can read it until the call is opened."""

    leads = serializers.SerializerMethodField(help_text="whether one may write, name members, seal and withdraw")
    confirmed = serializers.SerializerMethodField(help_text="false: the call was amended and the change not confirmed")
    members = serializers.SerializerMethodField()
    draft = serializers.SerializerMethodField()
    receipts = ReceiptOut(source="packages", many=True)

    def get_leads(self, proposal: Proposal) -> bool:
        return policies.can_lead(self.context["request"].user, proposal)

    def get_confirmed(self, proposal: Proposal) -> bool:
        return proposal.confirmed_id == proposal.challenge.current_id

    @extend_schema_field(MemberOut(many=True))
    def get_members(self, proposal: Proposal) -> Any:
        return MemberOut(sealing.active(proposal), many=True, context=self.context).data

    @extend_schema_field(ProposalDraftOut(allow_null=True))
    def get_draft(self, proposal: Proposal) -> Any:
        draft = getattr(proposal, "draft", None)
        if draft is None:
            return None
        content = drafts.read(draft)
        shown = {
            "saves": draft.saves,
            "changed_at": draft.changed_at,
            "content": content,
            "files": draft.attachments.select_related("file"),
            "missing": lacking(content),
        }
        return ProposalDraftOut(shown).data


class OpenedOut(serializers.Serializer[Any]):
    content = serializers.JSONField(help_text="the sections as they were sealed")
    facts = serializers.JSONField(help_text="number of the call; in the identity part who takes part and signed")
    files = FileOut(many=True, help_text="`file/?n=0` is the first")


class SealedPartOut(ReceiptOut):
    """One sealed part; what was in it once the call was opened."""

    proposal = serializers.CharField(source="proposal.public_id")
    opened = serializers.SerializerMethodField()

    @extend_schema_field(OpenedOut(allow_null=True))
    def get_opened(self, package: Package) -> Any:
        return self.context.get("opened")


def lacking(content: dict[str, Any]) -> list[dict[str, str]]:
    return [{"field": name, "message": message} for name, message in sections.missing(content).items()]
