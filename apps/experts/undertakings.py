"""Undertakings: signed for a year, in the version of the notice in force; taken back or run out they no longer hold."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import consents
from apps.accounts.models import User
from apps.core import audit
from apps.core.moves import GuardFailed
from apps.experts.days import today
from apps.experts.models import Expert, Undertaking, UndertakingKind
from apps.experts.signals import expert_changed

VALID_DAYS = 365
RENEW_DAYS = 30  # so long before the end it can be signed anew


@transaction.atomic
def sign(expert: Expert, kind: str, *, by: User) -> Undertaking:
    """`by` signs for herself. While one holds for longer than `RENEW_DAYS`, it stays. Raises GuardFailed."""
    row = Expert.objects.select_for_update().get(pk=expert.pk)
    if row.user_id != by.pk:
        raise GuardFailed(_("Each expert signs for herself."))
    day = today()
    held = in_force(row, kind, on=day)
    if held is not None and held.expires_on > day + timedelta(days=RENEW_DAYS):
        return held
    consent = consents.give(by, UndertakingKind(kind), subject_ref=row.public_id)
    found = Undertaking.objects.create(
        expert=row, kind=kind, consent=consent, signed_on=day, expires_on=day + timedelta(days=VALID_DAYS)
    )
    data = {"kind": kind, "version": consent.notice.version}
    audit.record(row, "sign_undertaking", by=by, data=data)
    expert_changed.send(sender=Expert, expert=row)
    return found


@transaction.atomic
def take_back(undertaking: Undertaking, *, by: User) -> None:
    """From now on she is not drawn; what she judged before stays as it is. Others hear it from the ledger."""
    consents.withdraw(undertaking.consent, by=by)


def in_force(expert: Expert, kind: str, *, on: date) -> Undertaking | None:
    found = expert.undertakings.in_force(on).filter(kind=kind).select_related("consent__notice")
    return found.order_by("-expires_on", "-pk").first()


def all_signed(expert: Expert, *, on: date) -> bool:
    return Expert.objects.filter(pk=expert.pk).signed(on).exists()
