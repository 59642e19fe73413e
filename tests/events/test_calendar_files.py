"""iCalendar files: what a calendar program reads in them, before and after a change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from apps.events import calendar_files, lifecycle, registering
from apps.events.models import Event, EventOrganiser
from tests.events.cases import confirmed, make_event, seat
from tests.factories import make_operator, make_user

pytestmark = pytest.mark.django_db
PAGE = "https://talent.example/events/x/"


def read(content: bytes) -> tuple[icalendar.Calendar, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(content)
    (component,) = calendar.walk("VEVENT")
    return calendar, component


def test_an_event_for_everybody_without_its_link():
    event = make_event(link="https://meet.example/secret", format="hybrid")
    EventOrganiser.objects.create(event=event, role="host", name_zh="示例市人才局", name_en="Example Talent Office")
    content = calendar_files.of_event(event, PAGE)
    calendar, found = read(content)
    assert (calendar["METHOD"], found["STATUS"], found["SEQUENCE"]) == ("PUBLISH", "CONFIRMED", 0)
    assert found.start == event.starts_at.replace(microsecond=0)
    assert found.end == event.ends_at.replace(microsecond=0)
    assert (found["SUMMARY"], found["LOCATION"], found["URL"]) == (event.title, event.venue, PAGE)
    assert found["ORGANIZER"] == f"mailto:{settings.DEFAULT_FROM_EMAIL}"
    assert found["ORGANIZER"].params["CN"] == "Example Talent Office"
    assert "ATTENDEE" not in found
    assert b"secret" not in content


def test_who_is_confirmed_has_herself_and_the_link_in_it():
    row = confirmed(make_event(link="https://meet.example/secret"))
    calendar, found = read(calendar_files.of_registration(row, PAGE))
    assert calendar["METHOD"] == "REQUEST"
    assert found["ATTENDEE"] == f"mailto:{row.user.email}"
    assert found["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert found["URL"] == "https://meet.example/secret"


def test_who_has_not_confirmed_is_asked_and_has_no_link():
    content = calendar_files.of_registration(seat(make_event(link="https://meet.example/secret")), PAGE)
    _calendar, found = read(content)
    assert found["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert b"secret" not in content


def test_a_change_keeps_the_identifier_and_raises_the_sequence():
    event, keeper = make_event(), make_operator()
    _calendar, before = read(calendar_files.of_event(event, PAGE))
    lifecycle.postpone(event, by=keeper, reason="Typhoon")
    _calendar, put_off = read(calendar_files.of_event(event, PAGE))
    later = event.starts_at + timedelta(days=7)
    lifecycle.reschedule(event, by=keeper, starts_at=later, ends_at=later + timedelta(hours=2))
    _calendar, anew = read(calendar_files.of_event(event, PAGE))
    assert before["UID"] == put_off["UID"] == anew["UID"]
    assert [row["SEQUENCE"] for row in (before, put_off, anew)] == [0, 1, 2]
    assert [row["STATUS"] for row in (before, put_off, anew)] == ["CONFIRMED", "TENTATIVE", "CONFIRMED"]


def test_a_cancelled_event_is_taken_out_of_every_calendar():
    row = confirmed(make_event())
    lifecycle.cancel(row.event, by=make_operator(), reason="Typhoon")
    row.refresh_from_db()
    for content in (calendar_files.of_event(row.event, PAGE), calendar_files.of_registration(row, PAGE)):
        calendar, found = read(content)
        assert (calendar["METHOD"], found["STATUS"], found["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


def test_who_cancels_takes_herself_out_and_nobody_else():
    row = confirmed(make_event())
    registering.cancel(row, by=row.user)
    calendar, found = read(calendar_files.of_registration(row, PAGE))
    assert (calendar["METHOD"], found["ATTENDEE"].params["PARTSTAT"]) == ("CANCEL", "DECLINED")
    assert read(calendar_files.of_event(row.event, PAGE))[0]["METHOD"] == "PUBLISH"


@given(
    hours=st.integers(0, 24 * 730),
    zone=st.sampled_from(["America/New_York", "Europe/Berlin", "Asia/Shanghai", "Australia/Lord_Howe", "UTC"]),
)
def test_the_file_holds_the_instant_whatever_the_zone(hours, zone):
    """Folds and gaps of the clocks included: what is stored is an instant, and the file says it in UTC."""
    begins = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    there = begins.astimezone(ZoneInfo(zone))
    event = Event(public_id="x", title_zh="会", starts_at=there, ends_at=there + timedelta(hours=1), pk=0)
    _calendar, found = read(calendar_files.of_event(event, PAGE))
    assert (found.start, found.end) == (begins, begins + timedelta(hours=1))
    assert found["DTSTART"].to_ical().endswith(b"Z")


def test_files_of_the_pages(taxonomy):
    row, client = confirmed(make_event()), Client()
    answer = client.get(reverse("events:event-ics", args=[row.event.public_id]))
    assert answer["Content-Type"].startswith("text/calendar")
    mine = reverse("events:registration-ics", args=[row.public_id])
    assert "/login/" in client.get(mine).url
    client.force_login(make_user())
    assert client.get(mine).status_code == 404
    client.force_login(row.user)
    assert read(client.get(mine).content)[1]["ATTENDEE"] == f"mailto:{row.user.email}"


def test_a_planned_event_has_no_file(taxonomy):
    event = make_event(state="planned")
    assert Client().get(reverse("events:event-ics", args=[event.public_id])).status_code == 404
