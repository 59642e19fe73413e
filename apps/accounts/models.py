"""People and the bodies they act for; roles as data; consents and grants."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from apps.accounts import states
from apps.accounts.words import GRANT, PURPOSE, SEEN
from apps.core.crypto import EncryptedTextField
from apps.core.ids import PublicIdModel
from apps.core.texts import in_language
from apps.core.words import word


class Language(models.TextChoices):
    """Languages of the interface and of texts that people write."""

    ZH_HANS = "zh-hans", "简体中文"
    ZH_HANT = "zh-hant", "繁體中文"
    EN = "en", "English"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower() or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(PublicIdModel, AbstractBaseUser, PermissionsMixin):
    """One person who signs in. She may be a talent, act for organisations and hold roles, all at once."""

    MOVES = states.MOVES

    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(_("mobile number"), max_length=20, unique=True, null=True, blank=True)
    phone_verified = models.BooleanField(_("mobile number confirmed"), default=False)
    display_name = models.CharField(_("name shown"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.ZH_HANS)
    language_chosen = models.BooleanField(default=False, help_text=_("until chosen, mail is bilingual"))
    discreet = models.BooleanField(
        _("discreet mode"), default=False, help_text=_("mail with a neutral sender and subject, to the private address")
    )
    private_email = EncryptedTextField(_("private address for discreet mail"), blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="Asia/Shanghai")
    state = models.CharField(_("state"), max_length=30, choices=states.AccountState, default=states.AccountState.ACTIVE)
    erase_on = models.DateField(_("to be erased on"), null=True, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("operator"), default=False)
    date_joined = models.DateTimeField(_("since"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_ci"),
            models.CheckConstraint(
                condition=~Q(state=states.AccountState.DEACTIVATION_REQUESTED) | Q(erase_on__isnull=False),
                name="user_erasure_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.email or self.phone or self.public_id

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email or None  # who signed up by mobile number has none; two empty ones would collide
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.display_name or (self.email or "").split("@")[0] or str(self)


class Organisation(PublicIdModel):
    """A body: employer, school, park, department ... What it does is a profile in a higher app."""

    class Kind(models.TextChoices):
        EMPLOYER = "employer", _("employer")
        DEPARTMENT = "department", _("government department")
        AGENCY = "agency", _("HR agency")
        STATION = "station", _("liaison station")
        ALLIANCE = "alliance", _("alliance")
        PARK = "park", _("park")
        SCHOOL = "school", _("school")
        OTHER = "other", _("other")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.EMPLOYER)
    name_zh = models.CharField(_("name in Chinese"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, unique=True, null=True, blank=True)
    mail_domains = ArrayField(
        models.CharField(max_length=120), verbose_name=_("mail domains"), default=list, blank=True
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("belongs to"), null=True, blank=True, related_name="children"
    )
    district = models.CharField(_("district"), max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [models.CheckConstraint(condition=~Q(name_zh="", name_en=""), name="organisation_has_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Name in the reader's language, else the other one."""
        return in_language(self.name_zh, self.name_en)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> MembershipQuerySet:
        return self.filter(ended_at__isnull=True)


class Membership(PublicIdModel):
    """A user acts for an organisation.

    Owners keep members; recruiters post and decide; hiring managers comment and score.
    """

    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        RECRUITER = "recruiter", _("recruiter")
        HIRING_MANAGER = "hiring_manager", _("hiring manager")

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(ended_at__isnull=True),
                name="membership_one_live",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"


