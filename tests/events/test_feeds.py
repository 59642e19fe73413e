"""The feed of a person's own agenda: read without signing in, silent under its old address."""

from __future__ import annotations

import icalendar
import pytest
from django.urls import reverse

from apps.events import erasure, lifecycle
from apps.events.models import AgendaFeed
from tests.events.cases import confirmed, make_event, seat
from tests.factories import make_operator, make_user

pytestmark = pytest.mark.django_db


def test_a_feed_follows_what_happens_and_changes_its_address(client):
    user, event = make_user(), make_event(link="https://meeting.example.test/1")
    confirmed(event, user)
    other = make_event()
    seat(other, user)
    confirmed(make_event(), make_user())
    client.force_login(user)
    assert client.post(reverse("events:feed-renew")).status_code == 302
    secret = AgendaFeed.objects.get(user=user).secret
    assert secret in client.get(reverse("events:mine")).content.decode()
    client.logout()
    address = reverse("events:feed", args=[secret])
    found = {
        str(one["uid"]).split("@")[0]: one for one in icalendar.Calendar.from_ical(client.get(address).content).events
    }
    assert set(found) == {event.public_id, other.public_id}
    assert str(found[event.public_id]["url"]) == event.link, "who has confirmed reads the link"
    lifecycle.cancel(event, by=make_operator(), reason="台风")
    read = icalendar.Calendar.from_ical(client.get(address).content).events
    assert "CANCELLED" in {str(one["status"]) for one in read}
    client.force_login(user)
    client.post(reverse("events:feed-renew"))
    assert client.get(address).status_code == 404
    erasure.forget(user)
    assert not AgendaFeed.objects.exists()


def test_the_feed_of_a_closed_account_is_silent(client):
    user = make_user()
    feed = AgendaFeed.objects.create(user=user)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(reverse("events:feed", args=[feed.secret])).status_code == 404
