"""Who takes part: named by the lead, invited by mail, signing each in her own account, leaving when she wants to."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts import consents
from apps.accounts.models import User
from apps.challenges import posters
from apps.challenges.models import Challenge
from apps.challenges.terms import ExportControl
from apps.core import audit, credit_code
from apps.core.moves import GuardFailed
from apps.proposals import corrections, counting, telling
from apps.proposals.models import Member, Proposal
from apps.proposals.states import WRITABLE

UNDERTAKING = "integrity"
WHOLE = Decimal("100.00")
MOST = 20
CHINA = "CN"
SECRET_BYTES = 24


@dataclass(frozen=True)
class Row:
    """A member as the lead names her. The first row is the lead herself; the others are known by their address."""

    name: str
    country: str
    budget_share: Decimal
    ip_share: Decimal
    email: str = ""
    organisation_name: str = ""
    credit_code: str = ""
    independent: bool = False


@transaction.atomic
def name(proposal: Proposal, rows: Sequence[Row], *, by: User) -> None:
    """Replace the list of members; new ones are invited. Raises ValidationError at the field, GuardFailed.

    A change of the list or of a share voids the signatures: each signed for what she saw.
    """
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if row.state not in WRITABLE:
        raise GuardFailed(_("The members of a sealed proposal cannot be changed."))
    corrections.hold(row, corrections.MEMBERS)
    check(rows, row.challenge)
    there = {m.email.lower(): m for m in row.members.filter(left_at__isnull=True, is_lead=False)}
    lead = row.members.get(is_lead=True, left_at__isnull=True)
    kept = [_store(lead, rows[0])]
    for each in rows[1:]:
        known = there.pop(each.email.strip().lower(), None)
        kept.append(_store(known or Member(proposal=row), each))
        if known is None:
            _invite(kept[-1], by)
    for gone in there.values():
        gone.delete()
    row.members.filter(left_at__isnull=True).update(signed_at=None, undertaking=None)
    audit.record(row, "name_members", by=by, data={"members": [member.public_id for member in kept]}, public=False)


def check(rows: Sequence[Row], challenge: Challenge) -> None:
    """Raises ValidationError by field: shares that do not total 100.00, a wrong address, the poster as a member."""
    errors: dict[str, str] = {}
    if not rows or len(rows) > MOST:
        errors["members"] = _("Name one to %(count)d members.") % {"count": MOST}
    for field in ("budget_share", "ip_share"):
        total = sum((getattr(row, field) for row in rows), Decimal(0))
        if total != WHOLE or any(not 0 <= getattr(row, field) <= WHOLE for row in rows):
            errors[field] = _("The shares total %(total)s %%. They must total exactly 100.00 %%.") % {"total": total}
    addresses = [row.email.strip().lower() for row in rows[1:]]
    if len(set(addresses)) < len(addresses) or not all(map(_is_address, addresses)):
        errors["email"] = _("Each further member needs an e-mail address of her own.")
    if not all(row.name.strip() for row in rows):
        errors["name"] = _("Please write the name of each member.")
    if not all(row.organisation_name.strip() or row.credit_code.strip() or row.independent for row in rows):
        errors["organisation_name"] = _("Please say where each member works, or that she works for no organisation.")
    errors |= _bodies(rows, challenge) | _countries(rows, challenge)
    if errors:
        raise ValidationError(errors)


def _bodies(rows: Sequence[Row], challenge: Challenge) -> dict[str, str]:
    codes = {row.credit_code.strip().upper() for row in rows if row.credit_code.strip()}
    try:
        codes = {credit_code.clean(code) for code in codes}
    except ValidationError as error:
        return {"credit_code": error.messages[0]}
    if posters.names(challenge, codes):
        return {"credit_code": _("Who posts a call may not take part in a proposal for it.")}
    return {}


def _countries(rows: Sequence[Row], challenge: Challenge) -> dict[str, str]:
    if not all(len(row.country.strip()) == 2 for row in rows):
        return {"country": _("Please choose the country or region of each member.")}
    closed = challenge.current is not None and challenge.current.export_control == ExportControl.CHINA_ONLY
    if closed and any(row.country.upper() != CHINA for row in rows):
        return {"country": _("The law on technology exports admits only persons and bodies in China to this call.")}
    if closed and any(row.organisation_name.strip() and not row.credit_code.strip() for row in rows):
        return {"credit_code": _("This call is for bodies in China only: please give the credit code of each.")}
    return {}


@transaction.atomic
def join(secret: str, *, by: User) -> Member:
    """`by` accepts the invitation in her account, whose address must be the invited one."""
    member = Member.objects.select_for_update().filter(invitation_hash=_hash(secret), left_at__isnull=True).first()
    if member is None or not secret:
        raise GuardFailed(_("This link is not valid. Please ask for a new one."))
    if member.user_id == by.pk:
        return member
    if member.user_id is not None or (by.email or "").lower() != member.email.lower():
        raise GuardFailed(_("This invitation is for another account. Please sign in with the invited address."))
    proposal = member.proposal
    if posters.is_of(by, proposal.challenge):
        raise GuardFailed(_("Who posts a call may not take part in a proposal for it."))
    if proposal.state not in WRITABLE:
        raise GuardFailed(_("This proposal is sealed or has ended. Nobody can join it any more."))
    programme = proposal.challenge.programme
    counting.lock(programme.pk, f"user:{by.pk}")
    if counting.of_person(programme, by).exclude(pk=proposal.pk).count() >= programme.proposals_per_applicant:
        raise GuardFailed(_("You have as many proposals in this round as its rules allow."))
    if proposal.members.filter(user=by, left_at__isnull=True).exists():
        raise GuardFailed(_("You take part in this proposal already."))
    member.user = by
    member.save(update_fields=["user"])
    audit.record(proposal, "join", by=by, role="member", data={"member": member.public_id}, public=False)
    return member


@transaction.atomic
def sign(member: Member, *, by: User) -> None:
    """`by` signs the integrity undertaking in force for this proposal. Twice changes nothing."""
    row = Member.objects.select_for_update().get(pk=member.pk)
    if row.user_id != by.pk or row.left_at is not None:
        raise GuardFailed(_("Each member signs for herself."))
    if row.proposal.state not in WRITABLE:
        raise GuardFailed(_("There is nothing to sign now."))
    if row.undertaking is None or row.undertaking.withdrawn_at is not None:
        consent = consents.give(by, UNDERTAKING, subject_ref=row.proposal.public_id)
        Member.objects.filter(pk=row.pk).update(undertaking=consent, signed_at=timezone.now())
        data = {"member": row.public_id, "version": consent.notice.version}
        audit.record(row.proposal, "sign", by=by, role="member", data=data)
    member.refresh_from_db()


def _store(member: Member, row: Row) -> Member:
    member.name, member.country = row.name.strip(), row.country.strip().upper()
    member.budget_share, member.ip_share = row.budget_share, row.ip_share
    member.organisation_name, member.credit_code = row.organisation_name.strip(), row.credit_code.strip().upper()
    member.independent = row.independent and not member.organisation_name
    if not member.is_lead:
        member.email = row.email.strip().lower()
    member.save()
    return member


def _invite(member: Member, by: User) -> None:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    member.invitation_hash = _hash(secret)
    member.save(update_fields=["invitation_hash"])
    telling.invite(member, secret, by)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
