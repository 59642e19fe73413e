"""What one expert says of one proposal."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.challenges.models import Criterion
from apps.core.ids import PublicIdModel
from apps.proposals.models import Proposal
from apps.reviews import states
from apps.reviews.models.panel import Seat


class SheetQuerySet(models.QuerySet["Sheet"]):
    def of(self, user: Any) -> SheetQuerySet:
        """Her own, while she sits on the panel. Nobody sees another expert's sheet."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(seat__expert__user=user, seat__state=states.SeatState.ACCEPTED)

    def counting(self) -> SheetQuerySet:
        return self.filter(state=states.SheetState.LOCKED)


class Sheet(PublicIdModel):
    """Comments go two ways: one the applicant reads with the result, one that stays with the panel and the operators."""

    MOVES = states.SHEET_MOVES

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="sheets")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="sheets")
    state = models.CharField(_("state"), max_length=20, choices=states.SheetState, default=states.SheetState.DRAFT)
    for_applicant = models.TextField(_("comment for the applicant"), blank=True, max_length=4000)
    for_panel = models.TextField(_("comment for the panel"), blank=True, max_length=4000)
    saves = models.PositiveIntegerField(default=0)
    handed_in_at = models.DateTimeField(_("handed in at"), null=True, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")
        constraints = [
            models.UniqueConstraint(fields=["seat", "proposal"], name="sheet_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["handed_in", "locked"]) | Q(handed_in_at__isnull=False),
                name="sheet_handed_in_together",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Mark(models.Model):
    """0 to 100 in steps of a half."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    value = models.DecimalField(
        _("mark"), max_digits=5, decimal_places=1, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )

    class Meta:
        ordering = ["criterion__order", "criterion_id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="mark_once"),
            models.CheckConstraint(condition=Q(value__gte=0, value__lte=100), name="mark_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.value}"
