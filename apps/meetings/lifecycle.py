"""What can happen to a meeting (machine 8b). Callers have asked the policies; `side` is for whom the person acts.

Every step that gives or takes somebody's time holds the lock of the event's meetings.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts import consents
from apps.accounts.models import User
from apps.core import audit, marks
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed, move
from apps.events.expiry import Answer, expiry, zone_of
from apps.meetings import booking, links
from apps.meetings.models import Availability, Meeting, ScheduleRun, Slot
from apps.meetings.states import LIVE, WILL_BE, MeetingState, RunState
from apps.meetings.telling import tell_both, tell_side, tell_until
from apps.meetings.terms import Side

M = MeetingState
REFILL = "schedule_refill"
ROLES = {Side.TALENT: "talent", Side.EMPLOYER: "recruiter"}
ANSWERS = {Side.TALENT: Answer.TALENT_MOVED_UP, Side.EMPLOYER: Answer.EMPLOYER_MOVED_UP}
WHY: dict[str, Any] = {  # in the reader's language, as `notifications` chooses it
    "event_cancelled": {"zh-hans": "活动已取消。", "zh-hant": "活動已取消。", "en": "The event is cancelled."},
    "event_postponed": {"zh-hans": "活动已延期。", "zh-hant": "活動已延期。", "en": "The event is postponed."},
    "left_event": {
        "zh-hans": "一方不再参加活动。",
        "zh-hant": "一方不再參加活動。",
        "en": "One side has left the event.",
    },
    "account_erased": {
        "zh-hans": "一方不再参加活动。",
        "zh-hant": "一方不再參加活動。",
        "en": "One side has left the event.",
    },
}
OPEN_FOR = timedelta(days=90)  # after the meeting; the notice says so
ANEW: dict[str, Any] = {"reminded_day_at": None, "reminded_hour_at": None}


@transaction.atomic
def propose(hers: Availability, theirs: Availability, slot: Slot, *, by: User, side: Side) -> Meeting:
    """Ask the other side for a meeting; the slot is kept for both until it answers or the time for it is over.

    Raises GuardFailed when the slot, a limit, or one of the two forbids it.
    """
    planning = booking.lock(hers.event)
    booking.still_to_come(planning.event)
    assert hers.talent is not None
    assert theirs.organisation is not None
    booking.ask_pair(planning.event, hers.talent, theirs.organisation)
    booking.ask_slot(slot, hers, theirs)
    booking.ask_limits(hers, theirs)
    with booking.no_double_booking():
        made = Meeting.objects.create(
            event=planning.event, slot=slot, starts_at=slot.starts_at, ends_at=slot.ends_at, talent=hers.talent,
            organisation=theirs.organisation, waits_for=side.other, link=theirs.link,
            answer_until=answer_by(theirs if side == Side.TALENT else hers, slot.starts_at),
        )  # fmt: skip
    audit.record(made, "propose_meeting", by=by, role=ROLES[side], state_to=made.state)
    tell_until(made, side.other, "meeting_proposed")
    return made


@transaction.atomic
def accept(meeting: Meeting, *, by: User, side: Side) -> None:
    """Yes. It is scheduled at once where there is a way to meet; else the employer has to give one."""
    row = _answerable(meeting, side)
    move(row, "accept", by=by, role=ROLES[side], facts={"waits_for": "", "answer_until": None})
    if _way_to_meet(row):
        _schedule(row)
    else:
        tell_side(row, Side.EMPLOYER, "meeting_link_missing")
    meeting.refresh_from_db()


@transaction.atomic
def decline(meeting: Meeting, *, by: User, side: Side) -> None:
    """No. The slot is free again; a reason is not asked for."""
    row = _answerable(meeting, side)
    move(row, "decline", by=by, role=ROLES[side], facts={"waits_for": ""})
    tell_side(row, side.other, "meeting_declined")
    meeting.refresh_from_db()


@transaction.atomic
def counter(meeting: Meeting, slot: Slot, *, by: User, side: Side) -> None:
    """Another slot in place of the one proposed; now the other side answers."""
    row = _answerable(meeting, side)
    facts = _moved(row, slot, side)
    with booking.no_double_booking():
        move(row, "counter", by=by, role=ROLES[side], facts=facts)
    tell_until(row, side.other, "meeting_countered")
    meeting.refresh_from_db()


@transaction.atomic
def expire(meeting: Meeting) -> None:
    """The clock: nobody answered."""
    row = booking.meeting_locked(meeting)
    if row.state == M.PROPOSED and row.answer_until is not None and row.answer_until > timezone.now():
        raise GuardFailed(_("There is still time to answer."))
    move(row, "expire", by=SYSTEM, facts={"waits_for": ""})
    tell_both(row, "meeting_expired")
    meeting.refresh_from_db()


@transaction.atomic
def set_link(meeting: Meeting, link: str, *, by: User, role: str = "recruiter") -> None:
    """The address of the meeting, new or changed; an accepted one that had none is scheduled with it."""
    row = booking.meeting_locked(meeting)
    if row.state not in (M.PROPOSED, M.ACCEPTED, *WILL_BE):
        raise GuardFailed(_("This meeting takes no link now."))
    if not links.allowed(link):
        raise GuardFailed(_("Please give an address that begins with https://."))
    if row.link == link:
        return
    row.link, row.sequence = link, row.sequence + 1
    row.save(update_fields=["link", "sequence"])
    audit.record(row, "set_link", by=by, role=role)
    if row.state == M.ACCEPTED and link:
        _schedule(row)
    elif row.state in WILL_BE:
        tell_side(row, Side.TALENT, "meeting_link_changed")
    meeting.refresh_from_db()


@transaction.atomic
def reschedule(meeting: Meeting, slot: Slot, *, by: User, side: Side) -> None:
    """Another slot for a scheduled meeting. It stands unless the other side cancels; it is asked to confirm."""
    row = booking.meeting_locked(meeting)
    _not_begun(row)
    facts = _moved(row, slot, side) | ANEW
    with booking.no_double_booking():
        move(row, "reschedule", by=by, role=ROLES[side], facts=facts)
    tell_until(row, side.other, "meeting_rescheduled")
    meeting.refresh_from_db()


@transaction.atomic
def confirm(meeting: Meeting, *, by: User, side: Side) -> None:
    """The new time is fine. Also after the time to answer: it stands anyway."""
    row = booking.meeting_locked(meeting)
    if row.state == M.RESCHEDULED and row.waits_for != side:
        raise GuardFailed(_("The other side has to confirm this."))
    move(row, "confirm", by=by, role=ROLES[side], facts={"waits_for": "", "answer_until": None})
    tell_side(row, side.other, "meeting_confirmed")
    meeting.refresh_from_db()


@transaction.atomic
def cancel(meeting: Meeting, *, by: Actor, reason: str, side: Side | None = None, reason_code: str = "") -> None:
    """By one side, the organiser (no side) or the clock of the event. Both are told why; what is free is refilled once.

    Raises GuardFailed without a reason, and once it has begun.
    """
    if not reason.strip() and not reason_code:
        raise GuardFailed(_("Please give a reason."))
    row = booking.meeting_locked(meeting)
    if by is not SYSTEM:
        _not_begun(row)
    role = "" if by is SYSTEM else ROLES[side] if side else "operator"
    facts = {"waits_for": "", "sequence": row.sequence + 1}
    move(row, "cancel", by=by, role=role, reason=reason.strip(), reason_code=reason_code, facts=facts)
    for told in [side.other] if side else list(Side):
        tell_side(row, told, "meeting_cancelled", reason=reason.strip() or WHY[reason_code])
    if ScheduleRun.objects.filter(event=row.event, state=RunState.RELEASED).exists():
        marks.touch(REFILL, [row.event_id])
    meeting.refresh_from_db()


@transaction.atomic
def hold(meeting: Meeting, *, by: User, role: str) -> None:
    """It took place."""
    row = booking.meeting_locked(meeting)
    if row.starts_at > timezone.now():
        raise GuardFailed(_("The meeting has not begun."))
    move(row, "hold", by=by, role=role, facts={"waits_for": ""})
    tell_both(row, "meeting_outcome_asked")
    meeting.refresh_from_db()


@transaction.atomic
def miss(meeting: Meeting, *, by: User, role: str, who: Side) -> None:
    """One side did not come."""
    row = booking.meeting_locked(meeting)
    if row.starts_at > timezone.now():
        raise GuardFailed(_("The meeting has not begun."))
    move(row, "miss", by=by, role=role, facts={"missed_by": who, "waits_for": ""})
    meeting.refresh_from_db()


@transaction.atomic
def open_profile(meeting: Meeting, *, by: User, ip_country: str = "") -> None:
    """The talent shows who she is to this employer, for this meeting, until ninety days after it."""
    if meeting.state not in LIVE:
        raise GuardFailed(_("This meeting does not take place."))
    given = consents.give(
        by, "share_meeting", recipient=meeting.organisation, subject_ref=meeting.public_id, ip_country=ip_country
    )
    until = meeting.ends_at + OPEN_FOR
    consents.open_to(meeting.organisation, consent=given, purpose="meeting", source_ref=meeting.public_id, until=until)
    tell_side(meeting, Side.EMPLOYER, "meeting_profile_open")


def answer_by(side: Availability, starts_at: datetime) -> datetime:
    """Until when this side may answer: as long as for a place that became free, never beyond the beginning."""
    return min(expiry(timezone.now(), zone_of(side.zone), ANSWERS[side.side]), starts_at)


def _answerable(meeting: Meeting, side: Side) -> Meeting:
    """The meeting behind the lock, while this side may answer. Too late is too late, also before the clock has looked."""
    row = booking.meeting_locked(meeting)
    if row.state == M.PROPOSED:
        if row.waits_for != side:
            raise GuardFailed(_("The other side has to answer this."))
        if row.answer_until is not None and row.answer_until <= timezone.now():
            raise GuardFailed(_("The time to answer is over."))
    return row


def _moved(row: Meeting, slot: Slot, side: Side) -> dict[str, Any]:
    """The columns of a meeting in another slot, after asking whether both are free there."""
    booking.still_to_come(row.event)
    if slot.pk == row.slot_id:
        raise GuardFailed(_("This is the time it has already."))
    hers, theirs = booking.both_sides(row.event, row.talent, row.organisation)
    booking.ask_slot(slot, hers, theirs, leave_out=row)
    return {
        "slot": slot,
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "waits_for": side.other,
        "answer_until": answer_by(theirs if side == Side.TALENT else hers, slot.starts_at),
        "sequence": row.sequence + 1,
    }


def _way_to_meet(row: Meeting) -> bool:
    """A link, or the talent's phone for a call."""
    hers = Availability.objects.filter(event=row.event_id, talent=row.talent_id).first()
    return bool(row.link or (hers and hers.phone))


def _schedule(row: Meeting) -> None:
    move(row, "schedule", by=SYSTEM)
    tell_both(row, "meeting_scheduled")


def _not_begun(row: Meeting) -> None:
    if row.starts_at <= timezone.now():
        raise GuardFailed(_("The meeting has begun."))
