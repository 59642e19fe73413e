"""The calendar, an event, registering and the ticket, as people see them."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.events import registering, tickets
from apps.events.models import AgendaRow, Edition, EventOrganiser, Registration
from apps.procedures.calendar import city_zone
from tests.events.cases import confirmed, make_event, seat
from tests.factories import make_employer, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    """A reader of English, whatever the catalogues hold."""
    return Client(headers={"accept-language": "en"})


def titles(client, **query):
    response = client.get(reverse("events:events"), query)
    return [card["event"].title_en for card in response.context["cards"]]


def test_the_calendar_shows_announced_events_to_come_in_their_order(taxonomy, client):
    make_event(title_en="Second", days=9, state="announced")
    make_event(title_en="First", days=3)
    make_event(title_en="Planned", state="planned")
    make_event(title_en="Over", days=-9, state="finished")
    make_event(title_en="Off", state="cancelled")
    assert titles(client) == ["First", "Second"]


def test_filters_of_the_calendar(taxonomy, client):
    at = datetime(2031, 12, 31, 23, 30, tzinfo=city_zone())  # the last half hour of the year in the city
    make_event(title_en="Forum", board="forums", format="online", district="370202", starts_at=at)
    make_event(title_en="Fair", starts_at=at + timedelta(hours=1))
    assert titles(client, board="forums") == ["Forum"]
    assert titles(client, format="onsite") == ["Fair"]
    assert titles(client, district="370202") == ["Forum"]
    assert titles(client, month="2031-12") == ["Forum"]
    assert titles(client, month="2032-01") == ["Fair"]
    assert titles(client, q="Laoshan fair") == ["Fair"]
    assert client.get(reverse("events:events"), {"board": "nonsense"}).status_code == 400


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_an_event_in_both_languages(taxonomy, client, language):
    edition = Edition.objects.create(title_zh="示例洽谈会", starts_on="2026-12-01", ends_on="2026-12-05")
    event = make_event(edition=edition, link="https://meet.example/secret")
    EventOrganiser.objects.create(event=event, role="host", name_zh="示例市人才局", name_en="Example Talent Office")
    AgendaRow.objects.create(event=event, starts_at=event.starts_at, title_zh="开幕", title_en="Opening words")
    response = client.get(reverse("events:event", args=[event.public_id]), headers={"accept-language": language})
    body = response.text
    assert event.title_zh in body
    assert event.title_en in body
    assert ("Opening words" in body, "开幕" in body) == ((True, False) if language == "en" else (False, True))
    assert "data-viewer-zone" in body
    assert "secret" not in body  # the link is for those who confirmed


def test_planned_events_are_not_found(taxonomy, client):
    event = make_event(state="planned")
    assert client.get(reverse("events:event", args=[event.public_id])).status_code == 404
    client.force_login(make_user())
    assert client.post(reverse("events:register", args=[event.public_id]), {"taking_part": "talent"}).status_code == 404


def test_registering_confirming_and_the_ticket(taxonomy, client):
    event, user = make_event(link="https://meet.example/room"), make_user()
    page = reverse("events:event", args=[event.public_id])
    assert reverse("account_login") in client.get(page).text
    client.force_login(user)
    assert "10 places are free." in client.get(page).text
    client.post(reverse("events:register", args=[event.public_id]), {"taking_part": "talent"})
    row = Registration.objects.get(user=user)
    own = reverse("events:registration", args=[row.public_id])
    before = client.get(own).text
    assert "I will come" in before
    assert "meet.example" not in before
    client.post(reverse("events:act", args=[row.public_id]), {"act": "confirm"})
    after = client.get(own).text
    assert tickets.ticket(row) in after
    assert "<svg" in after
    assert "meet.example/room" in after
    assert event.title_en in client.get(reverse("events:mine")).text
    client.post(reverse("events:act", args=[row.public_id]), {"act": "cancel"})
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert tickets.ticket(row) not in client.get(own).text


def test_an_employer_comes_in_its_name_and_nobody_in_that_of_another(taxonomy, client):
    event, employer, other = make_event(), make_employer(), make_employer()
    client.force_login(employer.owner)
    path = reverse("events:register", args=[event.public_id])
    for wrong in (other.organisation.public_id, "employer", ""):
        client.post(path, {"taking_part": wrong})
        assert not Registration.objects.exists()
    client.post(path, {"taking_part": employer.organisation.public_id})
    row = Registration.objects.get()
    assert (row.party, row.organisation) == ("employer", employer.organisation)


def test_what_is_refused_is_said(taxonomy, client):
    event, user = make_event(), make_user()
    client.force_login(user)
    seat(event, user)
    path = reverse("events:register", args=[event.public_id])
    assert (
        "You have registered for this event already." in client.post(path, {"taking_part": "talent"}, follow=True).text
    )


@pytest.mark.parametrize("page", ["registration", "act"])
def test_registrations_of_others_are_not_found(taxonomy, client, page):
    row = confirmed(make_event())
    path = reverse(f"events:{page}", args=[row.public_id])
    send = client.get if page == "registration" else client.post
    assert send(path, {"act": "cancel"} if page == "act" else None).status_code == 302  # to the sign-in
    client.force_login(make_user())
    assert send(path, {"act": "cancel"} if page == "act" else None).status_code == 404
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_who_waits_reads_that_she_waits(taxonomy, client):
    event, user = make_event(capacity=1), make_user()
    seat(event)
    client.force_login(user)
    assert "You can join the waiting list." in client.get(reverse("events:event", args=[event.public_id])).text
    row = registering.request(event, by=user)
    assert "You are on the waiting list" in client.get(reverse("events:registration", args=[row.public_id])).text
    assert row.requested_at <= timezone.now()
