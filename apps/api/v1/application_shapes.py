"""Applications as they go out and come in. Instants in UTC, ISO 8601."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.fields import CodeField, IdField, PlainTextField
from apps.api.v1.position_shapes import NamedOut
from apps.api.v1.timelines import StepOut, timeline
from apps.applications import policies
from apps.applications.models import Application, Interview
from apps.applications.reasons import RejectReason
from apps.core.texts import text_for_reader


class ApplicationOut(serializers.Serializer[Application]):
    id = serializers.CharField(source="public_id")
    position = serializers.CharField(source="position.public_id")
    title = serializers.SerializerMethodField(help_text="of the position, in the reader's language")
    employer = serializers.SerializerMethodField()
    talent = serializers.CharField(source="talent.public_id")
    state = serializers.CharField()
    via = serializers.CharField(help_text="direct, or interest: after an employer's interest")
    submitted_at = serializers.DateTimeField()
    moved_at = serializers.DateTimeField()

    def get_title(self, application: Application) -> str:
        revision = application.position.current
        text = text_for_reader(revision.texts.all()) if revision else None
        return text.title if text else ""

    @extend_schema_field(NamedOut)
    def get_employer(self, application: Application) -> dict[str, str]:
        employer = application.position.employer
        return {"id": employer.public_id, "name": employer.organisation.name}


class InterviewOut(serializers.Serializer[Interview]):
    proposed = serializers.ListField(child=serializers.DateTimeField())
    minutes = serializers.IntegerField()
    link = serializers.CharField()
    chosen_at = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class ApplicationDetailOut(ApplicationOut):
    letter = serializers.SerializerMethodField(help_text="for the two sides")
    offer_salary = serializers.IntegerField(allow_null=True)
    offer_until = serializers.DateTimeField(allow_null=True)
    start_on = serializers.DateField(allow_null=True)
    interviews = serializers.SerializerMethodField()
    timeline = serializers.SerializerMethodField()

    def get_letter(self, application: Application) -> str:
        user = self.context["request"].user
        is_side = policies.can_act_as_talent(user, application) or policies.can_comment(user, application)
        return application.letter if is_side else ""

    @extend_schema_field(InterviewOut(many=True))
    def get_interviews(self, application: Application) -> list[dict[str, Any]]:
        return list(InterviewOut(application.interviews.order_by("id"), many=True).data)

    @extend_schema_field(StepOut(many=True))
    def get_timeline(self, application: Application) -> list[dict[str, Any]]:
        return timeline(application)


class ApplicationIn(serializers.Serializer[Any]):
    """Applying is the consent: the position's employer sees the profile from then on."""

    position = IdField()
    letter = PlainTextField(required=False, allow_blank=True, default="", max_length=4000)
    consent = serializers.BooleanField(required=False, default=True)

    def validate_consent(self, value: bool) -> bool:  # noqa: FBT001
        if not value:
            raise serializers.ValidationError(_("Without your consent the employer cannot see your application."))
        return value


class InviteIn(serializers.Serializer[Any]):
    proposed = serializers.ListField(child=serializers.DateTimeField(), min_length=1, max_length=10)
    minutes = serializers.IntegerField(min_value=10, max_value=480, required=False)
    link = serializers.URLField(max_length=200, required=False, allow_blank=True)


class OfferIn(serializers.Serializer[Any]):
    salary = serializers.IntegerField(min_value=1, max_value=10_000_000, help_text="whole yuan a year before tax")
    until = serializers.DateTimeField(help_text="the offer lapses then")


class RejectIn(serializers.Serializer[Any]):
    reason_code = CodeField(lambda: RejectReason.choices, help_text=", ".join(RejectReason.values))
    reason = PlainTextField(max_length=2000, help_text="what the candidate will read")


class DeclineIn(serializers.Serializer[Any]):
    reason = PlainTextField(max_length=1000, required=False, allow_blank=True)


class ChooseTimeIn(serializers.Serializer[Any]):
    time = serializers.DateTimeField(help_text="one of the proposed times of the newest invitation")


class ArrangeIn(serializers.Serializer[Any]):
    permit_reference = PlainTextField(
        max_length=80, required=False, allow_blank=True, help_text="needed where she needs a work permit"
    )


class HireIn(serializers.Serializer[Any]):
    start_on = serializers.DateField()
