"""Words for kinds of work and for the reasons of review."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.core.words import REASON, WORK, add
from apps.matching.review import RejectReason

add(REASON, dict(RejectReason.choices))
add(
    WORK,
    {
        "position": _("rank people for a position"),
        "talent": _("find positions for a person"),
        "encode_position": _("encode a position anew"),
        "encode_talent": _("encode a profile anew"),
    },
)
