"""What a publicity period and an objection can be, and which steps exist (machine 13): pure data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.core.moves import moves


class PublicityState(models.TextChoices):
    ANNOUNCED = "announced", pgettext_lazy("publicity", "Being shown")
    ENDED = "ended", pgettext_lazy("publicity", "Ended")
    WITHDRAWN = "withdrawn", pgettext_lazy("publicity", "Withdrawn")


P = PublicityState
PUBLICITY_MOVES = moves(
    end=((P.ANNOUNCED,), P.ENDED),
    withdraw=((P.ANNOUNCED,), P.WITHDRAWN),
)


class ObjectionState(models.TextChoices):
    LODGED = "lodged", pgettext_lazy("objection", "Lodged")
    ACCEPTED = "accepted", pgettext_lazy("objection", "Taken up")
    REFUSED = "refused", pgettext_lazy("objection", "Not taken up")
    INVESTIGATING = "investigating", pgettext_lazy("objection", "Being looked into")
    UPHELD = "upheld", pgettext_lazy("objection", "Upheld")
    DISMISSED = "dismissed", pgettext_lazy("objection", "Dismissed")
    ANSWERED = "answered", pgettext_lazy("objection", "Answered")


O = ObjectionState  # noqa: E741  one letter as in the other tables
OBJECTION_MOVES = moves(
    accept=((O.LODGED,), O.ACCEPTED),
    refuse=((O.LODGED,), O.REFUSED),
    investigate=((O.ACCEPTED,), O.INVESTIGATING),
    uphold=((O.INVESTIGATING,), O.UPHELD),
    dismiss=((O.INVESTIGATING,), O.DISMISSED),
    answer=((O.UPHELD, O.DISMISSED), O.ANSWERED),
)
# A decision that nobody has told the objector is not yet an end.
OPEN = (O.LODGED, O.ACCEPTED, O.INVESTIGATING, O.UPHELD, O.DISMISSED)
UNDECIDED = (O.LODGED, O.ACCEPTED, O.INVESTIGATING)
