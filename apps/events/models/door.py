"""What scanners at the doors have read, and the address of a person's calendar feed."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.events import terms
from apps.events.models.event import Event
from apps.events.models.registration import Registration


class DoorScan(models.Model):
    """One reading of one ticket by one scanner. `ref` comes from the scanner: sent twice, it is the same reading."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="scans")
    registration = models.ForeignKey(Registration, models.CASCADE, null=True, blank=True, related_name="scans")
    ref = models.CharField(max_length=64)
    device = models.CharField(_("scanner"), max_length=60, blank=True)
    read_at = models.DateTimeField(
        _("read at"), help_text=_("by the scanner's clock, set right by what it showed on sending")
    )
    received_at = models.DateTimeField(auto_now_add=True)
    scanned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    result = models.CharField(_("result"), max_length=10, choices=terms.ScanResult)

    class Meta:
        verbose_name = _("reading of a ticket")
        verbose_name_plural = _("readings of tickets")
        ordering = ["read_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "ref"], name="scan_once")]

    def __str__(self) -> str:
        return str(self.get_result_display())


def new_secret() -> str:
    return secrets.token_urlsafe(24)


class AgendaFeed(models.Model):
    """The secret address under which a person's own agenda is read by her calendar; a new one makes the old one silent."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    secret = models.CharField(max_length=64, unique=True, default=new_secret)
    made_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.user)
