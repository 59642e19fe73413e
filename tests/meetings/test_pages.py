"""Hours, wishes, proposals and one's own meetings, as both sides see them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.events.models import Registration
from apps.meetings import lifecycle, outcomes
from apps.meetings.models import Availability, Meeting, Planning, Slot, Wish
from apps.meetings.terms import Side
from apps.web.own_data import everything
from tests.events.cases import make_event
from tests.events.test_calendar_files import read
from tests.factories import make_employer, make_notice, make_talent, make_user
from tests.meetings.cases import ROOM, firm, make_fair, person, propose, register, scheduled, wish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def client():
    return Client(headers={"accept-language": "en"})


@pytest.fixture(autouse=True)
def notice():
    make_notice("share_meeting")


def hours_of(fair, **changed):
    data = {
        "zone": "Europe/London",
        "wakes": "08:00",
        "sleeps": "22:00",
        "most": 3,
        "phone": "",
        "slots": [fair.slots[0].public_id],
    }
    return data | changed


def hours_page(fair, organisation=None):
    query = f"?for={organisation.public_id}" if organisation else ""
    return reverse("meetings:hours", args=[fair.event.public_id]) + query


def press(client, meeting, act, **data):
    answer = client.post(reverse("meetings:act", args=[meeting.public_id]), {"act": act, **data}, follow=True)
    meeting.refresh_from_db()
    return answer


def see(client, meeting):
    return client.get(reverse("meetings:meeting", args=[meeting.public_id]))


# ---------------------------------------------------------------- hours
def test_a_talent_keeps_her_hours(client):
    fair, talent = make_fair(), make_talent()
    register(fair.event, talent.user)
    client.force_login(talent.user)
    body = client.get(hours_page(fair)).text
    assert "anonymous card" in body
    assert 'name="link"' not in body  # employers have meeting rooms
    answer = client.post(hours_page(fair), hours_of(fair, phone="+44 20 7946 0000", in_mainland="on"))
    row = Availability.objects.get()
    assert answer.url == reverse("meetings:partners", args=[row.public_id])
    assert (row.talent, row.zone, row.most, row.in_mainland) == (talent, "Europe/London", 3, True)
    assert list(row.slots.all()) == fair.slots[:1]
    assert "+44 20 7946 0000" in client.get(hours_page(fair)).text


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"zone": ""}, "zone"),
        ({"wakes": "25:00"}, "wakes"),
        ({"sleeps": "late"}, "sleeps"),
        ({"most": 17}, "most"),
        ({"most": -1}, "most"),
        ({"slots": ["unknown"]}, "slots"),
        ({"phone": "call me"}, "phone"),
    ],
)
def test_bad_hours_are_errors_at_their_field_and_nothing_is_stored(client, changed, field):
    fair, talent = make_fair(), make_talent()
    register(fair.event, talent.user)
    client.force_login(talent.user)
    answer = client.post(hours_page(fair), hours_of(fair, **changed))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert not Availability.objects.exists()


@pytest.mark.parametrize(
    ("link", "status", "said"),
    [
        ("https://meeting.tencent.com/dm/x", 302, ""),
        ("https://meet.google.com/abc", 302, "cannot be reached from mainland China"),
        ("http://meeting.tencent.com/dm/x", 422, ""),
        ("javascript:alert(1)", 422, ""),
    ],
)
def test_an_employer_keeps_hours_with_its_meeting_room(client, link, status, said):
    fair, employer = make_fair(), make_employer()
    register(fair.event, employer.owner, employer.organisation)
    client.force_login(employer.owner)
    answer = client.post(hours_page(fair, employer.organisation), hours_of(fair, link=link))
    assert answer.status_code == status
    assert Availability.objects.filter(organisation=employer.organisation, link=link).exists() is (status == 302)
    if status == 302:
        assert said in client.get(answer.url).text


def test_each_slot_by_both_clocks_and_what_lies_outside_her_day(client):
    with time_machine.travel("2026-10-20T02:00:00Z", tick=False):
        event = make_event(starts_at=datetime(2026, 10, 31, 0, tzinfo=UTC), ends_at=datetime(2026, 11, 3, tzinfo=UTC))
        Planning.objects.create(event=event)
        for day in (31, 1):  # New York's clocks go back in the night to 1 November
            begins = datetime(2026, 10 if day == 31 else 11, day, 14, 30, tzinfo=UTC)
            Slot.objects.create(event=event, starts_at=begins, ends_at=begins + timedelta(minutes=30))
        night = datetime(2026, 11, 2, 6, 30, tzinfo=UTC)
        Slot.objects.create(event=event, starts_at=night, ends_at=night + timedelta(minutes=30))
        talent = make_talent()
        type(talent.user).objects.filter(pk=talent.user_id).update(time_zone="America/New_York")
        register(event, talent.user)
        client.force_login(talent.user)
        body = client.get(reverse("meetings:hours", args=[event.public_id])).text
    assert "2026-10-31 22:30 (Asia/Shanghai) / 2026-10-31 10:30 (America/New_York)" in body
    assert "2026-11-01 22:30 (Asia/Shanghai) / 2026-11-01 09:30 (America/New_York)" in body
    assert body.count("· outside your day") == 1
    assert "2026-11-02 14:30 (Asia/Shanghai) / 2026-11-02 01:30 (America/New_York) · outside your day" in body


def test_who_has_not_registered_keeps_no_hours(client):
    fair, talent = make_fair(), make_talent()
    client.force_login(talent.user)
    answer = client.post(hours_page(fair), hours_of(fair))
    assert answer.url == reverse("events:event", args=[fair.event.public_id])
    assert not Availability.objects.exists()


def test_nobody_keeps_hours_for_an_employer_of_others(client):
    fair, employer = make_fair(), make_employer()
    register(fair.event, employer.owner, employer.organisation)
    client.force_login(make_employer().owner)
    assert client.post(hours_page(fair, employer.organisation), hours_of(fair)).status_code == 404
    client.force_login(make_user())
    assert client.get(hours_page(fair)).status_code == 404
    assert client.get(reverse("meetings:hours", args=[make_event().public_id])).status_code == 404  # holds no meetings


def test_the_registration_leads_to_the_hours(client):
    fair, talent = make_fair(), make_talent()
    row = register(fair.event, talent.user)
    client.force_login(talent.user)
    page = reverse("events:registration", args=[row.public_id])
    assert hours_page(fair) in client.get(page).text
    Planning.objects.all().delete()
    assert hours_page(fair) not in client.get(page).text


# ---------------------------------------------------------------- the other side
def test_an_employer_sees_anonymous_cards_and_nobody_who_hides(client):
    fair = make_fair()
    hers, vetoes, hides, theirs = person(fair), person(fair), person(fair), firm(fair)
    wish(vetoes, theirs, "no")
    hides.talent.blocked.create(organisation=theirs.organisation)
    client.force_login(theirs.owner)
    answer = client.get(reverse("meetings:partners", args=[theirs.public_id]))
    assert [card["row"] for card in answer.context["cards"]] == [hers]
    for secret in (hers.talent.family_name, hers.talent.given_name, hers.talent.public_id, hers.talent.user.email):
        assert secret not in answer.text
    for gone in (vetoes, hides):
        url = reverse("meetings:partner", args=[theirs.public_id, gone.public_id])
        assert client.get(url).status_code == 404


def test_a_talent_sees_employers_and_says_whom_she_must_meet(client):
    fair = make_fair()
    hers, theirs = person(fair), firm(fair)
    wish(hers, theirs, "may", Side.EMPLOYER)
    client.force_login(hers.talent.user)
    page = reverse("meetings:partners", args=[hers.public_id])
    answer = client.get(page)
    assert theirs.organisation.name_en in answer.text
    assert [card["want"] for card in answer.context["cards"]] == [""]  # what they said stays theirs
    url = reverse("meetings:wish", args=[hers.public_id, theirs.public_id])
    client.post(url, {"want": "must"})
    client.post(url, {"want": "nonsense"})
    assert Wish.objects.get(side="talent").want == "must"
    assert [card["want"] for card in client.get(page).context["cards"]] == ["must"]


def test_a_proposal_at_a_time_that_suits_both(client):
    fair = make_fair()
    hers, theirs = person(fair, slots=fair.slots[:2], zone="Europe/London"), firm(fair, slots=fair.slots[1:])
    client.force_login(hers.talent.user)
    page = reverse("meetings:partner", args=[hers.public_id, theirs.public_id])
    (offered,) = client.get(page).context["slots"]
    assert offered[0] == fair.slots[1]
    assert "(Europe/London)" in offered[1]
    url = reverse("meetings:propose", args=[hers.public_id, theirs.public_id])
    for slot in ("", "unknown", fair.slots[0].public_id):
        assert client.post(url, {"slot": slot}).url == page
    assert not Meeting.objects.exists()
    answer = client.post(url, {"slot": fair.slots[1].public_id})
    meeting = Meeting.objects.get()
    assert answer.url == reverse("meetings:meeting", args=[meeting.public_id])
    assert "To the meeting" in client.get(page).text


def test_pages_of_others_hours_are_not_found(client):
    fair = make_fair()
    hers, theirs = person(fair), firm(fair)
    for user in (make_talent().user, make_employer().owner):
        client.force_login(user)
        assert client.get(reverse("meetings:partners", args=[hers.public_id])).status_code == 404
        for name, data in (("wish", {"want": "no"}), ("propose", {"slot": fair.slots[0].public_id})):
            url = reverse(f"meetings:{name}", args=[hers.public_id, theirs.public_id])
            assert client.post(url, data).status_code == 404
    assert not Wish.objects.exists()
    assert not Meeting.objects.exists()


# ---------------------------------------------------------------- one meeting
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_both_sides_see_the_meeting_with_link_and_time(client, language):
    meeting = scheduled(make_fair())
    Availability.objects.filter(talent=meeting.talent).update(zone="America/New_York")
    client.force_login(meeting.talent.user)
    head = {"accept-language": language}
    body = client.get(reverse("meetings:meeting", args=[meeting.public_id]), headers=head).text
    assert ROOM in body
    assert "(America/New_York)" in body
    client.force_login(meeting.owner)
    body = client.get(reverse("meetings:meeting", args=[meeting.public_id]), headers=head).text
    assert ROOM in body
    assert meeting.talent.family_name not in body
    assert meeting.talent.user.email not in body


def test_strangers_do_not_find_it(client):
    meeting = scheduled(make_fair())
    for user in (make_talent().user, make_employer().owner, make_user()):
        client.force_login(user)
        assert see(client, meeting).status_code == 404
        assert client.get(reverse("meetings:ics", args=[meeting.public_id])).status_code == 404
        assert press(client, meeting, "cancel", reason="x").status_code == 404
    client.logout()
    assert "/login/" in see(client, meeting).url
    assert meeting.state == "scheduled"


def test_answering_from_the_page(client):
    fair = make_fair()
    hers, theirs = person(fair), firm(fair)
    meeting = propose(hers, theirs, fair.slots[0])
    client.force_login(hers.talent.user)
    assert not any(see(client, meeting).context["can"][name] for name in ("accept", "decline", "counter"))
    assert "other side has to answer" in press(client, meeting, "accept").text
    client.force_login(theirs.owner)
    assert all(see(client, meeting).context["can"][name] for name in ("accept", "decline", "counter"))
    press(client, meeting, "counter", slot="unknown")
    assert meeting.waits_for == "employer"
    press(client, meeting, "counter", slot=fair.slots[2].public_id)
    assert (meeting.waits_for, meeting.slot) == ("talent", fair.slots[2])
    client.force_login(hers.talent.user)
    press(client, meeting, "nonsense")
    press(client, meeting, "accept")
    assert meeting.state == "scheduled"
    press(client, meeting, "reschedule", slot=fair.slots[0].public_id)
    assert meeting.state == "rescheduled"
    client.force_login(theirs.owner)
    press(client, meeting, "confirm")
    assert meeting.state == "scheduled"
    press(client, meeting, "cancel", reason="")
    assert meeting.state == "scheduled"
    press(client, meeting, "cancel", reason="ill")
    assert meeting.state == "cancelled"


def test_declining_from_the_page(client):
    fair = make_fair()
    meeting = propose(person(fair), firm(fair), fair.slots[0], Side.EMPLOYER)
    client.force_login(meeting.talent.user)
    press(client, meeting, "decline")
    assert meeting.state == "declined"


def test_the_link_is_the_employers_and_is_warned_of(client):
    meeting = scheduled(make_fair())
    client.force_login(meeting.talent.user)
    assert press(client, meeting, "set_link", link="https://evil.example/x").status_code == 403
    client.force_login(meeting.owner)
    for bad in ("javascript:alert(1)", "http://meeting.tencent.com/x", "https://", "https://[broken"):
        assert "begins with https://" in press(client, meeting, "set_link", link=bad).text
    assert meeting.link == ROOM
    answer = press(client, meeting, "set_link", link="https://meet.google.com/abc")
    assert "cannot be reached from mainland China" in answer.text
    assert meeting.link == "https://meet.google.com/abc"


def test_a_name_is_shown_by_her_own_act_and_her_phone_with_it(client):
    meeting = scheduled(make_fair())
    Availability.objects.filter(talent=meeting.talent).update(phone="+44 20 7946 0000")
    client.force_login(meeting.owner)
    assert press(client, meeting, "open_profile").status_code == 403
    assert "7946" not in see(client, meeting).text
    client.force_login(meeting.talent.user)
    client.get(reverse("meetings:act", args=[meeting.public_id]))  # a GET does nothing
    assert see(client, meeting).context["can"]["open_profile"]
    press(client, meeting, "open_profile")
    assert not see(client, meeting).context["can"]["open_profile"]
    client.force_login(meeting.owner)
    body = see(client, meeting).text
    assert meeting.talent.family_name in body
    assert "7946" in body
    meeting.talent.user.grants_given.update(revoked_at=meeting.created_at)
    assert meeting.talent.family_name not in see(client, meeting).text


def test_afterwards_each_side_notes_what_came_of_it(client):
    meeting = scheduled(make_fair())
    with time_machine.travel(meeting.ends_at, tick=False):
        client.force_login(meeting.talent.user)
        assert press(client, meeting, "hold").status_code == 403
        assert press(client, meeting, "miss", who="employer").status_code == 403
        client.force_login(meeting.owner)
        press(client, meeting, "hold")
        assert meeting.state == "held"
        press(client, meeting, "outcome", outcome="wonderful")
        press(client, meeting, "outcome", outcome="intention")
        client.force_login(meeting.talent.user)
        assert see(client, meeting).context["outcome"] == ""  # the other side's stays theirs
        press(client, meeting, "outcome", outcome="follow_up")
        assert "between the two of you" in press(client, meeting, "next", next="agreement:x").text
    assert (meeting.state, meeting.talent_outcome, meeting.employer_outcome) == (
        "outcome_recorded", "follow_up", "intention",
    )  # fmt: skip


def test_missed_from_the_page(client):
    meeting = scheduled(make_fair())
    with time_machine.travel(meeting.ends_at, tick=False):
        client.force_login(meeting.owner)
        press(client, meeting, "miss", who="nobody")
        assert meeting.state == "scheduled"
        press(client, meeting, "miss", who="talent")
    assert (meeting.state, meeting.missed_by) == ("missed", "talent")


def test_ones_own_list_and_calendar_file(client):
    fair = make_fair()
    meeting = scheduled(fair)
    for user in (meeting.talent.user, meeting.owner):
        client.force_login(user)
        answer = client.get(reverse("meetings:mine"))
        assert [item["row"] for item in answer.context["rows"]] == [meeting]
        assert meeting.talent.family_name not in answer.text
        calendar, found = read(client.get(reverse("meetings:ics", args=[meeting.public_id])).content)
        assert (calendar["METHOD"], found.start) == ("REQUEST", meeting.starts_at)
    client.force_login(make_user())
    assert "no one-to-one meetings" in client.get(reverse("meetings:mine")).text


def test_her_own_file_holds_her_meetings():
    fair = make_fair()
    meeting = scheduled(fair)
    lifecycle.cancel(meeting, by=meeting.owner, side=Side.EMPLOYER, reason="ill")
    assert [row["state"] for row in everything(meeting.talent.user)["one_to_one"]["meetings"]] == ["cancelled"]


def test_an_application_between_the_two_is_a_next_step(client):
    from apps.applications import lifecycle as applications
    from tests.factories import make_position

    make_notice("share_application")
    fair = make_fair()
    meeting = scheduled(fair)
    position = make_position(meeting.organisation.employer)
    application = applications.start(meeting.talent, position, by=meeting.talent.user)
    applications.submit(application, by=meeting.talent.user, letter="")
    with time_machine.travel(meeting.ends_at, tick=False):
        lifecycle.hold(meeting, by=meeting.owner, role="recruiter")
        client.force_login(meeting.talent.user)
        value = f"application:{application.public_id}"
        assert [choice[0] for choice in see(client, meeting).context["next_choices"]] == [value]
        press(client, meeting, "next", next=value)
        assert (meeting.next_kind, meeting.next_ref) == ("application", application.public_id)
        assert see(client, meeting).context["next_url"] == reverse("talent:application", args=[application.public_id])
    outcomes.note(meeting, "follow_up", by=meeting.owner, side=Side.EMPLOYER)
    assert Registration.objects.count() == 2
