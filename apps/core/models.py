"""Tables that know no business noun: audit entries, dirty marks, clocks, heartbeats, files."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.core import words
from apps.core.ids import PublicIdModel


class AuditEntry(models.Model):
    """One step of one subject. A trigger refuses UPDATE and DELETE."""

    subject_kind = models.CharField(_("kind of subject"), max_length=60)
    subject_ref = models.CharField(_("subject"), max_length=40)
    act = models.CharField(_("step"), max_length=60)
    state_from = models.CharField(_("from state"), max_length=40, blank=True)
    state_to = models.CharField(_("to state"), max_length=40, blank=True)
    actor_ref = models.CharField(_("who"), max_length=40)
    actor_role = models.CharField(_("as"), max_length=60, blank=True)
    reason_code = models.CharField(_("reason code"), max_length=60, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    data = models.JSONField(default=dict, blank=True)
    public = models.BooleanField(default=True)
    at = models.DateTimeField(_("time"))
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["subject_kind", "subject_ref", "id"])]
        constraints = [
            # one successor per link: two writers cannot fork the chain, the first entry included
            models.UniqueConstraint(fields=["subject_kind", "subject_ref", "prev_hash"], name="audit_chain_no_fork"),
        ]

    def __str__(self) -> str:
        return f"{words.subject(self.subject_kind)} {self.subject_ref}: {words.act(self.act, self.subject_kind)}"


class Mark(models.Model):
    """A subject whose derived data is out of date while `done_gen < gen`. See apps.core.marks."""

    kind = models.CharField(_("kind"), max_length=40)
    object_id = models.BigIntegerField(_("object"))
    gen = models.BigIntegerField(default=1)
    done_gen = models.BigIntegerField(default=0)
    urgent = models.BooleanField(default=False, help_text=_("somebody waits for it"))
    lease_until = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next at"))
    dirty_since = models.DateTimeField(_("waiting since"))
    parked_at = models.DateTimeField(_("failed at"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("work mark")
        verbose_name_plural = _("work marks")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="mark_unique"),
            models.CheckConstraint(condition=Q(done_gen__lte=F("gen")), name="mark_done_not_ahead"),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                name="mark_due",
                condition=Q(done_gen__lt=F("gen"), parked_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{words.word(words.WORK, self.kind)} · {self.object_id}"


class Epoch(models.Model):
    """A number that moves when something global changes (taxonomy, weights, encoder)."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class ClockRun(models.Model):
    """When a clock task is next due; claimed by one conditional UPDATE."""

    name = models.CharField(max_length=60, primary_key=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """A process that was alive at `at`."""

    name = models.CharField(_("process"), max_length=60, primary_key=True)
    at = models.DateTimeField(_("last sign of life"))

    def __str__(self) -> str:
        return self.name


class File(PublicIdModel):
    """One stored file. Models point to it; `apps.core.files` writes and reads it."""

    class DataClass(models.TextChoices):
        PUBLIC = "public", _("public")
        EMPLOYER = "employer", _("employer document")
        CV = "cv", _("CV")
        ATTACHMENT = "attachment", _("attachment")
        IMPORT = "import", _("import")
        ANNEX = "annex", _("annex of a call")
        OBJECTION = "objection", _("evidence of an objection")
        PROPOSAL = "proposal", _("attachment of a proposal being written")
        SEALED = "sealed", _("sealed proposal")
        OPENED = "opened", _("opened proposal")
        AGREEMENT = "agreement", _("paper of an agreement")
        LANDING = "landing", _("evidence of a landing")

    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    data_class = models.CharField(max_length=20, choices=DataClass)
    owner_ref = models.CharField(max_length=40, help_text=_("public id of the user or organisation it belongs to"))
    encrypted = models.BooleanField(default=True)
    path = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    retain_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [models.Index(fields=["sha256"])]

    def __str__(self) -> str:
        return self.name
