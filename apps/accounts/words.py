"""Words for purposes of consents and grants, and for what was looked at."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.words import add

PURPOSE, GRANT, SEEN = "purpose", "grant", "seen"

add(
    PURPOSE,
    {
        "account": _("keeping the account"),
        "ranking": _("automated ranking"),
        "cv_reading": _("reading the CV by a program"),
        "share_application": _("showing the profile to an employer applied to"),
        "share_interest": _("showing the profile to an employer that asked"),
        "privacy": _("privacy statement"),
        "accessibility": _("accessibility statement"),
    },
)
add(
    GRANT,
    {"application": pgettext_lazy("grant", "application"), "interest": pgettext_lazy("grant", "interest agreed to")},
)
add(
    SEEN,
    {
        "profile": pgettext_lazy("seen", "profile"),
        "cv": pgettext_lazy("seen", "CV"),
        "identity": pgettext_lazy("seen", "name and contact"),
        "application": pgettext_lazy("seen", "application"),
    },
)
