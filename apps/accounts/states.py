"""What an account can be (machine 15)."""

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.core.moves import moves


class AccountState(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("account", "Active")
    DEACTIVATION_REQUESTED = "deactivation_requested", pgettext_lazy("account", "Deactivation requested")
    RESTRICTED = "restricted", pgettext_lazy("account", "Restricted")
    ERASED = "erased", pgettext_lazy("account", "Erased")


S = AccountState
MOVES = moves(
    request_deactivation=((S.ACTIVE,), S.DEACTIVATION_REQUESTED),
    keep=((S.DEACTIVATION_REQUESTED,), S.ACTIVE),
    restrict=((S.ACTIVE, S.DEACTIVATION_REQUESTED), S.RESTRICTED),
    lift=((S.RESTRICTED,), S.ACTIVE),
    erase=((S.DEACTIVATION_REQUESTED, S.RESTRICTED), S.ERASED),
)
