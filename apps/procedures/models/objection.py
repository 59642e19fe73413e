"""Objections (异议): real-name, against a publicity period, decided by somebody who did not determine its subject."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.policies import EVERYWHERE, districts_for
from apps.core.crypto import EncryptedTextField
from apps.core.ids import PublicIdModel
from apps.core.models import File
from apps.procedures import states
from apps.procedures.models.publicity import Publicity

JUDGES = "procedures.objections"


class Ground(models.TextChoices):
    FALSE_FACTS = "false_facts", pgettext_lazy("objection", "What is said is not true")
    NOT_ELIGIBLE = "not_eligible", pgettext_lazy("objection", "The conditions are not met")
    CONFLICT = "conflict", pgettext_lazy("objection", "Somebody who decided was not independent")
    PROCEDURE = "procedure", pgettext_lazy("objection", "The rules of the procedure were broken")
    RIGHTS = "rights", pgettext_lazy("objection", "Intellectual property or other rights are hurt")
    OTHER = "other", pgettext_lazy("objection", "Something else")


class Outcome(models.TextChoices):
    UPHELD = "upheld", pgettext_lazy("objection", "Upheld")
    DISMISSED = "dismissed", pgettext_lazy("objection", "Dismissed")


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def open(self) -> ObjectionQuerySet:
        """Those that are not answered or refused yet: nothing is signed or paid meanwhile."""
        return self.filter(state__in=states.OPEN)

    def about(self, subject_kind: str, subject_ref: str) -> ObjectionQuerySet:
        return self.filter(publicity__subject_kind=subject_kind, publicity__subject_ref=subject_ref)

    def visible_to(self, user: Any) -> ObjectionQuerySet:
        """One's own; for those who judge objections the ones of their districts. Nobody else learns who objected."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        where = districts_for(user, JUDGES) or set()
        if EVERYWHERE in where:
            return self
        return self.filter(Q(objector=user.pk) | Q(publicity__district__in=where))


class Objection(PublicIdModel):
    """Days are the city's. `outcome` stays when the answer has been given; what people write is encrypted."""

    MOVES = states.OBJECTION_MOVES

    publicity = models.ForeignKey(
        Publicity, models.PROTECT, related_name="objections", verbose_name=_("publicity period")
    )
    objector = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("objector"))
    state = models.CharField(
        _("state"), max_length=20, choices=states.ObjectionState, default=states.ObjectionState.LODGED
    )
    name = EncryptedTextField(_("real name"))
    phone = EncryptedTextField(_("phone"))
    ground = models.CharField(_("ground"), max_length=20, choices=Ground)
    text = EncryptedTextField(_("what you object to and why"))
    remedy = EncryptedTextField(_("what you ask for"))
    lodged_at = models.DateTimeField(_("lodged at"))
    intake_due_on = models.DateField(_("to be taken up by"))
    answer_due_on = models.DateField(_("to be answered by"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    reply = EncryptedTextField(_("answer to the objector"), blank=True)
    replied_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-lodged_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["publicity", "objector"], condition=Q(state__in=states.OPEN), name="objection_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["lodged", "refused"], answer_due_on__isnull=True)
                | (~Q(state__in=["lodged", "refused"]) & Q(answer_due_on__isnull=False)),
                name="objection_accepted_has_a_clock",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(outcome="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="objection_decided_together",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["upheld", "dismissed", "answered"]) | ~Q(outcome=""),
                name="objection_outcome_is_kept",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "refused"]) | Q(replied_at__isnull=False),
                name="objection_end_is_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publicity} · {self.public_id}"


class ObjectionFile(models.Model):
    """Evidence handed in with an objection."""

    objection = models.ForeignKey(Objection, models.CASCADE, related_name="files")
    file = models.OneToOneField(File, models.PROTECT, related_name="+", verbose_name=_("file"))

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return self.file.name
