"""Series of contests, their editions, and all that an edition holds as data: rules, groups, tracks, criteria, tiers."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Organisation
from apps.accounts.policies import EVERYWHERE, districts_for
from apps.contests import states, terms
from apps.core.ids import PublicIdModel
from apps.core.texts import in_language
from apps.events.models import Event

KEEPERS, DECIDERS, FINANCE, FOLLOWERS = "contests.keep", "contests.decide", "contests.finance", "contests.follow"


class Titled(PublicIdModel):
    title_zh = models.CharField(_("title in Chinese"), max_length=200, blank=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=~Q(title_zh="", title_en=""), name="contest_%(class)s_has_title")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)


class Series(Titled):
    """What comes back every year: 留创大赛, 博士后揭榜领题赛."""

    class Meta(Titled.Meta):
        verbose_name = _("series of contests")
        verbose_name_plural = _("series of contests")


class EditionQuerySet(models.QuerySet["Edition"]):
    def public(self) -> EditionQuerySet:
        return self.filter(state__in=states.PUBLIC)

    def kept_by(self, user: Any, *verbs: str) -> EditionQuerySet:
        """Editions of districts where one of the verbs is hers (`contests.keep` if none is named), of any state."""
        found = Q(pk__in=[])
        for verb in verbs or (KEEPERS,):
            where = districts_for(user, verb)
            if where is not None:
                found |= Q(pk__isnull=False) if EVERYWHERE in where else Q(district__in=where)
        return self.filter(found)

    def visible_to(self, user: Any) -> EditionQuerySet:
        return self.public() | self.kept_by(user, KEEPERS, DECIDERS)


class Edition(Titled):
    """One year of a series. Rules cannot be changed once it is announced; `draw_nonce` is what judges are drawn by."""

    MOVES = states.EDITION_MOVES

    series = models.ForeignKey(
        Series, models.PROTECT, verbose_name=_("series of contests"), null=True, blank=True, related_name="editions"
    )
    event = models.ForeignKey(
        Event, models.SET_NULL, verbose_name=_("event of the final"), null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        _("state"), max_length=20, choices=states.EditionState, default=states.EditionState.PLANNED
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2000), MaxValueValidator(2200)])
    district = models.CharField(_("district"), max_length=20, blank=True)
    text_zh = models.TextField(_("description in Chinese"), blank=True, max_length=8000)
    text_en = models.TextField(_("description in English"), blank=True, max_length=8000)
    opens_at = models.DateTimeField(_("entries open at"))
    closes_at = models.DateTimeField(_("entries close at"))
    drop_extremes = models.BooleanField(_("highest and lowest total do not count (from five judges on)"), default=False)
    publicity_days = models.PositiveSmallIntegerField(
        _("working days of publicity"), default=5, validators=[MinValueValidator(3), MaxValueValidator(60)]
    )
    landing_months = models.PositiveSmallIntegerField(
        _("months to land after the confirmation"), default=12, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    public_reason = models.TextField(_("why it was cancelled"), blank=True, max_length=2000)
    draw_nonce = models.CharField(max_length=64, blank=True, editable=False)
    draw_nonce_hash = models.CharField(_("hash of the secret of the draw"), max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = EditionQuerySet.as_manager()

    class Meta(Titled.Meta):
        verbose_name = _("edition of a contest")
        verbose_name_plural = _("editions of contests")
        ordering = ["-year", "-id"]
        constraints = [
            *Titled.Meta.constraints,
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="contest_window_in_order"),
            models.CheckConstraint(condition=Q(publicity_days__gte=3), name="contest_publicity_days"),
        ]

    @property
    def text(self) -> str:
        return in_language(self.text_zh, self.text_en)


class Named(models.Model):
    """A part of an edition with names in both languages."""

    name_zh = models.CharField(_("name in Chinese"), max_length=120, blank=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ["order", "id"]
        constraints = [models.CheckConstraint(condition=~Q(name_zh="", name_en=""), name="contest_%(class)s_has_name")]

    def __str__(self) -> str:
        return in_language(self.name_zh, self.name_en)


class Group(Named, PublicIdModel):
    """创业组, 创新组, 揭榜组: compared and awarded apart. Rules of the company read `needs_company`."""

    edition = models.ForeignKey(Edition, models.CASCADE, verbose_name=_("edition of a contest"), related_name="groups")
    needs_company = models.BooleanField(_("entered by a registered company"), default=False)

    class Meta(Named.Meta):
        verbose_name = _("group of a contest")
        verbose_name_plural = _("groups of a contest")


class Track(Named, PublicIdModel):
    """A field of the contest; one that a firm's problem became names it by kind and public id, and its poster."""

    edition = models.ForeignKey(Edition, models.CASCADE, verbose_name=_("edition of a contest"), related_name="tracks")
    groups = models.ManyToManyField(Group, verbose_name=_("groups"), blank=True, related_name="tracks")
    chain = models.CharField(_("industry chain"), max_length=40, blank=True)
    text = models.TextField(_("description"), blank=True, max_length=8000)
    subject_kind = models.CharField(_("grew out of"), max_length=80, blank=True, editable=False)
    subject_ref = models.CharField(max_length=40, blank=True, editable=False)
    poster = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("poster"), null=True, blank=True, related_name="+"
    )

    class Meta(Named.Meta):
        verbose_name = _("track of a contest")
        verbose_name_plural = _("tracks of a contest")
        constraints = [
            *Named.Meta.constraints,
            models.UniqueConstraint(
                fields=["subject_kind", "subject_ref"],
                condition=~Q(subject_ref=""),
                name="contest_track_of_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(subject_ref="", subject_kind="") | ~Q(subject_ref="") & ~Q(subject_kind=""),
                name="contest_track_subject_whole",
            ),
        ]


