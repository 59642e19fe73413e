"""Opening a call: two people, their passphrases, one request, not before its time.

A refused attempt is written to the trail in a transaction of its own, which is why `open_call` may not be called inside
of another one: the entry must outlive the failure (the page that calls it is not atomic).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.challenges import keys
from apps.challenges.keys import Attempt
from apps.challenges.models import CallKey, Challenge
from apps.challenges.states import ChallengeState
from apps.core import audit, files
from apps.core.models import AuditEntry
from apps.core.moves import GuardFailed
from apps.core.sealing import envelopes, receipts
from apps.proposals import drafts, packages, sealing, signals, telling
from apps.proposals.models import Package, Part, Proposal
from apps.proposals.states import ProposalState

REFUSED = "refuse_opening"
ATTEMPTS = 10  # in a quarter of an hour; a passphrase is not guessed here
WITHIN = timedelta(minutes=15)
AFTER_CLOSING = (ChallengeState.CLOSED, ChallengeState.REVIEWING)


@dataclass(frozen=True)
class Opened:
    """What an opening did: proposals that are open now, and packages that did not open, with why."""

    proposals: list[Proposal]
    faults: list[Package]


def open_call(challenge: Challenge, attempts: Sequence[Attempt], *, by: User, paper: str = "") -> Opened:
    """Open every sealed proposal of a closed call. Raises GuardFailed, and the attempt is on record.

    A package that was changed is told and stays closed; the others open.
    """
    try:
        with transaction.atomic(durable=True):
            opened = _open(challenge, attempts, by, paper)
    except GuardFailed as refused:
        _record_refusal(challenge, attempts, by, str(refused))
        raise
    signals.opened.send(Challenge, challenge=challenge, proposals=opened.proposals)
    return opened


def _open(challenge: Challenge, attempts: Sequence[Attempt], by: User, paper: str) -> Opened:
    row = _due(challenge)
    if by.pk not in {attempt.holder.pk for attempt in attempts}:
        raise GuardFailed(_("Who opens a call is one of its holders."))
    _not_guessing(row)
    private = keys.private_key(row, attempts, paper)
    done: list[Proposal] = []
    faults: list[Package] = []
    waiting = Proposal.objects.select_for_update(of=("self",)).filter(
        challenge=row, state=ProposalState.SUBMITTED, opened_at__isnull=True
    )
    for proposal in waiting.select_related("challenge").order_by("pk"):
        wrong = [package for package in Package.objects.last_of(proposal) if not _open_one(package, private)]
        faults += wrong
        if not wrong:
            proposal.opened_at, proposal.ties = timezone.now(), _ties(proposal)
            proposal.save(update_fields=["opened_at", "ties"])
            done.append(proposal)
            telling.members(proposal, "proposal_opened")
    data = {
        "holders": [attempt.holder.public_id for attempt in attempts],
        "paper": bool(paper.strip()),
        "opened": [proposal.public_id for proposal in done],
        "faults": {package.public_id: package.fault for package in faults},
    }
    audit.record(row, "open_call", by=by, role="holder", data=data, public=False)
    return Opened(done, faults)


def _due(challenge: Challenge) -> Challenge:
    """The call, its key held so that two openings follow one another. Raises GuardFailed before its time."""
    key = CallKey.objects.select_for_update().filter(challenge=challenge).first()
    row = Challenge.objects.get(pk=challenge.pk)
    if key is None:
        raise GuardFailed(_("The keys of this call are not prepared yet. Please come back later."))
    now = drafts.clock()
    if row.closes_at is None or now < row.closes_at or row.state not in AFTER_CLOSING:
        raise GuardFailed(_("The call has not closed yet. Nothing can be opened."))
    if key.opens_at is not None and now < key.opens_at:
        raise GuardFailed(_("The time of the opening has not come yet."))
    return row


def _not_guessing(challenge: Challenge) -> None:
    recent = AuditEntry.objects.filter(
        subject_kind=audit.subject_kind(challenge), subject_ref=challenge.public_id, act=REFUSED,
        at__gt=timezone.now() - WITHIN,
    )  # fmt: skip
    if recent.count() >= ATTEMPTS:
        raise GuardFailed(_("Too many failed attempts. Please wait a quarter of an hour."))


def _record_refusal(challenge: Challenge, attempts: Sequence[Attempt], by: User, reason: str) -> None:
    with transaction.atomic(durable=True):
        data = {"holders": [attempt.holder.public_id for attempt in attempts]}
        audit.record(challenge, REFUSED, by=by, role="holder", reason=reason, data=data, public=False)


def _open_one(package: Package, private: bytes) -> bool:
    """Store the content of a package, or why it did not open."""
    fault, content = _content(package, private)
    package.fault = fault
    if not fault:
        package.opened = sealing.keep(package.proposal, package.part, content)
    package.save(update_fields=["fault", "opened"])
    return not fault


def _ties(proposal: Proposal) -> str:
    """Whom its people named as too close, as JSON; "" where they named nobody."""
    package = Package.objects.last_of(proposal).get(part=Part.IDENTITY)
    assert package.opened is not None
    rows = packages.unpack(files.read(package.opened))[0].get("ties")
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def _content(package: Package, private: bytes) -> tuple[str, bytes]:
    """("", content) or (fault, b"")."""
    fault = Package.Fault
    try:
        sealed = files.read(package.sealed)
    except (OSError, InvalidToken):
        return fault.MISSING, b""
    try:
        body = receipts.verify(package.receipt, package=sealed, key=receipts.public_key())
        if body["subject"] != f"{package.proposal.public_id}/{package.part}":
            return fault.CHANGED, b""
        content = envelopes.open_(private, sealed, sealing.context(package.proposal, package.part))
        packages.unpack(content)
    except receipts.ReceiptError:
        return fault.CHANGED, b""
    except (envelopes.SealingError, packages.BrokenPackage):
        return fault.CLOSED, b""
    return "", content
