"""How a contract ends: acceptance against the indicators, evaluation, or one of two ends before its aim."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.agreements import states
from apps.agreements.models.contract import Contract
from apps.agreements.terms import EndKind, Grade, Outcome, StopRule, TransferMode
from apps.core.crypto import EncryptedTextField
from apps.core.ids import PublicIdModel
from apps.core.models import File


class Acceptance(PublicIdModel):
    """One round; the second follows the one correction that there may be."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="acceptances")
    round = models.PositiveSmallIntegerField(_("round"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked for at"))
    user_name = models.CharField(_("end user"), max_length=160, blank=True)
    user_word = models.TextField(_("word of the end user"), blank=True, max_length=4000)
    # as the end user signed it: the poster's typing of it is no proof
    user_paper = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    user_satisfied = models.BooleanField(_("the end user can use the result"), null=True)
    user_word_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    user_word_at = models.DateTimeField(null=True, blank=True)
    experts = EncryptedTextField(_("experts"), blank=True, default="")
    opinion = models.TextField(_("opinion of the experts"), blank=True, max_length=6000)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    note = models.CharField(_("note"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "round"], name="acceptance_round_once"),
            models.CheckConstraint(condition=Q(round__gte=1, round__lte=2), name="acceptance_two_rounds"),
            models.UniqueConstraint(
                fields=["contract"], condition=Q(outcome="rectify"), name="acceptance_one_correction"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(outcome="") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="acceptance_decided_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} · {self.round}"


class Ending(PublicIdModel):
    """An end before the aim: one officer proposes it, the applicant team is heard, another officer decides."""

    MOVES = states.ENDING_MOVES

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="endings")
    kind = models.CharField(_("kind"), max_length=10, choices=EndKind)
    rule = models.CharField(_("stop rule"), max_length=20, choices=StopRule)
    state = models.CharField(_("state"), max_length=12, choices=states.EndingState, default=states.EndingState.PROPOSED)
    reason = models.TextField(_("reason"), max_length=4000)
    recover = models.PositiveBigIntegerField(_("to be recovered (yuan)"), default=0)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    hear_until = models.DateField(_("to be heard until"))
    statement = models.TextField(_("statement of the applicant team"), blank=True, max_length=6000)
    statement_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    statement_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("end before the aim")
        verbose_name_plural = _("ends before the aim")
        constraints = [
            models.UniqueConstraint(fields=["contract"], condition=Q(state="proposed"), name="ending_one_open"),
            models.CheckConstraint(condition=Q(kind="fault") | Q(recover=0), name="ending_excused_recovers_nothing"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="ending_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="ending_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} · {self.get_kind_display()}"


class Evaluation(PublicIdModel):
    """The score after the acceptance, its grade, and what became of the result."""

    contract = models.OneToOneField(Contract, models.PROTECT, related_name="evaluation")
    score = models.PositiveSmallIntegerField(_("score"), validators=[MaxValueValidator(100)])
    grade = models.CharField(_("grade"), max_length=10, choices=Grade)
    transfer = models.CharField(_("transfer of the result"), max_length=10, choices=TransferMode)
    transfer_value = models.PositiveBigIntegerField(_("value of the transfer (yuan)"), default=0)
    output_value = models.PositiveBigIntegerField(_("new output a year (yuan)"), default=0)
    patents = models.PositiveIntegerField(_("patents"), default=0)
    papers = models.PositiveIntegerField(_("papers"), default=0)
    jobs = models.PositiveIntegerField(_("new posts"), default=0)
    note = models.TextField(_("note"), blank=True, max_length=4000)
    evaluated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    evaluated_at = models.DateTimeField(_("evaluated at"))

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        constraints = [
            models.CheckConstraint(
                condition=Q(grade="excellent", score__gte=90, score__lte=100)
                | Q(grade="good", score__gte=75, score__lt=90)
                | Q(grade="pass", score__gte=60, score__lt=75)
                | Q(grade="fail", score__lt=60),
                name="evaluation_grade_of_score",
            ),
            models.CheckConstraint(condition=~Q(transfer="none") | Q(transfer_value=0), name="evaluation_transfer"),
        ]

    def __str__(self) -> str:
        return f"{self.contract} · {self.score}"
