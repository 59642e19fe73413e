"""What can happen to a position (machine 3). Callers have asked the policies; facts are checked here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import marks
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed, move, move_many
from apps.employers.states import EmployerState
from apps.positions import content, drafts, wording
from apps.positions.dates import LONGEST, today
from apps.positions.models import Position, PositionRevision
from apps.positions.search import refresh_search
from apps.positions.states import PositionState, RevisionState
from apps.positions.telling import tell_reviewers, tell_team, titles

__all__ = ["titles", "today"]  # read by others through this door

MARK = "position"
IN_FORCE = (PositionState.PUBLISHED, PositionState.PAUSED)


@transaction.atomic
def submit(position: Position, *, by: User) -> None:
    """Send the draft to review: a new position, or a change of a published one.

    A change that touches neither pay nor conditions nor words (content.REVIEWED) enters force at once. Raises
    GuardFailed without a draft or with a closing day that is past or more than a year away.
    """
    draft = _draft(position)
    check_closing_day(draft.valid_until or position.valid_until)
    if position.state in IN_FORCE and position.current is not None:
        if not content.read(draft).needs_review(content.read(position.current)):
            _enter_force(position, draft, by=by, role="recruiter")
            return
        move(draft, "submit", by=by, role="recruiter")
        Position.objects.filter(pk=position.pk).update(submitted_at=timezone.now())
    else:
        move(position, "submit", by=by, role="recruiter", facts={"submitted_at": timezone.now()})
        move(draft, "submit", by=by, role="recruiter")
    tell_reviewers(position)


@transaction.atomic
def submit_new(positions: Sequence[Position], *, by: User) -> None:
    """Send many drafts that were never published to review, as an import does; nobody is told of each one."""
    drafts_ = [_draft(position) for position in positions]
    for position, draft in zip(positions, drafts_, strict=True):
        check_closing_day(draft.valid_until or position.valid_until)
    move_many(positions, "submit", by=by, role="recruiter", facts={"submitted_at": timezone.now()})
    move_many(drafts_, "submit", by=by, role="recruiter")


@transaction.atomic
def recall(position: Position, *, by: User) -> None:
    """Take a submitted text back to go on writing."""
    draft = _draft(position)
    move(draft, "recall", by=by, role="recruiter")
    if position.state == PositionState.PENDING:
        move(position, "recall", by=by, role="recruiter")


@transaction.atomic
def publish(position: Position, *, by: User, override_reason: str = "") -> None:
    """Put the submitted text in force. The employer must be verified; flagged words need a reason to stand."""
    draft = _draft(position)
    if position.state not in (PositionState.PENDING, *IN_FORCE) or draft.state != RevisionState.PENDING:
        raise GuardFailed(_("There is no submitted text to publish."))
    if position.employer.state != EmployerState.VERIFIED:
        raise GuardFailed(_("The employer must be verified before a position is published."))
    check_closing_day(draft.valid_until or position.valid_until)
    override_reason = override_reason.strip()
    if wording.blocking(draft):
        if not override_reason:
            raise GuardFailed(_("The text contains words that may discriminate. Return it, or say why they may stand."))
        PositionRevision.objects.filter(pk=draft.pk).update(override_reason=override_reason)
    _enter_force(position, draft, by=by, role="operator", reason=override_reason)
    tell_team(position, "position_published")


def _enter_force(position: Position, draft: PositionRevision, *, by: User, role: str, reason: str = "") -> None:
    """The draft replaces the text in force; a pending position becomes public with it."""
    if position.current is not None:
        move(position.current, "supersede", by=by, role=role)
    move(draft, "enter_force", by=by, role=role, reason=reason)
    facts: dict[str, Any] = {"current": draft, "draft": None, "district": draft.district}
    facts["valid_until"] = draft.valid_until or position.valid_until
    if position.state == PositionState.PENDING:
        facts |= {"published_at": timezone.now(), "published_by": by}
        move(position, "publish", by=by, role=role, reason=reason, facts=facts)
    else:
        Position.objects.filter(pk=position.pk).update(**facts)
        position.refresh_from_db()
    refresh_search([position.pk])
    marks.touch(MARK, [position.pk], urgent=True)


@transaction.atomic
def return_(position: Position, *, by: User, reason: str) -> None:
    """Back to the employer with a reason; a change of a published position leaves the old text in force."""
    _need(reason)
    move(_draft(position), "return_", by=by, role="operator", reason=reason)
    if position.state == PositionState.PENDING:
        move(position, "return_", by=by, role="operator", reason=reason)
    tell_team(position, "position_returned", reason=reason)


@transaction.atomic
def pause(position: Position, *, by: User) -> None:
    _live_move(position, "pause", by=by, role="recruiter")


@transaction.atomic
def resume(position: Position, *, by: User) -> None:
    check_closing_day(position.valid_until)
    _live_move(position, "resume", by=by, role="recruiter")


@transaction.atomic
def fill(position: Position, *, by: Actor) -> None:
    _live_move(position, "fill", by=by)


@transaction.atomic
def expire(position: Position, *, by: Actor = SYSTEM) -> None:
    _live_move(position, "expire", by=by)
    tell_team(position, "position_expired")


@transaction.atomic
def renew(position: Position, *, by: User, valid_until: date) -> None:
    """An expired position asks for review again with a new closing day, as it stands or with the draft."""
    check_closing_day(valid_until)
    draft = position.draft or _copy(position, by)
    PositionRevision.objects.filter(pk=draft.pk).update(valid_until=valid_until)
    draft.valid_until = valid_until
    facts = {"valid_until": valid_until, "draft": draft, "submitted_at": timezone.now()}
    move(position, "renew", by=by, role="recruiter", facts=facts)
    if draft.state != RevisionState.PENDING:  # a change may have been waiting when it expired
        move(draft, "submit", by=by, role="recruiter")
    tell_reviewers(position)


@transaction.atomic
def take_down(position: Position, *, by: User, reason: str) -> None:
    """After a complaint. The employer is told why and may answer."""
    _need(reason)
    _live_move(position, "take_down", by=by, role="operator", reason=reason)
    tell_team(position, "position_taken_down", reason=reason)


@transaction.atomic
def reinstate(position: Position, *, by: User, reason: str = "") -> None:
    """Public again. The clock expires it at once if it has run out meanwhile, so that is refused."""
    check_closing_day(position.valid_until)
    _live_move(position, "reinstate", by=by, role="operator", reason=reason)


@transaction.atomic
def close(position: Position, *, by: User) -> None:
    _live_move(position, "close", by=by, role="recruiter")


def _live_move(position: Position, name: str, *, by: Actor, role: str = "", reason: str = "") -> None:
    move(position, name, by=by, role=role, reason=reason)
    marks.touch(MARK, [position.pk])


def _draft(position: Position) -> PositionRevision:
    if position.draft is None:
        raise GuardFailed(_("There is nothing to submit: write a text first."))
    return position.draft


def _need(reason: str) -> None:
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))


def check_closing_day(on: date | None) -> None:
    """Raises GuardFailed unless the day lies between today and a year from now."""
    if on is None or on < today():
        raise GuardFailed(_("The closing day is missing or lies in the past."))
    if on > today() + LONGEST:
        raise GuardFailed(_("A position is open for a year at most."))


def _copy(position: Position, by: User) -> PositionRevision:
    assert position.current is not None
    revision = drafts.open_draft(position, by)
    content.write(revision, content.read(position.current))
    return revision
