"""Words for the acts of procedures, as the trail keeps them."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from apps.core.words import ACT, ROLE, add, add_acts

add(
    ACT,
    {
        "answer": pgettext_lazy("act", "answer the objection"),
        "dismiss": pgettext_lazy("act", "dismiss the objection"),
        "investigate": pgettext_lazy("act", "look into the objection"),
        "lodge": pgettext_lazy("act", "object"),
        "uphold": pgettext_lazy("act", "uphold the objection"),
    },
)
add_acts(
    "procedures.objection",
    {
        "accept": pgettext_lazy("act", "take up the objection"),
        "refuse": pgettext_lazy("act", "not take up the objection"),
    },
)
add(ROLE, {"objector": pgettext_lazy("role", "the objector")})
