"""Runs, results and reviewed matches; the vectors they are computed from.

A `Match` holds what people decided about a pair and survives every run; a run owns only `MatchResult` rows.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.policies import EVERYWHERE, districts_for, organisations_of
from apps.core.ids import PublicIdModel
from apps.matching import states
from apps.positions.models import Position
from apps.talents.models import Talent


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
    """What the encoder made of one document: a position's revision in force, or a talent's confirmed profile.

    `encoded` is `engine.documents.EncodedDoc.to_bytes()`: units, int8 vectors, terms; whole text first.
    """

    class Kind(models.TextChoices):
        POSITION = "position", _("position")
        TALENT = "talent", _("talent")

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


class MatchRun(PublicIdModel):
    """One ranking of one position. The newest finished one is current."""

    class Step(models.TextChoices):
        RUNNING = "running", _("running")
        FINISHED = "finished", _("finished")

    position = models.ForeignKey(Position, models.CASCADE, related_name="runs")
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
    spread_within = models.PositiveIntegerField(
        default=0, help_text=_("thousandths of a point within which the less seen go first")
    )
    seconds = models.FloatField(default=0)
    finished_at = models.DateTimeField(default=timezone.now)

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
    """Positions whose cases `user` may not judge: of her employer, its parent, children and sisters.

    The same family as `accounts.policies.same_employer`, for querysets; `prefix` leads to the position.
    """
    own, of = organisations_of(user), f"{prefix}employer__organisation"
    parents = own.filter(parent__isnull=False).values("parent")
    return (
        Q(**{f"{of}__in": own})
        | Q(**{f"{of}__parent__in": own})
        | Q(**{f"{of}__in": parents})
        | Q(**{f"{of}__parent__in": parents})
    )


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


class MatchResult(models.Model):
    """What a run computed for a pair. Score and points in thousandths of a point out of 100."""

    run = models.ForeignKey(MatchRun, models.CASCADE, related_name="results")
    match = models.ForeignKey(Match, models.CASCADE, related_name="results")
    rank = models.PositiveIntegerField(help_text=_("by score alone"))
    place = models.PositiveIntegerField(help_text=_("after exposure was spread; by score if it was not"))
    exposure = models.PositiveIntegerField(
        default=0, help_text=_("other lists whose top ten she was in, if it counted")
    )
    reserve = models.BooleanField(default=False, help_text=_("kept to refill the list, not shown"))
    score = models.IntegerField()
    values = models.JSONField(help_text=_("factor -> value 0..1, or null for unknown"))
    points = models.JSONField(help_text=_("factor -> thousandths of a point"))
    evidence = models.JSONField(default=list)
    talent_revision = models.PositiveIntegerField()
    talent_content = models.CharField(max_length=32, blank=True, help_text=_("hash of what was compared"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "match"], name="result_once")]
        indexes = [models.Index(fields=["run", "rank"])]

    def __str__(self) -> str:
        return f"#{self.rank} {self.score / 1000:.1f}"


class Recommendation(models.Model):
    """A position ranked for a talent. `confirmed` is false while it rests on an unconfirmed CV: hers alone."""

    talent = models.ForeignKey(Talent, models.CASCADE, related_name="recommendations")
    position = models.ForeignKey(Position, models.CASCADE, related_name="+")
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
