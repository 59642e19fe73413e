"""Talents: who they are (encrypted), what they can do (ranked), what they want, and how much they show."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import Grant, Language
from apps.accounts.policies import districts_for, organisations_of
from apps.accounts.states import AccountState
from apps.core.crypto import EncryptedTextField
from apps.core.ids import PublicIdModel
from apps.core.models import File
from apps.talents import states


class Visibility(models.TextChoices):
    """Who may find her. Applying shows her to that employer in any case."""

    CARDS = "cards", _("anonymous cards for employers and recommendations")
    RECOMMENDATIONS = "recommendations", _("only recommendations for me")


class TalentQuerySet(models.QuerySet["Talent"]):
    def rankable(self) -> TalentQuerySet:
        """Findable, and agreed to be ranked for employers."""
        return self.findable().filter(automated_ranking=True)

    def findable(self) -> TalentQuerySet:
        """Confirmed, active, open to offers, and shown to employers: by a ranking, or by a person's hand."""
        return self.filter(
            confirmed_at__isnull=False,
            merged_into__isnull=True,
            open_to_work=True,
            visibility=Visibility.CARDS,
            user__is_active=True,
            user__state=AccountState.ACTIVE,
        )

    def visible_to(self, user: Any) -> TalentQuerySet:
        """With name and full profile: oneself, those open to one's organisations, and everybody for case officers."""
        if not user.is_authenticated:
            return self.none()
        granted = Grant.objects.live().filter(organisation__in=organisations_of(user))
        seen = Q(user=user) | Q(user__in=granted.values("person_id"))
        if districts_for(user, "talents.review") is not None:
            return self.filter(merged_into__isnull=True)
        return self.filter(seen, merged_into__isnull=True)


