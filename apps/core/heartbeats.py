"""Signs of life of processes, in the database: readiness does not ask the broker."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Now

from apps.core.models import Heartbeat


def beat(name: str) -> None:
    """Say that the process `name` is alive, by the database's clock."""
    if not Heartbeat.objects.filter(name=name).update(at=Now()):
        Heartbeat.objects.bulk_create([Heartbeat(name=name, at=Now())], ignore_conflicts=True)


def fresh(name: str, within: timedelta) -> bool:
    """Whether `name` (or any `name:...` instance of it) was alive within that time."""
    own = Heartbeat.objects.filter(name=name) | Heartbeat.objects.filter(name__startswith=f"{name}:")
    return own.annotate(now=Now()).filter(at__gte=F("now") - within).exists()
