"""Who may do what with the meetings of an event. A side is the talent herself, or who recruits for the employer."""

from __future__ import annotations

from typing import Any

from apps.accounts.policies import acts_for
from apps.events import policies as events
from apps.events.models import Event
from apps.meetings.models import ACTING, Availability, Meeting, ScheduleRun
from apps.meetings.terms import Side


def sides(user: Any, meeting: Meeting | Availability) -> frozenset[Side]:
    """For which sides she acts: none, one, or both where she recruits for the employer she meets."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    found = set()
    if meeting.talent_id and meeting.talent and meeting.talent.user_id == user.pk:
        found.add(Side.TALENT)
    if meeting.organisation_id and meeting.organisation and acts_for(user, meeting.organisation, *ACTING):
        found.add(Side.EMPLOYER)
    return frozenset(found)


def can_plan(user: Any, event: Event) -> bool:
    """Make slots, start, look at, release and discard schedules: who keeps the event."""
    return events.can_keep(user, event)


def can_release(user: Any, run: ScheduleRun) -> bool:
    return can_plan(user, run.event)


def can_keep_hours(user: Any, availability: Availability) -> bool:
    """Change hours, limits and wishes of one side."""
    return bool(sides(user, availability))


def can_read(user: Any, meeting: Meeting) -> bool:
    return bool(sides(user, meeting)) or can_plan(user, meeting.event)


def can_answer(user: Any, meeting: Meeting) -> bool:
    """Accept, decline, counter-propose, confirm: the side that is waited for."""
    return meeting.waits_for in sides(user, meeting)


def can_cancel(user: Any, meeting: Meeting) -> bool:
    return can_read(user, meeting)


def can_reschedule(user: Any, meeting: Meeting) -> bool:
    return bool(sides(user, meeting))


def can_set_link(user: Any, meeting: Meeting) -> bool:
    """The employer is the host; the organiser may help."""
    return Side.EMPLOYER in sides(user, meeting) or can_plan(user, meeting.event)


def can_note(user: Any, meeting: Meeting) -> bool:
    """Note that it was held or missed: the host or the organiser."""
    return can_set_link(user, meeting)


def can_record(user: Any, meeting: Meeting, side: Side) -> bool:
    """An outcome is each side's own."""
    return side in sides(user, meeting)


def can_open_profile(user: Any, meeting: Meeting) -> bool:
    return Side.TALENT in sides(user, meeting)
