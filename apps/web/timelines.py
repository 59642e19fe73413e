"""What happened to something, as the timeline component shows it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core import audit
from apps.core.actors import SYSTEM
from apps.web.badges import tone_of

WHO = {
    "talent": _("the talent"),
    "recruiter": _("the employer"),
    "owner": _("the employer"),
    "expert": _("the expert"),
    "operator": _("the city's talent office"),
    "applicant": _("the applicant team"),
    "poster": _("the poster"),
    "department": _("the competent department"),
    "finance": _("the finance office"),
    "district": _("the district's office"),
    "holder": _("the city's talent office"),
    "member": _("the applicant team"),
    "objector": _("the objector"),
    "participant": _("the participant"),
    "door": _("the organiser"),
    "entrant": _("the entrant"),
    "": "",
}
TONES = {"good": "good", "bad": "bad"}


def entries(obj: models.Model, *, reasons: bool = True) -> list[dict[str, Any]]:
    """Steps of `obj` that its parties may see, oldest first; one query."""
    labels = dict(obj._meta.get_field("state").flatchoices)  # type: ignore[union-attr]
    rows = [entry for entry in audit.timeline(obj) if entry.state_to]
    last = rows[-1].pk if rows else None
    return [
        {
            "label": labels.get(entry.state_to, entry.state_to),
            "at": entry.at,
            "who": _("by the clock") if entry.actor_ref == SYSTEM.public_id else WHO.get(entry.actor_role, ""),
            "note": entry.reason if reasons else "",
            "current": entry.pk == last,
            "tone": TONES.get(tone_of(entry.state_to), ""),
        }
        for entry in rows
    ]
