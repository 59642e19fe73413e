"""Events and registrations as they go out and come in. Texts in the reader's language, times with their zone."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.fields import IdField, OneOfField, PlainTextField
from apps.events import tickets
from apps.events.models import AgendaRow, Event, EventOrganiser, Question, Registration
from apps.events.states import RegistrationState
from apps.events.terms import Party

WITH_TICKET = (RegistrationState.APPROVED, RegistrationState.CONFIRMED, RegistrationState.CHECKED_IN)
KNOWS_LINK = (RegistrationState.CONFIRMED, RegistrationState.CHECKED_IN)


class EventRowOut(serializers.Serializer[Event]):
    id = serializers.CharField(source="public_id")
    state = serializers.CharField()
    title = serializers.CharField()
    board = serializers.CharField()
    type = serializers.CharField()
    format = serializers.CharField(help_text="onsite, online or both")
    district = serializers.CharField()
    venue = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    registration_closes_at = serializers.DateTimeField(source="closes_at")
    capacity = serializers.IntegerField(allow_null=True, help_text="null: no limit")
    free = serializers.IntegerField(allow_null=True, help_text="places left; null: no limit")


class OrganiserOut(serializers.Serializer[EventOrganiser]):
    role = serializers.CharField()
    name = serializers.CharField(source="__str__")


class AgendaRowOut(serializers.Serializer[AgendaRow]):
    starts_at = serializers.DateTimeField()
    title = serializers.CharField(source="__str__")


class QuestionOut(serializers.Serializer[Question]):
    id = serializers.CharField(source="public_id")
    kind = serializers.CharField()
    label = serializers.CharField()
    options = serializers.ListField(
        child=serializers.CharField(), help_text="an answer names one by its number, from 0"
    )
    required = serializers.BooleanField()
    purpose = serializers.CharField(help_text="what the answer is for")
    keep_days = serializers.IntegerField(help_text="days that it is kept after the event")


class EventOut(EventRowOut):
    text = serializers.CharField()
    public_reason = serializers.CharField(help_text="why it was postponed or cancelled")
    approval = serializers.BooleanField(help_text="an operator decides on each request")
    organisers = OrganiserOut(many=True)
    agenda = AgendaRowOut(many=True)
    questions = QuestionOut(many=True)


class RegistrationOut(serializers.Serializer[Registration]):
    id = serializers.CharField(source="public_id")
    event = serializers.CharField(source="event.public_id")
    state = serializers.CharField()
    party = serializers.CharField()
    employer = serializers.SerializerMethodField(help_text="name of the employer one comes for")
    requested_at = serializers.DateTimeField()
    answer_until = serializers.DateTimeField(allow_null=True, help_text="a kept place is to be confirmed by then")
    ticket = serializers.SerializerMethodField(help_text="text of the QR code; only on one's own")
    link = serializers.SerializerMethodField(help_text="of the online meeting; only on one's own, once confirmed")

    def get_employer(self, row: Registration) -> str:
        return row.organisation.name if row.organisation else ""

    def _own(self, row: Registration) -> bool:
        return bool(row.user_id == self.context["reader"].pk)

    def get_ticket(self, row: Registration) -> str:
        return tickets.ticket(row) if self._own(row) and row.state in WITH_TICKET else ""

    @extend_schema_field(serializers.CharField())
    def get_link(self, row: Registration) -> str:
        return row.event.link if self._own(row) and row.state in KNOWS_LINK else ""


class RegisterIn(serializers.Serializer[Any]):
    party = OneOfField(choices=Party.choices, default=Party.TALENT)
    employer = IdField(required=False, help_text="for which employer one comes; needed with party `employer`")
    answers = serializers.DictField(
        child=PlainTextField(max_length=2000), required=False, default=dict, help_text="by id of the question"
    )
