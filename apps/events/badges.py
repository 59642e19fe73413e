"""Badges to print and cut: ten on a page, each with the name, for whom somebody comes, and the code of the ticket."""

from __future__ import annotations

import io
from pathlib import Path

import segno
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apps.core import pdf
from apps.events import tickets
from apps.events.models import Event, Registration
from apps.events.states import RegistrationState

TEMPLATE = Path(__file__).parent / "paper" / "badges.typ"
COME = (RegistrationState.CONFIRMED, RegistrationState.CHECKED_IN, RegistrationState.ATTENDED)
MOST = 2000


def render(event: Event) -> bytes:
    """The PDF for everybody who has confirmed, by name; a page that says so where nobody has."""
    rows = event.registrations.filter(state__in=COME).select_related("user", "organisation")
    people = sorted(rows[:MOST], key=lambda row: row.who.casefold())
    data = {
        "lang": (translation.get_language() or "en").lower()[:2],
        "title": event.title,
        "nobody": _("Nobody has confirmed yet."),
        "people": [_badge(row) for row in people],
    }
    return pdf.render(TEMPLATE, data, at=timezone.now())


def _badge(row: Registration) -> dict[str, str]:
    code = io.BytesIO()
    segno.make(tickets.ticket(row), error="m", micro=False).save(code, kind="svg", xmldecl=False, border=1)
    return {
        "name": row.who,
        "body": row.organisation.name if row.organisation else str(row.get_party_display()),
        "code": code.getvalue().decode(),
    }
