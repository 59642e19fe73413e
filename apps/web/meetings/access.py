"""Whose hours and meetings a page may show: one's own, of either side."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from apps.events.models import Event
from apps.meetings import policies
from apps.meetings.models import Availability, Meeting
from apps.meetings.terms import Side
from apps.web.who import user_of


def own_availability(request: HttpRequest, public_id: str) -> Availability:
    rows = Availability.objects.of(request.user).filter(event__in=Event.objects.public())
    return get_object_or_404(rows.select_related("event", "talent__user", "organisation"), public_id=public_id)


def own_meeting(request: HttpRequest, public_id: str) -> tuple[Meeting, Side]:
    """The meeting and the side she is on; who is on both acts as the one that is waited for."""
    rows = Meeting.objects.own(request.user).select_related("event", "slot", "talent__user", "organisation")
    found = get_object_or_404(rows, public_id=public_id)
    sides = policies.sides(user_of(request), found)
    if not sides:
        raise PermissionDenied
    return found, Side(found.waits_for) if found.waits_for in sides else min(sides)
