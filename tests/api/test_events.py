"""Events over REST: from the calendar to the ticket, and what operators decide."""

import pytest
from django.utils import timezone

from apps.accounts.models import Membership
from apps.events.models import Registration
from apps.events.tickets import read
from tests.events.cases import confirmed, make_event, seat
from tests.factories import make_employer, make_operator, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
KEEPS = ["events.keep"]


def keeper(**how):
    return make_operator(verbs=KEEPS, **how)


def test_the_calendar_is_filtered_and_holds_what_is_announced(api):
    event = make_event(format="online", link="https://meeting.example/abc")
    make_event(state="planned", title_en="Not yet told")
    rows = api().ok("get", "events/?format=online")["results"]
    assert [row["id"] for row in rows] == [event.public_id]
    assert api().ok("get", "events/?format=onsite")["results"] == []
    assert api().call("get", "events/?format=orbit").status_code == 400


def test_an_event_says_what_it_asks_and_never_its_link(api):
    event = make_event(link="https://meeting.example/abc")
    event.questions.create(
        kind="choice",
        label_en="Lunch?",
        label_zh="午餐？",
        choices_en="yes\nno",
        choices_zh="要\n不要",
        purpose_en="Kitchen",
    )
    shown = api().ok("get", f"events/{event.public_id}/")
    assert (shown["free"], shown["questions"][0]["options"]) == (10, ["yes", "no"])
    assert "meeting.example" not in str(shown)
    chinese = api().get(f"/api/v1/events/{event.public_id}/", HTTP_ACCEPT_LANGUAGE="zh-hans").json()
    assert (chinese["title"], chinese["questions"][0]["label"]) == ("深海装备人才对接会", "午餐？")


def test_from_registering_to_the_ticket(api):
    event, user = make_event(link="https://meeting.example/abc"), make_user()
    client = api(user)
    made = client.call("post", f"events/{event.public_id}/register/", {})
    row = made.json()
    assert (made.status_code, row["state"], row["link"]) == (201, "approved", "")
    held = client.ok("post", f"registrations/{row['id']}/confirm/")
    assert (held["state"], held["link"]) == ("confirmed", "https://meeting.example/abc")
    assert read(held["ticket"], event).public_id == row["id"]
    again = client.call("post", f"events/{event.public_id}/register/", {})
    assert again.status_code == 409
    assert "already" in str(again.json())
    assert client.ok("post", f"registrations/{row['id']}/withdraw/")["ticket"] == ""


def test_a_faulty_answer_is_told_at_its_question_and_nothing_is_stored(api):
    event = make_event()
    question = event.questions.create(label_en="Your field", purpose_en="Tables", required=True)
    answer = api(make_user()).call("post", f"events/{event.public_id}/register/", {"answers": {}})
    assert answer.status_code == 400
    assert [row["attr"] for row in answer.json()["errors"]] == [f"answers.{question.public_id}"]
    assert not Registration.objects.exists()


def test_for_an_employer_only_by_who_recruits_for_it(api):
    event, firm = make_event(), make_employer()
    owner = Membership.objects.get(organisation=firm.organisation).user
    body = {"party": "employer", "employer": firm.public_id}
    refused = api(make_user()).call("post", f"events/{event.public_id}/register/", body)
    assert (refused.status_code, [row["attr"] for row in refused.json()["errors"]]) == (400, ["employer"])
    assert api(owner).ok("post", f"events/{event.public_id}/register/", body)["employer"] == firm.organisation.name
    assert (
        api(make_user()).call("post", f"events/{event.public_id}/register/", {"party": "employer"}).status_code == 409
    )


def test_closed_registration_is_a_conflict_that_says_so(api):
    event = make_event(state="announced")
    answer = api(make_user()).call("post", f"events/{event.public_id}/register/", {})
    assert answer.status_code == 409
    assert "not open" in str(answer.json())


def test_operators_decide_with_reasons_and_never_see_a_ticket(api):
    event = make_event(approval=True)
    asked, other = seat(event), seat(event)
    client = api(keeper())
    shown = client.ok("post", f"registrations/{asked.public_id}/approve/")
    assert (shown["state"], shown["ticket"], shown["link"]) == ("approved", "", "")
    assert client.call("post", f"registrations/{other.public_id}/reject/", {"reason": " "}).status_code == 400
    assert client.ok("post", f"registrations/{other.public_id}/reject/", {"reason": "名额已满"})["state"] == "rejected"
    assert client.ok("post", f"registrations/{asked.public_id}/cancel/", {"reason": "改期"})["state"] == "cancelled"


def test_who_registered_does_not_decide_and_who_keeps_does_not_confirm(api):
    event = make_event(approval=True)
    row = seat(event)
    assert api(row.user).call("post", f"registrations/{row.public_id}/approve/").status_code == 403
    assert api(keeper()).call("post", f"registrations/{row.public_id}/confirm/").status_code == 403
    assert api(make_user()).call("get", f"registrations/{row.public_id}/").status_code == 404


def test_the_list_holds_ones_own(api):
    event, user = make_event(), make_user()
    own = confirmed(event, user)
    seat(event)
    rows = api(user).ok("get", "registrations/")["results"]
    assert [row["id"] for row in rows] == [own.public_id]
    assert timezone.datetime.fromisoformat(rows[0]["requested_at"]) == own.requested_at
