"""How crowded the lists are, and whether a group is selected less than others."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ExposureSetting(models.Model):
    """How far apart two scores may lie so that the one who is seen less goes first. The newest row is in force."""

    within = models.PositiveIntegerField(_("within"), help_text=_("thousandths of a point; 0 is off"))
    reason = models.CharField(_("reason"), max_length=300)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("exposure setting")
        verbose_name_plural = _("exposure settings")

    def __str__(self) -> str:
        return f"{self.within / 1000:g}"


class ExposureDay(models.Model):
    """How crowded the current lists were on a day: its last measurement."""

    on = models.DateField(unique=True)
    lists = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    gini = models.FloatField()
    top_share = models.FloatField()
    never_share = models.FloatField()
    spread_within = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("exposure")
        verbose_name_plural = _("exposure")
        ordering = ["-on"]

    def __str__(self) -> str:
        return f"{self.on:%F}"


class WatchDay(models.Model):
    """How many of a group could be selected on a day, and how many were: its last measurement."""

    on = models.DateField()
    attribute = models.CharField(max_length=20)
    stage = models.CharField(max_length=20)
    group = models.CharField(max_length=40, blank=True)
    considered = models.PositiveIntegerField()
    selected = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("ranking watch")
        verbose_name_plural = _("ranking watch")
        constraints = [models.UniqueConstraint(fields=["on", "attribute", "stage", "group"], name="watch_day_once")]

    def __str__(self) -> str:
        return f"{self.on:%F} {self.attribute} {self.stage} {self.group}"


class WatchAlarm(models.Model):
    """A group is selected less than others, or less than before. Ends by itself; somebody says what was made of it."""

    class Kind(models.TextChoices):
        RATIO = "ratio", _("below four fifths of the best group")
        DRIFT = "drift", _("below four fifths of four weeks before")

    attribute = models.CharField(max_length=20)
    stage = models.CharField(max_length=20)
    group = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    ratio = models.FloatField()
    raised_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("alarm of the ranking watch")
        verbose_name_plural = _("alarms of the ranking watch")
        ordering = ["-raised_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attribute", "stage", "group", "kind"], condition=Q(ended_on=None), name="watch_alarm_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attribute} {self.stage} {self.group} {self.kind}"
