"""What can happen to an account (machine 15). Callers have asked the policies; facts are checked here."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.models import AuthToken

from apps.accounts import consents, members
from apps.accounts.models import AccessEntry, Consent, Membership, RoleHolding, User
from apps.accounts.signals import erased
from apps.core.actors import Actor
from apps.core.moves import GuardFailed, move

THINK_AGAIN = timedelta(days=14)  # between asking for erasure and erasure


@transaction.atomic
def request_deactivation(user: User, *, by: Actor) -> None:
    """She asks to be erased; until `erase_on` she may change her mind. Raises GuardFailed for a last owner."""
    _hand_over_first(user)
    move(user, "request_deactivation", by=by, facts={"erase_on": (timezone.now() + THINK_AGAIN).date()})


@transaction.atomic
def keep(user: User, *, by: Actor) -> None:
    move(user, "keep", by=by, facts={"erase_on": None})


@transaction.atomic
def restrict(user: User, *, by: Actor, reason: str) -> None:
    """Nothing but storage: she cannot sign in, open sessions end with the next request, tokens are gone."""
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    move(user, "restrict", by=by, role="operator", reason=reason, facts={"is_active": False, "erase_on": None})
    AuthToken.objects.filter(user=user).delete()


@transaction.atomic
def lift(user: User, *, by: Actor) -> None:
    move(user, "lift", by=by, role="operator", facts={"is_active": True})


@transaction.atomic
def erase(user: User, *, by: Actor) -> None:
    """Remove everything that tells who she was; audit entries name her by public id only and stay.

    Consents are withdrawn, not deleted: they prove what was allowed when. Other apps erase theirs on `erased`.
    Raises GuardFailed for a last owner.
    """
    _hand_over_first(user)
    for membership in Membership.objects.active().filter(user=user):
        members.end(membership, by=by)
    for consent in Consent.objects.filter(user=user, withdrawn_at__isnull=True):
        consents.withdraw(consent, by=by)
    _drop_ways_in(user)
    AccessEntry.objects.filter(person=user).delete()
    nothing = {"email": None, "phone": None, "phone_verified": False, "display_name": "", "private_email": ""}
    rights = {"is_active": False, "is_staff": False, "is_superuser": False, "password": "!", "erase_on": None}
    address = (user.email, user.phone)
    move(user, "erase", by=by, facts={**nothing, **rights})
    erased.send(sender=User, user=user, addresses=[text for text in address if text])


def _drop_ways_in(user: User) -> None:
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    AuthToken.objects.filter(user=user).delete()
    RoleHolding.objects.filter(user=user).delete()


def _hand_over_first(user: User) -> None:
    """An organisation that is on the platform keeps somebody who answers for it."""
    for membership in Membership.objects.active().filter(user=user).select_related("organisation"):
        others = Membership.objects.active().filter(organisation=membership.organisation_id).exclude(user=user)
        if members.is_last_owner(membership):
            raise GuardFailed(_last_owner_text(membership, has_others=others.exists()))


def _last_owner_text(membership: Membership, *, has_others: bool) -> str:
    if has_others:
        text = _("You are the last owner of %(employer)s. Please make somebody else an owner first.")
    else:
        text = _("You are the only member of %(employer)s. Please contact us to close the employer first.")
    return text % {"employer": membership.organisation.name}
