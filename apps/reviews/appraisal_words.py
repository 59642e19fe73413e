"""Words for the acts of appraisals, as the trail keeps them."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from apps.core.words import ACT, REASON, add, add_acts
from apps.reviews.appraisal_states import DeclineReason

add(
    ACT,
    {
        "ask": pgettext_lazy("act", "ask an expert"),
        "call_off": pgettext_lazy("act", "call off"),
        "declare": pgettext_lazy("act", "declare to be independent"),
        "give_opinion": pgettext_lazy("act", "give an opinion"),
    },
)
add_acts(
    "reviews.opinion",
    {
        "decline": pgettext_lazy("act", "decline to give an opinion"),
        "expire": pgettext_lazy("act", "end without an answer"),
    },
)
add(REASON, dict(DeclineReason.choices))
