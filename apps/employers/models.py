"""Employers: the profile of an organisation that looks for people."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language, Organisation
from apps.accounts.policies import EVERYWHERE, districts_for, organisations_of
from apps.core.ids import PublicIdModel
from apps.core.models import File
from apps.employers import states


class ReleaseMode(models.TextChoices):
    """How a reviewed list reaches the employer."""

    REVIEW = "review", _("after review by an operator")
    AFTER_8_WORKING_HOURS = "after_8_working_hours", _("after 8 working hours unless held")
    DIRECT = "direct", _("at once")


class EmployerQuerySet(models.QuerySet["Employer"]):
    def verified(self) -> EmployerQuerySet:
        return self.filter(state=states.EmployerState.VERIFIED)

    def visible_to(self, user: Any) -> EmployerQuerySet:
        """Verified ones for everybody; one's own; those in an operator's districts."""
        seen = Q(state=states.EmployerState.VERIFIED)
        if user.is_authenticated:
            seen |= Q(organisation__in=organisations_of(user))
            where = districts_for(user, "employers.review")
            if where is not None and EVERYWHERE in where:
                return self.all()
            if where is not None:
                seen |= Q(organisation__district__in=where)
        return self.filter(seen)


class Employer(PublicIdModel):
    MOVES = states.MOVES

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="employer")
    state = models.CharField(
        _("verification"),
        max_length=20,
        choices=states.EmployerState,
        default=states.EmployerState.UNVERIFIED,
    )
    type = models.CharField(_("type"), max_length=20, help_text=_("code of the vocabulary employer_type"))
    honours = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("honours"))
    # of these, what an operator has looked up; rights rest on them alone
    honours_confirmed = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("confirmed honours")
    )
    chains = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("industry chains"))
    address = models.CharField(_("address"), max_length=300, blank=True)
    website = models.URLField(_("website"), blank=True)
    founded_year = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    staff_count = models.PositiveIntegerField(_("number of staff"), null=True, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=80, blank=True)
    contact_phone = models.CharField(_("contact phone"), max_length=40, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    release_mode = models.CharField(
        _("how recommended candidates arrive"), max_length=30, choices=ReleaseMode, default=ReleaseMode.REVIEW
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    verified_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=20, default="self", help_text=_("self, import or sample"))
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EmployerQuerySet.as_manager()

    class Meta:
        verbose_name = _("employer")
        verbose_name_plural = _("employers")
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_by__isnull=True)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
                name="employer_verified_together",
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(verified_at__isnull=False),
                name="employer_verified_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.name

    @property
    def name(self) -> str:
        return self.organisation.name


class EmployerText(models.Model):
    """What an employer says of itself, in one language."""

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10, choices=Language)
    slogan = models.CharField(_("one line"), max_length=200, blank=True)
    description = models.TextField(_("about us"), blank=True, max_length=6000)
    is_original = models.BooleanField(default=True)
    source_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employer", "language"], name="employer_text_once")]

    def __str__(self) -> str:
        return self.slogan or self.language


class EmployerDocument(PublicIdModel):
    """A paper that proves who the employer is, or that its agent may act."""

    class Kind(models.TextChoices):
        LICENCE = "licence", _("business licence or approval")
        MANDATE = "mandate", _("mandate of the agent")
        AGENT_ID = "agent_id", _("identity of the agent")
        AGENCY_LICENCE = "agency_licence", _("HR service licence")

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=20, choices=Kind)
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.get_kind_display()
