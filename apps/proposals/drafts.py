"""Writing a proposal as one goes: starting, saving sections, attaching files. Callers have asked the policies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Organisation, User
from apps.challenges.models import Challenge, ChallengeRevision
from apps.challenges.states import ChallengeState
from apps.core import audit, files
from apps.core.models import File
from apps.core.moves import GuardFailed, LostRace
from apps.proposals import blind_scan, corrections, counting, policies, sections
from apps.proposals.models import Attachment, Draft, Member, Part, Proposal
from apps.proposals.states import ENDED, WRITABLE

MOST_FILES = 10
ACCEPTED = {Part.BLIND: blind_scan.ACCEPTED, Part.IDENTITY: (".pdf", ".docx", ".xlsx", ".png", ".jpg", ".jpeg")}
PACKAGE_LIMIT = 40_000_000


@transaction.atomic
def start(
    challenge: Challenge,
    *,
    by: User,
    organisation: Organisation | None = None,
    country: str = "CN",
    works_at: str = "",
    independent: bool = False,
) -> Proposal:
    """A draft for `by` herself or for `organisation`. Raises GuardFailed where the call or the rules take none.

    Who applies herself says where she works, or that it is nowhere: experts from there are not independent of her.
    """
    revision = _open_revision(challenge)
    if not policies.can_start(by, challenge, organisation):
        raise GuardFailed(_("Who posts a call may not take part in a proposal for it."))
    applicant = f"organisation:{organisation.pk}" if organisation else f"user:{by.pk}"
    counting.lock(challenge.programme_id, applicant)
    programme = challenge.programme
    mine = counting.of_body(programme, organisation) if organisation else counting.of_person(programme, by)
    if mine.filter(challenge=challenge, applicant=applicant).exists():
        raise GuardFailed(_("There is a proposal of yours for this call already."))
    if mine.count() >= programme.proposals_per_applicant:
        raise GuardFailed(_("You have as many proposals in this round as its rules allow."))
    proposal = Proposal.objects.create(
        challenge=challenge, lead=by, organisation=organisation, applicant=applicant, confirmed=revision
    )
    Draft.objects.create(proposal=proposal)
    Member.objects.create(
        proposal=proposal, user=by, name=by.display_name or str(by), country=country, is_lead=True,
        organisation_name=organisation.name if organisation else works_at.strip()[:200],
        independent=independent and not organisation and not works_at.strip(), budget_share=Decimal(100), ip_share=Decimal(100),
        credit_code=(organisation.credit_code or "") if organisation else "",
    )  # fmt: skip
    audit.record(proposal, "start", by=by, role="applicant", public=False)
    return proposal


def _open_revision(challenge: Challenge) -> ChallengeRevision:
    closes_at = challenge.closes_at
    if challenge.state != ChallengeState.PUBLISHED or not challenge.current or not closes_at or clock() >= closes_at:
        raise GuardFailed(_("This call takes no proposals now."))
    if not hasattr(challenge, "key"):
        raise GuardFailed(_("The keys of this call are not prepared yet. Please come back later."))
    return challenge.current


def clock() -> Any:
    """The database's time now, not that of the transaction's beginning and not this server's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def hold(challenge_id: int) -> Challenge:
    """The call with its row held against every change until the transaction ends: its deadline does not move."""
    query = "SELECT * FROM challenges_challenge WHERE id = %s FOR SHARE"
    found: Challenge = Challenge.objects.raw(query, [challenge_id])[0]
    return found


def read(draft: Draft) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(draft.content or "{}")
    return content


@transaction.atomic
def save(proposal: Proposal, changes: Mapping[str, Any], *, by: User, saves: int | None = None) -> int:
    """Store the fields that are given and return the new count of edits.

    `saves` is the count the writer's page was made from: LostRace when another tab or member stored meanwhile.
    """
    draft = _writable(proposal)
    if saves is not None and saves != draft.saves:
        raise LostRace(_("This proposal was changed in another window. Please load the page again."))
    before, cleaned = read(draft), sections.clean(changes)
    corrections.hold_fields(draft.proposal, before, cleaned)
    content = before | cleaned
    draft.content, draft.saves = json.dumps(content, ensure_ascii=False), draft.saves + 1
    draft.save()
    return draft.saves


@transaction.atomic
def confirm(proposal: Proposal, *, by: User) -> None:
    """She has read the call as it is now, after an amendment. Twice changes nothing."""
    challenge = Challenge.objects.get(pk=proposal.challenge_id)
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if challenge.current is None or row.state in ENDED:
        raise GuardFailed(_("There is nothing to confirm: this proposal has ended."))
    if row.confirmed_id == challenge.current_id:
        return
    Proposal.objects.filter(pk=proposal.pk).update(confirmed=challenge.current)
    data = {"revision": challenge.current.number}
    audit.record(proposal, "confirm_change", by=by, role="applicant", data=data)
    proposal.refresh_from_db()


@transaction.atomic
def attach(proposal: Proposal, part: str, content: bytes, *, name: str, by: User) -> Attachment:
    """Add a file to a part. Raises ValidationError for a wrong kind, too many, or a package too large."""
    draft = _writable(proposal)
    corrections.hold(draft.proposal, corrections.FILES[Part(part)])
    content_type = files.check_upload(name, content[:16], len(content), ACCEPTED[Part(part)])
    there = list(draft.attachments.filter(part=part).select_related("file"))
    if len(there) >= MOST_FILES or sum(row.file.size for row in there) + len(content) > PACKAGE_LIMIT:
        limit = {"count": MOST_FILES, "limit": PACKAGE_LIMIT // 1_000_000}
        raise ValidationError(_("At most %(count)d files and %(limit)d MB in a part.") % limit, code="too_many")
    file = files.store(
        content, name=name, content_type=content_type, data_class=File.DataClass.PROPOSAL,
        owner_ref=proposal.public_id,
    )  # fmt: skip
    return Attachment.objects.create(draft=draft, part=part, file=file)


@transaction.atomic
def detach(attachment: Attachment) -> None:
    draft = _writable(attachment.draft.proposal)
    corrections.hold(draft.proposal, corrections.FILES[Part(attachment.part)])
    drop_files([attachment])


def drop(draft: Draft) -> None:
    """The plaintext goes: the row now, the stored files as soon as the transaction holds."""
    drop_files(list(draft.attachments.select_related("file")))
    draft.delete()


def drop_files(attachments: list[Attachment]) -> None:
    """Rows first, content after the commit: a transaction that fails must find its files again."""
    gone = [attachment.file for attachment in attachments]
    for attachment in attachments:
        attachment.delete()
    for file in gone:
        path = file.path
        file.delete()
        transaction.on_commit(partial(files.unlink, path))


def _writable(proposal: Proposal) -> Draft:
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    draft = Draft.objects.filter(proposal=row).select_related("proposal").first()
    if row.state not in WRITABLE or draft is None:
        raise GuardFailed(_("A sealed proposal cannot be changed."))
    return draft
