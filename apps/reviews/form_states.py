"""What the outcome of a form check and an appeal against it can be. The proposal's own states are in proposals."""

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.core.moves import moves


class FormOutcome(models.TextChoices):
    """`OPEN`: the proposal waits for this check."""

    OPEN = "", pgettext_lazy("form check", "To be checked")
    ELIGIBLE = "eligible", pgettext_lazy("form check", "Passed")
    INELIGIBLE = "ineligible", pgettext_lazy("form check", "Not passed")
    RETURNED = "returned", pgettext_lazy("form check", "Returned for correction")


class Verdict(models.TextChoices):
    OPEN = "", pgettext_lazy("form check", "-")
    MET = "met", pgettext_lazy("form check", "in order")
    UNMET = "unmet", pgettext_lazy("form check", "not in order")


class AppealState(models.TextChoices):
    LODGED = "lodged", pgettext_lazy("appeal", "Waits for its decision")
    ALLOWED = "allowed", pgettext_lazy("appeal", "Allowed")
    REFUSED = "refused", pgettext_lazy("appeal", "Refused")


A = AppealState
APPEAL_MOVES = moves(
    allow=((A.LODGED,), A.ALLOWED),
    refuse=((A.LODGED,), A.REFUSED),
)
