"""Words for the acts of form checks, as the trail keeps them."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from apps.core.words import ACT, REASON, add, add_acts
from apps.reviews.form_states import FormOutcome

add(
    ACT,
    {
        "allow": pgettext_lazy("act", "allow the appeal"),
        "refuse_appeal": pgettext_lazy("act", "refuse the appeal"),
    },
)
add_acts("reviews.formappeal", {"refuse": pgettext_lazy("act", "refuse the appeal")})
add(REASON, {code: label for code, label in FormOutcome.choices if code})
