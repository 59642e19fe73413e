"""Scanners at the doors: without network, with a wrong clock, two doors, the same batch twice."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from apps.core import audit
from apps.core.moves import GuardFailed
from apps.events import lifecycle, scanning, tickets
from apps.events.models import DoorScan
from apps.events.scanning import Reading
from tests.events.cases import confirmed, make_event
from tests.factories import make_operator, make_user

pytestmark = pytest.mark.django_db
START = datetime.fromisoformat("2026-12-20T01:00:00+00:00")


@pytest.fixture
def event():
    with time_machine.travel(START - timedelta(days=5), tick=False):
        return make_event(starts_at=START)


@pytest.fixture
def row(event):
    with time_machine.travel(START - timedelta(days=4), tick=False):
        return confirmed(event, make_user(display_name="Wen Lan"))


def read(row, minute: float, ref: str = "a", wrong: float = 0) -> Reading:
    """`minute` after the beginning by the right clock; the scanner's is `wrong` minutes ahead."""
    return Reading(ref, tickets.ticket(row), START + timedelta(minutes=minute + wrong))


def send(event, *readings: Reading, at: float = 30, wrong: float = 0, device: str = "one"):
    now = START + timedelta(minutes=at)
    with time_machine.travel(now, tick=False):
        return scanning.take(
            event, readings, by=make_operator(verbs=["events.door"]), device=device,
            its_now=now + timedelta(minutes=wrong),
        )  # fmt: skip


def test_sent_twice_it_is_one_reading(event, row):
    first = send(event, read(row, 5))
    again = send(event, read(row, 5), at=40)
    assert [answer.result for answer in (*first, *again)] == ["in", "in"]
    assert (DoorScan.objects.count(), first[0].who) == (1, "Wen Lan")
    row.refresh_from_db()
    assert (row.state, row.checked_in_at) == ("checked_in", START + timedelta(minutes=5))


@pytest.mark.parametrize("wrong", [-600, -3, 7, 60 * 24 * 400])
def test_a_wrong_clock_is_set_right_by_what_it_shows_on_sending(event, row, wrong):
    send(event, read(row, 5, wrong=wrong), wrong=wrong)
    row.refresh_from_db()
    assert row.checked_in_at == START + timedelta(minutes=5)


def test_at_two_doors_the_earlier_reading_counts_whoever_sends_first(event, row):
    late = send(event, read(row, 20, "b"), device="two")
    early = send(event, read(row, 5, "a"), at=60, device="one")
    assert (late[0].result, early[0].result) == ("in", "again")
    row.refresh_from_db()
    assert row.checked_in_at == START + timedelta(minutes=5)
    assert DoorScan.objects.filter(registration=row).count() == 2


def test_forged_foreign_and_cancelled_tickets_let_nobody_in(event, row):
    with time_machine.travel(START - timedelta(days=4), tick=False):
        elsewhere = confirmed(make_event(starts_at=START))
        gone = confirmed(event)
        from apps.events import registering

        registering.cancel(gone, by=gone.user)
    forged = Reading("x", tickets.ticket(row)[:-1] + "A", START)
    found = send(event, forged, read(elsewhere, 1, "y"), read(gone, 1, "z"))
    assert {answer.result for answer in found} == {"refused"}
    assert DoorScan.objects.filter(result="refused").count() == 3


def test_a_reading_that_comes_after_the_end_makes_a_no_show_somebody_who_came(event, row):
    with time_machine.travel(START + timedelta(minutes=1), tick=False):
        lifecycle.close_registration(event, by=make_operator())
        lifecycle.begin(event)
    with time_machine.travel(START + timedelta(hours=3), tick=False):
        lifecycle.finish(event)
    row.refresh_from_db()
    assert row.state == "no_show"
    assert send(event, read(row, 5), at=300)[0].result == "in"
    row.refresh_from_db()
    assert (row.state, row.checked_in_at) == ("attended", START + timedelta(minutes=5))
    with pytest.raises(GuardFailed):
        send(event, read(row, 5, "late"), at=60 * 24 * 4)


def test_the_list_on_a_phone_holds_no_ticket(event, row):
    (entry,) = scanning.list_of(event)
    assert entry == {"key": scanning.key_of(tickets.ticket(row)), "who": "Wen Lan", "in": None}
    assert tickets.ticket(row) not in json.dumps(entry, default=str)


class TestPages:
    def here(self, event, name="door"):
        return reverse(f"events:{name}", args=[event.public_id])

    def test_who_stands_at_the_door_sees_the_page_the_list_and_sends(self, client):
        event = make_event(starts_at=timezone.now() + timedelta(minutes=10))
        from apps.events.models import Event

        row = confirmed(event)
        Event.objects.filter(pk=event.pk).update(state="running", starts_at=timezone.now() - timedelta(minutes=10))
        client.force_login(make_operator(verbs=["events.door"]))
        assert client.get(self.here(event)).status_code == 200
        for _minute in range(2):
            assert len(client.get(self.here(event, "door-list")).json()["tickets"]) == 1
        assert audit.timeline(event, public_only=False).filter(act="take_door_list").count() == 1
        now = timezone.now().isoformat()
        batch = {"now": now, "device": "d", "readings": [{"ref": "r", "code": tickets.ticket(row), "at": now}]}
        answer = client.post(self.here(event, "door-readings"), json.dumps(batch), content_type="application/json")
        assert answer.json()["answers"][0]["result"] == "in"
        worker = client.get(reverse("events:door-worker"))
        assert (worker.status_code, worker["Content-Type"]) == (200, "text/javascript")

    @pytest.mark.parametrize(
        "body",
        [
            "", "[]", "{}", '{"now": "soon", "readings": []}', '{"now": "2026-12-20T01:00:00", "readings": []}',
            '{"now": "2026-12-20T01:00:00Z", "readings": [{"ref": 1, "code": "x", "at": "2026-12-20T01:00:00Z"}]}',
            '{"now": "2026-12-20T01:00:00Z", "readings": {}}', "\ud800",
        ],
    )  # fmt: skip
    def test_nonsense_is_told(self, client, body):
        event = make_event()
        client.force_login(make_operator(verbs=["events.door"]))
        sent = body.encode("utf-8", "surrogatepass")
        assert client.post(self.here(event, "door-readings"), sent, content_type="application/json").status_code == 400

    def test_strangers_and_who_keeps_only_are_not_at_the_door(self, client):
        event = make_event()
        for name in ("door", "door-list", "badges"):
            assert client.get(self.here(event, name)).status_code == 302
            client.force_login(make_user())
            assert client.get(self.here(event, name)).status_code == 404
            client.logout()
        client.force_login(make_operator(verbs=["events.keep"]))
        assert client.get(self.here(event)).status_code == 403
        client.force_login(make_operator(verbs=["events.door"]))
        assert client.get(self.here(event, "badges")).status_code == 404

    def test_badges_hold_the_names_of_who_comes(self, client):
        import io

        from pypdf import PdfReader

        event = make_event()
        confirmed(event, make_user(display_name="欧阳远航"))
        client.force_login(make_operator(verbs=["events.keep"]))
        content = client.get(self.here(event, "badges")).content
        text = PdfReader(io.BytesIO(content)).pages[0].extract_text()
        assert "欧阳远航" in text
        assert client.get(self.here(make_event(), "badges")).content.startswith(b"%PDF")
