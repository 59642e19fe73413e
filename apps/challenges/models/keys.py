"""Who can open what: a person's opening key, the key of a call, and the share of it that each holder has.

Nothing in these tables opens anything without passphrases that are stored nowhere (docs/adr/0005).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.challenges.models.challenge import Challenge
from apps.core.ids import PublicIdModel


class OpeningKey(PublicIdModel):
    """A person's own key pair; the private half is wrapped by her passphrase."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="opening_keys")
    public_key = models.BinaryField()
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    changed_at = models.DateTimeField(_("passphrase changed"), null=True, blank=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("opening key")
        verbose_name_plural = _("opening keys")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(retired_at__isnull=True), name="opening_key_one_live"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class CallKey(PublicIdModel):
    """The key pair that proposals of a call are sealed to. `opens_at` is never before the call closes."""

    challenge = models.OneToOneField(Challenge, models.PROTECT, related_name="key")
    public_key = models.BinaryField()
    wrapped = models.BinaryField()
    recovery_fingerprint = models.CharField(max_length=64)
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("prepared at"), auto_now_add=True)

    class Meta:
        verbose_name = _("key of a call")
        verbose_name_plural = _("keys of calls")

    def __str__(self) -> str:
        return str(self.challenge)


class CallShare(models.Model):
    """A holder's part of a call's key, closed to her opening key."""

    class Standing(models.TextChoices):
        HOLDER = "holder", pgettext_lazy("share", "holder")
        DEPUTY = "deputy", pgettext_lazy("share", "deputy")

    key = models.ForeignKey(CallKey, models.PROTECT, related_name="shares")
    holder = models.ForeignKey(OpeningKey, models.PROTECT, related_name="shares")
    standing = models.CharField(_("standing"), max_length=10, choices=Standing, default=Standing.HOLDER)
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("share of a key")
        verbose_name_plural = _("shares of keys")
        constraints = [models.UniqueConstraint(fields=["key", "holder"], name="call_share_once")]

    def __str__(self) -> str:
        return f"{self.holder} · {self.key}"