class Invitation(PublicIdModel):
    """A link that lets its receiver join (or claim) an organisation once. Only the hash of its secret is stored."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=20, choices=Membership.Role)
    email = models.EmailField(blank=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False),
                name="invitation_used_together",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.role})"


class Role(models.Model):
    """A role is data: a code, labels, and the verbs it may use (app and verb, `positions.review`)."""

    code = models.CharField(max_length=40, unique=True)
    label_zh_hans = models.CharField(_("name in simplified Chinese"), max_length=80)
    label_zh_hant = models.CharField(_("name in traditional Chinese"), max_length=80)
    label_en = models.CharField(_("name in English"), max_length=80)
    verbs = ArrayField(models.CharField(max_length=60), verbose_name=_("may"), default=list)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self) -> str:
        column = {"en": "label_en", "zh-hant": "label_zh_hant"}.get(translation.get_language() or "", "label_zh_hans")
        return str(getattr(self, column))


class RoleHolding(models.Model):
    """A user holds a role, for the whole city or for one district or department."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("user"), related_name="role_holdings")
    role = models.ForeignKey(Role, models.PROTECT, verbose_name=_("role"), related_name="holdings")
    district = models.CharField(_("district"), max_length=20, blank=True, help_text=_("empty: the whole city"))
    department = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("department"), null=True, blank=True, related_name="+"
    )
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("role holding")
        verbose_name_plural = _("role holdings")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "district", "department"],
                name="role_holding_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} {self.district}".strip()


class NoticeText(models.Model):
    """A version of what people are told and agree to, in three languages. A new wording is a new version."""

    purpose = models.CharField(_("purpose"), max_length=40)
    version = models.PositiveIntegerField(_("version"))
    text_zh_hans = models.TextField()
    text_zh_hant = models.TextField()
    text_en = models.TextField()
    valid_from = models.DateTimeField(_("valid from"), default=timezone.now)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="notice_version_once")]

    def __str__(self) -> str:
        return f"{word(PURPOSE, self.purpose)} · {self.version}"

    @property
    def text(self) -> str:
        column = {"en": "text_en", "zh-hant": "text_zh_hant"}.get(translation.get_language() or "", "text_zh_hans")
        return str(getattr(self, column))


class Consent(PublicIdModel):
    """One act of agreeing, to one version, for one purpose, perhaps to one recipient. Withdrawn, never deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=40)
    notice = models.ForeignKey(NoticeText, models.PROTECT, verbose_name=_("notice"), related_name="+")
    recipient = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("recipient"), null=True, blank=True, related_name="+"
    )
    subject_ref = models.CharField(max_length=40, blank=True, help_text=_("public id of what it was given for"))
    language = models.CharField(_("language"), max_length=10, choices=Language)
    given_at = models.DateTimeField(_("given at"), default=timezone.now)
    ip_country = models.CharField(max_length=2, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["user", "purpose"])]

    def __str__(self) -> str:
        return word(PURPOSE, self.purpose)


class GrantQuerySet(models.QuerySet["Grant"]):
    def live(self) -> GrantQuerySet:
        return self.filter(Q(until__isnull=True) | Q(until__gt=Now()), revoked_at__isnull=True)


class Grant(PublicIdModel):
    """What a person has opened to an organisation: her identity and full profile, for one purpose, until a day.

    Higher floors write it; every `visible_to` reads it.
    """

    person = models.ForeignKey(User, models.PROTECT, related_name="grants_given")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("organisation"), related_name="grants_held"
    )
    purpose = models.CharField(_("purpose"), max_length=40)
    source_ref = models.CharField(max_length=40, blank=True, help_text=_("public id of the application or interest"))
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="grants")
    created_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        indexes = [models.Index(fields=["organisation", "person"])]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "purpose", "source_ref"],
                condition=Q(revoked_at__isnull=True),
                name="grant_one_live",
            )
        ]

    def __str__(self) -> str:
        return word(GRANT, self.purpose)


class AccessEntry(models.Model):
    """Somebody looked at a person's data: who, for whom, what. Shown to the person."""

    person = models.ForeignKey(User, models.CASCADE, related_name="access_entries")
    viewer = models.ForeignKey(User, models.SET_NULL, verbose_name=_("who saw it"), null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    what = models.CharField(_("what was seen"), max_length=40)
    subject_ref = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("accesses")
        indexes = [models.Index(fields=["person", "-at"])]

    def __str__(self) -> str:
        return f"{word(SEEN, self.what)} · {self.at:%F}"