class Rule(models.Model):
    """One condition of entry; without a group it is everybody's."""

    edition = models.ForeignKey(Edition, models.CASCADE, verbose_name=_("edition of a contest"), related_name="rules")
    group = models.ForeignKey(Group, models.CASCADE, verbose_name=_("group"), null=True, blank=True, related_name="+")
    kind = models.CharField(_("rule"), max_length=20, choices=terms.RuleKind)
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)

    class Meta:
        verbose_name = _("rule of a contest")
        verbose_name_plural = _("rules of a contest")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "group", "kind"], name="contest_rule_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=terms.NUMBERED) | Q(number__isnull=False), name="contest_rule_has_its_number"
            ),
        ]

    def __str__(self) -> str:
        sentence = terms.RULE_SENTENCES.get(terms.RuleKind(self.kind))
        if sentence is None or self.number is None:
            return str(self.get_kind_display())
        return str(sentence % {"number": self.number})


class Criterion(Named):
    """Weights of an edition total 100; the first criterion leads the tie-break."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name=_("edition of a contest"), related_name="criteria"
    )
    weight = models.PositiveSmallIntegerField(
        _("weight (percent)"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta(Named.Meta):
        verbose_name = _("criterion of a contest")
        verbose_name_plural = _("criteria of a contest")
        constraints = [
            *Named.Meta.constraints,
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="contest_weight_is_percent"),
        ]


class Places(PublicIdModel):
    """以赛代评: places that awards give without a second review; counted by the database, never more than there are."""

    edition = models.ForeignKey(Edition, models.CASCADE, verbose_name=_("edition of a contest"), related_name="places")
    code = models.CharField(_("code"), max_length=10)
    name_zh = models.CharField(_("name in Chinese"), max_length=120, blank=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    quota = models.PositiveIntegerField(_("places"), validators=[MinValueValidator(1)])
    given = models.PositiveIntegerField(_("places given"), default=0, editable=False)
    funds = models.PositiveIntegerField(_("research funds (yuan)"), default=0)
    allowance = models.PositiveIntegerField(_("living allowance (yuan)"), default=0)
    until = models.DateField(_("to be taken up by"))

    class Meta:
        verbose_name = _("places that awards give")
        verbose_name_plural = _("places that awards give")
        ordering = ["code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="contest_places_once"),
            models.CheckConstraint(condition=Q(given__lte=F("quota")), name="contest_places_never_exceeded"),
        ]

    def __str__(self) -> str:
        return in_language(self.name_zh, self.name_en) or self.code


class Tier(Named, PublicIdModel):
    """一等奖, 金奖, 重点项目: how many, and the prize of each in yuan. `given` is counted by the database."""

    edition = models.ForeignKey(Edition, models.CASCADE, verbose_name=_("edition of a contest"), related_name="tiers")
    group = models.ForeignKey(
        Group, models.CASCADE, verbose_name=_("group"), null=True, blank=True, related_name="tiers"
    )
    quota = models.PositiveIntegerField(_("how many"), validators=[MinValueValidator(1)])
    given = models.PositiveIntegerField(_("given"), default=0, editable=False)
    prize = models.PositiveIntegerField(_("prize (yuan)"), default=0)
    places = models.ForeignKey(
        Places, models.PROTECT, verbose_name=_("places that awards give"), null=True, blank=True, related_name="tiers"
    )

    class Meta(Named.Meta):
        verbose_name = _("award tier")
        verbose_name_plural = _("award tiers")
        constraints = [
            *Named.Meta.constraints,
            models.CheckConstraint(condition=Q(given__lte=F("quota")), name="contest_tier_never_exceeded"),
        ]


class Condition(models.Model):
    """What must be shown before a landing is confirmed, or before a prize is paid."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name=_("edition of a contest"), related_name="conditions"
    )
    group = models.ForeignKey(Group, models.CASCADE, verbose_name=_("group"), null=True, blank=True, related_name="+")
    phase = models.CharField(_("for what"), max_length=10, choices=terms.Phase)
    kind = models.CharField(_("condition"), max_length=20, choices=terms.ConditionKind)
    months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)

    class Meta:
        verbose_name = _("condition of an award")
        verbose_name_plural = _("conditions of an award")
        ordering = ["phase", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="months_of_operation") | Q(months__gte=1), name="contest_condition_has_months"
            )
        ]

    def __str__(self) -> str:
        if self.months is None:
            return str(self.get_kind_display())
        return str(terms.MONTHS_OF_OPERATION % {"months": self.months})
