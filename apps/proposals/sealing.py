"""Sealing in one request: both parts closed to the call's key, the plaintext gone, a receipt; or nothing at all.

What counts is the database's clock after the last byte, read while the call's row is held: a deadline that is being
moved is either in force before the sealing reads it or after the sealing is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.challenges import posters
from apps.challenges.models import Challenge
from apps.challenges.states import ChallengeState
from apps.core import files
from apps.core.models import File
from apps.core.moves import GuardFailed, LostRace, move
from apps.core.sealing import envelopes, receipts
from apps.proposals import blind_scan, drafts, identity, members, packages, sections, telling
from apps.proposals.blind_scan import Place
from apps.proposals.models import Draft, Member, Package, Part, Proposal
from apps.proposals.packages import Enclosed
from apps.proposals.states import ProposalState

KIND = "proposal"


class Named(GuardFailed):
    """The blind part names its author; `places` says where."""

    def __init__(self, places: list[Place]) -> None:
        self.places = places
        shown = "; ".join(f"{place.where}: {place.text}" for place in places[:8])
        super().__init__(_("The blind part shows who you are: %(places)s") % {"places": shown})


class Incomplete(GuardFailed):
    """Fields are missing; `fields` says which."""

    def __init__(self, fields: dict[str, str]) -> None:
        self.fields = fields
        shown = "; ".join(f"{sections.FIELDS[name].label}: {text}" for name, text in fields.items())
        super().__init__(_("Something is missing: %(fields)s") % {"fields": shown})


def submit(proposal: Proposal, *, by: User, saves: int | None = None) -> None:
    """Seal the draft. A second click finds it sealed and changes nothing.

    Raises Incomplete, Named, GuardFailed (late, unsigned, an amendment not read), LostRace (edited in another tab).
    """
    with _nothing_left_behind() as written, transaction.atomic():
        row = Proposal.objects.select_for_update(of=("self",)).select_related("challenge").get(pk=proposal.pk)
        if row.state != ProposalState.SUBMITTED:
            draft = _ready(row, saves)
            plain = plain_parts(row, draft)
            written += _store(row, plain)
            _take(row, draft, plain, written, by)
            telling.members(row, "proposal_sealed")
    proposal.refresh_from_db()


def plain_parts(proposal: Proposal, draft: Draft) -> dict[str, bytes]:
    """Both parts as they will be sealed. The identity part names everybody, the blind part nobody."""
    content = drafts.read(draft)
    enclosed = {part: _enclosed(draft, part) for part in Part.values}
    blind = sections.of_part(content, Part.BLIND)
    found = blind_scan.scan(blind, enclosed[Part.BLIND], identity.marks_of(proposal))
    if found:
        raise Named(found)
    facts: dict[str, Any] = {
        "challenge": proposal.challenge.number,
        "applicant": proposal.organisation.name if proposal.organisation else "",
        "members": [_facts(member) for member in active(proposal)],
    }
    shown = {"challenge": proposal.challenge.number}
    return {
        Part.BLIND: packages.pack(blind, shown, enclosed[Part.BLIND]),
        Part.IDENTITY: packages.pack(sections.of_part(content, Part.IDENTITY), facts, enclosed[Part.IDENTITY]),
    }


def places(proposal: Proposal, draft: Draft) -> list[Place]:
    """Where the blind part shows who the applicant is, as the sealing would find it."""
    blind = sections.of_part(drafts.read(draft), Part.BLIND)
    return blind_scan.scan(blind, _enclosed(draft, Part.BLIND), identity.marks_of(proposal))


def keep(proposal: Proposal, part: str, content: bytes) -> File:
    """An opened part, encrypted at rest like every file that is not public."""
    return files.store(
        content, name=f"{proposal.public_id}-{part}.package", content_type="application/octet-stream",
        data_class=File.DataClass.OPENED, owner_ref=proposal.public_id,
    )  # fmt: skip


def active(proposal: Proposal) -> list[Member]:
    return list(proposal.members.filter(left_at__isnull=True).select_related("undertaking__notice", "user"))


def context(proposal: Proposal, part: str) -> bytes:
    """Binds a package to its place: moved to another proposal or part it does not open."""
    return f"{proposal.challenge.public_id}/{proposal.public_id}/{part}".encode()


def _ready(proposal: Proposal, saves: int | None) -> Draft:
    draft = Draft.objects.select_for_update().filter(proposal=proposal).first()
    if draft is None:
        move(proposal, "submit", by=proposal.lead)  # says which state forbids it
        raise GuardFailed(_("A sealed proposal cannot be changed."))
    if saves is not None and saves != draft.saves:
        raise LostRace(_("This proposal was changed in another window. Please load the page again."))
    lacking = sections.missing(drafts.read(draft))
    if lacking:
        raise Incomplete(lacking)
    there = active(proposal)
    _hold_to_rules(proposal, there)
    if not all(has_signed(member) for member in there):
        raise GuardFailed(_("Every member has to sign the integrity undertaking in her own account first."))
    _read_the_call_as_it_is(proposal, proposal.challenge)
    return draft


def has_signed(member: Member) -> bool:
    """Signed, and not taken back on her page of consents since."""
    return member.undertaking is not None and member.undertaking.withdrawn_at is None


def _hold_to_rules(proposal: Proposal, there: list[Member]) -> None:
    """What was right when the members were named may have changed: somebody left, somebody joined the poster."""
    try:
        members.check([_row(member) for member in there], proposal.challenge)
    except ValidationError as error:
        raise GuardFailed(" ".join(error.messages)) from error
    if any(member.user is not None and posters.is_of(member.user, proposal.challenge) for member in there):
        raise GuardFailed(_("Who posts a call may not take part in a proposal for it."))


def _read_the_call_as_it_is(proposal: Proposal, challenge: Challenge) -> None:
    if proposal.confirmed_id != challenge.current_id:
        raise GuardFailed(_("The call was amended. Please read the change and confirm it first."))


def _store(proposal: Proposal, plain: dict[str, bytes]) -> list[tuple[str, File, bytes]]:
    """(part, file, sealed bytes) of each part, written to disk."""
    public = bytes(proposal.challenge.key.public_key)
    stored = []
    for part, content in plain.items():
        sealed = envelopes.seal(public, content, context(proposal, part))
        name = f"{proposal.public_id}-{part}.sealed"
        file = files.store(
            sealed, name=name, content_type="application/octet-stream", data_class=File.DataClass.SEALED,
            owner_ref=proposal.public_id,
        )  # fmt: skip
        stored.append((part, file, sealed))
    return stored


def _take(
    proposal: Proposal, draft: Draft, plain: dict[str, bytes], stored: list[tuple[str, File, bytes]], by: User
) -> None:
    """After the last byte: hold the call's row, read the clock, decide, drop the plaintext."""
    correction = proposal.state == ProposalState.RETURNED and proposal.opened_at is not None
    challenge = drafts.hold(proposal.challenge_id)
    # a statement of its own: in one with FOR SHARE the clock could be read before the wait for the row
    sealed_at = drafts.clock()
    deadline = proposal.returned_until if correction else challenge.closes_at
    if deadline is None or sealed_at >= deadline or (not correction and challenge.state != ChallengeState.PUBLISHED):
        raise GuardFailed(_("Too late: the deadline has passed. Nothing was submitted."))
    _read_the_call_as_it_is(proposal, challenge)
    before = proposal.packages.order_by("-round").values_list("round", flat=True).first() or 0
    for part, file, sealed in stored:
        receipt = receipts.issue(KIND, f"{proposal.public_id}/{part}", sealed, sealed_at)
        Package.objects.create(
            proposal=proposal, part=part, round=before + 1, sealed=file, receipt=receipt,
            receipt_hash=receipts.receipt_hash(receipt),
            # a correction comes after the opening, whose key is gone again: it is read at once
            opened=keep(proposal, part, plain[part]) if correction else None,
        )  # fmt: skip
    drafts.drop(draft)
    data = {"receipts": [receipts.receipt_hash(row.receipt) for row in proposal.packages.filter(round=before + 1)]}
    facts = {"sealed_at": _earliest(proposal, sealed_at, correction), "returned_until": None}
    move(proposal, "submit", by=by, role="applicant", facts=facts, data=data)


