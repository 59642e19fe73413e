"""The record of an agreement, from whatever it grew (C18), and its parties with what each of them signed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Organisation
from apps.accounts.policies import EVERYWHERE, districts_for, organisations_of
from apps.agreements import states
from apps.agreements.terms import Kind, Side, Source
from apps.core.crypto import EncryptedTextField
from apps.core.ids import PublicIdModel
from apps.core.models import File

KEEPERS = "challenges.publish"  # operators who file what was signed
READERS = (KEEPERS, "challenges.approve", "challenges.finance")


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def signed(self, since: date | None = None, until: date | None = None) -> AgreementQuerySet:
        """What a report may call signed: formal ones that both sides have signed, by the day it was filed.

        An intention, a draft and what lapsed unsigned never count; what was broken later was signed all the same.
        """
        rows = self.filter(kind=Kind.FORMAL, signed_on__isnull=False)
        rows = rows.filter(signed_on__gte=since) if since else rows
        return rows.filter(signed_on__lte=until) if until else rows

    def visible_to(self, user: Any) -> AgreementQuerySet:
        """One's own as a party or for an organisation that is one; operators those of their districts."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        own = organisations_of(user)
        party = Party.objects.filter(Q(user=user) | Q(organisation__in=own))
        seen = Q(pk__in=party.values("agreement_id"))
        for verb in READERS:
            where = districts_for(user, verb)
            if where is not None:
                seen |= Q() if EVERYWHERE in where else Q(district__in=where)
                if EVERYWHERE in where:
                    return self.all()
        return self.filter(seen)


class Agreement(PublicIdModel):
    """`signed_on` is the day on which the last party's scan was filed; `file` what was agreed, as it was signed."""

    MOVES = states.AGREEMENT_MOVES

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.FORMAL)
    state = models.CharField(_("state"), max_length=12, choices=states.AgreementState)
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    amount = models.PositiveBigIntegerField(_("amount (yuan)"), null=True, blank=True)
    source = models.CharField(_("grown from"), max_length=10, choices=Source)
    source_ref = models.CharField(_("id of what it grew from"), max_length=16)
    district = models.CharField(_("district"), max_length=20, blank=True)
    plan = models.JSONField(
        _("milestones"), default=list, blank=True
    )  # [{"title", "on"}]; a contract has rows of its own
    file = models.ForeignKey(
        File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("what was agreed")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        indexes = [models.Index(fields=["source", "source_ref"], name="agreement_source")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("signed", "in_force", "fulfilled", "broken")) | Q(signed_on__isnull=False),
                name="agreement_signed_has_a_day",
            ),
            models.CheckConstraint(condition=~Q(state="intention") | Q(kind="intention"), name="agreement_intention"),
            models.CheckConstraint(condition=~Q(state="signed") | Q(kind="formal"), name="agreement_signed_is_formal"),
        ]

    def __str__(self) -> str:
        return self.title


class Party(PublicIdModel):
    """One side: who it is, the scan it handed in, who filed it, and whether its name may be public."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="parties")
    side = models.CharField(_("side"), max_length=10, choices=Side)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    name = EncryptedTextField(_("name"))
    signatory = EncryptedTextField(_("who signed"), blank=True, default="")
    scan = models.ForeignKey(
        File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed scan")
    )
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    handed_in_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    returned = models.CharField(_("why it was sent back"), max_length=500, blank=True)
    sealed = models.BooleanField(_("with official seal"), default=False)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    filed_at = models.DateTimeField(_("filed at"), null=True, blank=True)
    public_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    public_at = models.DateTimeField(_("name public since"), null=True, blank=True)

    class Meta:
        verbose_name = _("party of an agreement")
        verbose_name_plural = _("parties of agreements")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "side"], name="agreement_side_once"),
            models.CheckConstraint(
                condition=Q(scan__isnull=True, handed_in_by__isnull=True, handed_in_at__isnull=True)
                | Q(scan__isnull=False, handed_in_by__isnull=False, handed_in_at__isnull=False),
                name="agreement_party_handed_in",
            ),
            models.CheckConstraint(
                condition=Q(filed_by__isnull=True, filed_at__isnull=True)
                | Q(filed_by__isnull=False, filed_at__isnull=False, scan__isnull=False),
                name="agreement_party_filed",
            ),
            models.CheckConstraint(
                condition=Q(filed_by__isnull=True) | ~Q(filed_by=models.F("handed_in_by")),
                name="agreement_party_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(public_by__isnull=True, public_at__isnull=True)
                | Q(public_by__isnull=False, public_at__isnull=False),
                name="agreement_party_public_together",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id  # never who: admin pages, logs and mails print this
