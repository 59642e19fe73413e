"""Employers over REST: the public list; verification by operators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.policies import acts_for
from apps.api.errors import demand, steps
from apps.api.v1.positions import OptionalReasonIn, ReasonIn
from apps.api.views import ByPublicId, read
from apps.core.texts import text_for_reader
from apps.employers import lifecycle, policies
from apps.employers.models import Employer
from apps.employers.states import EmployerState
from apps.taxonomy import choices
from apps.taxonomy.filters import UNKNOWN


class EmployerFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name"), method="by_name", max_length=100)
    type = django_filters.ChoiceFilter(label=_("Type"), choices=choices.employer_types, error_messages=UNKNOWN)
    district = django_filters.ChoiceFilter(
        label=_("District"), choices=choices.districts, field_name="organisation__district", error_messages=UNKNOWN
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=EmployerState, error_messages=UNKNOWN)

    class Meta:
        model = Employer
        fields: list[str] = []

    def by_name(self, rows: QuerySet[Employer], name: str, value: str) -> QuerySet[Employer]:
        return rows.filter(Q(organisation__name_zh__icontains=value) | Q(organisation__name_en__icontains=value))


class EmployerOut(serializers.Serializer[Employer]):
    """What everybody may read; slogan and description in the reader's language, else the original."""

    id = serializers.CharField(source="public_id")
    state = serializers.CharField()
    name = serializers.CharField(help_text="in the reader's language")
    name_zh = serializers.CharField(source="organisation.name_zh")
    name_en = serializers.CharField(source="organisation.name_en")
    type = serializers.CharField()
    district = serializers.CharField(source="organisation.district")
    chains = serializers.ListField(child=serializers.CharField())
    honours = serializers.ListField(child=serializers.CharField())
    website = serializers.CharField()
    founded_year = serializers.IntegerField(allow_null=True)
    staff_count = serializers.IntegerField(allow_null=True)
    slogan = serializers.SerializerMethodField()
    description = serializers.SerializerMethodField()

    def get_slogan(self, employer: Employer) -> str:
        text = text_for_reader(employer.texts.all())
        return text.slogan if text else ""

    def get_description(self, employer: Employer) -> str:
        text = text_for_reader(employer.texts.all())
        return text.description if text else ""


class VerificationOut(serializers.Serializer[Any]):
    credit_code = serializers.CharField(allow_null=True)
    contact_name = serializers.CharField()
    contact_phone = serializers.CharField()
    contact_email = serializers.CharField()
    release_mode = serializers.CharField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    verified_at = serializers.DateTimeField(allow_null=True)
    verified_until = serializers.DateField(allow_null=True)
    missing = serializers.ListField(child=serializers.CharField(), help_text="what verification still needs")


class EmployerDetailOut(EmployerOut):
    verification = serializers.SerializerMethodField(help_text="for the employer's team and operators; else null")

    @extend_schema_field(VerificationOut(allow_null=True))
    def get_verification(self, employer: Employer) -> dict[str, Any] | None:
        user = self.context["request"].user
        if not (acts_for(user, employer.organisation) or policies.can_review(user, employer)):
            return None
        names = [name for name in VerificationOut().fields if name not in ("credit_code", "missing")]
        row = {name: getattr(employer, name) for name in names}
        row |= {"credit_code": employer.organisation.credit_code, "missing": lifecycle.missing(employer)}
        return dict(VerificationOut(row).data)


class VerifyIn(serializers.Serializer[Any]):
    until = serializers.DateField(required=False, help_text="last day of the verification; two years unless given")


class Employers(mixins.ListModelMixin, mixins.RetrieveModelMixin, ByPublicId):
    """Verified employers for everybody; one's own, and for operators those of their districts."""

    serializer_class = EmployerOut
    queryset = Employer.objects.none()
    filterset_class = EmployerFilter

    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if self.action in ("list", "retrieve") else [IsAuthenticated()]

    def get_queryset(self) -> QuerySet[Employer]:
        return Employer.objects.visible_to(self.request.user).select_related("organisation").prefetch_related("texts")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    @extend_schema(responses=EmployerDetailOut)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._answer(self.get_object())

    def _answer(self, employer: Employer) -> Response:
        return Response(EmployerDetailOut(employer, context=self.get_serializer_context()).data)

    def _step(self, step: Callable[..., None], form: type[serializers.Serializer[Any]]) -> Response:
        employer = self.get_object()
        demand(policies.can_review(self.request.user, employer))
        given = read(form, self.request)
        with steps():
            step(employer, by=self.request.user, **given)
        return self._answer(employer)

    @extend_schema(request=VerifyIn, responses=EmployerDetailOut)
    @action(detail=True, methods=["post"])
    def verify(self, request: Request, id: str) -> Response:  # noqa: A002
        """The papers are in order (operators)."""
        return self._step(lifecycle.verify, VerifyIn)

    @extend_schema(request=ReasonIn, responses=EmployerDetailOut)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request: Request, id: str) -> Response:  # noqa: A002
        """Back to the employer with a reason (operators)."""
        return self._step(lifecycle.return_, ReasonIn)

    @extend_schema(request=ReasonIn, responses=EmployerDetailOut)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, id: str) -> Response:  # noqa: A002
        """Not an employer for this platform (operators)."""
        return self._step(lifecycle.reject, ReasonIn)

    @extend_schema(request=ReasonIn, responses=EmployerDetailOut)
    @action(detail=True, methods=["post"])
    def suspend(self, request: Request, id: str) -> Response:  # noqa: A002
        """Its positions and its access to talents end at once (operators)."""
        return self._step(lifecycle.suspend, ReasonIn)

    @extend_schema(request=OptionalReasonIn, responses=EmployerDetailOut)
    @action(detail=True, methods=["post"])
    def reinstate(self, request: Request, id: str) -> Response:  # noqa: A002
        """After a suspension (operators)."""
        return self._step(lifecycle.reinstate, OptionalReasonIn)
