"""What every ranking is computed from: weights, calibrations, vectors of documents and words."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WeightsVersion(models.Model):
    """Weights and neutral values: the engine's own, numbered as there, and learned ones (from 1001 on).

    At most one is active. None active means that the engine's own are in force. `report` is what was measured when
    they were learned (`learning.report`).
    """

    number = models.PositiveIntegerField(unique=True)
    weights = models.JSONField()
    neutral = models.JSONField()
    note = models.CharField(max_length=200, blank=True)
    report = models.JSONField(default=dict, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    account = models.CharField(max_length=80, blank=True, help_text=_("of the machine, where the command was run"))
    active = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("weights version")
        verbose_name_plural = _("weights versions")
        constraints = [models.UniqueConstraint(fields=["active"], condition=Q(active=True), name="weights_one_active")]

    def __str__(self) -> str:
        return f"v{self.number}"


class Generation(models.Model):
    """A frozen calibration of the pool's vectors: means and covariances per kind of unit and language."""

    encoder_id = models.CharField(max_length=120)
    encoder_spec = models.CharField(max_length=500, blank=True, help_text=_("how it is loaded; empty: the default"))
    encoder_traits = models.JSONField(
        default=dict, blank=True, help_text=_("what processes that do not load it have to know of it")
    )
    calibration = models.BinaryField()
    talents = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("generation")
        verbose_name_plural = _("generations")
        constraints = [
            models.UniqueConstraint(fields=["active"], condition=Q(active=True), name="generation_one_active")
        ]

    def __str__(self) -> str:
        return f"{self.encoder_id} #{self.pk}"


class EncoderChange(models.Model):
    """The way from one encoder to another, while everything is encoded in the new one. One at a time."""

    class Outcome(models.TextChoices):
        SWITCHED = "switched", pgettext_lazy("encoder change", "done")
        ABANDONED = "abandoned", pgettext_lazy("encoder change", "given up")

    encoder_id = models.CharField(_("encoder"), max_length=120)
    encoder_spec = models.CharField(max_length=500, blank=True)
    basic = models.BooleanField(default=False, help_text=_("to basic matching, for want of the encoder"))
    from_encoder_id = models.CharField(max_length=120)
    running = models.BooleanField(default=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    hurried_at = models.DateTimeField(null=True, blank=True, help_text=_("an operator would not wait for the rest"))
    started_at = models.DateTimeField(_("begun"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of encoder")
        verbose_name_plural = _("changes of encoder")
        constraints = [
            models.UniqueConstraint(fields=["running"], condition=Q(running=True), name="encoder_change_one"),
            models.CheckConstraint(
                condition=Q(running=True, outcome="", ended_at__isnull=True)
                | (Q(running=False, ended_at__isnull=False) & ~Q(outcome="")),
                name="encoder_change_ended_together",
            ),
        ]

    def __str__(self) -> str:
        return self.encoder_id


class DocumentVectors(models.Model):
    """What the encoder made of one document: the revision in force of a position or call, a profile, a talent's project.

    `encoded` is `engine.documents.EncodedDoc.to_bytes()`: units, int8 vectors, terms; whole text first.
    """

    class Kind(models.TextChoices):
        POSITION = "position", _("position")
        TALENT = "talent", _("talent")
        CHALLENGE = "challenge", _("challenge")
        PROJECT = "project", _("project")

    kind = models.CharField(max_length=20, choices=Kind)
    object_id = models.BigIntegerField()
    encoder_id = models.CharField(max_length=120)
    content = models.CharField(max_length=64, help_text=_("hash of the document that was encoded"))
    revision = models.BigIntegerField(default=0, help_text=_("of the talent or the position's revision"))
    encoded = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)
    ranked_at = models.DateTimeField(
        null=True, blank=True, help_text=_("of a talent: when positions were last ranked for her, found or not")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "encoder_id"], name="document_vectors_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class TermRow(models.Model):
    """The vector of one word, skill or field of study: the same for all documents. What was stored first stays."""

    encoder_id = models.CharField(max_length=120)
    key = models.CharField(max_length=64, help_text=_("hash of the folded text"))
    row = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["encoder_id", "key"], name="term_row_once")]

    def __str__(self) -> str:
        return self.key


class EncodingOrder(models.Model):
    """Texts that a process without the encoder wants encoded, until a worker has done it; then their vectors, for a while.

    `key` is the hash of the texts and their kind; `vectors` are float32 [texts, dim] in one piece.
    """

    encoder_id = models.CharField(max_length=120)
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    texts = models.JSONField(default=list)
    vectors = models.BinaryField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["encoder_id", "key"], name="encoding_order_once")]

    def __str__(self) -> str:
        return self.key
