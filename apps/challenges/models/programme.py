"""A round of calls and its rules. Rules are parameters here, so that a city may change them without a programmer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.accounts.policies import districts_for
from apps.challenges import states
from apps.challenges.terms import Decider, Kind, PaymentMode, TieBreak
from apps.core.ids import PublicIdModel

KEEPERS = "challenges.programmes"
SHORTEST_PUBLICITY = 3


def default_tie_break() -> list[str]:
    return [TieBreak.FIRST_CRITERION, TieBreak.SPREAD, TieBreak.SEALED_EARLIER]


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def open(self) -> ProgrammeQuerySet:
        return self.filter(state=states.ProgrammeState.OPEN)

    def visible_to(self, user: Any) -> ProgrammeQuerySet:
        """Everybody reads the rules of what was ever open; those who keep programmes also read drafts."""
        if districts_for(user, KEEPERS) is not None:
            return self.all()
        return self.exclude(state=states.ProgrammeState.DRAFT)


class Programme(PublicIdModel):
    """Rules of a round. They are frozen when it opens: a call is judged by the rules it was published under."""

    MOVES = states.PROGRAMME_MOVES

    state = models.CharField(
        _("state"), max_length=10, choices=states.ProgrammeState, default=states.ProgrammeState.DRAFT
    )
    preset = models.CharField(_("made from"), max_length=30, blank=True)
    title_zh = models.CharField(_("title in Chinese"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=160)
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2000), MaxValueValidator(2200)])
    kinds = ArrayField(
        models.CharField(max_length=20, choices=Kind), verbose_name=_("kinds of call"), default=list, blank=True
    )
    # steps
    district_check = models.BooleanField(_("the district checks first"), default=True)
    appraisal = models.BooleanField(_("experts appraise the need"), default=True)
    appraisal_experts = models.PositiveSmallIntegerField(
        _("experts of the appraisal"), default=3, validators=[MinValueValidator(3)]
    )
    review = models.BooleanField(_("experts score the proposals"), default=True)
    publicity = models.BooleanField(_("the result is made public before the award"), default=True)
    decided_by = models.CharField(_("who decides"), max_length=20, choices=Decider, default=Decider.DEPARTMENT)
    # conditions of a call
    own_money_ratio = models.DecimalField(
        _("own money for each yuan of the grant"), max_digits=5, decimal_places=2, default=0,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    input_min = models.PositiveBigIntegerField(_("lowest input (yuan)"), default=0)
    bounty_min = models.PositiveBigIntegerField(_("lowest bounty (yuan)"), default=0)
    longest_months = models.PositiveSmallIntegerField(
        _("longest term (months)"), default=36, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    minimum_open_days = models.PositiveSmallIntegerField(
        _("days open at least"), default=20, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    payment_modes = ArrayField(
        models.CharField(max_length=20, choices=PaymentMode), verbose_name=_("payment modes"), default=list, blank=True
    )
    routes_max = models.PositiveSmallIntegerField(
        _("solvers that may work side by side"), default=1, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    joint_posting = models.BooleanField(_("hospitals and alliances post with a firm"), default=False)
    prize_conditions = models.TextField(_("conditions of the prize"), blank=True, max_length=4000)
    # proposals
    proposals_per_applicant = models.PositiveSmallIntegerField(
        _("proposals of an applicant in this round"), default=3, validators=[MinValueValidator(1)]
    )
    correction_days = models.PositiveSmallIntegerField(_("working days for a correction"), default=3)
    # review
    panel_size = models.PositiveSmallIntegerField(
        _("experts of a panel"), default=5, validators=[MinValueValidator(3), MaxValueValidator(31)]
    )
    invitation_days = models.PositiveSmallIntegerField(
        _("working days for an expert to answer an invitation"), default=3,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )  # fmt: skip
    pass_mark = models.DecimalField(
        _("pass mark"), max_digits=5, decimal_places=2, default=60,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    drop_extremes = models.BooleanField(_("highest and lowest mark do not count"), default=False)
    defence = models.BooleanField(_("the applicants defend their proposals"), default=False)
    tie_break = ArrayField(
        models.CharField(max_length=20, choices=TieBreak), verbose_name=_("tie-break"), default=default_tie_break
    )
    # publicity
    publicity_days = models.PositiveSmallIntegerField(
        _("publicity period (working days)"), default=5, validators=[MinValueValidator(SHORTEST_PUBLICITY)]
    )
    objection_days = models.PositiveSmallIntegerField(
        _("working days to object"), default=0, help_text=_("0: as long as the publicity period lasts")
    )
    intake_days = models.PositiveSmallIntegerField(
        _("working days to take up an objection"), default=3, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    answer_days = models.PositiveSmallIntegerField(
        _("working days to answer an objection"), default=10, validators=[MinValueValidator(1)]
    )

    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(publicity_days__gte=SHORTEST_PUBLICITY), name="programme_publicity_days"
            ),
            models.CheckConstraint(condition=Q(pass_mark__gte=0, pass_mark__lte=100), name="programme_pass_mark"),
        ]

    def __str__(self) -> str:
        return self.title_en if (translation.get_language() or "").startswith("en") else self.title_zh


class Criterion(models.Model):
    """A row of the rubric: marks 0 to 100, weights of a programme total 100. The first one leads the tie-break."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="criteria")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    name_zh = models.CharField(_("name in Chinese"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120)
    guide_zh = models.CharField(_("guide in Chinese"), max_length=400, blank=True)
    guide_en = models.CharField(_("guide in English"), max_length=600, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("weight (%)"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name_en if (translation.get_language() or "").startswith("en") else self.name_zh
