"""What the clock does with accounts: once an hour, safe to repeat at any time."""

from __future__ import annotations

import logging
from datetime import timedelta

from allauth.account.models import EmailAddress
from celery import shared_task
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from knox.models import AuthToken

from apps.accounts import lifecycle
from apps.accounts.models import Consent, Invitation, Membership, RoleHolding, User
from apps.accounts.states import AccountState
from apps.core import files
from apps.core.actors import SYSTEM
from apps.core.moves import MoveRefused

log = logging.getLogger(__name__)
UNPROVED = timedelta(days=2)  # a sign-up whose address was never confirmed
SIGNED_LINKS = timedelta(days=30)  # how long an expired invitation stays visible


@shared_task(name="apps.accounts.tasks.purge_expired")
def purge_expired() -> None:
    """Erase accounts whose day has come; drop what nobody can use any more."""
    erase_due()
    drop_unproved()
    now = timezone.now()
    Invitation.objects.filter(used_at__isnull=True, expires_at__lt=now - SIGNED_LINKS).delete()
    AuthToken.objects.filter(expiry__lt=now).delete()
    drop_old_limits()
    call_command("clearsessions")
    files.sweep()


def erase_due() -> int:
    """Erase everybody whose time to think again is over; one who has become a last owner waits."""
    due = User.objects.filter(state=AccountState.DEACTIVATION_REQUESTED, erase_on__lte=timezone.now().date())
    done = 0
    for user in due:
        try:
            lifecycle.erase(user, by=SYSTEM)
            done += 1
        except MoveRefused as refusal:
            log.warning("account %s cannot be erased: %s", user.public_id, refusal)
    return done


@transaction.atomic
def drop_unproved() -> int:
    """Delete sign-ups that never confirmed their address: it may be somebody else's, who wants to sign up."""
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    by_email = Exists(addresses.filter(verified=False)) & ~Exists(addresses.filter(verified=True))
    by_phone = Q(email__isnull=True, phone__isnull=False, phone_verified=False)
    used = [rows.objects.filter(user=OuterRef("pk")) for rows in (Membership, RoleHolding)]
    stale = User.objects.filter(
        by_email | by_phone,
        *(~Exists(rows) for rows in used),
        last_login__isnull=True,
        is_staff=False,
        date_joined__lt=Now() - UNPROVED,
    )
    ids = list(stale.values_list("pk", flat=True)[:1000])
    Consent.objects.filter(user__in=ids).delete()
    User.objects.filter(pk__in=ids).delete()
    return len(ids)


def drop_old_limits() -> None:
    """Counters that have run out; Django's cache drops them only when its table is full."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_limit WHERE expires < now()")
