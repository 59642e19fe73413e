"""Messages to people, and the outbox through which they leave the house."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.ids import PublicIdModel
from apps.core.words import word


class Message(PublicIdModel):
    """An in-app message: a kind (its template) and the facts the template needs. Words are made when read."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=60)
    context = models.JSONField(default=dict, blank=True)
    url = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=160, unique=True, null=True, blank=True, help_text=_("told once"))
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(fields=["recipient", "-created_at"])]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient_id}"


class Delivery(models.Model):
    """One e-mail or SMS to leave the house once: stored with the business facts, sent by a worker.

    `key` makes it unique; the Message-ID is derived from it, so a repeat after a crash is recognised as one.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("SMS")

    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    key = models.CharField(max_length=160, unique=True)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="deliveries")
    address = models.CharField(_("address"), max_length=254)
    kind = models.CharField(_("kind"), max_length=60)
    context = models.JSONField(default=dict, blank=True)
    languages = models.CharField(
        _("languages"), max_length=40, help_text=_("comma-separated; two for a bilingual first contact")
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed at"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.CheckConstraint(
                condition=~Q(sent_at__isnull=False, failed_at__isnull=False), name="delivery_sent_or_failed"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} · {word('message', self.kind)}"


class MailboxItem(models.Model):
    """What the demo's mailbox page shows instead of sending it."""

    channel = models.CharField(max_length=10, choices=Delivery.Channel)
    to = models.CharField(max_length=254, db_index=True)
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField()
    headers = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mailbox item")
        verbose_name_plural = _("mailbox items")
        indexes = [models.Index(fields=["-created_at"])]

    def __str__(self) -> str:
        return self.subject or self.to
