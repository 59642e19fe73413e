"""Words for the acts of proposals, as the trail keeps them, and for what is signed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.words import PURPOSE
from apps.core.words import ACT, REASON, ROLE, add

add(
    ACT,
    {
        "admit": pgettext_lazy("act", "pass the form check"),
        "allow_appeal": pgettext_lazy("act", "allow the appeal"),
        "confirm_change": pgettext_lazy("act", "confirm the change of the call"),
        "disqualify": pgettext_lazy("act", "disqualify"),
        "find_ineligible": pgettext_lazy("act", "not pass the form check"),
        "lapse": pgettext_lazy("act", "end as late"),
        "leave": pgettext_lazy("act", "leave"),
        "name_members": pgettext_lazy("act", "name the members"),
        "open_call": pgettext_lazy("act", "open the sealed proposals"),
        "pass_over": pgettext_lazy("act", "not award"),
        "propose": pgettext_lazy("act", "propose"),
        "refuse_opening": pgettext_lazy("act", "refuse an attempt to open"),
        "renounce": pgettext_lazy("act", "renounce"),
        "score": pgettext_lazy("act", "score"),
        "sign": pgettext_lazy("act", "sign the integrity undertaking"),
        "start": pgettext_lazy("act", "start"),
    },
)
add(
    REASON,
    {
        "account_erased": _("the account was erased"),
        "late": _("the deadline had passed"),
        "member_left": _("a member left"),
    },
)
add(
    ROLE,
    {
        "applicant": pgettext_lazy("role", "applicant"),
        "holder": pgettext_lazy("role", "holder of a key"),
        "member": pgettext_lazy("role", "member"),
    },
)
add(PURPOSE, {"integrity": _("integrity undertaking")})
