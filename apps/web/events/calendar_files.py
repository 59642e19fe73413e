"""Events for one's own calendar, as iCalendar files."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from apps.events import calendar_files
from apps.events.models import Event
from apps.web.events.mine import own
from apps.web.files import attachment


@require_GET
def event(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Event.objects.visible_to(request.user), public_id=public_id)
    content = calendar_files.of_event(found, _page(request, found))
    return attachment(content, f"{found.public_id}.ics", calendar_files.CONTENT_TYPE)


@never_cache
@login_required
@require_GET
def registration(request: HttpRequest, public_id: str) -> HttpResponse:
    row = own(request, public_id)
    content = calendar_files.of_registration(row, _page(request, row.event))
    return attachment(content, f"{row.event.public_id}.ics", calendar_files.CONTENT_TYPE)


def _page(request: HttpRequest, row: Event) -> str:
    return request.build_absolute_uri(reverse("events:event", args=[row.public_id]))
