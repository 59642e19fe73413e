"""A meeting as an iCalendar file (RFC 5545, RFC 5546) for one of its two sides, as `apps.events.calendar_files`.

The identifier never changes and the sequence grows with each change: a newer file replaces the older one, and a cancelled
meeting is taken out again. A talent's name does not stand in an employer's file.
"""

from __future__ import annotations

from datetime import UTC
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.events.calendar_files import CONTENT_TYPE, PRODUCT
from apps.meetings.models import Meeting
from apps.meetings.states import ENDED_WITHOUT, MeetingState
from apps.meetings.terms import Side

__all__ = ["CONTENT_TYPE", "of_meeting"]


def of_meeting(meeting: Meeting, url: str, *, reader: User, side: Side) -> bytes:
    """METHOD REQUEST with the reader as ATTENDEE; CANCEL when the meeting no longer takes place."""
    gone = meeting.state in ENDED_WITHOUT
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if gone else "REQUEST")
    calendar.add_component(_component(meeting, url, reader, side, gone=gone))
    return bytes(calendar.to_ical())


def _component(meeting: Meeting, url: str, reader: User, side: Side, *, gone: bool) -> icalendar.Event:
    made = icalendar.Event()
    made.add("uid", f"{meeting.public_id}@{urlsplit(settings.SITE_URL).hostname}")
    made.add("dtstamp", timezone.now().astimezone(UTC))
    made.add("sequence", meeting.sequence)
    made.add("dtstart", meeting.starts_at.astimezone(UTC))
    made.add("dtend", meeting.ends_at.astimezone(UTC))
    whom = meeting.organisation.name if side == Side.TALENT else meeting.event.title
    made.add("summary", _("One-to-one meeting: %(whom)s") % {"whom": whom})
    made.add("description", meeting.event.title)
    made.add("location", meeting.link or _("by phone, or a link that follows"))
    made.add("url", meeting.link or url)
    sure = meeting.state not in (MeetingState.PROPOSED, MeetingState.ACCEPTED, MeetingState.RESCHEDULED)
    made.add("status", "CANCELLED" if gone else "CONFIRMED" if sure else "TENTATIVE")
    organiser = icalendar.vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}")
    organiser.params["cn"] = icalendar.vText(meeting.event.title)
    made.add("organizer", organiser)
    if reader.email:
        made.add("attendee", _attendee(meeting, reader, side, gone=gone))
    return made


def _attendee(meeting: Meeting, reader: User, side: Side, *, gone: bool) -> icalendar.vCalAddress:
    found = icalendar.vCalAddress(f"mailto:{reader.email}")
    found.params["role"] = icalendar.vText("REQ-PARTICIPANT")
    answer = "DECLINED" if gone else "NEEDS-ACTION" if meeting.waits_for == side else "ACCEPTED"
    found.params["partstat"] = icalendar.vText(answer)
    return found
