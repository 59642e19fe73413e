"""What a verified claim of a talent can be (machine 6), and how far her profile has come."""

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.core.moves import moves


class ClaimState(models.TextChoices):
    SELF_DECLARED = "self_declared", pgettext_lazy("claim", "Self-declared")
    SUBMITTED = "submitted", pgettext_lazy("claim", "Submitted")
    IN_CHECK = "in_check", pgettext_lazy("claim", "Being checked")
    VERIFIED = "verified", pgettext_lazy("claim", "Verified")
    RETURNED = "returned", pgettext_lazy("claim", "Returned for correction")
    FAILED = "failed", pgettext_lazy("claim", "Not confirmed")
    APPEALED = "appealed", pgettext_lazy("claim", "Appealed")
    REVOKED = "revoked", pgettext_lazy("claim", "Revoked")


S = ClaimState
MOVES = moves(
    submit=((S.SELF_DECLARED, S.RETURNED), S.SUBMITTED),
    take_up=((S.SUBMITTED, S.APPEALED), S.IN_CHECK),
    verify=((S.IN_CHECK,), S.VERIFIED),
    return_=((S.IN_CHECK,), S.RETURNED),
    fail=((S.IN_CHECK,), S.FAILED),
    appeal=((S.FAILED,), S.APPEALED),
    lapse=((S.VERIFIED,), S.SELF_DECLARED),  # she has changed what was verified
    revoke=((S.VERIFIED,), S.REVOKED),
)
