"""Registering, and one's own registrations with their tickets."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.core.moves import possible
from apps.events import policies, registering, tickets
from apps.events.models import Event, Registration
from apps.events.states import RegistrationState
from apps.web import timelines
from apps.web.events import feeds
from apps.web.events.calendar import card, page
from apps.web.events.forms import RegisterForm
from apps.web.pages import page_of
from apps.web.steps import step
from apps.web.who import user_of

WITH_TICKET = (RegistrationState.APPROVED, RegistrationState.CONFIRMED, RegistrationState.CHECKED_IN)
KNOWS_LINK = (RegistrationState.CONFIRMED, RegistrationState.CHECKED_IN)


@login_required
@require_POST
def register(request: HttpRequest, public_id: str) -> HttpResponse:
    event = get_object_or_404(Event.objects.public(), public_id=public_id)
    form = RegisterForm(request.POST, user=request.user, event=event)
    if not form.is_valid():
        return page(request, event, form, status=422)
    made: list[Registration] = []
    with step(request):
        made.append(registering.request(event, by=user_of(request), **form.chosen()))
    return redirect("events:registration", made[0].public_id) if made else redirect("events:event", public_id)


@login_required
@require_GET
def registrations(request: HttpRequest) -> HttpResponse:
    rows = (
        Registration.objects.filter(user=request.user.pk).select_related("event").order_by("-event__starts_at", "-pk")
    )
    found = page_of(request, rows)
    shown = [{"row": row, **card(row.event)} for row in found.rows]
    context = {"page": found, "rows": shown, "feed": feeds.address(request)}
    return render(request, "events/mine.html", context)


@login_required
@require_GET
def registration(request: HttpRequest, public_id: str) -> HttpResponse:
    """One's own: what is to be done, and the ticket."""
    row = own(request, public_id)
    allowed = possible(row)
    context = {
        "row": row,
        **card(row.event),
        "can_confirm": "confirm" in allowed,
        "can_cancel": "cancel" in allowed,
        "ticket": tickets.ticket(row) if row.state in WITH_TICKET else "",
        "link": row.event.link if row.state in KNOWS_LINK else "",
        "timeline": timelines.entries(row),
    }
    return render(request, "events/registration.html", context)


@login_required
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirm or cancel one's own registration."""
    row, user = own(request, public_id), user_of(request)
    wanted = request.POST.get("act", "")
    if wanted == "confirm":
        _allowed(may=policies.can_confirm(user, row))
        with step(request, _("Confirmed. This is your ticket.")):
            registering.confirm(row, by=user)
    elif wanted == "cancel":
        _allowed(may=policies.can_withdraw(user, row))
        with step(request, _("Your registration is cancelled.")):
            registering.cancel(row, by=user)
    else:
        messages.error(request, _("This act is not known."))
    return redirect("events:registration", public_id)


def own(request: HttpRequest, public_id: str) -> Registration:
    rows = Registration.objects.filter(user=request.user.pk).select_related("event", "organisation", "user")
    return get_object_or_404(rows, public_id=public_id)


def _allowed(*, may: bool) -> None:
    if not may:
        raise PermissionDenied
