"""The contract of one awarded applicant, and the purse that all contracts of a call are paid from."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.policies import EVERYWHERE, districts_for, organisations_of
from apps.agreements import states
from apps.agreements.models.agreement import READERS, Agreement
from apps.agreements.terms import StopRule
from apps.challenges.models import Challenge, ChallengeRevision
from apps.challenges.terms import IpChoice, PaymentMode
from apps.core.ids import PublicIdModel
from apps.core.models import File
from apps.proposals.models import Proposal

__all__ = ["READERS", "Contract", "ContractQuerySet", "Purse"]


class Purse(models.Model):
    """Running totals of a call, in whole yuan. Every order of money locks this row first, then the contract."""

    challenge = models.OneToOneField(Challenge, models.PROTECT, related_name="purse")
    bounty = models.PositiveBigIntegerField(_("bounty (yuan)"))
    promised = models.PositiveBigIntegerField(_("promised (yuan)"), default=0)
    ordered = models.PositiveBigIntegerField(_("ordered (yuan)"), default=0)
    paid = models.PositiveBigIntegerField(_("paid (yuan)"), default=0)
    recovered = models.PositiveBigIntegerField(_("recovered (yuan)"), default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(promised__lte=F("bounty")), name="purse_promised_within_bounty"),
            models.CheckConstraint(condition=Q(bounty__gte=F("ordered") + F("paid")), name="purse_paid_within_bounty"),
            models.CheckConstraint(condition=Q(recovered__lte=F("paid")), name="purse_recovered_within_paid"),
        ]

    def __str__(self) -> str:
        return str(self.challenge)


class ContractQuerySet(models.QuerySet["Contract"]):
    def living(self) -> ContractQuerySet:
        """Those that still bind: not lapsed, eliminated or ended."""
        return self.exclude(state__in=states.OVER)

    def running(self) -> ContractQuerySet:
        return self.filter(state__in=states.RUNNING)

    def ever_signed(self) -> ContractQuerySet:
        return self.exclude(state__in=states.UNSIGNED)

    def visible_to(self, user: Any) -> ContractQuerySet:
        """Both parties and their people; operators of the district who belong to neither."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        own, mine = organisations_of(user), Proposal.objects.visible_to(user)
        seen = Q(challenge__employer__organisation__in=own) | Q(proposal__in=mine.values("pk"))
        return self.filter(seen | self._operated(user))

    def _operated(self, user: Any) -> Q:
        found = Q(pk__in=[])
        for verb in READERS:
            where = districts_for(user, verb)
            if where is not None:
                found |= ~Q(pk__in=[]) if EVERYWHERE in where else Q(challenge__district__in=where)
        return found


class Contract(PublicIdModel):
    """`paper_*` is what is printed and signed, made from these rows; a change before the signing makes it anew."""

    MOVES = states.CONTRACT_MOVES

    agreement = models.OneToOneField(Agreement, models.PROTECT, related_name="contract")
    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="contracts", verbose_name=_("challenge"))
    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="contract")
    revision = models.ForeignKey(ChallengeRevision, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30, unique=True)
    state = models.CharField(
        _("state"), max_length=20, choices=states.ContractState, default=states.ContractState.DRAFTED
    )
    amount = models.PositiveBigIntegerField(_("amount (yuan)"))
    ordered = models.PositiveBigIntegerField(_("ordered (yuan)"), default=0)
    paid = models.PositiveBigIntegerField(_("paid (yuan)"), default=0)
    recovered = models.PositiveBigIntegerField(_("recovered (yuan)"), default=0)
    term_months = models.PositiveSmallIntegerField(_("term (months)"))
    payment_mode = models.CharField(_("payment mode"), max_length=20, choices=PaymentMode)
    ip_choice = models.CharField(_("rights in the result"), max_length=20, choices=IpChoice)
    stop_rules = ArrayField(models.CharField(max_length=20, choices=StopRule), verbose_name=_("stop rules"))
    grace_days = models.PositiveSmallIntegerField(_("days of grace for a missed milestone"), default=30)
    clauses = models.TextField(_("further clauses"), blank=True, max_length=6000)
    paper_zh = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    paper_en = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    begun_on = models.DateField(_("work begun on"), null=True, blank=True)
    ends_on = models.DateField(_("to be finished by"), null=True, blank=True)
    rectify_until = models.DateField(_("to be corrected by"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0, term_months__gt=0), name="contract_amount"),
            models.CheckConstraint(
                condition=Q(amount__gte=F("ordered") + F("paid")), name="contract_paid_within_amount"
            ),
            models.CheckConstraint(condition=Q(recovered__lte=F("paid")), name="contract_recovered_within_paid"),
            models.CheckConstraint(
                condition=Q(state__in=states.UNSIGNED) | Q(signed_on__isnull=False), name="contract_signed_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state__in=(*states.UNSIGNED, "signed")) | Q(begun_on__isnull=False, ends_on__isnull=False),
                name="contract_begun_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.number
