"""What an employer's verification can be (machine 5)."""

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.core.moves import moves


class EmployerState(models.TextChoices):
    UNVERIFIED = "unverified", pgettext_lazy("employer", "Not verified")
    SUBMITTED = "submitted", pgettext_lazy("employer", "Submitted for verification")
    RETURNED = "returned", pgettext_lazy("employer", "Returned for correction")
    VERIFIED = "verified", pgettext_lazy("employer", "Verified")
    REJECTED = "rejected", pgettext_lazy("employer", "Rejected")
    SUSPENDED = "suspended", pgettext_lazy("employer", "Suspended")
    EXPIRED = "expired", pgettext_lazy("employer", "Verification expired")


S = EmployerState
MOVES = moves(
    submit=(
        (S.UNVERIFIED, S.RETURNED, S.EXPIRED, S.VERIFIED),
        S.SUBMITTED,
    ),  # a verified one after a change of name or code
    verify=((S.SUBMITTED,), S.VERIFIED),
    vouch=((S.UNVERIFIED,), S.VERIFIED),  # imported by an operator who has seen the papers
    return_=((S.SUBMITTED,), S.RETURNED),
    reject=((S.SUBMITTED, S.SUSPENDED), S.REJECTED),
    suspend=((S.VERIFIED,), S.SUSPENDED),
    reinstate=((S.SUSPENDED,), S.VERIFIED),
    expire=((S.VERIFIED,), S.EXPIRED),
)
