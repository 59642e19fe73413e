"""Words for the acts of experts, as the trail keeps them, and for what they sign."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.words import PURPOSE
from apps.core.words import ACT, REASON, ROLE, add

add(
    ACT,
    {
        "add_tie": pgettext_lazy("act", "add a tie"),
        "confirm_facts": pgettext_lazy("act", "confirm one's facts"),
        "edit_tie": pgettext_lazy("act", "change a tie"),
        "end": pgettext_lazy("act", "end"),
        "invite_again": pgettext_lazy("act", "invite again"),
        "note_quality": pgettext_lazy("act", "note the quality of work"),
        "remove_tie": pgettext_lazy("act", "remove a tie"),
        "send_again": pgettext_lazy("act", "send the invitation again"),
        "sign_undertaking": pgettext_lazy("act", "sign an undertaking"),
    },
)
add(REASON, {"erased": _("the account was erased")})
add(ROLE, {"expert": pgettext_lazy("role", "expert")})
add(
    PURPOSE,
    {
        "expert_confidentiality": _("confidentiality undertaking of an expert"),
        "expert_independence": _("independence undertaking of an expert"),
    },
)
