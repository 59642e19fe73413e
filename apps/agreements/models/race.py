"""赛马: contracts of one call side by side, ranked at checkpoints; the last of a ranking may be eliminated."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.agreements.models.contract import Contract
from apps.challenges.models import Challenge
from apps.core.ids import PublicIdModel


class Checkpoint(PublicIdModel):
    """A ranking of all contracts that run, held at the milestone with this number."""

    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="checkpoints")
    milestone = models.PositiveSmallIntegerField(_("milestone"))
    keep = models.PositiveSmallIntegerField(_("how many go on"))
    note = models.CharField(_("note"), max_length=2000)
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    held_at = models.DateTimeField(_("held at"), auto_now_add=True)

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        constraints = [
            models.UniqueConstraint(fields=["challenge", "milestone"], name="checkpoint_once"),
            models.CheckConstraint(condition=Q(keep__gte=1), name="checkpoint_keeps_one"),
        ]

    def __str__(self) -> str:
        return f"{self.challenge} · {self.milestone}"


class Standing(models.Model):
    """The place of one contract at a checkpoint."""

    checkpoint = models.ForeignKey(Checkpoint, models.CASCADE, related_name="standings")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="standings")
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["checkpoint", "rank"], name="standing_rank_once"),
            models.UniqueConstraint(fields=["checkpoint", "contract"], name="standing_contract_once"),
        ]

    def __str__(self) -> str:
        return f"{self.checkpoint} · {self.rank}"
