"""What can happen to an expert of the pool. Callers have asked the policies; facts are checked here."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit
from apps.core.actors import Actor
from apps.core.crypto import blind_key
from apps.core.moves import GuardFailed, move
from apps.experts import telling
from apps.experts.models import Expert
from apps.experts.signals import expert_changed
from apps.experts.states import ExpertState

VALID_FOR = timedelta(days=30)
SECRET_BYTES = 24  # 192 bits: cannot be guessed, so a plain hash is enough
EXPERT, OFFICE = "expert", "operator"


@transaction.atomic
def invite(email: str, *, by: User, district: str = "", **profile: Any) -> Expert:
    """A new expert and a mail with the link by which she joins. Raises ValidationError for an address, GuardFailed."""
    address = email.strip().lower()
    validate_email(address)
    key = address_key(address)
    if Expert.objects.filter(email_key=key).exists():
        raise GuardFailed(_("Somebody with this address is in the pool already."))
    expert = Expert.objects.create(email=address, email_key=key, district=district, **profile)
    audit.record(expert, "invite", by=by, role=OFFICE, data={"source": expert.source})
    _send_link(expert, by)
    return expert


@transaction.atomic
def send_again(expert: Expert, *, by: User) -> None:
    """A new link; the one before no longer opens anything."""
    row = _locked(expert)
    if row.state != ExpertState.INVITED:
        raise GuardFailed(_("This expert has joined already."))
    audit.record(row, "send_again", by=by, role=OFFICE)
    _send_link(row, by)


@transaction.atomic
def invite_again(expert: Expert, *, by: User) -> None:
    """Somebody who had left comes back: she joins anew, with the account she has."""
    row = _locked(expert)
    if not row.email:
        raise GuardFailed(_("Her account was erased. Please invite her with her address."))
    move(row, "invite_again", by=by, role=OFFICE)
    _send_link(row, by)
    expert.refresh_from_db()


def find_invitation(secret: str) -> Expert:
    """Whose link it is. Raises GuardFailed with what to do instead."""
    found = Expert.objects.filter(invitation_hash=_hash(secret)).first() if secret else None
    if found is None:
        raise GuardFailed(_("This link is not valid. Please ask for a new one."))
    if found.invited_until is None or found.invited_until <= timezone.now():
        raise GuardFailed(_("This link has expired. Please ask for a new one."))
    return found


@transaction.atomic
def join(secret: str, *, by: User) -> Expert:
    """`by` takes her place in the pool, in the account whose address was invited."""
    row = _locked(find_invitation(secret))
    if (by.email or "").lower() != row.email:
        raise GuardFailed(_("This link was sent to another address. Please sign in with that one."))
    if Expert.objects.filter(user=by).exclude(pk=row.pk).exists():
        raise GuardFailed(_("You are in the pool already."))
    facts = {"user": by, "joined_at": timezone.now(), "invitation_hash": "", "invited_until": None}
    move(row, "join", by=by, role=EXPERT, facts=facts)
    telling.keepers(row, "expert_joined")
    _changed(row)
    return row


@transaction.atomic
def pause(expert: Expert, *, by: User, reason: str = "") -> None:
    """She is not asked for new cases. The office gives a reason, she need not."""
    row = _locked(expert)
    role = _role(row, by)
    if role == OFFICE and not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    move(row, "pause", by=by, role=role, reason=reason.strip())
    if role == OFFICE:
        telling.expert(row, "expert_paused", reason=reason.strip())
    _changed(row)
    expert.refresh_from_db()


@transaction.atomic
def resume(expert: Expert, *, by: User) -> None:
    """Raises GuardFailed where the office paused her and she herself would resume."""
    row = _locked(expert)
    role = _role(row, by)
    last = audit.timeline(row, public_only=False).filter(act="pause").last()
    if role == EXPERT and last is not None and last.actor_role == OFFICE:
        raise GuardFailed(_("The office has paused this. Please write to it."))
    move(row, "resume", by=by, role=role)
    if role == OFFICE:
        telling.expert(row, "expert_resumed")
    _changed(row)
    expert.refresh_from_db()


@transaction.atomic
def end(expert: Expert, *, by: Actor, reason: str = "") -> None:
    """She leaves the pool, or is taken out of it with a reason that she reads. Open links close."""
    row = _locked(expert)
    role = _role(row, by)
    if role == OFFICE and not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    facts = {"invitation_hash": "", "invited_until": None}
    move(row, "end", by=by, role=role, reason=reason.strip(), facts=facts)
    if role == OFFICE:
        telling.expert(row, "expert_ended", reason=reason.strip())
    _changed(row)
    expert.refresh_from_db()


def address_key(email: str) -> str:
    return blind_key("expert_address", email.strip().lower())


def _role(expert: Expert, by: Actor) -> str:
    return EXPERT if expert.user is not None and by.public_id == expert.user.public_id else OFFICE


def _locked(expert: Expert) -> Expert:
    return Expert.objects.select_for_update(of=("self",)).select_related("user").get(pk=expert.pk)


def _send_link(expert: Expert, by: User) -> None:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    Expert.objects.filter(pk=expert.pk).update(invitation_hash=_hash(secret), invited_until=timezone.now() + VALID_FOR)
    expert.refresh_from_db()
    telling.invite(expert, secret, by)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _changed(expert: Expert) -> None:
    expert_changed.send(sender=Expert, expert=expert)


def check_address(text: str) -> str:
    """In small letters. Raises ValidationError for one that is none, or that the pool has."""
    address = text.strip().lower()
    validate_email(address)
    if Expert.objects.filter(email_key=address_key(address)).exists():
        raise ValidationError(_("Somebody with this address is in the pool already."))
    return address
