"""People ranked for positions, and what people decided about a pair.

A `Match` holds what people decided about a pair and survives every run; a run owns only `MatchResult` rows.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts import groups
from apps.accounts.policies import EVERYWHERE, districts_for, organisations_of
from apps.core.ids import PublicIdModel
from apps.matching import states
from apps.matching.models.bases import RankedList, RankedPair, RecommendedRow
from apps.positions.models import Position
from apps.talents.models import Talent


class MatchRun(PublicIdModel, RankedList):
    """One ranking of one position. The newest finished one is current."""

    position = models.ForeignKey(Position, models.CASCADE, related_name="runs")
    spread_within = models.PositiveIntegerField(
        default=0, help_text=_("thousandths of a point within which the less seen go first")
    )

    class Meta:
        verbose_name = _("ranked list")
        verbose_name_plural = _("ranked lists")
        constraints = [
            models.UniqueConstraint(fields=["position", "generation"], name="run_generation_once"),
            models.UniqueConstraint(fields=["position"], condition=Q(current=True), name="run_one_current"),
        ]

    def __str__(self) -> str:
        return f"{self.position_id} gen {self.generation}"


def of_own_employer(user: Any, prefix: str = "") -> Q:
    """Positions whose cases `user` may not judge: of her employer and its whole group.

    The same family as `accounts.policies.same_employer`, for querysets; `prefix` leads to the position.
    """
    own = groups.whole(organisations_of(user).values_list("pk", flat=True))
    return Q(**{f"{prefix}employer__organisation__in": own})


class MatchQuerySet(models.QuerySet["Match"]):
    def visible_to(self, user: Any) -> MatchQuerySet:
        """For review: an operator's districts, never pairs of her own employer. For employers: what was released."""
        if not user.is_authenticated:
            return self.none()
        released = Q(position__employer__organisation__in=organisations_of(user), released_at__isnull=False)
        seen = released | Q(talent__user=user, state__in=TALENT_SEES)
        where = districts_for(user, "matching.review")
        if where is not None:
            inside = Q() if EVERYWHERE in where else Q(position__district__in=where)
            own = Position.objects.filter(of_own_employer(user))
            seen |= inside & ~Q(position__in=own.values("pk"))
        return self.filter(seen)


TALENT_SEES = (
    states.MatchState.SENT_TO_TALENT,
    states.MatchState.MUTUAL_INTEREST,
    states.MatchState.CONVERTED,
)


class Match(PublicIdModel):
    """A pair and what people decided about it."""

    MOVES = states.MOVES

    position = models.ForeignKey(Position, models.CASCADE, related_name="matches")
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="matches")
    state = models.CharField(_("state"), max_length=20, choices=states.MatchState, default=states.MatchState.SUGGESTED)
    card_id = models.CharField(max_length=16, unique=True, help_text=_("how the employer's card is named"))
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    override_rank = models.PositiveIntegerField(null=True, blank=True)
    by_hand = models.BooleanField(
        _("placed by a person"), default=False, help_text=_("her automated ranking is off: no score exists")
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_score = models.IntegerField(null=True, blank=True, help_text=_("score at the time of the decision"))
    changed_since = models.JSONField(default=dict, blank=True, help_text=_("what has changed since the decision"))
    is_new = models.BooleanField(default=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_unreviewed = models.BooleanField(default=False)
    sampled = models.BooleanField(default=False, help_text=_("of the unreviewed ones, to be looked at afterwards"))
    asked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = MatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        indexes = [models.Index(fields=["position", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["position", "talent"], name="match_pair_once"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="match_decided_together",
            ),
            models.CheckConstraint(
                condition=Q(by_hand=False) | Q(override_rank__isnull=False), name="match_by_hand_has_rank"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position_id} · {self.talent_id}"


class MatchResult(RankedPair):
    """What a run computed for a pair."""

    run = models.ForeignKey(MatchRun, models.CASCADE, related_name="results")
    match = models.ForeignKey(Match, models.CASCADE, related_name="results")
    place = models.PositiveIntegerField(help_text=_("after exposure was spread; by score if it was not"))
    exposure = models.PositiveIntegerField(
        default=0, help_text=_("other lists whose top ten she was in, if it counted")
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "match"], name="result_once")]
        indexes = [models.Index(fields=["run", "rank"])]

    def __str__(self) -> str:
        return f"#{self.rank} {self.score / 1000:.1f}"


class Recommendation(RecommendedRow):
    """A position ranked for a talent."""

    talent = models.ForeignKey(Talent, models.CASCADE, related_name="recommendations")
    position = models.ForeignKey(Position, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["talent", "position"], name="recommendation_once")]
        indexes = [models.Index(fields=["talent", "rank"])]

    def __str__(self) -> str:
        return f"{self.talent_id} #{self.rank}"


class Label(models.Model):
    """A decision kept as a label to judge and teach the ranking."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="labels")
    kind = models.CharField(max_length=30)
    reason_code = models.CharField(max_length=40, blank=True)
    score = models.IntegerField(null=True)
    values = models.JSONField(default=dict)
    weights_version = models.PositiveIntegerField(null=True)
    encoder_id = models.CharField(max_length=120, blank=True, help_text=_("that the value of the text rests on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.kind


class ReleaseClock(models.Model):
    """When a list goes to an employer without a further act: by the employer's mode, or ordered by an operator."""

    position = models.OneToOneField(Position, models.CASCADE, related_name="release_clock")
    due_at = models.DateTimeField()
    held = models.BooleanField(default=False)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    top = models.PositiveSmallIntegerField(default=10)

    def __str__(self) -> str:
        return f"{self.position_id} {self.due_at:%F %H:%M}"
