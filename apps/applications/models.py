"""A talent and a position meet: the application, its interviews, notes, and steps that wait to be told."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Consent
from apps.accounts.policies import EVERYWHERE, districts_for, organisations_of
from apps.applications import states
from apps.core.ids import PublicIdModel
from apps.positions.models import Position, PositionRevision
from apps.talents.models import Talent


class ApplicationQuerySet(models.QuerySet["Application"]):
    def open(self) -> ApplicationQuerySet:
        return self.filter(state__in=states.OPEN)

    def visible_to(self, user: Any) -> ApplicationQuerySet:
        """Her own; those sent to one's organisations and not withdrawn; those in an operator's districts."""
        if not user.is_authenticated:
            return self.none()
        to_employer = Q(position__employer__organisation__in=organisations_of(user)) & ~Q(
            state__in=[states.ApplicationState.DRAFT, states.ApplicationState.WITHDRAWN]
        )
        seen = Q(talent__user=user) | to_employer
        where = districts_for(user, "applications.review")
        if where is not None:
            inside = Q() if EVERYWHERE in where else Q(position__district__in=where)
            seen |= inside & ~Q(state=states.ApplicationState.DRAFT)
        return self.filter(seen)


class Application(PublicIdModel):
    MOVES = states.MOVES

    talent = models.ForeignKey(Talent, models.PROTECT, related_name="applications")
    position = models.ForeignKey(Position, models.PROTECT, related_name="applications")
    revision = models.ForeignKey(PositionRevision, models.PROTECT, related_name="+", help_text=_("as she read it"))
    state = models.CharField(
        _("state"), max_length=20, choices=states.ApplicationState, default=states.ApplicationState.DRAFT
    )
    letter = models.TextField(_("a few words to the employer"), blank=True, max_length=4000)
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, blank=True, related_name="+")
    via = models.CharField(
        max_length=20,
        default="direct",
        choices=[("direct", _("direct")), ("interest", _("after an employer's interest"))],
    )
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(default=timezone.now, help_text=_("last step, for the answer clock"))
    offer_until = models.DateTimeField(null=True, blank=True)
    offer_salary = models.PositiveIntegerField(null=True, blank=True)
    permit_reference = models.CharField(max_length=80, blank=True)
    start_on = models.DateField(null=True, blank=True)
    reminded_employer_at = models.DateTimeField(null=True, blank=True)
    reminded_operator_at = models.DateTimeField(null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = [models.Index(fields=["position", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["talent", "position"],
                condition=Q(state__in=[states.ApplicationState.DRAFT, *states.OPEN]),
                name="application_one_live",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False, consent__isnull=False),
                name="application_submitted_with_consent",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Interview(PublicIdModel):
    """Times an employer proposes; the talent takes one. Instants in UTC, shown in both zones."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="interviews")
    proposed = models.JSONField(help_text=_("list of instants, ISO 8601 in UTC"))
    minutes = models.PositiveSmallIntegerField(default=45)
    chosen_at = models.DateTimeField(null=True, blank=True, help_text=_("the instant she took"))
    answered_at = models.DateTimeField(null=True, blank=True)
    link = models.URLField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(chosen_at__isnull=True) | Q(answered_at__isnull=False),
                name="interview_chosen_answered",
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Note(models.Model):
    """What members of the employer say to each other about an application; never shown to the talent."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(max_length=4000)
    score = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.author_id} {self.created_at:%F}"


class PendingMove(PublicIdModel):
    """A step dragged on the board: taken after ten minutes unless undone, so that nobody is told too early."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="pending_move")
    move = models.CharField(max_length=30)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    data = models.JSONField(default=dict, blank=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.move
