"""Applications over REST: a talent applies and follows; an employer reads what was sent to it."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.errors import demand, steps
from apps.api.fields import PlainTextField
from apps.applications import lifecycle, policies
from apps.applications.models import Application
from apps.core import audit
from apps.positions.models import Position
from apps.talents.models import Talent


class StepOut(serializers.Serializer[Any]):
    act = serializers.CharField()
    state_from = serializers.CharField()
    state_to = serializers.CharField()
    at = serializers.DateTimeField()
    actor_role = serializers.CharField()
    reason = serializers.CharField()


class ApplicationOut(serializers.Serializer[Application]):
    id = serializers.CharField(source="public_id")
    position = serializers.CharField(source="position.public_id")
    state = serializers.CharField()
    via = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    moved_at = serializers.DateTimeField()


class ApplicationDetailOut(ApplicationOut):
    timeline = serializers.SerializerMethodField()

    @extend_schema(responses=StepOut(many=True))
    def get_timeline(self, application: Application) -> list[dict[str, Any]]:
        return list(StepOut(audit.timeline(application), many=True).data)


class ApplicationIn(serializers.Serializer[Any]):
    """Applying is the consent: `consent` must be true, and names the position's employer."""

    position = serializers.CharField()
    letter = PlainTextField(required=False, allow_blank=True, default="", max_length=4000)
    consent = serializers.BooleanField(required=False, default=True)

    def validate_consent(self, value: bool) -> bool:  # noqa: FBT001
        if not value:
            raise serializers.ValidationError("consent")
        return value


class Applications(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, viewsets.GenericViewSet[Application]
):
    """One's own, those sent to one's employers, those of an operator's districts."""

    serializer_class = ApplicationOut
    lookup_field = "public_id"
    lookup_url_kwarg = "id"
    queryset = Application.objects.none()

    def get_serializer_class(self) -> Any:
        return ApplicationDetailOut if self.action == "retrieve" else ApplicationOut

    def get_queryset(self) -> Any:
        return Application.objects.visible_to(self.request.user).select_related("position")

    @extend_schema(request=ApplicationIn, responses={201: ApplicationOut})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Apply for a live position and show one's profile to its employer."""
        form = ApplicationIn(data=request.data)
        form.is_valid(raise_exception=True)
        talent = Talent.objects.filter(user=request.user).first()
        demand(talent)
        assert talent is not None
        position = get_object_or_404(Position.objects.live(), public_id=form.validated_data["position"])
        demand(policies.can_apply(request.user, talent, position))
        with steps():
            application = lifecycle.start(talent, position, by=request.user)
            lifecycle.submit(application, by=request.user, letter=form.validated_data["letter"])
        return Response(ApplicationOut(application).data, status=201)

    @extend_schema(request=None, responses=ApplicationOut)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, id: str) -> Response:  # noqa: A002
        """Take it back: the employer's access ends."""
        application = self.get_object()
        demand(policies.can_act_as_talent(request.user, application))
        with steps():
            lifecycle.withdraw(application, by=request.user)
        return Response(ApplicationOut(application).data)
