"""Stages of an edition, their judges, sheets and marks, and the cuts that come out of them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.contests import states, terms
from apps.contests.models.edition import Criterion, Edition, Group
from apps.contests.models.entry import Entry
from apps.core.ids import PublicIdModel
from apps.experts.models import Expert


class Stage(PublicIdModel):
    """`results` is what was computed when the marks were locked: by group, entries in their order."""

    MOVES = states.STAGE_MOVES

    edition = models.ForeignKey(Edition, models.CASCADE, verbose_name=_("edition of a contest"), related_name="stages")
    kind = models.CharField(_("stage"), max_length=20, choices=terms.StageKind)
    state = models.CharField(_("state"), max_length=20, choices=states.StageState, default=states.StageState.PLANNED)
    judges = models.PositiveSmallIntegerField(
        _("judges of each group"), default=3, validators=[MinValueValidator(3), MaxValueValidator(25)]
    )
    due_at = models.DateTimeField(_("marks due"), null=True, blank=True)
    locked_at = models.DateTimeField(_("marks locked at"), null=True, blank=True)
    results = models.JSONField(_("order found"), default=dict, blank=True, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("cut proposed by"),
    )  # fmt: skip
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("cut confirmed by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("stage of a contest")
        verbose_name_plural = _("stages of a contest")
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind"], name="contest_stage_once"),
            models.CheckConstraint(
                condition=~Q(state="scoring") | Q(due_at__isnull=False), name="contest_scoring_is_dated"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")), name="contest_cut_four_eyes"
            ),
            models.CheckConstraint(
                condition=~Q(state="cut_confirmed") | Q(confirmed_by__isnull=False, proposed_by__isnull=False),
                name="contest_cut_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Cut(models.Model):
    """How many of a group go on from a stage; of the final the tiers say it."""

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="cuts")
    group = models.ForeignKey(Group, models.CASCADE, verbose_name=_("group"), related_name="+")
    places = models.PositiveIntegerField(_("how many go on"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("cut")
        verbose_name_plural = _("cuts")
        constraints = [models.UniqueConstraint(fields=["stage", "group"], name="contest_cut_once")]

    def __str__(self) -> str:
        return f"{self.group}: {self.places}"


class JudgeQuerySet(models.QuerySet["Judge"]):
    def of(self, user: Any) -> JudgeQuerySet:
        """An expert's own, never those in reserve: nobody learns that she may be asked."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(expert__user=user.pk).exclude(state=states.JudgeState.RESERVE)


class Judge(PublicIdModel):
    """One expert for one group in one stage, in the order of the draw."""

    MOVES = states.JUDGE_MOVES

    stage = models.ForeignKey(Stage, models.PROTECT, verbose_name=_("stage of a contest"), related_name="bench")
    group = models.ForeignKey(Group, models.PROTECT, verbose_name=_("group"), related_name="+")
    expert = models.ForeignKey(Expert, models.PROTECT, verbose_name=_("expert"), related_name="+")
    state = models.CharField(_("state"), max_length=20, choices=states.JudgeState, default=states.JudgeState.RESERVE)
    order = models.PositiveIntegerField(_("order of the draw"))
    answer_by = models.DateTimeField(_("to answer by"), null=True, blank=True)

    objects = JudgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("judge of a contest")
        verbose_name_plural = _("judges of a contest")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "group", "expert"], name="contest_judge_once"),
            models.UniqueConstraint(fields=["stage", "group", "order"], name="contest_judge_order"),
            models.CheckConstraint(
                condition=~Q(state="invited") | Q(answer_by__isnull=False), name="contest_judge_has_a_clock"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class JudgeSheetQuerySet(models.QuerySet["Sheet"]):
    def of(self, user: Any) -> JudgeSheetQuerySet:
        """An expert's own; others' are never shown."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(judge__expert__user=user.pk)


class Sheet(PublicIdModel):
    """What one judge says of one entry."""

    MOVES = states.SHEET_MOVES

    judge = models.ForeignKey(Judge, models.PROTECT, verbose_name=_("judge of a contest"), related_name="sheets")
    entry = models.ForeignKey(Entry, models.PROTECT, verbose_name=_("contest entry"), related_name="sheets")
    state = models.CharField(_("state"), max_length=20, choices=states.SheetState, default=states.SheetState.DRAFT)
    comment = models.TextField(_("comment for the entrant"), max_length=4000, blank=True)
    saves = models.PositiveIntegerField(_("times saved"), default=0, editable=False)
    handed_in_at = models.DateTimeField(_("handed in at"), null=True, blank=True)

    objects = JudgeSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("judge's sheet")
        verbose_name_plural = _("judges' sheets")
        constraints = [
            models.UniqueConstraint(fields=["judge", "entry"], name="contest_sheet_once"),
            models.CheckConstraint(
                condition=~Q(state__in=("handed_in", "locked")) | Q(handed_in_at__isnull=False),
                name="contest_sheet_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Mark(models.Model):
    """0 to 100, in steps of a half."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    value = models.DecimalField(_("mark"), max_digits=4, decimal_places=1)

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="contest_mark_once"),
            models.CheckConstraint(condition=Q(value__gte=0, value__lte=100), name="contest_mark_in_range"),
        ]

    def __str__(self) -> str:
        return str(self.value)
