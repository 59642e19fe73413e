"""What happened to something, for its parties: steps, roles and reasons, never who in person."""

from __future__ import annotations

from typing import Any

from django.db import models
from rest_framework import serializers

from apps.core import audit


class StepOut(serializers.Serializer[Any]):
    act = serializers.CharField()
    state_from = serializers.CharField()
    state_to = serializers.CharField()
    at = serializers.DateTimeField()
    actor_role = serializers.CharField()
    reason_code = serializers.CharField()
    reason = serializers.CharField()


def timeline(obj: models.Model) -> list[dict[str, Any]]:
    """Steps that both sides may see, oldest first; one query."""
    rows = [entry for entry in audit.timeline(obj) if entry.state_to]
    return list(StepOut(rows, many=True).data)
