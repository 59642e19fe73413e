"""Versioned vocabularies. Rows come from files by `load_taxonomy`; operators edit them in the admin.

Other apps store codes, never keys of these tables, so that a vocabulary can change without touching what was written
under it. Ending a row is `valid_to`; rows are not deleted while something may name them.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.text import fold, squeeze
from apps.taxonomy.labels import label_of
from apps.taxonomy.names import name_key

CODE = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9_.+-]*$", _("Only letters, digits and . _ + - are allowed."))


class VersionedQuerySet(models.QuerySet[Any]):
    def active(self, on: date | None = None) -> Self:
        """Rows in force on a day, today by default. `valid_to` is the first day they no longer are."""
        day = on or timezone.localdate()
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        return self.filter(begun & (Q(valid_to__isnull=True) | Q(valid_to__gt=day)))


class Labelled(models.Model):
    """A code with three labels, a place in its list, the days it is in force, and what the file said last."""

    label_zh_hans = models.CharField(_("label in simplified Chinese"), max_length=200)
    label_zh_hant = models.CharField(_("label in traditional Chinese"), max_length=200)
    label_en = models.CharField(_("label in English"), max_length=200)
    rank = models.PositiveIntegerField(_("order"), default=0)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("ended on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    search_text = models.TextField(editable=False, blank=True, help_text=_("labels and other names, folded"))
    source_hash = models.CharField(
        max_length=64, editable=False, blank=True, help_text=_("content of the row as last loaded from a file")
    )

    objects = VersionedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = self.build_search_text()
        super().save(*args, **kwargs)

    @property
    def label(self) -> str:
        """The label in the reader's language, else in the nearest one."""
        return label_of(self)

    def other_names(self) -> list[str]:
        """Names beside the three labels under which the row is found."""
        return []

    def build_search_text(self) -> str:
        names = [self.label_zh_hans, self.label_zh_hant, self.label_en, *self.other_names()]
        return "\n".join(dict.fromkeys(squeeze(fold(name)) for name in names if name))


class Scheme(Labelled):
    """A version of the list of industry chains."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])
    is_official = models.BooleanField(
        _("checked against the official list"),
        default=False,
        help_text=_("shown as a sample list until somebody has checked it"),
    )
    is_default = models.BooleanField(_("offered for new positions"), default=False)

    class Meta:
        verbose_name = _("chain list")
        verbose_name_plural = _("chain lists")
        ordering = ["rank", "code"]
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="scheme_one_default"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="scheme_ends_after_start",
            ),
        ]


class Chain(Labelled):
    """An industry chain of one scheme. Codes are unique over all schemes; later lists carry a prefix."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="chains", verbose_name=_("chain list"))
    code = models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])
    group = models.CharField(_("group"), max_length=40, help_text=_("code of a chain group"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )

    class Meta:
        verbose_name = _("industry chain")
        verbose_name_plural = _("industry chains")
        ordering = ["scheme", "rank", "code"]


class ChainCrosswalk(models.Model):
    """What a chain of one list is called in another one; `relation` none says that the other list has no such entry."""

    class Relation(models.TextChoices):
        EXACT = "exact", _("the same under another name")
        PART = "part", _("part of")
        NONE = "none", _("no counterpart")

    source = models.ForeignKey(Chain, models.PROTECT, related_name="crosswalk_to", verbose_name=_("from chain"))
    target = models.ForeignKey(
        Chain, models.PROTECT, null=True, blank=True, related_name="crosswalk_from", verbose_name=_("to chain")
    )
    target_scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+", verbose_name=_("in list"))
    relation = models.CharField(_("relation"), max_length=10, choices=Relation)
    note = models.TextField(_("note"), blank=True)
    source_hash = models.CharField(max_length=64, editable=False, blank=True)

    class Meta:
        verbose_name = _("crosswalk row")
        verbose_name_plural = _("crosswalk rows")
        ordering = ["source", "target_scheme", "target"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target_scheme", "target"], name="crosswalk_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(relation="none", target__isnull=True) | (~Q(relation="none") & Q(target__isnull=False)),
                name="crosswalk_target_unless_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target or '–'}"


class Term(Labelled):
    """A row of a small list: degree, district, country ... `apps.taxonomy.vocabularies` names the lists."""

    vocabulary = models.CharField(_("vocabulary"), max_length=40)
    code = models.CharField(_("code"), max_length=40, validators=[CODE])
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("group")
    )
    attributes = models.JSONField(_("further columns"), default=dict, blank=True)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["vocabulary", "rank", "code"]
        constraints = [models.UniqueConstraint(fields=["vocabulary", "code"], name="term_once")]

    def other_names(self) -> list[str]:
        return [alias.text for alias in self.aliases.all()] if self.pk else []


class Skill(Labelled):
    """A technical skill of one chain, with other ways to say it in Chinese and English."""

    class Kind(models.TextChoices):
        METHOD = "method", _("method")
        MATERIAL = "material", _("material")
        TOOL = "tool", _("tool")
        PROCESS = "process", pgettext_lazy("skill", "process")
        ANALYSIS = "analysis", _("analysis")
        DOMAIN = "domain", _("domain")
        STANDARD = "standard", _("standard")

    code = models.CharField(_("code"), max_length=80, unique=True, validators=[CODE])
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="skills", verbose_name=_("industry chain"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    broader = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="narrower", verbose_name=_("broader skill")
    )
    related = ArrayField(
        models.CharField(max_length=80, validators=[CODE]),
        verbose_name=_("related skills"),
        default=list,
        blank=True,
        help_text=_("codes of skills that are often used together with it, separated by commas"),
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
        help_text=_("the skill that took over its names and its uses"),
    )

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering = ["chain", "rank", "code"]
        constraints = [
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="skill_not_merged_into_itself"),
        ]

    def other_names(self) -> list[str]:
        return [alias.text for alias in self.aliases.all()] if self.pk else []


