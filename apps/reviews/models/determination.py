"""Who is to be awarded, and why: a determination for each time it was decided."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.challenges.models import Challenge
from apps.core.ids import PublicIdModel
from apps.procedures.models import Publicity
from apps.proposals.models import Proposal
from apps.reviews import states


class Determination(PublicIdModel):
    """The newest live one counts; an overturned one stays as it was, with the reason in its trail."""

    MOVES = states.DETERMINATION_MOVES

    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="determinations")
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(
        _("state"), max_length=20, choices=states.DeterminationState, default=states.DeterminationState.PROPOSED
    )
    reasons = models.TextField(_("reasons"), max_length=4000)
    order = models.JSONField(_("the order it rests on"), default=list)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    publicity = models.ForeignKey(Publicity, models.PROTECT, null=True, blank=True, related_name="+")
    effective_at = models.DateTimeField(_("in effect since"), null=True, blank=True)

    class Meta:
        verbose_name = _("determination")
        verbose_name_plural = _("determinations")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "number"], name="determination_number_once"),
            models.UniqueConstraint(
                fields=["challenge"], condition=Q(state__in=list(states.LIVE)), name="determination_one_live"
            ),
            models.CheckConstraint(
                condition=~Q(state="announced") | Q(publicity__isnull=False),
                name="determination_announced_has_publicity",
            ),
            models.CheckConstraint(
                condition=~Q(state="effective") | Q(effective_at__isnull=False), name="determination_effective_since"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.challenge} · {self.number}"


class Winner(models.Model):
    """A proposal that a determination names; several where solvers work side by side (赛马)."""

    determination = models.ForeignKey(Determination, models.CASCADE, related_name="winners")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="wins")
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta:
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["determination", "proposal"], name="winner_once")]

    def __str__(self) -> str:
        return str(self.proposal)


class ReviewCase(Challenge):
    """A call from its closing on, as the operators' list of reviews shows it; no table of its own."""

    class Meta:
        proxy = True
        verbose_name = _("review of a call")
        verbose_name_plural = _("reviews of calls")
