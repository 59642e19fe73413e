"""The panel of a call: the draw, the seats, and the names under which proposals are read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.challenges.models import Challenge
from apps.core.ids import PublicIdModel
from apps.experts.models import Expert
from apps.proposals.models import Proposal
from apps.reviews import states


class Panel(PublicIdModel):
    """One for a call. `places` are rows {field, places}; `published` is the draw as everybody can repeat it."""

    MOVES = states.PANEL_MOVES

    challenge = models.OneToOneField(Challenge, models.PROTECT, related_name="panel")
    state = models.CharField(_("state"), max_length=20, choices=states.PanelState, default=states.PanelState.FORMING)
    places = models.JSONField(_("fields and places"))
    published = models.JSONField(_("the draw"))
    left_out = models.JSONField(_("left out, by kind of conflict"), default=dict)
    drawn_at = models.DateTimeField(_("drawn at"))
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_at = models.DateTimeField(_("marks are due"), null=True, blank=True)
    defence_at = models.DateTimeField(_("defence meeting"), null=True, blank=True)
    defence_place = models.CharField(_("place or link of the meeting"), max_length=300, blank=True)
    locked_at = models.DateTimeField(_("marks locked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("panel")
        verbose_name_plural = _("panels")
        ordering = ["-drawn_at"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="forming") | Q(due_at__isnull=False)), name="panel_scoring_has_a_deadline"
            ),
            models.CheckConstraint(
                condition=Q(state="locked", locked_at__isnull=False) | (~Q(state="locked") & Q(locked_at__isnull=True)),
                name="panel_locked_together",
            ),
        ]

    def __str__(self) -> str:
        return str(self.challenge)


class SeatQuerySet(models.QuerySet["Seat"]):
    def of(self, user: Any) -> SeatQuerySet:
        """Those to which she was ever invited: reserves do not know that they are."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(expert__user=user).exclude(invited_at=None)


class Seat(PublicIdModel):
    """A candidate of the draw in one field. Its public id is her reference in the draw: another one for each call."""

    MOVES = states.SEAT_MOVES

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="seats")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="seats")
    field = models.CharField(_("field"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order of the draw"))
    state = models.CharField(_("state"), max_length=20, choices=states.SeatState, default=states.SeatState.RESERVE)
    fit = models.DecimalField(_("fit with the call"), max_digits=6, decimal_places=3, null=True, blank=True)
    invited_at = models.DateTimeField(_("invited at"), null=True, blank=True)
    answer_by = models.DateTimeField(_("answer by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["field", "order"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "expert"], name="seat_expert_once"),
            models.UniqueConstraint(fields=["panel", "field", "order"], name="seat_order_once"),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(answered_at__isnull=False), name="seat_accepted_has_answered"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Pseudonym(models.Model):
    """The name of a proposal before the experts of its call: drawn anew for each call, tells nothing of order or time."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="pseudonyms")
    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="pseudonym")
    code = models.CharField(_("name before the experts"), max_length=8)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["panel", "code"], name="pseudonym_once")]

    def __str__(self) -> str:
        return self.code
