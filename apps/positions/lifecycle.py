"""What can happen to a position (machine 3). Callers have asked the policies; facts are checked here."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Membership, User
from apps.core import marks
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed, move
from apps.employers.states import EmployerState
from apps.notifications.send import tell
from apps.positions import content, drafts, wording
from apps.positions.models import Position, PositionRevision
from apps.positions.search import refresh_search
from apps.positions.states import PositionState

MARK = "position"


def today() -> date:
    """The city's date."""
    return datetime.now(ZoneInfo(settings.CITY_TIME_ZONE)).date()


@transaction.atomic
def submit(position: Position, *, by: User) -> None:
    """Send the draft to review: a new position, or a change of a published one.

    Raises GuardFailed without a draft, with a past closing day, or with words that no operator may let stand.
    """
    draft = _draft(position)
    _check_valid_until(position)
    if position.state in (PositionState.PUBLISHED, PositionState.PAUSED):
        move(draft, "submit", by=by, role="recruiter")
    else:
        move(position, "submit", by=by, role="recruiter", facts={"submitted_at": timezone.now()})
        move(draft, "submit", by=by, role="recruiter")


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
    if position.employer.state != EmployerState.VERIFIED:
        raise GuardFailed(_("The employer must be verified before a position is published."))
    _check_valid_until(position)
    if wording.blocking(draft) and not override_reason.strip():
        raise GuardFailed(_("The text contains words that may discriminate. Return it, or say why they may stand."))
    if override_reason.strip():
        PositionRevision.objects.filter(pk=draft.pk).update(override_reason=override_reason.strip())
    old = position.current
    if old is not None:
        move(old, "supersede", by=by, role="operator")
    move(draft, "enter_force", by=by, role="operator", reason=override_reason)
    facts = {"current": draft, "draft": None, "district": draft.district}
    if position.state == PositionState.PENDING:
        facts |= {"published_at": timezone.now(), "published_by": by}
        move(position, "publish", by=by, role="operator", reason=override_reason, facts=facts)
    else:
        Position.objects.filter(pk=position.pk).update(**facts)
        position.refresh_from_db()
    refresh_search([position.pk])
    marks.touch(MARK, [position.pk], urgent=True)
    _tell_team(position, "position_published")


@transaction.atomic
def return_(position: Position, *, by: User, reason: str) -> None:
    """Back to the employer with a reason; a change of a published position leaves the old text in force."""
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    move(_draft(position), "return_", by=by, role="operator", reason=reason)
    if position.state == PositionState.PENDING:
        move(position, "return_", by=by, role="operator", reason=reason)
    _tell_team(position, "position_returned", reason=reason)


@transaction.atomic
def pause(position: Position, *, by: User) -> None:
    _live_move(position, "pause", by=by, role="recruiter")


@transaction.atomic
def resume(position: Position, *, by: User) -> None:
    _check_valid_until(position)
    _live_move(position, "resume", by=by, role="recruiter")


@transaction.atomic
def fill(position: Position, *, by: Actor) -> None:
    _live_move(position, "fill", by=by)


@transaction.atomic
def expire(position: Position, *, by: Actor = SYSTEM) -> None:
    _live_move(position, "expire", by=by)
    _tell_team(position, "position_expired")


@transaction.atomic
def renew(position: Position, *, by: User, valid_until: date) -> None:
    """An expired position asks for review again with a new closing day, as it stands or with the draft."""
    if valid_until < today():
        raise GuardFailed(_("The closing day lies in the past."))
    draft = position.draft or _copy(position, by)
    facts = {"valid_until": valid_until, "draft": draft, "submitted_at": timezone.now()}
    move(position, "renew", by=by, role="recruiter", facts=facts)
    move(draft, "submit", by=by, role="recruiter")


@transaction.atomic
def take_down(position: Position, *, by: User, reason: str) -> None:
    """After a complaint. The employer is told why and may answer."""
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    _live_move(position, "take_down", by=by, role="operator", reason=reason)
    _tell_team(position, "position_taken_down", reason=reason)


@transaction.atomic
def reinstate(position: Position, *, by: User, reason: str = "") -> None:
    _check_valid_until(position)
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


def _check_valid_until(position: Position) -> None:
    if position.valid_until is None or position.valid_until < today():
        raise GuardFailed(_("The closing day is missing or lies in the past."))


def _copy(position: Position, by: User) -> PositionRevision:
    assert position.current is not None
    revision = drafts.open_draft(position, by)
    content.write(revision, content.read(position.current))
    return revision


def titles(position: Position) -> dict[str, str]:
    """Titles by language, for messages that are told in the reader's language."""
    revision = position.current or position.draft
    return {text.language: text.title for text in revision.texts.all()} if revision else {}


def _tell_team(position: Position, kind: str, **facts: str) -> None:
    organisation = position.employer.organisation
    roles = (Membership.Role.OWNER, Membership.Role.RECRUITER)
    names = {"zh-hans": organisation.name_zh, "en": organisation.name_en}
    context = {"position": titles(position), "employer": names, **facts}
    stamp = f"{position.public_id}:{timezone.now():%Y%m%d%H%M%S%f}"
    for member in Membership.objects.active().filter(organisation=organisation, role__in=roles).select_related("user"):
        tell(member.user, kind, context=context, url=f"/employer/positions/{position.public_id}/", key=stamp)
