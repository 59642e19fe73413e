"""Operators' pages of events: each in her district, each step by its verb, never about herself."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.events import targets, tickets
from apps.events.models import Edition, Event, Registration, Target
from apps.notifications.models import Message
from apps.procedures.calendar import city_zone
from tests.events.cases import confirmed, make_event, seat
from tests.events.test_door import at_the_door
from tests.factories import make_operator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def client():
    return Client(headers={"accept-language": "en"})


def page(event):
    return reverse("admin:events_event_change", args=[event.pk])


def press(client, event, act, **data):
    response = client.post(page(event), {"act": act, **data})
    event.refresh_from_db()
    return response.status_code


def keeper(**how):
    return make_operator(verbs=["events.keep"], **how)


def form_of(event, **changed):
    """What the browser sends of an event's form."""
    fields = ("title_zh", "title_en", "board", "type", "format", "venue_zh", "venue_en", "district", "capacity")
    data = {name: getattr(event, name) for name in fields}
    for name in ("starts_at", "ends_at"):
        at = getattr(event, name).astimezone(city_zone())  # operators write by the city's clock
        data |= {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M:%S}"}
    for name in ("organisers", "agenda", "questions"):
        data |= {f"{name}-TOTAL_FORMS": 0, f"{name}-INITIAL_FORMS": 0}
    return data | changed


def test_the_list_holds_the_events_of_her_districts(client):
    mine, other = make_event(title_en="Mine"), make_event(title_en="Other", district="370202")
    client.force_login(keeper(district="370212"))
    rows = client.get(reverse("admin:events_event_changelist")).context["cl"].queryset
    assert list(rows) == [mine]
    assert client.get(page(other)).status_code == 302  # not found among hers
    assert press(client, other, "cancel", reason="x") == 302
    assert other.state == "registration_open"


def test_others_have_no_list(client):
    client.force_login(make_operator(verbs=["positions.review"]))
    assert client.get(reverse("admin:events_event_changelist")).status_code == 403


def test_from_planning_to_the_report(client):
    event = make_event(state="planned")
    client.force_login(keeper())
    for act, state in (
        ("announce", "announced"), ("open_registration", "registration_open"),
        ("close_registration", "registration_closed"), ("nonsense", "registration_closed"), ("report", "registration_closed"),
    ):  # fmt: skip
        press(client, event, act)
        assert event.state == state
    Event.objects.update(state="finished")
    press(client, event, "report")
    assert event.state == "reported"
    assert client.get(page(event)).status_code == 200


def test_postponing_a_new_time_and_cancelling(client):
    event = make_event()
    row = confirmed(event)
    client.force_login(keeper())
    press(client, event, "postpone")
    assert event.state == "registration_open"  # without a reason nothing happens
    press(client, event, "postpone", reason="台风")
    assert event.state == "postponed"
    for wrong in (
        {},
        {"starts_at": "soon", "ends_at": "later"},
        {"starts_at": "2020-01-01T09:00", "ends_at": "2020-01-01T10:00"},
    ):
        press(client, event, "reschedule", **wrong)
        assert event.state == "postponed"
    press(client, event, "reschedule", starts_at="2031-05-06T09:00", ends_at="2031-05-06T11:00")
    assert (event.state, event.starts_at.isoformat()) == ("announced", "2031-05-06T01:00:00+00:00")
    press(client, event, "cancel", reason="取消")
    row.refresh_from_db()
    assert (event.state, row.state) == ("cancelled", "cancelled")
    told = list(Message.objects.filter(recipient=row.user).order_by("pk").values_list("kind", flat=True))
    assert told[-3:] == ["event_postponed", "event_rescheduled", "event_cancelled"]


def test_requests_are_decided_with_reasons_and_never_ones_own(client):
    event, user = make_event(approval=True), keeper()
    one, two, own = seat(event), seat(event), seat(event, user)
    client.force_login(user)
    press(client, event, "approve", registration=one.public_id)
    press(client, event, "reject", registration=two.public_id)
    press(client, event, "reject", registration=two.public_id, reason="名额有限")
    assert press(client, event, "approve", registration=own.public_id) == 403
    assert press(client, event, "approve", registration="unknown") == 302
    states = list(event.registrations.order_by("pk").values_list("state", flat=True))
    assert states == ["approved", "rejected", "requested"]
    press(client, event, "cancel_place", registration=one.public_id, reason="重复")
    one.refresh_from_db()
    assert one.state == "cancelled"


