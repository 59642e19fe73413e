"""What an entry won and what came of it: the award, the landing with its evidence, the prize, the place without review."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.contests import states
from apps.contests.models.edition import Places, Tier
from apps.contests.models.entry import Entry
from apps.core.ids import PublicIdModel
from apps.core.models import File


class Award(models.Model):
    """`rank` and `total` are those of the final; a decision against the order has its reason."""

    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name=_("contest entry"), related_name="award")
    tier = models.ForeignKey(Tier, models.PROTECT, verbose_name=_("award tier"), related_name="awards")
    rank = models.PositiveIntegerField(_("rank in the final"))
    total = models.DecimalField(_("total of the final"), max_digits=5, decimal_places=2)
    prize = models.PositiveIntegerField(_("prize (yuan)"), default=0)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")

    def __str__(self) -> str:
        return str(self.tier)


class Landing(models.Model):
    """What the winner shows: a company here, since when, a contract. The district's officer checks it against the papers."""

    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name=_("contest entry"), related_name="landing")
    company = models.CharField(_("company"), max_length=200)
    credit_code = models.CharField(_("unified social credit code"), max_length=18)
    registered_on = models.DateField(_("registered on"))
    contract_on = models.DateField(_("contract signed on"), null=True, blank=True)
    note = models.TextField(_("what the district's office asks for"), max_length=2000, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("landing")
        verbose_name_plural = _("landings")
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="contest_landing_checked_together",
            )
        ]

    def __str__(self) -> str:
        return self.company


class LandingFile(models.Model):
    landing = models.ForeignKey(Landing, models.CASCADE, related_name="files")
    file = models.OneToOneField(File, models.PROTECT, related_name="+", verbose_name=_("file"))

    class Meta:
        verbose_name = _("evidence of a landing")
        verbose_name_plural = _("evidence of a landing")

    def __str__(self) -> str:
        return self.file.name


class Payout(PublicIdModel):
    """Prepared by one officer, paid by another. `recover_since`: the winner was disqualified after it was paid."""

    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name=_("contest entry"), related_name="payout")
    amount = models.PositiveIntegerField(_("amount (yuan)"))
    reference = models.CharField(_("number of the payment order"), max_length=60)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(_("prepared at"))
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    recover_since = models.DateTimeField(_("to be paid back since"), null=True, blank=True)

    class Meta:
        verbose_name = _("payout of a prize")
        verbose_name_plural = _("payouts of prizes")
        constraints = [
            models.CheckConstraint(
                condition=Q(paid_by__isnull=True) | ~Q(paid_by=F("prepared_by")), name="contest_payout_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(paid_by__isnull=True, paid_at__isnull=True)
                | Q(paid_by__isnull=False, paid_at__isnull=False),
                name="contest_payout_paid_together",
            ),
            models.CheckConstraint(
                condition=Q(recover_since__isnull=True) | Q(paid_at__isnull=False),
                name="contest_recovers_what_was_paid",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Entitlement(PublicIdModel):
    """A place that an award gave, with its number: 1 to the quota, each once."""

    MOVES = states.ENTITLEMENT_MOVES

    places = models.ForeignKey(Places, models.PROTECT, verbose_name=_("places that awards give"), related_name="rows")
    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name=_("contest entry"), related_name="entitlement")
    state = models.CharField(
        _("state"), max_length=20, choices=states.EntitlementState, default=states.EntitlementState.GRANTED
    )
    number = models.PositiveIntegerField(_("number"))
    until = models.DateField(_("to be taken up by"))
    proof = models.CharField(_("proof"), max_length=300, blank=True, help_text=_("for instance the letter of entry"))

    class Meta:
        verbose_name = _("place given by an award")
        verbose_name_plural = _("places given by awards")
        ordering = ["places", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["places", "number"], condition=~Q(state="revoked"), name="contest_place_number_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="contest_place_is_numbered"),
            models.CheckConstraint(condition=~Q(state="used") | ~Q(proof=""), name="contest_place_used_has_proof"),
        ]

    def __str__(self) -> str:
        return f"{self.places.code} {self.number:02d}"
