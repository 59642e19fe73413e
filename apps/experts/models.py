"""Experts: who they are (encrypted), what they can judge, whom they are tied to, and what they have signed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import Consent
from apps.accounts.policies import EVERYWHERE, districts_for
from apps.core.crypto import EncryptedTextField
from apps.core.ids import PublicIdModel
from apps.core.texts import in_language
from apps.experts import states

KEEPERS = "experts.keep"


class Task(models.TextChoices):
    """What she is willing to be asked for."""

    APPRAISAL = "appraisal", pgettext_lazy("task of an expert", "Appraisal of needs")
    REVIEW = "review", pgettext_lazy("task of an expert", "Review of proposals")
    JUDGE = "judge", pgettext_lazy("task of an expert", "Judging at competitions")
    ACCEPTANCE = "acceptance", pgettext_lazy("task of an expert", "Acceptance of results")


class TieKind(models.TextChoices):
    EMPLOYER = "employer", pgettext_lazy("tie of an expert", "Employer")
    FORMER_EMPLOYER = "former_employer", pgettext_lazy("tie of an expert", "Former employer")
    MAIL_DOMAIN = "mail_domain", pgettext_lazy("tie of an expert", "Mail domain")
    ADVISER = "adviser", pgettext_lazy("tie of an expert", "My adviser")
    STUDENT = "student", pgettext_lazy("tie of an expert", "My student")
    CO_AUTHOR = "co_author", pgettext_lazy("tie of an expert", "Co-author")
    TEAM_MATE = "team_mate", pgettext_lazy("tie of an expert", "Team-mate")
    RELATIVE = "relative", pgettext_lazy("tie of an expert", "Relative")
    JOINT_PROPOSAL = "joint_proposal", pgettext_lazy("tie of an expert", "Joint proposal")


BODIES = (TieKind.EMPLOYER, TieKind.FORMER_EMPLOYER)
PEOPLE = (TieKind.ADVISER, TieKind.STUDENT, TieKind.CO_AUTHOR, TieKind.TEAM_MATE, TieKind.RELATIVE)


class Source(models.TextChoices):
    """Who said so. What the office or the platform knows she cannot take back herself."""

    SELF = "self", pgettext_lazy("who said so", "the expert")
    OFFICE = "office", pgettext_lazy("who said so", "the office")
    PLATFORM = "platform", pgettext_lazy("who said so", "the platform")


class UndertakingKind(models.TextChoices):
    """Also the purposes of the notices that are signed."""

    CONFIDENTIALITY = "expert_confidentiality", _("confidentiality undertaking")
    INDEPENDENCE = "expert_independence", _("independence undertaking")


class ExpertQuerySet(models.QuerySet["Expert"]):
    def visible_to(self, user: Any) -> ExpertQuerySet:
        """Oneself, and for those who keep the pool the experts of their districts."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        where = districts_for(user, KEEPERS) or set()
        if EVERYWHERE in where:
            return self
        return self.filter(Q(user=user.pk) | Q(district__in=where))

    def signed(self, on: date) -> ExpertQuerySet:
        """Whose undertakings all hold on the day `on`."""
        found = self
        for kind in UndertakingKind:
            held = Undertaking.objects.in_force(on).filter(expert=OuterRef("pk"), kind=kind)
            found = found.filter(Exists(held))
        return found

    def available(
        self, *, on: date, chain: str = "", disciplines: Collection[str] = (), task: str = ""
    ) -> ExpertQuerySet:
        """Who can be asked on the city's day `on`: in the pool, all signed, at home in the chain or one discipline.

        Independence and load are not asked here: they depend on the case and on what lies above.
        """
        found = self.filter(state=states.ExpertState.ACTIVE, user__is_active=True).signed(on)
        fits = Q()
        if chain:
            fits |= Q(chains__contains=[chain])
        if disciplines:
            fits |= Q(disciplines__overlap=list(disciplines))
        if task:
            fits &= Q(tasks__contains=[task])
        return found.filter(fits)


