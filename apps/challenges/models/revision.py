"""What a challenge says: numbered revisions with their texts, indicators, milestones and skills.

Everything may be empty while it is written; `checks` says what a submitted one must have.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import Language
from apps.challenges import states
from apps.challenges.models.challenge import Challenge
from apps.challenges.terms import Comparison, Cooperation, ExportControl, IpChoice, Kind, Level, PaymentMode
from apps.core.ids import PublicIdModel
from apps.core.texts import in_language, text_for_reader


class ChallengeRevision(PublicIdModel):
    """One version of the content. Money in whole yuan; `saves` counts stored edits, so that two tabs are told apart."""

    MOVES = states.REVISION_MOVES

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=states.RevisionState, default=states.RevisionState.DRAFT)
    saves = models.PositiveIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.RESEARCH)
    chain = models.CharField(_("industry chain"), max_length=40, blank=True)
    disciplines = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("disciplines"))
    district = models.CharField(_("district"), max_length=20, blank=True)
    source = models.CharField(_("where the need comes from"), max_length=300, blank=True)
    bounty = models.PositiveBigIntegerField(_("bounty (yuan)"), null=True, blank=True)
    grant = models.PositiveBigIntegerField(_("public grant applied for (yuan)"), null=True, blank=True)
    own_money = models.PositiveBigIntegerField(_("own money (yuan)"), null=True, blank=True)
    term_months = models.PositiveSmallIntegerField(
        _("term (months)"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    routes = models.PositiveSmallIntegerField(
        _("solvers side by side"), default=1, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    payment_mode = models.CharField(_("payment mode"), max_length=20, choices=PaymentMode, blank=True)
    ip_choice = models.CharField(_("rights in the result"), max_length=20, choices=IpChoice, blank=True)
    cooperation = ArrayField(
        models.CharField(max_length=20, choices=Cooperation), default=list, blank=True, verbose_name=_("cooperation")
    )
    level = models.CharField(_("confidentiality"), max_length=20, choices=Level, default=Level.PUBLIC)
    export_control = models.CharField(
        _("technology export control"), max_length=20, choices=ExportControl, default=ExportControl.NONE
    )
    partner_name = models.CharField(_("joint poster"), max_length=160, blank=True)
    partner_code = models.CharField(_("credit code of the joint poster"), max_length=18, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=80, blank=True)
    contact_phone = models.CharField(_("contact phone"), max_length=40, blank=True)
    contact_public = models.BooleanField(_("the contact is shown to everybody"), default=False)
    credit_clean = models.BooleanField(_("no bad credit record in three years"), default=False)
    beyond_own_means = models.BooleanField(_("not solvable alone and not solved in the trade"), default=False)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    note = models.TextField(_("why it is amended"), blank=True, max_length=1000)
    in_force_at = models.DateTimeField(_("in force since"), null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("challenge revision")
        verbose_name_plural = _("challenge revisions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "number"], name="challenge_revision_number"),
            models.CheckConstraint(
                condition=~Q(state="current")
                | Q(bounty__gt=0, term_months__gt=0, in_force_at__isnull=False)
                & ~Q(ip_choice="")
                & ~Q(payment_mode=""),
                name="challenge_revision_in_force_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Title in the reader's language, else in the original one. Reads prefetched `texts`."""
        chosen = text_for_reader([text for text in self.texts.all() if text.title])
        return chosen.title if chosen else ""


class ChallengeText(models.Model):
    """What a revision says in one language; title and summary exist in Chinese and in English once it is public."""

    revision = models.ForeignKey(ChallengeRevision, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10, choices=Language)
    is_original = models.BooleanField(default=True)
    source_hash = models.CharField(max_length=64, blank=True, help_text=_("of the original when this was confirmed"))
    title = models.CharField(pgettext_lazy("call", "title"), max_length=160, blank=True)
    summary = models.TextField(_("summary"), blank=True, max_length=800)
    background = models.TextField(_("background and use"), blank=True, max_length=6000)
    difficulties = models.TextField(_("technical difficulties"), blank=True, max_length=6000)
    research = models.TextField(_("what is to be worked out"), blank=True, max_length=6000)
    basis = models.TextField(_("what is there already"), blank=True, max_length=4000)
    deliverables = models.TextField(_("deliverables"), blank=True, max_length=4000)
    acceptance = models.TextField(_("how the result is accepted"), blank=True, max_length=4000)
    conditions = models.TextField(_("what the solver should bring"), blank=True, max_length=4000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "language"], name="challenge_text_once"),
            models.UniqueConstraint(
                fields=["revision"], condition=Q(is_original=True), name="challenge_text_one_original"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Indicator(PublicIdModel):
    """What the result is measured by."""

    revision = models.ForeignKey(ChallengeRevision, models.CASCADE, related_name="indicators")
    order = models.PositiveSmallIntegerField(default=0)
    metric = models.CharField(_("metric"), max_length=120)
    metric_en = models.CharField(_("metric in English"), max_length=160, blank=True)
    comparison = models.CharField(_("comparison"), max_length=10, choices=Comparison, default=Comparison.AT_LEAST)
    threshold = models.DecimalField(_("threshold"), max_digits=18, decimal_places=6, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    method = models.CharField(_("how it is measured"), max_length=300, blank=True)
    verifier = models.CharField(_("who verifies it"), max_length=160, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(comparison="shown", threshold__isnull=True)
                | ~Q(comparison="shown") & Q(threshold__isnull=False),
                name="challenge_indicator_threshold",
            ),
        ]

    def __str__(self) -> str:
        return self.metric


class Milestone(PublicIdModel):
    """A stage of the work and the share of the bounty it releases. Shares of a revision total 100 %."""

    revision = models.ForeignKey(ChallengeRevision, models.CASCADE, related_name="milestones")
    order = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("milestone"), max_length=160)
    title_en = models.CharField(_("milestone in English"), max_length=200, blank=True)
    due_month = models.PositiveSmallIntegerField(_("due (months after the signing)"), validators=[MinValueValidator(0)])
    share = models.DecimalField(
        _("share of the bounty (%)"), max_digits=5, decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    proof = models.CharField(_("proof"), max_length=300, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=100), name="challenge_milestone_share"),
        ]

    def __str__(self) -> str:
        return self.title


class MilestoneGoal(models.Model):
    """What a stage has to reach of an indicator by its day: often less than the call asks for in the end."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="goals")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="goals")
    threshold = models.DecimalField(_("threshold"), max_digits=18, decimal_places=6, null=True, blank=True)

    class Meta:
        verbose_name = _("goal of a milestone")
        verbose_name_plural = _("goals of milestones")
        ordering = ["indicator__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["milestone", "indicator"], name="milestone_goal_once")]

    def __str__(self) -> str:
        return str(self.indicator)

    @property
    def metric(self) -> str:
        return self.indicator.metric

    @property
    def words(self) -> str:
        """For a reader: the name of the indicator, the comparison, the value at this stage, the unit."""
        row = self.indicator
        said = [in_language(row.metric, row.metric_en), str(row.get_comparison_display())]
        if self.threshold is not None:
            said += [f"{self.threshold.normalize():,f}", "" if row.unit == "1" else row.unit]
        return " ".join(word for word in said if word)


class ChallengeSkill(models.Model):
    """A skill the work needs: a code of the vocabulary, or free text that the encoder still reads."""

    revision = models.ForeignKey(ChallengeRevision, models.CASCADE, related_name="skills")
    code = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text