def test_a_registration_of_another_event_is_out_of_reach(client):
    event, elsewhere = make_event(), seat(make_event(approval=True))
    client.force_login(keeper())
    press(client, event, "approve", registration=elsewhere.public_id)
    elsewhere.refresh_from_db()
    assert elsewhere.state == "requested"


def test_the_door_lets_in_and_decides_nothing_else(client):
    event = make_event(days=1)
    row = confirmed(event)
    client.force_login(make_operator(district="370212", verbs=["events.door"]))
    with at_the_door(event):
        assert "Code of the ticket" in client.get(page(event)).text
        press(client, event, "check_in", code=tickets.ticket(row))
        press(client, event, "walk_in", name="林访客")
        row.refresh_from_db()
        press(client, event, "check_out", registration=row.public_id)
        assert press(client, event, "cancel", reason="x") == 403
        assert press(client, event, "cancel_place", registration=row.public_id, reason="x") == 403
    assert list(Registration.objects.order_by("pk").values_list("state", flat=True)) == ["attended", "checked_in"]


def test_a_keeper_without_the_door_lets_nobody_in(client):
    event = make_event(days=1)
    client.force_login(keeper())
    with at_the_door(event):
        assert press(client, event, "walk_in", name="林访客") == 403


def test_an_event_is_made_in_ones_own_district(client):
    client.force_login(keeper(district="370212"))
    path = reverse("admin:events_event_add")
    assert client.get(path).status_code == 200
    draft = Event(**{
        f.name: getattr(make_event(), f.name) for f in Event._meta.concrete_fields if f.name not in ("id", "public_id")
    })  # fmt: skip
    for wrong in ("370202", ""):
        assert client.post(path, form_of(draft, district=wrong)).status_code == 200
    assert client.post(path, form_of(draft, title_en="New one")).status_code == 302
    assert Event.objects.get(title_en="New one").state == "planned"


def test_a_new_time_is_told_and_other_words_are_not(client):
    event = make_event()
    row = confirmed(event)
    client.force_login(keeper())
    path = reverse("admin:events_event_edit", args=[event.pk])
    assert client.get(path).status_code == 200
    assert client.post(path, form_of(event, title_en="Better title")).status_code == 302
    event.refresh_from_db()
    assert (event.title_en, event.sequence) == ("Better title", 0)
    moved = form_of(event, venue_en="Other hall")
    assert client.post(path, moved).status_code == 302
    event.refresh_from_db()
    assert (event.venue_en, event.sequence, event.taken) == ("Other hall", 1, 1)
    assert Message.objects.filter(recipient=row.user, kind="event_changed").count() == 1


def test_never_fewer_places_than_are_taken(client):
    event = make_event(capacity=3)
    seat(event), seat(event)
    client.force_login(keeper())
    path = reverse("admin:events_event_edit", args=[event.pk])
    assert "More places are taken already." in client.post(path, form_of(event, capacity=1)).text
    assert client.post(path, form_of(event, capacity=2)).status_code == 302


def test_what_is_over_is_edited_by_nobody(client):
    event = make_event(state="cancelled")
    client.force_login(keeper())
    assert client.post(reverse("admin:events_event_edit", args=[event.pk]), form_of(event)).status_code == 403


def test_targets_of_an_edition_with_what_is_reached(client):
    edition = Edition.objects.create(title_zh="示例洽谈会", starts_on="2026-12-01", ends_on="2026-12-05")
    Target.objects.create(edition=edition, metric="registered", amount=731)
    one = make_event(edition=edition)
    user = confirmed(one).user
    seat(make_event(edition=edition), user)  # the same person twice
    seat(one)
    client.force_login(keeper())
    path = reverse("admin:events_edition_change", args=[edition.pk])
    body = client.get(path).text
    assert "731" in body
    client.force_login(keeper(district="370212"))
    assert client.get(path).status_code == 403
    assert targets.count(edition, "registered") == 2
    with time_machine.travel(one.starts_at + timedelta(days=1), tick=False):
        Event.objects.update(state="finished")
    assert targets.count(edition, "events") == 2
