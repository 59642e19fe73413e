"""Milestones of a contract, what was reported for them with evidence, and measured values of the indicators."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.agreements import states
from apps.agreements.models.closing import Acceptance
from apps.agreements.models.contract import Contract
from apps.agreements.terms import Word
from apps.challenges.models import Indicator, MilestoneGoal
from apps.challenges.models import Milestone as Stage
from apps.core.ids import PublicIdModel
from apps.core.models import File
from apps.core.texts import in_language


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, user: Any) -> MilestoneQuerySet:
        return self.filter(contract__in=Contract.objects.visible_to(user).values("pk"))


class Milestone(PublicIdModel):
    """A stage with the sum it releases. `due_on` is set when the work begins; `grace_until` when it is missed."""

    MOVES = states.MILESTONE_MOVES

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="milestones")
    # the stage as it was published, with what it is measured by
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, related_name="+")
    order = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(
        _("state"), max_length=12, choices=states.MilestoneState, default=states.MilestoneState.PLANNED
    )
    title = models.CharField(_("milestone"), max_length=160)
    title_en = models.CharField(_("milestone in English"), max_length=200, blank=True)
    proof = models.CharField(_("proof"), max_length=300, blank=True)
    due_month = models.PositiveSmallIntegerField(_("due (months after the signing)"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    grace_until = models.DateField(_("to be made good by"), null=True, blank=True)
    share = models.DecimalField(
        _("share (%)"), max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    amount = models.PositiveBigIntegerField(_("amount (yuan)"))
    word = models.CharField(_("word of the employer"), max_length=10, choices=Word, blank=True)
    word_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    word_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    @property
    def name(self) -> str:
        """The title in the reader's language where it has one."""
        return in_language(self.title, self.title_en)

    def goals(self) -> list[MilestoneGoal]:
        """What it is measured by, with the value of this stage."""
        return list(self.stage.goals.all()) if self.stage else []

    class Meta:
        verbose_name = _("milestone of a contract")
        verbose_name_plural = _("milestones of contracts")
        ordering = ["contract_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "order"], name="contract_milestone_once"),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=100), name="contract_milestone_share"),
            models.CheckConstraint(
                condition=Q(word="", word_by__isnull=True, word_at__isnull=True)
                | ~Q(word="") & Q(word_by__isnull=False, word_at__isnull=False),
                name="contract_milestone_word_together",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=states.SETTLED)
                | ~Q(word="") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="contract_milestone_settled_by_both",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("word_by")),
                name="contract_milestone_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Report(PublicIdModel):
    """What the applicant team says it has reached; a milestone sent back is reported anew with the next `round`."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="reports")
    round = models.PositiveSmallIntegerField(_("round"))
    text = models.TextField(_("what was reached"), max_length=6000)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(_("reported at"))
    answer = models.CharField(_("what is to be reworked"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("report of a milestone")
        verbose_name_plural = _("reports of milestones")
        ordering = ["round"]
        constraints = [models.UniqueConstraint(fields=["milestone", "round"], name="milestone_report_once")]

    def __str__(self) -> str:
        return f"{self.milestone} · {self.round}"


class Evidence(PublicIdModel):
    """A file that a report rests on."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="evidence")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file)


class Measurement(PublicIdModel):
    """A measured value of an indicator, for a milestone or at the acceptance. `met` is computed from its threshold."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, models.CASCADE, null=True, blank=True, related_name="measurements")
    acceptance = models.ForeignKey(Acceptance, models.CASCADE, null=True, blank=True, related_name="measurements")
    value = models.DecimalField(_("measured value"), max_digits=18, decimal_places=6, null=True, blank=True)
    verifier = models.CharField(_("who measured"), max_length=160, blank=True)
    met = models.BooleanField(_("met"))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(report__isnull=True, acceptance__isnull=False)
                | Q(report__isnull=False, acceptance__isnull=True),
                name="measurement_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["report", "indicator"], condition=Q(report__isnull=False), name="measurement_once_a_report"
            ),
            models.UniqueConstraint(
                fields=["acceptance", "indicator"],
                condition=Q(acceptance__isnull=False),
                name="measurement_once_an_acceptance",
            ),
        ]

    def __str__(self) -> str:
        return str(self.indicator)

    @property
    def number(self) -> str:
        """The value without noughts at its end; empty where the indicator has no number."""
        return "" if self.value is None else f"{self.value.normalize():f}"