class School(Labelled):
    """A university or institute. Band, ranking and its year are the operators' to fill; sample bands say so."""

    class Kind(models.TextChoices):
        UNIVERSITY = "university", _("university")
        INSTITUTE = "institute", _("research institute")

    class Band(models.TextChoices):
        TOP50 = "top50", _("top 50")
        TOP100 = "top100", _("top 100")
        TOP200 = "top200", _("top 200")
        OTHER = "other", _("other")

    code = models.CharField(_("code"), max_length=80, unique=True, validators=[CODE])
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    country = models.CharField(_("country or region"), max_length=2, help_text=_("ISO 3166-1 code"))
    city_zh = models.CharField(_("city in Chinese"), max_length=80, blank=True)
    city_en = models.CharField(_("city in English"), max_length=80, blank=True)
    band = models.CharField(_("band"), max_length=10, choices=Band, blank=True)
    ranking = models.CharField(_("ranking"), max_length=80, blank=True, help_text=_("which ranking the band rests on"))
    ranking_year = models.PositiveSmallIntegerField(
        _("year of the ranking"), null=True, blank=True, validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    band_is_sample = models.BooleanField(_("sample band"), default=False, help_text=_("not taken from any ranking"))

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        ordering = ["country", "rank", "code"]
        constraints = [
            models.CheckConstraint(condition=~Q(band="", band_is_sample=True), name="school_sample_band_has_band"),
            models.CheckConstraint(
                condition=Q(ranking="", ranking_year__isnull=True) | ~Q(ranking="") & Q(ranking_year__isnull=False),
                name="school_ranking_with_year",
            ),
        ]

    def other_names(self) -> list[str]:
        return [alias.text for alias in self.aliases.all()] if self.pk else []


class Alias(models.Model):
    """Another name of a row: as people write it, and as lookups compare it."""

    text = models.CharField(_("name"), max_length=200)
    language = models.CharField(
        _("language"), max_length=10, blank=True, help_text=_("zh, en or another ISO 639-1 code")
    )
    exact_only = models.BooleanField(
        _("only as the whole text"), default=False, help_text=_("too common a word to be found inside sentences")
    )
    folded = models.TextField(editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = name_key(self.text)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self.folded = name_key(self.text)


class TermAlias(Alias):
    vocabulary = models.CharField(max_length=40, editable=False)
    term = models.ForeignKey(Term, models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name = _("other name of a term")
        verbose_name_plural = _("other names of terms")
        constraints = [models.UniqueConstraint(fields=["vocabulary", "folded"], name="term_alias_once")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.vocabulary = self.term.vocabulary
        super().save(*args, **kwargs)


class SkillAlias(Alias):
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name = _("other name of a skill")
        verbose_name_plural = _("other names of skills")
        constraints = [models.UniqueConstraint(fields=["folded"], name="skill_alias_once")]


class SchoolAlias(Alias):
    school = models.ForeignKey(School, models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name = _("other name of a school")
        verbose_name_plural = _("other names of schools")
        constraints = [models.UniqueConstraint(fields=["folded"], name="school_alias_once")]


class DismissedSkill(models.Model):
    """Words that people typed as a skill and that an operator decided not to take into the vocabulary."""

    key = models.CharField(
        max_length=200, unique=True, editable=False, help_text=_("the words as lookups compare them")
    )
    text = models.CharField(_("words"), max_length=80)
    at = models.DateTimeField(_("dismissed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("dismissed skill name")
        verbose_name_plural = _("dismissed skill names")
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = name_key(self.text)
        super().save(*args, **kwargs)
