"""Keys of calls: people make their own, a call's key is split between them, two of them open it.

Callers have asked the policies. What is secret (passphrases, private keys, the share on paper) is an argument or a
result here and is written nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.challenges import policies
from apps.challenges.models import CallKey, CallShare, Challenge, OpeningKey
from apps.challenges.states import ChallengeState
from apps.challenges.telling import tell_holders
from apps.core import audit
from apps.core.moves import GuardFailed
from apps.core.sealing import passphrases, shares
from apps.core.sealing.envelopes import SealingError

HOLDERS = 2  # so many at least besides the paper: one of them may be ill
PREPARED_IN = (
    ChallengeState.SUBMITTED,
    ChallengeState.DISTRICT_CHECKED,
    ChallengeState.ARGUED,
    ChallengeState.APPROVED,
    ChallengeState.PUBLISHED,
)


@dataclass(frozen=True)
class Attempt:
    """One holder's part in an opening. Its passphrase is not shown when it is printed."""

    holder: User
    passphrase: str

    def __repr__(self) -> str:
        return f"Attempt({self.holder.public_id})"


def own(user: User) -> OpeningKey | None:
    """Her live key."""
    return OpeningKey.objects.filter(user=user, retired_at__isnull=True).first()


def prepared(challenge: Challenge) -> bool:
    return CallKey.objects.filter(challenge=challenge).exists()


@transaction.atomic
def make(user: User, passphrase: str) -> OpeningKey:
    """Her own key under `passphrase`. Raises ValidationError for a weak one, GuardFailed if she has a key already."""
    if own(user) is not None:
        raise GuardFailed(_("You have an opening key already. Change its passphrase instead."))
    passphrases.check(passphrase, user)
    public, wrapped = passphrases.new_holder_key(passphrase)
    key = OpeningKey.objects.create(user=user, public_key=public, wrapped=wrapped)
    audit.record(key, "make_key", by=user, public=False)
    return key


@transaction.atomic
def change_passphrase(user: User, old: str, new: str) -> None:
    """The same key under a new passphrase: her shares stay good."""
    key = OpeningKey.objects.select_for_update().filter(user=user, retired_at__isnull=True).first()
    if key is None:
        raise GuardFailed(_("You have no opening key yet."))
    passphrases.check(new, user)
    try:
        key.wrapped = passphrases.rewrap(bytes(key.wrapped), old, new)
    except SealingError as error:
        raise GuardFailed(_("The passphrase is wrong.")) from error
    key.changed_at = timezone.now()
    key.save(update_fields=["wrapped", "changed_at"])
    audit.record(key, "change_passphrase", by=user, public=False)


@transaction.atomic
def prepare(
    challenge: Challenge,
    *,
    holders: Sequence[User],
    deputies: Sequence[User] = (),
    by: User,
    opens_at: datetime | None = None,
) -> str:
    """Make the call's key and return the recovery share for the paper: it is shown now and never again.

    Raises GuardFailed for fewer than two holders, for one without a key, for one who may not open this call, and for
    `by` among them: with the paper and a share of her own she would open alone.
    """
    row = Challenge.objects.select_for_update().get(pk=challenge.pk)
    _ready(row, opens_at)
    everyone = [*holders, *deputies]
    if by.pk in {user.pk for user in everyone}:
        raise GuardFailed(_("Who prepares the keys is shown the paper, and so holds no share. Please name others."))
    if len(holders) < HOLDERS or len({user.pk for user in everyone}) < len(everyone):
        raise GuardFailed(_("Name two different holders at least, and each person once."))
    keys = {user.public_id: _key_of(user, row) for user in everyone}
    made = shares.create({name: bytes(key.public_key) for name, key in keys.items()}, context(row))
    stored = CallKey.objects.create(
        challenge=row, public_key=made.public, wrapped=made.wrapped, opens_at=opens_at, created_by=by,
        recovery_fingerprint=made.recovery.fingerprint,
    )  # fmt: skip
    standing = {user.public_id: CallShare.Standing.DEPUTY for user in deputies}
    CallShare.objects.bulk_create(
        CallShare(key=stored, holder=key, sealed=made.shares[name], standing=standing.get(name, "holder"))
        for name, key in keys.items()
    )
    audit.record(row, "prepare_key", by=by, data={"holders": list(keys), "opens_at": opens_at}, public=False)
    tell_holders(stored)
    return shares.to_paper(made.recovery)


def private_key(challenge: Challenge, attempts: Sequence[Attempt], paper: str = "") -> bytes:
    """The call's private key, from two holders or one and the paper. Raises GuardFailed that says whose part failed."""
    key = CallKey.objects.get(challenge=challenge)
    if len({attempt.holder.pk for attempt in attempts}) < len(attempts):
        raise GuardFailed(_("The two holders must be different people."))
    parts = [_share(key, challenge, attempt) for attempt in attempts]
    if paper.strip():
        parts.append(_from_paper(key, paper))
    if len(parts) != shares.NEEDED:
        raise GuardFailed(_("Two holders are needed, or one holder and the recovery share."))
    try:
        return shares.combine(
            parts[0], parts[1], wrapped=bytes(key.wrapped), public=bytes(key.public_key), context=context(challenge)
        )
    except SealingError as error:
        raise GuardFailed(_("The shares do not open the key of this call. It may have been changed.")) from error


def context(challenge: Challenge) -> bytes:
    """Binds keys and shares to their call: those of another one do not fit."""
    return b"call\x00" + challenge.public_id.encode()


def _ready(challenge: Challenge, opens_at: datetime | None) -> None:
    if challenge.state not in PREPARED_IN:
        raise GuardFailed(_("The keys of a call are prepared between its submission and its closing."))
    if prepared(challenge):
        raise GuardFailed(_("The keys of this call are prepared already."))
    closes_at = challenge.closes_at or (challenge.draft.closes_at if challenge.draft else None)
    if opens_at is not None and (closes_at is None or opens_at < closes_at):
        raise GuardFailed(_("The opening cannot be before the call closes."))


def _key_of(user: User, challenge: Challenge) -> OpeningKey:
    if not policies.can_open(user, challenge):
        raise GuardFailed(_("%(name)s may not open this call.") % {"name": user})
    key = own(user)
    if key is None:
        raise GuardFailed(_("%(name)s has no opening key yet.") % {"name": user})
    return key


def _share(key: CallKey, challenge: Challenge, attempt: Attempt) -> shares.Share:
    holder = attempt.holder
    row = CallShare.objects.filter(key=key, holder__user=holder).select_related("holder").first()
    if row is None or not policies.can_open(holder, challenge):
        raise GuardFailed(_("%(name)s holds no share of this call.") % {"name": holder})
    try:
        private = passphrases.unlock(bytes(row.holder.wrapped), attempt.passphrase)
    except SealingError as error:
        raise GuardFailed(_("The passphrase of %(name)s is wrong.") % {"name": holder}) from error
    try:
        return shares.open_share(private, bytes(row.sealed), holder.public_id, context(challenge))
    except SealingError as error:
        raise GuardFailed(_("The share of %(name)s has been changed.") % {"name": holder}) from error


def _from_paper(key: CallKey, paper: str) -> shares.Share:
    try:
        share = shares.from_paper(paper)
    except shares.Slip as error:
        raise GuardFailed(_("The recovery share was copied wrongly: please compare it letter by letter.")) from error
    if share.fingerprint != key.recovery_fingerprint:
        raise GuardFailed(_("This recovery share belongs to another call."))
    return share
