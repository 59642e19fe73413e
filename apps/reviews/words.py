"""Words for the acts of reviews, as the trail keeps them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.words import PURPOSE
from apps.core.words import ACT, REASON, ROLE, add, add_acts

add(
    ACT,
    {
        "announce": pgettext_lazy("act", "make public"),
        "begin_scoring": pgettext_lazy("act", "open the marks"),
        "draw_panel": pgettext_lazy("act", "draw the panel"),
        "drop_award": pgettext_lazy("act", "take the proposed award back"),
        "excuse": pgettext_lazy("act", "take off the panel"),
        "extend_marks": pgettext_lazy("act", "put off the deadline of the marks"),
        "hand_in": pgettext_lazy("act", "hand in"),
        "lock": pgettext_lazy("act", "lock"),
        "lock_marks": pgettext_lazy("act", "lock the marks"),
        "reword": pgettext_lazy("act", "show less"),
        "overturn": pgettext_lazy("act", "overturn"),
        "step_back": pgettext_lazy("act", "put back on the short list"),
        "take_back": pgettext_lazy("act", "take back"),
        "take_effect": pgettext_lazy("act", "put in effect"),
        "void": pgettext_lazy("act", "not count"),
        "withdraw_for_conflict": pgettext_lazy("act", "leave for a conflict of interest"),
    },
)
add_acts(
    "reviews.seat",
    {
        "accept": pgettext_lazy("act", "take the seat"),
        "decline": pgettext_lazy("act", "decline the seat"),
        "expire": pgettext_lazy("act", "end without an answer"),
    },
)
add(
    REASON,
    {
        "conflict_found": _("a conflict of interest was found"),
        "no_panel": _("the programme has no panel"),
    },
)
add(ROLE, {"expert": pgettext_lazy("role", "expert")})
add(PURPOSE, {"award_publicity": _("being named when an award is made public")})