def _earliest(proposal: Proposal, sealed_at: datetime, correction: bool) -> datetime:  # noqa: FBT001
    """A correction keeps the time of the first sealing, which the tie-break counts."""
    return proposal.sealed_at if correction and proposal.sealed_at else sealed_at


@contextmanager
def _nothing_left_behind() -> Iterator[list[tuple[str, File, bytes]]]:
    """Sealed bytes on disk whose rows were rolled back are removed at once, not by the hourly sweep."""
    written: list[tuple[str, File, bytes]] = []
    try:
        yield written
    except BaseException:
        for _part, file, _sealed in written:
            files.unlink(file.path)
        raise


def _enclosed(draft: Draft, part: str) -> list[Enclosed]:
    rows = draft.attachments.filter(part=part).select_related("file")
    return [Enclosed(row.file.name, row.file.content_type, files.read(row.file)) for row in rows]


def _row(member: Member) -> members.Row:
    return members.Row(
        member.name, member.country, member.budget_share, member.ip_share, member.email or f"{member.public_id}@lead.invalid",
        member.organisation_name, member.credit_code, member.independent,
    )  # fmt: skip


def _facts(member: Member) -> dict[str, Any]:
    undertaking = member.undertaking.notice.version if member.undertaking else None
    return {
        "name": member.name,
        "organisation": member.organisation_name,
        "credit_code": member.credit_code,
        "independent": member.independent,
        "country": member.country,
        "lead": member.is_lead,
        "budget_share": str(member.budget_share),
        "ip_share": str(member.ip_share),
        "undertaking_version": undertaking,
        "signed_at": member.signed_at.isoformat() if member.signed_at else None,
    }