class Talent(PublicIdModel):
    """A person who looks for a post or brings a project. `revision` grows with each change that ranking reads."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="talent")

    # identity: encrypted, never on a card, never in the engine
    name_zh = EncryptedTextField(pgettext_lazy("person", "name in Chinese"), blank=True)
    family_name = EncryptedTextField(_("family name (Latin letters)"), blank=True)
    given_name = EncryptedTextField(_("given name (Latin letters)"), blank=True)
    wechat = EncryptedTextField(_("WeChat"), blank=True)
    whatsapp = EncryptedTextField(_("WhatsApp"), blank=True)
    channel = models.CharField(
        _("preferred channel"),
        max_length=20,
        choices=[
            ("email", _("e-mail")),
            ("phone", _("phone")),
            ("wechat", _("WeChat")),
            ("whatsapp", "WhatsApp"),
        ],
        default="email",
    )
    country = models.CharField(_("country or region of residence"), max_length=2, blank=True)

    # facts that ranking reads
    chains = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("industry chains"))
    disciplines = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("disciplines"))
    years = models.PositiveSmallIntegerField(_("years of experience"), null=True, blank=True)
    years_derived = models.BooleanField(default=False, help_text=_("counted from the experience, not typed"))
    salary_expected = models.PositiveIntegerField(
        _("expected pay (yuan a year before tax)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(10_000_000)],
    )
    available_on = models.DateField(_("earliest start"), null=True, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True, help_text=_("rows {code, level}"))
    districts = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name=_("districts wished")
    )
    kinds = ArrayField(
        models.CharField(max_length=30), default=list, blank=True, verbose_name=_("kinds of post wished")
    )
    intention = models.CharField(
        _("intention"),
        max_length=20,
        blank=True,
        choices=[
            ("job", _("a post")),
            ("startup", _("a company of my own")),
            ("part_time", _("part-time or flexible")),
            ("postdoc", _("a postdoc station")),
        ],
    )
    needs_permit = models.BooleanField(_("needs a work permit"), null=True, blank=True)
    paper_count = models.PositiveSmallIntegerField(_("papers"), null=True, blank=True)
    patent_count = models.PositiveSmallIntegerField(_("patents"), null=True, blank=True)

    # what she wishes
    visibility = models.CharField(_("who may find me"), max_length=20, choices=Visibility, default=Visibility.CARDS)
    automated_ranking = models.BooleanField(_("rank me automatically"), default=True)
    open_to_work = models.BooleanField(_("open to offers"), default=True)

    confirmed_at = models.DateTimeField(null=True, blank=True, help_text=_("when she said “all correct”"))
    revision = models.PositiveIntegerField(default=0)
    content_hash = models.CharField(max_length=64, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    source = models.CharField(max_length=20, default="self", help_text=_("self, import or sample"))
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TalentQuerySet.as_manager()

    class Meta:
        verbose_name = _("talent")
        verbose_name_plural = _("talents")

    def __str__(self) -> str:
        return self.public_id  # never the name: admin pages, logs and mails print this


class TalentText(models.Model):
    """Her words in one language."""

    talent = models.ForeignKey(Talent, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10, choices=Language)
    is_original = models.BooleanField(default=True)
    source_hash = models.CharField(max_length=64, blank=True)
    headline = models.CharField(_("headline"), max_length=160, blank=True)
    direction = models.CharField(_("research direction"), max_length=300, blank=True)
    about = models.TextField(_("about me"), blank=True, max_length=8000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["talent", "language"], name="talent_text_once")]

    def __str__(self) -> str:
        return self.language


class Education(models.Model):
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="education")
    school = models.CharField(_("school"), max_length=60, blank=True, help_text=_("code of the list, if it is there"))
    school_text = models.CharField(_("school as written"), max_length=200)
    degree = models.CharField(_("degree"), max_length=20)
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=[("awarded", _("awarded")), ("in_progress", _("in progress")), ("left", _("left"))],
        default="awarded",
    )
    discipline = models.CharField(_("discipline"), max_length=40, blank=True)
    field_text = models.CharField(_("field as written"), max_length=200, blank=True)
    country = models.CharField(_("country or region"), max_length=2, blank=True)
    start_on = models.DateField(_("from"), null=True, blank=True)
    end_on = models.DateField(_("to (or expected)"), null=True, blank=True)

    class Meta:
        ordering = [F("end_on").desc(nulls_first=True), "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start_on__isnull=True) | Q(end_on__isnull=True) | Q(end_on__gte=F("start_on")),
                name="education_dates",
            )
        ]

    def __str__(self) -> str:
        return self.degree


class Experience(models.Model):
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="experience")
    organisation = models.CharField(_("organisation"), max_length=200)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what you did"), blank=True, max_length=4000)
    language = models.CharField(max_length=10, choices=Language, blank=True)
    country = models.CharField(_("country or region"), max_length=2, blank=True)
    start_on = models.DateField(_("from"), null=True, blank=True)
    end_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        ordering = [F("end_on").desc(nulls_first=True), "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start_on__isnull=True) | Q(end_on__isnull=True) | Q(end_on__gte=F("start_on")),
                name="experience_dates",
            )
        ]

    def __str__(self) -> str:
        return self.title


class TalentSkill(models.Model):
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="skills")
    code = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.text


class TalentProject(PublicIdModel):
    """A project she brings to the city."""

    class Stage(models.TextChoices):
        IDEA = "idea", _("idea")
        PROTOTYPE = "prototype", _("prototype")
        PILOT = "pilot", _("pilot scale")
        MARKET = "market", _("on the market")

    class Want(models.TextChoices):
        LANDING = "landing", _("landing in the city")
        PARTNER = "partner", _("a partner")
        INVESTMENT = "investment", _("investment")
        PREMISES = "premises", _("premises")
        LICENCE = "licence", _("licensing out")

    talent = models.ForeignKey(Talent, models.CASCADE, related_name="projects")
    title_zh = models.CharField(_("title in Chinese"), max_length=160, blank=True)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    summary = models.TextField(_("summary"), blank=True, max_length=3000)
    chain = models.CharField(_("industry chain"), max_length=40, blank=True)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.IDEA)
    ip_state = models.CharField(
        _("state of intellectual property"),
        max_length=20,
        choices=[
            ("none", _("none")),
            ("know_how", _("know-how")),
            ("applied", _("patent applied for")),
            ("granted", _("patent granted")),
            ("employer", _("belongs to an employer")),
        ],
        default="none",
    )
    team = models.CharField(_("team"), max_length=300, blank=True)
    wants = ArrayField(models.CharField(max_length=20, choices=Want), default=list, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(title_zh="", title_en=""), name="project_has_title")]

    def __str__(self) -> str:
        return self.title_zh or self.title_en


class BlockedEmployer(models.Model):
    """“Hide from these employers”: by organisation (with parent and children), or by mail domain."""

    talent = models.ForeignKey(Talent, models.CASCADE, related_name="blocked")
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, null=True, blank=True, related_name="+")
    domain = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(organisation__isnull=False) | ~Q(domain=""), name="blocked_names_one")
        ]

    def __str__(self) -> str:
        return self.domain or str(self.organisation)


class Claim(PublicIdModel):
    """One statement of hers that an operator can verify."""

    MOVES = states.MOVES

    class Kind(models.TextChoices):
        IDENTITY = "identity", _("identity")
        DEGREE = "degree", _("degree")
        EMPLOYMENT = "employment", _("employment")
        HONOUR = "honour", _("honour")

    talent = models.ForeignKey(Talent, models.CASCADE, related_name="claims")
    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=20, choices=states.ClaimState, default=states.ClaimState.SELF_DECLARED)
    note = models.CharField(
        _("what proves it"), max_length=300, blank=True, help_text=_("for instance a report number")
    )
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = [
            models.UniqueConstraint(fields=["talent", "kind"], name="claim_once"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="claim_decided_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"


class CvReading(PublicIdModel):
    """A CV (file or pasted text) and what was read out of it. Feeds only her own recommendations until confirmed."""

    class Step(models.TextChoices):
        WAITING = "waiting", _("waiting to be read")
        READ = "read", _("read")
        FAILED = "failed", _("could not be read")
        CONFIRMED = "confirmed", _("confirmed")
        DISCARDED = "discarded", _("discarded")

    talent = models.ForeignKey(Talent, models.CASCADE, related_name="readings")
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    text = EncryptedTextField(blank=True)
    step = models.CharField(max_length=20, choices=Step, default=Step.WAITING)
    facts_json = EncryptedTextField(blank=True, help_text=_("fields read, each with span and confidence"))
    problem = models.CharField(max_length=40, blank=True, help_text=_("code: encrypted, broken, scanned, too_long …"))
    hidden = ArrayField(
        models.CharField(max_length=30), default=list, blank=True, help_text=_("how words were hidden in the file")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("CV")
        verbose_name_plural = _("CVs")

    def __str__(self) -> str:
        return f"CV {self.public_id}"

    @property
    def facts(self) -> dict[str, Any]:
        """What was read, as `apps.talents.cv.facts.CvFacts.as_json` wrote it; empty until read."""
        return dict(json.loads(self.facts_json)) if self.facts_json else {}

    @facts.setter
    def facts(self, value: dict[str, Any]) -> None:
        self.facts_json = json.dumps(value, ensure_ascii=False) if value else ""


class ProfileDraft(models.Model):
    """What she has typed in one section and not saved yet: the form's fields, encrypted. Nothing else reads it."""

    talent = models.ForeignKey(Talent, models.CASCADE, related_name="drafts")
    section = models.CharField(max_length=20)
    data = EncryptedTextField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["talent", "section"], name="profile_draft_once")]

    def __str__(self) -> str:
        return self.section


class IdentityKey(models.Model):
    """Blind keys by which the same person is recognised (phone, name variant with school, CV hash)."""

    talent = models.ForeignKey(Talent, models.CASCADE, related_name="identity_keys")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["talent", "kind", "value"], name="identity_key_once")]
        indexes = [models.Index(fields=["kind", "value"])]

    def __str__(self) -> str:
        return self.kind


class DuplicateProposal(PublicIdModel):
    """Two profiles that may be one person. An operator decides; nothing is merged silently."""

    class Decision(models.TextChoices):
        OPEN = "open", _("open")
        SAME = "same", _("one person")
        DIFFERENT = "different", _("two persons")

    first = models.ForeignKey(Talent, models.CASCADE, related_name="+")
    second = models.ForeignKey(Talent, models.CASCADE, related_name="+")
    grounds = ArrayField(models.CharField(max_length=20), default=list)
    decision = models.CharField(max_length=20, choices=Decision, default=Decision.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_sorted"),
            models.CheckConstraint(
                condition=Q(decision="open", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(decision="open") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="duplicate_decided_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} = {self.second}?"
