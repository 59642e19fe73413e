"""A proposal over its life: its members, its draft while it is written, its sealed parts, its receipts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import Consent, Membership, Organisation
from apps.accounts.policies import organisations_of
from apps.challenges.models import Challenge, ChallengeRevision
from apps.core.crypto import EncryptedTextField
from apps.core.ids import PublicIdModel
from apps.core.models import File
from apps.proposals import states

WRITERS = (Membership.Role.OWNER, Membership.Role.RECRUITER)


class Part(models.TextChoices):
    """Experts read the blind part; the identity part is sealed and kept apart."""

    BLIND = "blind", pgettext_lazy("part of a proposal", "Blind part")
    IDENTITY = "identity", pgettext_lazy("part of a proposal", "Identity part")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def live(self) -> ProposalQuerySet:
        return self.exclude(state__in=states.ENDED)

    def arrived(self) -> ProposalQuerySet:
        """Sealed when the call closed, whatever became of them since. What was taken back or came back to its lead
        before that is none: nobody can open it.
        """
        gone = (*states.WRITABLE, states.ProposalState.WITHDRAWN)
        return self.filter(sealed_at__isnull=False).exclude(opened_at__isnull=True, state__in=gone)

    def visible_to(self, user: Any) -> ProposalQuerySet:
        """One's own: as lead, as a member who is still in, for one's organisation. Nobody sees another's (R9)."""
        if not user.is_authenticated:
            return self.none()
        member = Member.objects.filter(user=user, left_at__isnull=True)
        own = organisations_of(user, *WRITERS)
        return self.filter(Q(lead=user) | Q(pk__in=member.values("proposal_id")) | Q(organisation__in=own))


class Proposal(PublicIdModel):
    """`applicant` is who it counts for: a person, or an organisation that `lead` acts for."""

    MOVES = states.MOVES

    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="proposals")
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals_led")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("applicant")
    )
    applicant = models.CharField(max_length=24, help_text=_("key of the person or organisation it counts for"))
    state = models.CharField(
        _("state"), max_length=20, choices=states.ProposalState, default=states.ProposalState.DRAFT
    )
    # the text of the call she has read last; an amendment asks her to confirm
    confirmed = models.ForeignKey(ChallengeRevision, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    sealed_at = models.DateTimeField(_("sealed at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    returned_until = models.DateTimeField(_("to be corrected until"), null=True, blank=True)
    # whom her own people named as close to them, copied from the identity part when it is opened: JSON rows
    ties = EncryptedTextField(blank=True, default="")
    asked = ArrayField(
        models.CharField(max_length=30), verbose_name=_("what the correction may touch"), default=list, blank=True
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "applicant"], condition=~Q(state__in=states.ENDED), name="proposal_one_live"
            ),
            models.CheckConstraint(
                condition=Q(state__in=(*states.WRITABLE, *states.ENDED)) | Q(sealed_at__isnull=False),
                name="proposal_submitted_is_sealed",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id  # never who: admin pages, logs and mails print this


class Member(PublicIdModel):
    """Who takes part. Shares of those who are in total 100.00 %; who leaves keeps her row, with the day."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    email = EncryptedTextField(_("e-mail"), blank=True, default="")
    name = EncryptedTextField(_("name"))
    organisation_name = EncryptedTextField(_("organisation"), blank=True, default="")
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    independent = models.BooleanField(_("works for no organisation"), default=False)
    country = models.CharField(_("country or region"), max_length=2)
    is_lead = models.BooleanField(_("lead"), default=False)
    budget_share = models.DecimalField(
        _("share of the budget (%)"), max_digits=5, decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    ip_share = models.DecimalField(
        _("share of the rights (%)"), max_digits=5, decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    invitation_hash = models.CharField(max_length=64, blank=True)
    undertaking = models.ForeignKey(Consent, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of a proposal")
        verbose_name_plural = _("members of proposals")
        ordering = ["-is_lead", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(is_lead=True, left_at__isnull=True), name="proposal_one_lead"
            ),
            models.UniqueConstraint(
                fields=["proposal", "user"],
                condition=Q(user__isnull=False, left_at__isnull=True),
                name="proposal_member_once",
            ),
            models.CheckConstraint(
                condition=Q(budget_share__gte=0, budget_share__lte=100, ip_share__gte=0, ip_share__lte=100),
                name="proposal_member_shares",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, undertaking__isnull=True)
                | Q(signed_at__isnull=False, undertaking__isnull=False, user__isnull=False),
                name="proposal_member_signed_together",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Draft(models.Model):
    """What is being written, encrypted at rest. The row goes with the sealing; `saves` tells two tabs apart."""

    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="draft")
    content = EncryptedTextField(default="{}")
    saves = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.proposal)


class Attachment(PublicIdModel):
    """A file of the draft. It goes into the package of its part, and then from here."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="attachments")
    part = models.CharField(_("part"), max_length=10, choices=Part)
    file = models.ForeignKey(File, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file)


class PackageQuerySet(models.QuerySet["Package"]):
    def last_of(self, proposal: Proposal) -> PackageQuerySet:
        """Both parts of the newest round: what counts."""
        mine = self.filter(proposal=proposal)
        return mine.filter(round=mine.aggregate(last=models.Max("round"))["last"] or 0)


class Package(PublicIdModel):
    """One sealed part and its receipt. `opened` is its content once the call was opened; `fault` why it did not open.

    A corrected part is a new row; the earlier one stays.
    """

    class Fault(models.TextChoices):
        NONE = "", "-"
        CHANGED = "changed", _("the sealed bytes are not those of the receipt")
        MISSING = "missing", _("the sealed bytes are missing")
        CLOSED = "closed", _("the package does not open with the key of its call")

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="packages")
    part = models.CharField(_("part"), max_length=10, choices=Part)
    round = models.PositiveSmallIntegerField(default=1)
    sealed = models.ForeignKey(File, models.PROTECT, related_name="+")
    receipt = models.JSONField()
    receipt_hash = models.CharField(max_length=64)
    opened = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    fault = models.CharField(max_length=10, choices=Fault, blank=True)

    objects = PackageQuerySet.as_manager()

    class Meta:
        verbose_name = _("sealed part")
        verbose_name_plural = _("sealed parts")
        ordering = ["round", "part"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "part", "round"], name="proposal_package_once"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} · {self.get_part_display()}"
