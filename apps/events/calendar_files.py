"""iCalendar files (RFC 5545, RFC 5546) of an event and of a person's registration for it.

Instants are UTC, so that every calendar shows them in its own zone. The identifier never changes and the sequence grows
with each change, so that a newer file replaces the older one, and a cancelled event is taken out again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.utils import timezone

from apps.events.models import Event, Registration
from apps.events.states import EventState, RegistrationState
from apps.events.terms import OrganiserRole

PRODUCT = "-//Qingdao talent platform//events//EN"
CONTENT_TYPE = "text/calendar; charset=utf-8"
GONE = (RegistrationState.CANCELLED, RegistrationState.REJECTED, RegistrationState.EXPIRED)
COMES = (RegistrationState.CONFIRMED, RegistrationState.CHECKED_IN, RegistrationState.ATTENDED)


def of_event(event: Event, url: str) -> bytes:
    """For everybody: METHOD PUBLISH, and CANCEL once the event is cancelled."""
    gone = event.state == EventState.CANCELLED
    return _calendar("CANCEL" if gone else "PUBLISH", _component(event, url, gone=gone))


def of_registration(registration: Registration, url: str) -> bytes:
    """For the person: METHOD REQUEST with her as ATTENDEE; CANCEL when she or the event no longer comes."""
    event = registration.event
    gone = registration.state in GONE or event.state == EventState.CANCELLED
    component = _component(event, url, link=registration.state in COMES, gone=gone)
    if registration.user is not None and registration.user.email:
        component.add("attendee", _attendee(registration))
    return _calendar("CANCEL" if gone else "REQUEST", component)


def of_agenda(registrations: Iterable[Registration], url_of: Callable[[Event], str]) -> bytes:
    """A person's own agenda as a feed that her calendar reads again and again; what is cancelled is in it as cancelled."""
    components = []
    for row in registrations:
        gone = row.state in GONE or row.event.state == EventState.CANCELLED
        components.append(_component(row.event, url_of(row.event), link=row.state in COMES, gone=gone))
    return _calendar("PUBLISH", *components)


def _calendar(method: str, *components: icalendar.Event) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for component in components:
        calendar.add_component(component)
    return bytes(calendar.to_ical())


def _component(event: Event, url: str, *, gone: bool, link: bool = False) -> icalendar.Event:
    """`link`: whether the address of an online meeting stands in it; it is not for everybody."""
    made = icalendar.Event()
    made.add("uid", f"{event.public_id}@{urlsplit(settings.SITE_URL).hostname}")
    made.add("dtstamp", timezone.now().astimezone(UTC))
    made.add("sequence", event.sequence)
    made.add("dtstart", _utc(event.starts_at))
    made.add("dtend", _utc(event.ends_at))
    made.add("summary", event.title)
    made.add("description", event.public_reason or event.text)
    made.add("location", event.venue or (event.link if link else event.get_format_display()))
    made.add("url", event.link if link and event.link else url)
    postponed = event.state == EventState.POSTPONED
    made.add("status", "CANCELLED" if gone else "TENTATIVE" if postponed else "CONFIRMED")
    made.add("organizer", _organiser(event))
    return made


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _organiser(event: Event) -> icalendar.vCalAddress:
    """The platform's address under the name of who hosts the event."""
    host = event.organisers.filter(role=OrganiserRole.HOST).first() or event.organisers.first()
    found = icalendar.vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}")
    if host is not None:
        found.params["cn"] = icalendar.vText(str(host))
    return found


def _attendee(registration: Registration) -> icalendar.vCalAddress:
    assert registration.user is not None
    found = icalendar.vCalAddress(f"mailto:{registration.user.email}")
    found.params["cn"] = icalendar.vText(registration.who)
    found.params["role"] = icalendar.vText("REQ-PARTICIPANT")
    found.params["partstat"] = icalendar.vText(_answer(registration))
    return found


def _answer(registration: Registration) -> str:
    if registration.state in GONE:
        return "DECLINED"
    return "ACCEPTED" if registration.state in COMES else "NEEDS-ACTION"
