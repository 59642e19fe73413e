"""Annexes that not everybody may read, and who has undertaken what to read them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import Organisation
from apps.challenges.models.challenge import Challenge
from apps.challenges.terms import Level
from apps.core.ids import PublicIdModel
from apps.core.models import File


class Annex(PublicIdModel):
    """A paper of a challenge with its own level, never below what its challenge says in public."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="annexes")
    title = models.CharField(pgettext_lazy("call", "title"), max_length=160)
    level = models.CharField(_("confidentiality"), max_length=20, choices=Level, default=Level.SOLVERS)
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("annex")
        verbose_name_plural = _("annexes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class AnnexUndertaking(PublicIdModel):
    """One person's word to keep the annexes of one challenge to herself, and whether she may read them.

    `country` is where she will read them, as she declares it: the law on technology exports asks.
    """

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="undertakings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveSmallIntegerField(_("version of the undertaking"))
    country = models.CharField(_("country or region"), max_length=2)
    signed_at = models.DateTimeField(_("signed at"))
    admitted_at = models.DateTimeField(_("admitted at"), null=True, blank=True)
    admitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    export_licence = models.CharField(_("export licence"), max_length=80, blank=True)
    refused_at = models.DateTimeField(_("refused at"), null=True, blank=True)

    class Meta:
        verbose_name = _("undertaking for annexes")
        verbose_name_plural = _("undertakings for annexes")
        constraints = [
            models.UniqueConstraint(fields=["challenge", "user"], name="challenge_undertaking_once"),
            models.CheckConstraint(
                condition=Q(admitted_at__isnull=True, admitted_by__isnull=True)
                | Q(admitted_at__isnull=False, admitted_by__isnull=False),
                name="challenge_undertaking_admitted_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.challenge}"
