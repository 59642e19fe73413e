"""A person's own agenda under a secret address, for her calendar to read. A new address makes the old one silent."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from apps.events import calendar_files
from apps.events.models import AgendaFeed, Event, Registration
from apps.events.models.door import new_secret
from apps.web.steps import step
from apps.web.who import user_of


def address(request: HttpRequest) -> str:
    """That of the reader's own feed; empty until she asks for one."""
    feed = AgendaFeed.objects.filter(user=user_of(request)).first()
    return request.build_absolute_uri(reverse("events:feed", args=[feed.secret])) if feed else ""


@login_required
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    with step(request, _("This is the address of your agenda. An earlier one is silent now.")):
        AgendaFeed.objects.update_or_create(user=user_of(request), defaults={"secret": new_secret()})
    return redirect("events:mine")


@never_cache
@require_GET
def agenda(request: HttpRequest, secret: str) -> HttpResponse:
    """Whoever knows the address reads it: calendars cannot sign in."""
    feed = get_object_or_404(AgendaFeed.objects.filter(user__is_active=True), secret=secret)
    rows = (
        Registration.objects.filter(user=feed.user).select_related("event", "user").order_by("event__starts_at", "pk")
    )
    content = calendar_files.of_agenda(rows, lambda event: _page(request, event))
    return HttpResponse(content, content_type=calendar_files.CONTENT_TYPE)


def _page(request: HttpRequest, event: Event) -> str:
    return request.build_absolute_uri(reverse("events:event", args=[event.public_id]))
