"""Agreement records (C18): from an intention to what is in force, whatever they grew from; the signing of each side.

A contract of a call is signed through here too, so that every figure of "signed" is one query.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Organisation, User
from apps.agreements import originals, signals
from apps.agreements.models import Agreement, Party
from apps.agreements.states import AgreementState
from apps.agreements.terms import Kind, Side, Source
from apps.core import audit, files
from apps.core.actors import Actor
from apps.core.models import File
from apps.core.moves import GuardFailed, move
from apps.procedures.calendar import today

A = AgreementState


@transaction.atomic
def record(
    *,
    by: User,
    kind: str,
    title: str,
    source: str,
    source_ref: str,
    parties: Sequence[dict[str, Any]],
    amount: int | None = None,
    title_en: str = "",
    district: str = "",
    plan: Sequence[tuple[str, date]] = (),
) -> Agreement:
    """Note an agreement that grew from an event or a match: an intention, or a formal one to be signed.

    `parties` are two rows of {name, organisation?, user?}. The contract of a call is drawn up by `contracts.draft`.
    """
    if source == Source.CHALLENGE:
        raise GuardFailed(_("The contract of a call is drawn up from its award."))
    if len(parties) != 2 or not all(str(row.get("name", "")).strip() for row in parties) or not title.strip():
        raise GuardFailed(_("An agreement has a title and two parties."))
    state = A.INTENTION if kind == Kind.INTENTION else A.DRAFTED
    rows = [{"title": text, "on": day.isoformat()} for text, day in plan]
    made = Agreement.objects.create(
        kind=kind, state=state, title=title.strip(), title_en=title_en.strip(), amount=amount, source=source,
        source_ref=source_ref, district=district, plan=rows, created_by=by,
    )  # fmt: skip
    for side, row in zip((Side.FIRST, Side.SECOND), parties, strict=True):
        Party.objects.create(
            agreement=made,
            side=side,
            name=row["name"].strip(),
            organisation=row.get("organisation"),
            user=row.get("user"),
        )
    audit.record(made, "create", by=by, role="operator", state_to=state)
    return made


@transaction.atomic
def draft(agreement: Agreement, *, by: User, amount: int | None = None) -> None:
    """An intention becomes a formal agreement that waits to be signed."""
    facts = {"kind": Kind.FORMAL, **({} if amount is None else {"amount": amount})}
    move(agreement, "draft", by=by, role="operator", facts=facts)


@transaction.atomic
def hand_in(party: Party, *, by: User, upload: Any, signatory: str, sealed: bool) -> None:
    """The signed scan of one side; a new one takes the place of one that is not filed yet."""
    agreement = Agreement.objects.select_for_update().get(pk=party.agreement_id)
    row = Party.objects.get(pk=party.pk)
    if agreement.state != A.DRAFTED:
        raise GuardFailed(_("Nothing is to be signed here now."))
    if row.filed_at is not None:
        raise GuardFailed(_("This side has been filed already."))
    if not signatory.strip():
        raise GuardFailed(_("Please say who signed."))
    if row.organisation_id is not None and not sealed:
        raise GuardFailed(_("An organisation signs with its official seal."))
    row.scan = files.store(
        upload.content, name=upload.name, content_type=upload.content_type,
        data_class=File.DataClass.AGREEMENT, owner_ref=agreement.public_id,
    )  # fmt: skip
    row.signatory, row.sealed, row.returned = signatory.strip()[:120], sealed, ""
    row.handed_in_by, row.handed_in_at = by, timezone.now()
    row.save()
    audit.record(agreement, "hand_in", by=by, data={"side": row.side, "sha256": row.scan.sha256})
    party.refresh_from_db()


@transaction.atomic
def return_scan(party: Party, *, by: User, reason: str) -> None:
    row = Party.objects.select_for_update().get(pk=party.pk)
    if row.scan_id is None or row.filed_at is not None:
        raise GuardFailed(_("There is no scan that waits to be filed."))
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    row.scan = row.handed_in_by = row.handed_in_at = None
    row.sealed, row.returned = False, reason.strip()[:500]
    row.save()
    audit.record(row.agreement, "return_scan", by=by, role="operator", reason=reason.strip(), data={"side": row.side})
    party.refresh_from_db()


@transaction.atomic
def file_side(party: Party, *, by: User, seen: str = "") -> Agreement:
    """File one side; with the last one the agreement is signed, by the city's day. Other eyes than those that handed in.

    `seen` is the SHA-256 of the scan that was looked at; fingerprints of scan and papers are kept in the trail.
    """
    agreement = Agreement.objects.select_for_update().get(pk=party.agreement_id)
    row = Party.objects.select_related("scan").get(pk=party.pk)
    if row.scan is None or row.filed_at is not None:
        raise GuardFailed(_("There is no scan that waits to be filed."))
    if row.handed_in_by_id == by.pk:
        raise GuardFailed(_("Who handed it in does not file it."))
    originals.demand_seen(row, seen)
    row.filed_by, row.filed_at = by, timezone.now()
    row.save(update_fields=["filed_by", "filed_at"])
    kept = {"side": row.side, "sha256": row.scan.sha256, **originals.of_papers(agreement)}
    audit.record(agreement, "file_side", by=by, role="operator", data=kept)
    if not agreement.parties.filter(filed_at__isnull=True).exists():
        move(agreement, "sign_agreement", by=by, role="operator", facts={"signed_on": today()})
        signals.signed.send(sender=Agreement, agreement=agreement)
    party.refresh_from_db()
    return agreement


@transaction.atomic
def enter_force(agreement: Agreement, *, by: Actor) -> None:
    _plain(agreement)
    move(agreement, "enter_force", by=by, role="operator")


@transaction.atomic
def fulfil(agreement: Agreement, *, by: Actor) -> None:
    _plain(agreement)
    move(agreement, "fulfil", by=by, role="operator")


@transaction.atomic
def lapse(agreement: Agreement, *, by: Actor, reason: str) -> None:
    _plain(agreement, reason)
    move(agreement, "lapse", by=by, role="operator", reason=reason.strip())


@transaction.atomic
def break_(agreement: Agreement, *, by: Actor, reason: str) -> None:
    _plain(agreement, reason)
    move(agreement, "break_", by=by, role="operator", reason=reason.strip())


def organisation_of(credit_code: str) -> Organisation | None:
    """The organisation of the platform with this unified social credit code, if there is one."""
    code = credit_code.strip().upper()
    return Organisation.objects.filter(credit_code=code).first() if code else None


def _plain(agreement: Agreement, reason: str = "-") -> None:
    """Records of contracts follow their contract and are not moved by themselves."""
    if agreement.source == Source.CHALLENGE:
        raise GuardFailed(_("This record follows its contract."))
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
