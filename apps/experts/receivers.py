"""What experts hear of accounts: who is erased, restricted, joins or leaves an organisation, takes a consent back."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import email_changed
from django.db.models.signals import post_save

from apps.accounts.models import Consent, Membership, User
from apps.accounts.signals import consent_withdrawn, erased
from apps.core.signals import moved
from apps.experts import erasure
from apps.experts.models import Expert, Undertaking
from apps.experts.signals import expert_changed


def connect() -> None:
    erased.connect(account_erased, dispatch_uid="experts-account-erased")
    moved.connect(account_moved, sender=User, dispatch_uid="experts-account-moved")
    consent_withdrawn.connect(consent_was_withdrawn, sender=Consent, dispatch_uid="experts-consent-withdrawn")
    post_save.connect(membership_saved, sender=Membership, dispatch_uid="experts-membership-saved")
    email_changed.connect(address_changed, dispatch_uid="experts-address-changed")


def account_erased(sender: Any, user: User, **kwargs: Any) -> None:
    for expert in Expert.objects.filter(user=user):
        erasure.forget(expert)


def account_moved(sender: Any, obj: User, **kwargs: Any) -> None:
    _tell_of(obj)


def consent_was_withdrawn(sender: Any, consent: Consent, **kwargs: Any) -> None:
    if Undertaking.objects.filter(consent=consent).exists():
        _tell_of(consent.user)


def membership_saved(sender: Any, instance: Membership, **kwargs: Any) -> None:
    """An organisation she acts for counts as her employer, whether she declares it or not."""
    _tell_of(instance.user)


def address_changed(sender: Any, user: User, **kwargs: Any) -> None:
    _tell_of(user)


def _tell_of(user: User) -> None:
    for expert in Expert.objects.filter(user=user):
        expert_changed.send(sender=Expert, expert=expert)
