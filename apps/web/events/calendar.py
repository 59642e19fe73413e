"""Events for everybody: the calendar with its filters in the address, and one event."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from apps.events import policies
from apps.events.filters import EventFilter
from apps.events.models import Event, Registration
from apps.events.states import EventState
from apps.taxonomy.lookups import label
from apps.web.events.forms import RegisterForm
from apps.web.pages import page_of


@require_GET
def events(request: HttpRequest) -> HttpResponse:
    found = EventFilter(request.GET, queryset=Event.objects.public())
    valid = found.form.is_valid()
    shown = page_of(request, found.qs.select_related("edition") if valid else Event.objects.none())
    context = {"filter": found, "page": shown, "cards": [card(row) for row in shown.rows]}
    return render(request, "events/calendar.html", context, status=200 if valid else 400)


@require_GET
def event(request: HttpRequest, public_id: str) -> HttpResponse:
    """One announced event; a planned one for those who keep it."""
    seen = Event.objects.visible_to(request.user).select_related("edition__series")
    return page(request, get_object_or_404(seen, public_id=public_id))


def page(request: HttpRequest, found: Event, form: RegisterForm | None = None, status: int = 200) -> HttpResponse:
    """`form`: the one that was sent and holds faults."""
    context = {
        "event": found,
        "card": card(found),
        "organisers": organisers(found),
        "agenda": list(found.agenda.all()),
        "open": found.state == EventState.REGISTRATION_OPEN,
        **registration_of(request, found),
        **({"form": form} if form is not None else {}),
    }
    return render(request, "events/event.html", context, status=status)


def card(row: Event) -> dict[str, Any]:
    return {
        "event": row,
        "under": row.title_zh if row.title == row.title_en else row.title_en,
        "district": label("district", row.district) if row.district else "",
    }


def organisers(row: Event) -> list[dict[str, Any]]:
    """By role, in the order in which the roles are named in Chinese practice."""
    roles = ("guidance", "host", "organiser", "co_organiser")
    rows = sorted(row.organisers.all(), key=lambda one: (roles.index(one.role), one.pk))
    return [
        {"role": role, "names": [str(one) for one in among]}
        for role, among in groupby(rows, key=lambda one: one.get_role_display())
    ]


def registration_of(request: HttpRequest, row: Event) -> dict[str, Any]:
    """The reader's own registration, or the form to make one."""
    if not request.user.is_authenticated:
        return {"mine": None, "form": None}
    mine = Registration.objects.live().filter(event=row, user=request.user).first()
    may = mine is None and policies.can_register(request.user, row)
    return {"mine": mine, "form": RegisterForm(user=request.user, event=row) if may else None}
