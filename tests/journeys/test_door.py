"""A phone at the door of an event: tickets read without network, sent when it is back, the page itself opens without it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.events import tickets
from apps.events.models import DoorScan, Event, Registration
from tests.events.cases import confirmed, make_event
from tests.factories import make_operator, make_user
from tests.journeys.door import let_in
from tests.journeys.looks import look
from tests.journeys.watch import Window
from tests.journeys.words import Words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def running(site: str) -> tuple[Event, Registration, Registration]:
    event = make_event(starts_at=timezone.now() + timedelta(minutes=5))
    rows = [confirmed(event, make_user(display_name=name)) for name in ("Wen Lan", "Gu Yuan")]
    Event.objects.filter(pk=event.pk).update(state="running", starts_at=timezone.now() - timedelta(minutes=5))
    return event, *rows


def read(window: Window, say: Words, row: Registration) -> None:
    window.page.locator("#door-code").fill(tickets.ticket(row))
    window.page.get_by_role("button", name=say("Check in"), exact=True).click()


def test_without_network_and_back(
    window: Window, say: Words, running: tuple[Event, Registration, Registration]
) -> None:
    event, first, second = running
    page, context = window.page, window.page.context
    let_in(window, make_operator(verbs=["events.door"]))
    page.set_viewport_size({"width": 390, "height": 800})
    window.go(f"/events/{event.public_id}/door/")
    expect(page.get_by_text(f"{say('Tickets on this phone')}: 2")).to_be_visible()
    look(window)
    read(window, say, first)
    expect(page.locator("[data-word]")).to_contain_text(say("Welcome"))
    expect(page.locator("[data-who]")).to_have_text("Wen Lan")
    page.wait_for_function("async () => Boolean((await navigator.serviceWorker.ready).active)")
    page.reload()  # now the worker keeps the page
    expect(page.get_by_text(f"{say('Tickets on this phone')}: 2")).to_be_visible()
    context.set_offline(True)
    expect(page.get_by_text(say("No network: readings are kept on this phone"))).to_be_visible()
    read(window, say, second)
    expect(page.locator("[data-who]")).to_have_text("Gu Yuan")
    expect(page.get_by_text(f"{say('Readings not sent yet')}: 1")).to_be_visible()
    read(window, say, first)
    expect(page.locator("[data-word]")).to_contain_text(say("This ticket was used before"))
    page.reload()
    expect(page.get_by_text(f"{say('Readings not sent yet')}: 2")).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_text(f"{say('Readings not sent yet')}:")).to_have_count(0)
    second.refresh_from_db()
    assert (second.state, DoorScan.objects.filter(event=event).count()) == ("checked_in", 3)
    assert DoorScan.objects.filter(event=event, result="again").count() == 1
    page.get_by_role("button", name=say("Take this event off the phone"), exact=True).click()
    expect(page.get_by_text(say("Nothing of this event is on this phone any more."))).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('door:')).length") == 0
