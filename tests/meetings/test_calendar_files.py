"""A meeting as a calendar program reads it, for both sides, before and after a change."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from apps.meetings import calendar_files, lifecycle
from apps.meetings.terms import Side
from tests.events.test_calendar_files import PAGE, read
from tests.meetings.cases import ROOM, firm, make_fair, person, propose, scheduled

pytestmark = pytest.mark.django_db


def files(meeting, owner):
    sides = ((Side.TALENT, meeting.talent.user), (Side.EMPLOYER, owner))
    return {side: calendar_files.of_meeting(meeting, PAGE, reader=user, side=side) for side, user in sides}


def test_both_sides_have_the_instant_and_the_link():
    meeting = scheduled(make_fair())
    for side, content in files(meeting, meeting.owner).items():
        calendar, found = read(content)
        assert (calendar["METHOD"], found["STATUS"], found["SEQUENCE"]) == ("REQUEST", "CONFIRMED", 0)
        assert (found.start, found.end) == (meeting.starts_at, meeting.ends_at)
        assert found["DTSTART"].to_ical().endswith(b"Z")
        assert (found["URL"], found["LOCATION"]) == (ROOM, ROOM)
        assert found["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
        user = meeting.talent.user if side == Side.TALENT else meeting.owner
        assert found["ATTENDEE"] == f"mailto:{user.email}"


def test_an_employer_reads_no_name_and_no_address_of_the_talent():
    meeting = scheduled(make_fair())
    content = files(meeting, meeting.owner)[Side.EMPLOYER].decode()
    for secret in (meeting.talent.family_name, meeting.talent.given_name, meeting.talent.user.email):
        assert secret not in content


def test_a_question_is_tentative_and_asks_who_has_to_answer():
    fair = make_fair()
    hers, theirs = person(fair), firm(fair)
    meeting = propose(hers, theirs, fair.slots[0])
    found = {side: read(content)[1] for side, content in files(meeting, theirs.owner).items()}
    assert {row["STATUS"] for row in found.values()} == {"TENTATIVE"}
    assert found[Side.EMPLOYER]["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert found[Side.TALENT]["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


def test_a_change_keeps_the_identifier_and_raises_the_sequence_until_it_is_taken_out():
    fair = make_fair()
    meeting = scheduled(fair)
    before = read(files(meeting, meeting.owner)[Side.TALENT])[1]
    lifecycle.reschedule(meeting, fair.slots[2], by=meeting.owner, side=Side.EMPLOYER)
    moved = read(files(meeting, meeting.owner)[Side.TALENT])[1]
    lifecycle.cancel(meeting, by=meeting.owner, side=Side.EMPLOYER, reason="ill")
    calendar, gone = read(files(meeting, meeting.owner)[Side.TALENT])
    assert before["UID"] == moved["UID"] == gone["UID"]
    assert [row["SEQUENCE"] for row in (before, moved, gone)] == [0, 1, 2]
    assert moved.start == fair.slots[2].starts_at
    assert (calendar["METHOD"], gone["STATUS"], gone["ATTENDEE"].params["PARTSTAT"]) == (
        "CANCEL",
        "CANCELLED",
        "DECLINED",
    )


def test_the_instant_is_the_same_whatever_the_zone_it_was_read_in():
    meeting = scheduled(make_fair())
    meeting.starts_at = meeting.starts_at.astimezone(ZoneInfo("America/New_York"))
    found = read(files(meeting, meeting.owner)[Side.TALENT])[1]
    assert found.start == meeting.starts_at.astimezone(UTC)
