"""What every ranking stores, whatever it ranks for: the columns that make it explained, versioned and replayable."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.matching.models.store import Generation


class RankedList(models.Model):
    """One ranking of one posting. The newest finished one is current."""

    class Step(models.TextChoices):
        RUNNING = "running", _("running")
        FINISHED = "finished", _("finished")

    generation = models.BigIntegerField(help_text=_("gen of the mark that this run did"))
    step = models.CharField(max_length=20, choices=Step, default=Step.FINISHED)
    current = models.BooleanField(default=True)
    posting_revision = models.CharField(max_length=16)
    weights_version = models.PositiveIntegerField()
    calibration = models.ForeignKey(Generation, models.PROTECT, null=True, related_name="+")
    encoder_id = models.CharField(max_length=120)
    basic = models.BooleanField(default=False, help_text=_("made without the encoder"))
    compared = models.PositiveIntegerField(default=0)
    epoch = models.BigIntegerField(default=0, help_text=_("sum of the epochs it rests on"))
    excluded = models.JSONField(default=dict, help_text=_("rule -> number of people"))
    relaxed = models.JSONField(default=dict, help_text=_("rule -> how many more were eligible without it"))
    posting_content = models.CharField(max_length=32, blank=True, help_text=_("hash of what was compared"))
    taxonomy_epoch = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    finished_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class RankedPair(models.Model):
    """What a run computed for a pair. Score and points in thousandths of a point out of 100."""

    rank = models.PositiveIntegerField(help_text=_("by score alone"))
    reserve = models.BooleanField(default=False, help_text=_("kept to refill the list, not shown"))
    score = models.IntegerField()
    values = models.JSONField(help_text=_("factor -> value 0..1, or null for unknown"))
    points = models.JSONField(help_text=_("factor -> thousandths of a point"))
    evidence = models.JSONField(default=list)
    talent_revision = models.PositiveIntegerField()
    talent_content = models.CharField(max_length=32, blank=True, help_text=_("hash of what was compared"))

    class Meta:
        abstract = True


class RecommendedRow(models.Model):
    """A posting ranked for a talent. `confirmed` is false while it rests on an unconfirmed CV: hers alone."""

    generation = models.BigIntegerField()
    rank = models.PositiveIntegerField()
    score = models.IntegerField()
    values = models.JSONField()
    points = models.JSONField()
    evidence = models.JSONField(default=list)
    posting_revision = models.CharField(max_length=16)
    talent_revision = models.PositiveIntegerField(default=0)
    posting_content = models.CharField(max_length=32, blank=True, help_text=_("hash of what was compared"))
    talent_content = models.CharField(max_length=32, blank=True, help_text=_("hash of what was compared"))
    weights_version = models.PositiveIntegerField(default=1)
    calibration = models.ForeignKey(Generation, models.PROTECT, null=True, related_name="+")
    taxonomy_epoch = models.BigIntegerField(default=0)
    confirmed = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
