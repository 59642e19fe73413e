"""What an expert of the pool can be."""

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.core.moves import moves


class ExpertState(models.TextChoices):
    INVITED = "invited", pgettext_lazy("expert", "Invited")
    ACTIVE = "active", pgettext_lazy("expert", "In the pool")
    PAUSED = "paused", pgettext_lazy("expert", "Paused")
    ENDED = "ended", pgettext_lazy("expert", "No longer in the pool")


S = ExpertState
MOVES = moves(
    join=((S.INVITED,), S.ACTIVE),
    pause=((S.ACTIVE,), S.PAUSED),
    resume=((S.PAUSED,), S.ACTIVE),
    end=((S.INVITED, S.ACTIVE, S.PAUSED), S.ENDED),
    invite_again=((S.ENDED,), S.INVITED),
)
JOINED = (S.ACTIVE, S.PAUSED)  # she has an account and keeps her facts herself
