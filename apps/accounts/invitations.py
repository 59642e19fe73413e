"""Links that let their receiver join, or claim, an organisation once. Only the hash of the secret is stored."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Invitation, Membership, Organisation, User
from apps.core import audit
from apps.core.moves import GuardFailed

VALID_FOR = timedelta(days=30)
SECRET_BYTES = 24  # 192 bits: cannot be guessed, so a plain hash is enough


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


@transaction.atomic
def create(
    organisation: Organisation, role: str, email: str = "", *, by: User, valid_for: timedelta = VALID_FOR
) -> tuple[Invitation, str]:
    """A new invitation and its secret, which is told now and never again.

    With `email` only the user of that address may accept it. Callers have asked the policies.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation = Invitation.objects.create(
        organisation=organisation,
        role=role,
        email=email.strip().lower(),
        secret_hash=_hash(secret),
        created_by=by,
        expires_at=timezone.now() + valid_for,
    )
    audit.record(organisation, "invite", by=by, data={"role": role, "invitation": invitation.public_id}, public=False)
    return invitation, secret


def find(secret: str) -> Invitation | None:
    """The invitation that can still be accepted; None for an unknown, used or expired one."""
    try:
        return open_invitation(secret)
    except GuardFailed:
        return None


def open_invitation(secret: str) -> Invitation:
    """The invitation that can still be accepted. Raises GuardFailed with what to do instead."""
    invitation = Invitation.objects.select_related("organisation").filter(secret_hash=_hash(secret)).first()
    if invitation is None:
        raise GuardFailed(_("This link is not valid. Please ask for a new one."))
    if invitation.used_at is not None:
        raise GuardFailed(_("This link has been used already. Please ask for a new one."))
    if invitation.expires_at <= timezone.now():
        raise GuardFailed(_("This link has expired. Please ask for a new one."))
    return invitation


@transaction.atomic
def accept(secret: str, user: User) -> Membership:
    """Join the organisation. Raises GuardFailed for a link that is not open, or meant for another address."""
    invitation = open_invitation(secret)
    if invitation.email and invitation.email != (user.email or "").lower():
        raise GuardFailed(_("This link was sent to another address. Please sign in with that one."))
    # one conditional UPDATE decides between two who open the same link
    taken = Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True)
    if not taken.update(used_at=timezone.now(), used_by=user):
        raise GuardFailed(_("This link has been used already. Please ask for a new one."))
    organisation = invitation.organisation
    if Membership.objects.active().filter(user=user, organisation=organisation).exists():
        raise GuardFailed(_("You belong to this organisation already."))
    membership = Membership.objects.create(user=user, organisation=organisation, role=invitation.role)
    audit.record(organisation, "join", by=user, data={"role": invitation.role, "invitation": invitation.public_id})
    return membership


def revoke(invitation: Invitation, *, by: User) -> None:
    """End a link that nobody has used yet."""
    Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True).update(expires_at=timezone.now())
    audit.record(
        invitation.organisation, "revoke_invitation", by=by, data={"invitation": invitation.public_id}, public=False
    )
