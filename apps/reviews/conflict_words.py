"""Why somebody is not independent or not drawn, in words that name nobody."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

LEFT_OUT = {
    "same_person": gettext_lazy("takes part herself"),
    "same_employer": gettext_lazy("same employer"),
    "same_credit_code": gettext_lazy("same credit code"),
    "related_employer": gettext_lazy("parent, subsidiary or sister of the employer"),
    "same_mail_domain": gettext_lazy("same mail domain"),
    "co_author": gettext_lazy("co-author"),
    "adviser": gettext_lazy("adviser"),
    "student": gettext_lazy("student"),
    "team_mate": gettext_lazy("team-mate"),
    "past_joint_proposal": gettext_lazy("earlier joint proposal"),
    "relative": gettext_lazy("relative"),
    "unknown": gettext_lazy("facts missing or too old"),
    "late": gettext_lazy("joined the pool after the call had closed"),
    "load": gettext_lazy("as many open cases as she takes"),
}


def word_of(kind: str) -> str:
    """Why somebody was left out of a draw, in words."""
    return str(LEFT_OUT.get(kind, kind))
