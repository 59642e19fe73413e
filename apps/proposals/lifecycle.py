"""What else can happen to a proposal here: withdrawing, a member who leaves, returning for correction, the clock.

Sealing is `sealing.submit`. Steps from the form check on are taken by reviews. Callers have asked the policies.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.challenges.states import ChallengeState
from apps.core import audit, files
from apps.core.actors import SYSTEM
from apps.core.models import File
from apps.core.moves import GuardFailed, move
from apps.procedures.calendar import add_working_days, city_zone, today
from apps.proposals import corrections, drafts, packages, telling
from apps.proposals.models import Attachment, Draft, Member, Package, Proposal
from apps.proposals.states import JUDGED, ProposalState


@transaction.atomic
def withdraw(proposal: Proposal, *, by: User) -> None:
    """Take it back before the call closes; the sealed bytes stay closed for ever. After that it is for reviews."""
    row = _locked(proposal)
    challenge = drafts.hold(row.challenge_id)
    if (
        challenge.state != ChallengeState.PUBLISHED
        or challenge.closes_at is None
        or drafts.clock() >= challenge.closes_at
    ):
        raise GuardFailed(_("The call has closed. A proposal can be withdrawn only before."))
    move(row, "withdraw", by=by, role="applicant")
    _forget(row)
    telling.members(row, "proposal_withdrawn")
    proposal.refresh_from_db()


@transaction.atomic
def leave(member: Member, *, by: User) -> None:
    """A member leaves.

    Before the closing a sealed proposal comes back to its lead, who seals it anew without her: what was sealed names
    her and can no longer be changed. After the closing it stays as it is; the lead is told and the form check sees it.
    Once that check has passed, others judge and sign on the strength of who takes part: nobody leaves by a click.
    """
    proposal = _locked(member.proposal)
    row = Member.objects.select_for_update().get(pk=member.pk)
    if row.left_at is not None:
        return
    if proposal.state in JUDGED:
        raise GuardFailed(
            _(
                "The proposal has passed its form check. Whoever cannot go on writes to the talent office, which decides."
            )
        )
    if row.is_lead:
        raise GuardFailed(_("The lead cannot leave. She can withdraw the proposal."))
    Member.objects.filter(pk=row.pk).update(left_at=timezone.now())
    audit.record(proposal, "leave", by=by, role="member", data={"member": row.public_id})
    challenge = drafts.hold(proposal.challenge_id)
    is_open = challenge.closes_at is not None and drafts.clock() < challenge.closes_at
    if proposal.state == ProposalState.SUBMITTED and is_open:
        move(proposal, "return_", by=SYSTEM, reason_code="member_left", facts={"returned_until": challenge.closes_at})
        Draft.objects.create(proposal=proposal)
    if is_open:
        proposal.members.filter(left_at__isnull=True).update(signed_at=None, undertaking=None)
    telling.lead(proposal, "proposal_member_left")
    member.refresh_from_db()


def left_after_closing(proposal: Proposal) -> list[Member]:
    """Members whom the sealed proposal names and who have left since: the form check asks."""
    if proposal.sealed_at is None:
        return []
    return list(proposal.members.filter(left_at__gt=proposal.sealed_at))


@transaction.atomic
def return_(proposal: Proposal, *, by: User, reason: str, asked: Iterable[str] = ()) -> None:
    """The form check asks for a correction within the programme's working days; the opened text is the new draft.

    `asked` are codes of `corrections.targets`: nothing else may be touched; with none there is no limit.
    """
    row = _locked(proposal)
    if row.opened_at is None:
        raise GuardFailed(_("A sealed proposal cannot be returned before it is opened."))
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    last = add_working_days(today(), row.challenge.programme.correction_days).date
    until = datetime.combine(last + timedelta(days=1), time(), city_zone())  # midnight after the last day
    facts = {"returned_until": until, "asked": corrections.checked(asked)}
    move(row, "return_", by=by, role="operator", reason=reason.strip(), facts=facts, data={"asked": facts["asked"]})
    _restore(row)
    telling.lead(row, "proposal_returned", reason=reason.strip())
    proposal.refresh_from_db()


@transaction.atomic
def lapse(proposal: Proposal, *, now: datetime) -> None:
    """The clock: a draft whose call has closed, a correction that was not handed in. The plaintext goes."""
    row = _locked(proposal)
    corrected_by = row.returned_until if row.opened_at else None
    over = corrected_by <= now if corrected_by else row.challenge.state != ChallengeState.PUBLISHED
    if not over:
        raise GuardFailed(_("There is time until the deadline."))
    move(row, "lapse", by=SYSTEM, reason_code="late")
    _forget(row)
    telling.lead(row, "proposal_lapsed")
    proposal.refresh_from_db()


def _locked(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_for_update(of=("self",)).select_related("challenge__programme").get(pk=proposal.pk)


def _forget(proposal: Proposal) -> None:
    draft = Draft.objects.filter(proposal=proposal).first()
    if draft is not None:
        drafts.drop(draft)


def _restore(proposal: Proposal) -> None:
    """A draft from the opened parts of the last round."""
    draft = Draft.objects.create(proposal=proposal)
    content: dict[str, Any] = {}
    for package in Package.objects.last_of(proposal).filter(opened__isnull=False).select_related("opened"):
        assert package.opened is not None
        fields, _facts, enclosed = packages.unpack(files.read(package.opened))
        content |= fields
        for each in enclosed:
            file = files.store(
                each.content, name=each.name, content_type=each.content_type, data_class=File.DataClass.PROPOSAL,
                owner_ref=proposal.public_id,
            )  # fmt: skip
            Attachment.objects.create(draft=draft, part=package.part, file=file)
    draft.content = json.dumps(content, ensure_ascii=False)
    draft.save()
