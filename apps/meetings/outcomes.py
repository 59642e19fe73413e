"""What a meeting came to, each side for itself, and what it opened."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.applications.models import Application
from apps.core import audit
from apps.core.moves import GuardFailed, move
from apps.meetings import booking
from apps.meetings.lifecycle import ROLES
from apps.meetings.models import Meeting
from apps.meetings.states import MeetingState
from apps.meetings.terms import NextStep, Outcome, Side
from apps.proposals.models import Proposal


@transaction.atomic
def note(meeting: Meeting, outcome: str, *, by: User, side: Side) -> None:
    """Note an outcome, or another one. The other side does not read it."""
    if outcome not in Outcome.values:
        raise GuardFailed(_("Please choose an outcome."))
    row = booking.meeting_locked(meeting)
    facts = {f"{side}_outcome": outcome}
    move(row, "record_outcome", by=by, role=ROLES[side], facts=facts, data={"outcome": outcome}, public=False)
    meeting.refresh_from_db()


@transaction.atomic
def open_next(meeting: Meeting, kind: str, ref: str, *, by: User, role: str) -> None:
    """Say which application, proposal or agreement the meeting opened. It has to be one of these two.

    An agreement lies on a higher floor: whoever calls has looked whether it is theirs.
    """
    row = booking.meeting_locked(meeting)
    if row.state not in (MeetingState.HELD, MeetingState.OUTCOME_RECORDED):
        raise GuardFailed(_("The meeting has not been held."))
    if not _is_theirs(row, kind, ref):
        raise GuardFailed(_("We do not find this between the two of you."))
    row.next_kind, row.next_ref = kind, ref
    row.save(update_fields=["next_kind", "next_ref"])
    audit.record(row, "open_next", by=by, role=role, data={"kind": kind, "ref": ref})
    meeting.refresh_from_db()


def _is_theirs(row: Meeting, kind: str, ref: str) -> bool:
    if kind == NextStep.APPLICATION:
        found = Application.objects.filter(talent=row.talent, position__employer__organisation=row.organisation)
        return found.filter(public_id=ref).exists()
    if kind == NextStep.PROPOSAL:
        named = Proposal.objects.filter(lead=row.talent.user_id, challenge__employer__organisation=row.organisation)
        return named.filter(public_id=ref).exists()
    return kind == NextStep.AGREEMENT and bool(ref)
