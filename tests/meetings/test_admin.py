"""The organiser's page: each in her district; slots, the schedule, its release, every meeting."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.meetings import planning_page, runs
from apps.meetings.models import Availability, Meeting, Planning, ScheduleRun, Slot
from apps.procedures.calendar import city_zone
from tests.events.cases import make_event
from tests.factories import make_operator
from tests.meetings.cases import firm, make_fair, person, planned, scheduled, wish, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def client():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def keeper():
    return make_operator(district="370212", verbs=["events.keep"])


def page(fair):
    return reverse("admin:meetings_planning_change", args=[fair.planning.pk])


def press(client, fair, act, **data):
    return client.post(page(fair), {"act": act, **data}, follow=True)


def slots_form(fair, **changed):
    first = (fair.event.starts_at + timedelta(hours=4)).astimezone(city_zone())  # operators write by the city's clock
    return {"first": f"{first:%Y-%m-%dT%H:%M}", "minutes": 30, "pause": 10, "count": 3, **changed}


def test_others_see_and_do_nothing(client):
    fair = make_fair()
    for user in (
        make_operator(district="370202", verbs=["events.keep"]),
        make_operator(verbs=["events.door"]),
        make_operator(verbs=["positions.review"]),
    ):
        client.force_login(user)
        assert client.get(page(fair)).status_code in (302, 403)
        client.post(page(fair), {"act": "start"})
        assert client.get(page(fair), {"part": "1"}).status_code in (302, 403)
        assert client.get(reverse("admin:meetings_planning_edit", args=[fair.planning.pk])).status_code == 403
    assert not ScheduleRun.objects.exists()


def test_an_event_of_her_district_begins_to_hold_meetings(client, keeper):
    mine, other = make_event(), make_event(district="370202")
    client.force_login(keeper)
    path = reverse("admin:meetings_planning_add")
    data = {"most_talent": 4, "most_employer": 9, "refill_at_once": "on"}
    assert client.post(path, data | {"event": other.pk}).status_code == 200
    assert client.post(path, data | {"event": mine.pk}).status_code == 302
    planning = Planning.objects.get()
    assert (planning.event, planning.most_talent, planning.refill_at_once) == (mine, 4, True)
    edit = reverse("admin:meetings_planning_edit", args=[planning.pk])
    assert client.get(edit).status_code == 200
    assert client.post(edit, {"most_talent": 0, "most_employer": 9}).status_code == 200
    assert client.post(edit, {"most_talent": 6, "most_employer": 9}).status_code == 302
    planning.refresh_from_db()
    assert (planning.event, planning.most_talent, planning.refill_at_once) == (mine, 6, False)
    rows = client.get(reverse("admin:meetings_planning_changelist")).context["cl"].queryset
    assert list(rows) == [planning]


def test_slots_are_made_by_the_citys_clock_and_taken_away(client, keeper):
    fair = make_fair(slots=0)
    client.force_login(keeper)
    press(client, fair, "make_slots", **slots_form(fair))
    made = list(Slot.objects.all())
    assert [slot.starts_at - fair.event.starts_at for slot in made] == [
        timedelta(hours=4), timedelta(hours=4, minutes=40), timedelta(hours=5, minutes=20),
    ]  # fmt: skip
    press(client, fair, "drop_slot", slot=made[0].public_id)
    press(client, fair, "drop_slot", slot="unknown")
    assert Slot.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"first": ""}, "day and hour"),
        ({"first": "soon"}, "day and hour"),
        ({"first": "2020-01-01T09:00"}, "in the future"),
        ({"first": "2041-01-01T09:00"}, "within the event"),
        ({"count": 16}, "within the event"),
        ({"count": 65}, "at most 64"),
        ({"count": 0}, "at most 64"),
        ({"minutes": 4}, "5 to 240"),
        ({"pause": 241}, "5 to 240"),
        ({"minutes": "half"}, "whole numbers"),
        ({"minutes": "-30"}, "whole numbers"),
        ({"minutes": "٣٠"}, "whole numbers"),
    ],
)
def test_slots_that_are_refused(client, keeper, changed, said):
    fair = make_fair(slots=0)
    client.force_login(keeper)
    assert said in press(client, fair, "make_slots", **slots_form(fair, **changed)).text
    assert not Slot.objects.exists()


def test_slots_do_not_overlap_and_stay_where_people_meet(client, keeper):
    fair = make_fair()
    meeting = scheduled(fair)
    client.force_login(keeper)
    begins = meeting.starts_at.astimezone(city_zone()) + timedelta(minutes=15)
    answer = press(client, fair, "make_slots", **slots_form(fair, first=f"{begins:%Y-%m-%dT%H:%M}", count=1))
    assert "must not overlap" in answer.text
    assert "There are meetings" in press(client, fair, "drop_slot", slot=meeting.slot.public_id).text
    assert Slot.objects.count() == 4


def test_from_the_plan_to_the_release(client, keeper):
    fair = make_fair()
    one, alone, theirs = person(fair), person(fair), firm(fair)
    wish(one, theirs)
    client.force_login(keeper)
    assert "Plan a schedule" in client.get(page(fair)).text
    body = press(client, fair, "start").text
    assert "Waiting for a worker" in body
    assert "Plan a schedule" not in body
    part = client.get(page(fair), {"part": "1"})
    assert "HX-Refresh" not in part
    work(runs.SCHEDULE)
    assert client.get(page(fair), {"part": "1"})["HX-Refresh"] == "true"
    run = ScheduleRun.objects.get()
    shown = client.get(page(fair))
    assert dict(shown.context["figures"])["Talents who can have a meeting (proved)"] == "1 / 2"
    assert dict(shown.context["figures"])["Bound by the linear programme with slots"] == "being computed"
    assert [(row["who"], row["side"]) for row in shown.context["without"]] == [(str(alone.talent.user), "Talent")]
    assert "nobody suits" in shown.text
    assert theirs.organisation.name_en in shown.text
    assert not Meeting.objects.exists()
    work(runs.BOUND)
    figures = dict(client.get(page(fair)).context["figures"])
    assert (figures["Bound by the linear programme with slots"], figures["Share of the bound"]) == ("1.00", "100.0%")
    press(client, fair, "release", run=run.public_id)
    assert Meeting.objects.get().state == "scheduled"


def test_only_the_schedule_that_was_shown_is_released(client, keeper):
    fair, other = make_fair(), make_fair()
    wish(person(fair), firm(fair))
    wish(person(other), firm(other))
    old = planned(fair, keeper)
    runs.discard(old, by=keeper)
    new, elsewhere = planned(fair, keeper), planned(other, keeper)
    client.force_login(keeper)
    for run in (old, elsewhere):
        press(client, fair, "release", run=run.public_id)
    press(client, fair, "release", run="unknown")
    assert not Meeting.objects.exists()
    press(client, fair, "discard", run=new.public_id)
    new.refresh_from_db()
    assert new.state == "discarded"


def test_the_organiser_cancels_and_notes_who_came(client, keeper):
    fair, other = make_fair(), make_fair()
    one, two, three, elsewhere = scheduled(fair), scheduled(fair, 1), scheduled(fair, 2), scheduled(other)
    client.force_login(keeper)
    assert "Please give a reason" in press(client, fair, "cancel", meeting=one.public_id).text
    press(client, fair, "cancel", meeting=one.public_id, reason="Room closed")
    press(client, fair, "cancel", meeting=elsewhere.public_id, reason="x")
    with time_machine.travel(three.ends_at, tick=False):
        client.force_login(keeper)
        press(client, fair, "hold", meeting=two.public_id)
        assert "who did not come" in press(client, fair, "miss", meeting=three.public_id, who="nobody").text
        press(client, fair, "miss", meeting=three.public_id, who="employer")
        press(client, fair, "nonsense", meeting=three.public_id)
    found = list(Meeting.objects.order_by("pk").values_list("state", "missed_by"))
    assert found == [("cancelled", ""), ("held", ""), ("missed", "employer"), ("scheduled", "")]
    assert len(client.get(page(fair), {"state": "held"}).context["rows"]) == 1


def test_who_is_erased_is_left_out_of_who_has_none(keeper):
    fair = make_fair()
    row = person(fair)
    run = planned(fair, keeper)
    assert len(planning_page.without(run)) == 1
    Availability.objects.filter(pk=row.pk).delete()
    assert planning_page.without(run) == []
