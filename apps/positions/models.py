"""Positions: what an employer offers. Content lives in numbered revisions; the published one is what others read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language
from apps.accounts.policies import EVERYWHERE, districts_for, organisations_of
from apps.core.ids import PublicIdModel
from apps.core.models import File
from apps.core.texts import text_for_reader
from apps.employers.models import Employer
from apps.employers.states import EmployerState
from apps.positions import states


class PositionQuerySet(models.QuerySet["Position"]):
    def live(self) -> PositionQuerySet:
        """Published, of a verified employer: open for everybody to read and apply."""
        return self.filter(state__in=states.LIVE, employer__state=EmployerState.VERIFIED)

    def with_texts(self) -> PositionQuerySet:
        """With what a card or an API row reads: a constant number of queries for any number of rows."""
        return self.select_related("current", "draft", "employer__organisation").prefetch_related(
            "current__texts", "current__skills", "draft__texts", "draft__skills"
        )

    def visible_to(self, user: Any) -> PositionQuerySet:
        """Live ones for everybody; all of one's own organisations; those in an operator's districts."""
        seen = Q(state__in=states.LIVE, employer__state=EmployerState.VERIFIED)
        if user.is_authenticated:
            seen |= Q(employer__organisation__in=organisations_of(user))
            where = districts_for(user, "positions.review")
            if where is not None and EVERYWHERE in where:
                return self.all()
            if where is not None:
                seen |= Q(district__in=where)
        return self.filter(seen)


class Position(PublicIdModel):
    """The posting over its whole life. `current` is in force, `draft` the next text if one is being written."""

    MOVES = states.MOVES

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="positions")
    state = models.CharField(
        _("state"), max_length=20, choices=states.PositionState, default=states.PositionState.DRAFT
    )
    current = models.ForeignKey("PositionRevision", models.PROTECT, null=True, blank=True, related_name="+")
    draft = models.ForeignKey("PositionRevision", models.SET_NULL, null=True, blank=True, related_name="+")
    district = models.CharField(_("district"), max_length=20, help_text=_("of the newest revision, for scopes"))
    valid_until = models.DateField(_("open until"), null=True, blank=True)
    hires = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    search = SearchVectorField(null=True, editable=False)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        indexes = [GinIndex(fields=["search"]), models.Index(fields=["state", "-published_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="position_published_together",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(current__isnull=False, published_at__isnull=False),
                name="position_published_has_text",
            ),
        ]

    def __str__(self) -> str:
        revision = self.current or self.draft
        return revision.title if revision else self.public_id


class PositionRevision(PublicIdModel):
    """One version of a position's content. Pay in whole yuan a year before tax."""

    MOVES = states.REVISION_MOVES

    position = models.ForeignKey(Position, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=states.RevisionState, default=states.RevisionState.DRAFT)
    kind = models.CharField(_("kind"), max_length=30, default="rd_engineer")
    chain = models.CharField(_("industry chain"), max_length=40, blank=True)
    disciplines = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("disciplines"))
    degree_min = models.CharField(_("degree at least"), max_length=20, default="master")
    years_min = models.PositiveSmallIntegerField(_("years of experience"), null=True, blank=True)
    salary_min = models.PositiveIntegerField(_("pay from (yuan a year)"), validators=[MinValueValidator(1)])
    salary_max = models.PositiveIntegerField(
        _("pay to (yuan a year)"), validators=[MinValueValidator(1), MaxValueValidator(10_000_000)]
    )
    negotiable = models.BooleanField(_("more by agreement"), default=False)
    headcount = models.PositiveIntegerField(_("headcount"), default=1, validators=[MinValueValidator(1)])
    district = models.CharField(_("district"), max_length=20)
    workplace = models.CharField(_("place of work"), max_length=200, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True, help_text=_("rows {code, level, demanded}"))
    start_on = models.DateField(_("start"), null=True, blank=True)
    valid_until = models.DateField(_("open until"), null=True, blank=True)
    override_reason = models.TextField(blank=True, help_text=_("why an operator let flagged words stand"))
    content_hash = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("position revision")
        verbose_name_plural = _("position revisions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["position", "number"], name="position_revision_number"),
            models.CheckConstraint(
                condition=Q(salary_min__gt=0, salary_max__gte=F("salary_min")), name="position_salary_band"
            ),
            models.CheckConstraint(condition=Q(headcount__gte=1), name="position_headcount"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Title in the reader's language, else in the original one. Reads prefetched `texts`."""
        chosen = text_for_reader(list(self.texts.all()))
        return chosen.title if chosen else ""


class PositionText(models.Model):
    """What a revision says in one language. The other language is confirmed by its owner or absent."""

    revision = models.ForeignKey(PositionRevision, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10, choices=Language)
    is_original = models.BooleanField(default=True)
    source_hash = models.CharField(max_length=64, blank=True, help_text=_("of the original when this was confirmed"))
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("summary"), blank=True, max_length=600)
    description = models.TextField(_("duties"), blank=True, max_length=10_000)
    requirements = models.TextField(_("requirements"), blank=True, max_length=10_000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "language"], name="position_text_once"),
            models.UniqueConstraint(
                fields=["revision"], condition=Q(is_original=True), name="position_text_one_original"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PositionSkill(models.Model):
    """A skill a revision asks for: a code of the vocabulary, or free text that the encoder still reads."""

    revision = models.ForeignKey(PositionRevision, models.CASCADE, related_name="skills")
    code = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField(default=3, validators=[MinValueValidator(1), MaxValueValidator(4)])
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.text


class PositionImport(PublicIdModel):
    """A spreadsheet of positions: uploaded, its columns mapped, its rows checked, then taken in whole by a worker."""

    class Step(models.TextChoices):
        MAPPING = "mapping", _("columns to be mapped")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        IMPORTING = "importing", _("being imported")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, blank=True, related_name="+", help_text=_("empty: a column names it")
    )
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    step = models.CharField(max_length=20, choices=Step, default=Step.MAPPING)
    sheet = models.PositiveSmallIntegerField(default=0, help_text=_("which sheet of the workbook, from 0"))
    header_row = models.PositiveIntegerField(default=1, help_text=_("the row with the headings, from 1"))
    headings = models.JSONField(default=list, blank=True)
    mapping = models.JSONField(default=dict, blank=True, help_text=_("field -> column, from 0"))
    wants_review = models.BooleanField(default=False, help_text=_("submit for review what is taken in"))
    total = models.PositiveIntegerField(default=0)
    checked = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, blank=True, help_text=_("rows {row, column, message, value}"))
    preview = models.JSONField(default=list, blank=True, help_text=_("the first rows as they would be taken in"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.file} ({self.step})"
