"""Money of a contract: paid for a milestone that has passed, and recovered after a fault; always by two people."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.agreements import states
from apps.agreements.models.closing import Ending
from apps.agreements.models.contract import Contract
from apps.agreements.models.milestone import Milestone
from apps.core.ids import PublicIdModel


class PaymentQuerySet(models.QuerySet["Payment"]):
    def visible_to(self, user: Any) -> PaymentQuerySet:
        return self.filter(contract__in=Contract.objects.visible_to(user).values("pk"))


class Payment(PublicIdModel):
    """The sum of one milestone, in whole yuan. One person orders it, another releases it."""

    MOVES = states.PAYMENT_MOVES

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="payments")
    milestone = models.OneToOneField(Milestone, models.PROTECT, related_name="payment")
    state = models.CharField(_("state"), max_length=12, choices=states.PaymentState, default=states.PaymentState.DUE)
    amount = models.PositiveBigIntegerField(_("amount (yuan)"))
    due_at = models.DateTimeField(_("due since"), auto_now_add=True)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ordered_at = models.DateTimeField(_("ordered at"), null=True, blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    reference = models.CharField(_("reference of the transfer"), max_length=80, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount"),
            models.CheckConstraint(
                condition=Q(ordered_by__isnull=True, ordered_at__isnull=True)
                | Q(ordered_by__isnull=False, ordered_at__isnull=False),
                name="payment_ordered_together",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("ordered_by")), name="payment_four_eyes"
            ),
            models.CheckConstraint(
                condition=~Q(state="paid")
                | Q(ordered_by__isnull=False, released_by__isnull=False, paid_at__isnull=False),
                name="payment_paid_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} · {self.amount}"


class Recovery(PublicIdModel):
    """What is demanded back after an end by fault. One person books the money that came in, another confirms it."""

    MOVES = states.RECOVERY_MOVES

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="recoveries")
    ending = models.OneToOneField(Ending, models.PROTECT, related_name="recovery")
    state = models.CharField(
        _("state"), max_length=12, choices=states.RecoveryState, default=states.RecoveryState.DEMANDED
    )
    amount = models.PositiveBigIntegerField(_("amount (yuan)"))
    demanded_at = models.DateTimeField(_("demanded at"), auto_now_add=True)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    recovered_at = models.DateTimeField(_("recovered at"), null=True, blank=True)
    reference = models.CharField(_("reference of the transfer"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("recovery")
        verbose_name_plural = _("recoveries")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="recovery_amount"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("booked_by")), name="recovery_four_eyes"
            ),
            models.CheckConstraint(
                condition=~Q(state="recovered")
                | Q(booked_by__isnull=False, confirmed_by__isnull=False, recovered_at__isnull=False),
                name="recovery_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} · {self.amount}"
