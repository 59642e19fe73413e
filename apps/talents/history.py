"""The trail of a profile, a statement or a proposed pair in an operator's words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.core import audit
from apps.talents.models import Claim, Talent
from apps.talents.states import ClaimState

ACTS = {
    "create": _("Profile begun"),
    "confirm": _("Confirmed as correct"),
    "save": _("Profile changed"),
    "edit": _("Profile changed"),
    "unmask": _("Names shown to an operator"),
    "merge": _("Merged into another profile"),
    "merged": _("Another profile merged into this one"),
    "cv_received": _("CV received"),
    "cv_confirmed": _("CV checked and taken over"),
    "cv_discarded": _("CV deleted"),
}
WHO = {"talent": _("the talent"), "operator": _("the city's talent office"), "system": _("the platform")}
GROUNDS = {
    "email": _("e-mail address"),
    "phone": _("mobile number"),
    "cv": _("the same CV file"),
    "name_school": _("name and school"),
    "name_field": _("name and field of study (weak)"),
    "name_employer": _("name and employer (weak)"),
}


def steps(subject: Talent | Claim) -> list[dict[str, Any]]:
    """What has happened, oldest first: `{at, label, who, reason}`. A code without words stands as it is."""
    states: dict[Any, Any] = dict(ClaimState.choices) if isinstance(subject, Claim) else {}
    return [
        {
            "at": entry.at,
            "label": str(states.get(entry.state_to) or ACTS.get(entry.act, entry.act)),
            "who": str(WHO.get(entry.actor_role, "")),
            "reason": entry.reason,
        }
        for entry in audit.timeline(subject, public_only=False)
    ]


def grounds(codes: list[str]) -> str:
    """What two profiles share, in words."""
    return " · ".join(str(GROUNDS.get(code, code)) for code in codes)
