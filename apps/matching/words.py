"""Words for kinds of work and for the reasons of review."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.words import ACT, REASON, WORK, add
from apps.matching.review import RejectReason

add(ACT, {"invite_solver": pgettext_lazy("act", "invite somebody to the call")})
add(REASON, dict(RejectReason.choices))
add(
    WORK,
    {
        "position": _("rank people for a position"),
        "talent": _("find positions and calls for a person"),
        "challenge": _("look for solvers of a call"),
        "encode_challenge": _("encode a call anew"),
        "encoding": _("encode texts that somebody waits for"),
        "encode_position": _("encode a position anew"),
        "encode_talent": _("encode a profile anew"),
    },
)