class Expert(PublicIdModel):
    """`user` is there from the day she joins; until then `email` is where her invitation went."""

    MOVES = states.MOVES

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="expert",
        verbose_name=_("account"),
    )
    state = models.CharField(_("state"), max_length=20, choices=states.ExpertState, default=states.ExpertState.INVITED)
    email = EncryptedTextField(_("e-mail"), blank=True)
    email_key = models.CharField(max_length=64, blank=True)
    invitation_hash = models.CharField(max_length=64, blank=True)
    invited_until = models.DateTimeField(_("invitation holds until"), null=True, blank=True)
    joined_at = models.DateTimeField(_("in the pool since"), null=True, blank=True)

    name_zh = EncryptedTextField(pgettext_lazy("person", "name in Chinese"), blank=True)
    family_name = EncryptedTextField(_("family name (Latin letters)"), blank=True)
    given_name = EncryptedTextField(_("given name (Latin letters)"), blank=True)
    orcid = EncryptedTextField("ORCID", blank=True)
    title_zh = models.CharField(pgettext_lazy("of a person", "title in Chinese"), max_length=120, blank=True)
    title_en = models.CharField(pgettext_lazy("of a person", "title in English"), max_length=120, blank=True)

    chains = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("industry chains"))
    disciplines = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("disciplines"))
    languages = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name=_("languages you read proposals in")
    )
    tasks = ArrayField(
        models.CharField(max_length=20, choices=Task),
        default=list,
        blank=True,
        verbose_name=_("what you can be asked for"),
    )
    cases_max = models.PositiveSmallIntegerField(
        _("open cases at a time"), default=5, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    facts_confirmed_on = models.DateField(_("facts confirmed on"), null=True, blank=True)
    district = models.CharField(_("district"), max_length=20, blank=True, help_text=_("empty: the whole city"))
    source = models.CharField(max_length=20, default="invitation", help_text=_("invitation, import or sample"))
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["email_key"], condition=~Q(email_key=""), name="expert_address_once"),
            models.CheckConstraint(
                condition=~Q(state__in=states.JOINED) | Q(user__isnull=False, joined_at__isnull=False),
                name="expert_joined_has_an_account",
            ),
            models.CheckConstraint(condition=Q(cases_max__gte=1), name="expert_takes_a_case"),
        ]

    def __str__(self) -> str:
        return self.public_id  # never the name: admin pages, logs and mails print this

    @property
    def name_en(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def name(self) -> str:
        """For those who may read it, in the reader's script where there is one."""
        return in_language(self.name_zh, self.name_en)


class Tie(PublicIdModel):
    """What she belongs to, or whom she is tied to. A kind reads its own columns, see `profiles.COLUMNS`.

    `until` is the day an employment ended; without one a former employer counts as if it were of today.
    """

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="ties")
    kind = models.CharField(_("kind"), max_length=20, choices=TieKind)
    source = models.CharField(_("who said so"), max_length=10, choices=Source, default=Source.SELF)
    # people by name; bodies by name_zh and name_en
    name_zh = EncryptedTextField(_("name in Chinese"), blank=True)
    name_en = EncryptedTextField(_("name in English"), blank=True)
    family_name = EncryptedTextField(_("family name (Latin letters)"), blank=True)
    given_name = EncryptedTextField(_("given name (Latin letters)"), blank=True)
    orcid = EncryptedTextField("ORCID", blank=True)
    account = models.CharField(_("account"), max_length=16, blank=True, help_text=_("public id of a user"))
    body_name = EncryptedTextField(_("where she or he works"), blank=True)
    # bodies
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    parent_codes = ArrayField(
        models.CharField(max_length=18), default=list, blank=True, verbose_name=_("credit codes of its parents")
    )
    child_codes = ArrayField(
        models.CharField(max_length=18), default=list, blank=True, verbose_name=_("credit codes of its subsidiaries")
    )
    domain = models.CharField(_("mail domain"), max_length=120, blank=True)
    proposal_ref = models.CharField(_("proposal"), max_length=40, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("tie")
        verbose_name_plural = _("ties")
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="mail_domain") | ~Q(domain=""), name="tie_domain_is_named"),
            models.CheckConstraint(
                condition=~Q(kind="joint_proposal") | ~Q(proposal_ref=""), name="tie_proposal_is_named"
            ),
            models.UniqueConstraint(
                fields=["expert", "proposal_ref"], condition=~Q(proposal_ref=""), name="tie_proposal_once"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id  # never whom it names


class UndertakingQuerySet(models.QuerySet["Undertaking"]):
    def in_force(self, on: date) -> UndertakingQuerySet:
        """Neither withdrawn nor expired on the day `on`."""
        return self.filter(consent__withdrawn_at__isnull=True, signed_on__lte=on, expires_on__gte=on)


class Undertaking(PublicIdModel):
    """What she signed: `consent` holds the version of the notice, the instant, and whether she took it back."""

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="undertakings")
    kind = models.CharField(_("kind"), max_length=30, choices=UndertakingKind)
    consent = models.OneToOneField(Consent, models.PROTECT, related_name="+", verbose_name=_("consent"))
    signed_on = models.DateField(_("signed on"))
    expires_on = models.DateField(_("holds until"))

    objects = UndertakingQuerySet.as_manager()

    class Meta:
        verbose_name = _("undertaking of an expert")
        verbose_name_plural = _("undertakings of experts")
        ordering = ["-signed_on", "-id"]
        indexes = [models.Index(fields=["expert", "kind"], name="undertaking_of_expert")]
        constraints = [
            models.CheckConstraint(condition=Q(expires_on__gt=F("signed_on")), name="undertaking_holds_a_while")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.signed_on:%F}"


class QualityNote(PublicIdModel):
    """What operators noted about her work. She and other experts never see it; notes are added, never changed."""

    class Rating(models.TextChoices):
        GOOD = "good", pgettext_lazy("quality of an expert", "Good")
        FAIR = "fair", pgettext_lazy("quality of an expert", "Fair")
        POOR = "poor", pgettext_lazy("quality of an expert", "Poor")

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="notes")
    rating = models.CharField(_("rating"), max_length=10, choices=Rating)
    text = EncryptedTextField(_("note"))
    subject_ref = models.CharField(_("case"), max_length=40, blank=True, help_text=_("public id of what she judged"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        verbose_name = _("quality note")
        verbose_name_plural = _("quality notes")
        ordering = ["-written_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_rating_display()} · {self.written_at:%F}"
