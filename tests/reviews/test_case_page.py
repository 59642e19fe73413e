"""The operators' page of one review: from the draw to the award in the browser, and who may press what."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from apps.core import audit
from apps.procedures import tasks as clock
from apps.procedures.calendar import city_zone
from apps.reviews.models import Determination, Panel, Seat
from tests.factories import make_member, make_operator
from tests.reviews import cases

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["django_language"] = "en"


def page(call) -> str:
    return reverse("admin:reviews_reviewcase_change", args=[call.pk])


def press(client, call, act, **data) -> str:
    """What the page says after the button."""
    answer = client.post(page(call), {"act": act, **data}, follow=True)
    assert answer.status_code == 200, (act, answer.status_code)
    return answer.content.decode()


def later(days: float) -> str:
    return f"{(timezone.now() + timedelta(days=days)).astimezone(city_zone()):%Y-%m-%dT%H:%M}"


def drawn(client, call, count=3) -> str:
    return press(client, call, "draw", field=[cases.FIELD, "", ""], places=[str(count), "0", ""])


def test_from_the_draw_to_the_publicity_period(client):
    call = cases.make_reviewing(2, panel_size=3)
    cases.make_pool(5)
    client.force_login(make_operator())
    assert "3 places at least" in drawn(client, call, 2)
    assert "Drawn." in drawn(client, call)
    assert "not repeated" in drawn(client, call)
    panel = Panel.objects.get()
    assert panel.published["seed"] in client.get(page(call)).content.decode()
    due = {"due_at": later(7), "defence_at": later(3), "defence_place": "会议室 3"}
    assert "Not every place" in press(client, call, "begin", **due)
    first = panel.seats.filter(state="invited").first()
    assert "Excused" in press(client, call, "excuse", seat=first.public_id, reason="病假")
    cases.seated(panel)
    assert "day and hour" in press(client, call, "begin", due_at="soon")
    assert "open to the panel" in press(client, call, "begin", **due)
    assert "put off" in press(client, call, "extend", due_at=later(9), reason="节假日")
    assert "Not every sheet" in press(client, call, "lock")
    panel.refresh_from_db()
    cases.give(panel, {proposal.pk: [value] * 3 for proposal, value in zip(call.entrants, (90, 80), strict=True)})
    assert "marks are locked" in press(client, call, "lock")
    text = client.get(page(call)).content.decode()
    assert "90.00" in text
    assert "no determination" in press(client, call, "announce")
    assert "needs its reasons" in press(client, call, "propose", winner=call.entrants[0].public_id)
    assert "for one at least" in press(client, call, "propose", reason="x")
    assert "Proposed." in press(client, call, "propose", winner=call.entrants[0].public_id, reason="得分最高")
    assert client.post(page(call), {"act": "announce"}).status_code == 403  # four eyes
    client.force_login(make_operator(verbs=["challenges.publish"]))
    assert "not ended" in press(client, call, "effect")
    answer = client.post(page(call), {"act": "announce"}, follow=True)
    assert "has begun" in answer.content.decode()
    made = Determination.objects.select_related("publicity").get()
    assert made.state == "announced"
    with time_machine.travel(made.publicity.open_until() + timedelta(minutes=1), tick=False):
        clock.run_clock()
    call.refresh_from_db()
    assert call.state == "awarded"


def test_taken_back_disqualified_and_put_in_effect_without_publicity(client):
    call = cases.make_judged(2, publicity=False, panel_size=3)
    client.force_login(make_operator())
    winner = call.entrants[0]
    press(client, call, "propose", winner=winner.public_id, reason="得分最高")
    assert "give a reason" in press(client, call, "overturn")
    assert "Overturned" in press(client, call, "overturn", reason="计分有误")
    assert "Choose a proposal" in press(client, call, "disqualify", reason="x")
    assert "give a reason" in press(client, call, "disqualify", proposal=winner.public_id)
    assert "Disqualified" in press(client, call, "disqualify", proposal=winner.public_id, reason="材料造假")
    press(client, call, "propose", winner=call.entrants[1].public_id, reason="顺位")
    client.force_login(make_operator())
    assert "in effect" in press(client, call, "effect")
    assert client.post(page(call), {"act": "overturn", "reason": "晚"}).status_code == 403
    call.refresh_from_db()
    assert call.state == "awarded"
    assert "not known" in press(client, call, "leap")


@pytest.mark.parametrize(
    ("who", "status"),
    [("district", 200), ("department", 200), ("publisher", 403), ("elsewhere", 302), ("other verbs", (302, 403)),
     ("kin", (302, 403)), ("owner", 302), ("on the panel", 403)],
)  # fmt: skip
def test_role_by_page(client, who, status):
    """Before an award is proposed a publisher has nothing to do here."""
    call = cases.make_reviewing(1, panel_size=3)
    cases.make_pool(4)
    panel = cases.make_panel(call, 3)
    kin, judge = make_operator(), make_operator(display_name="远方来客")
    kin.memberships.create(organisation=call.employer.organisation, role="hiring_manager")
    seat = panel.seats.filter(state="invited").first()
    type(seat.expert).objects.filter(pk=seat.expert_id).update(user=judge)
    user = {
        "district": lambda: make_operator(district="370212", verbs=["challenges.review"]),
        "department": lambda: make_operator(verbs=["challenges.approve"]),
        "publisher": lambda: make_operator(verbs=["challenges.publish"]),
        "elsewhere": lambda: make_operator(district="370203"),
        "other verbs": lambda: make_operator(verbs=["positions.review"]),
        "kin": lambda: kin,
        "owner": lambda: make_member(call.employer.organisation),
        "on the panel": lambda: judge,
    }[who]()
    client.force_login(user)
    allowed = status if isinstance(status, tuple) else (status,)
    assert client.get(page(call)).status_code in allowed
    if status != 200:
        assert client.post(page(call), {"act": "excuse", "seat": seat.public_id, "reason": "x"}).status_code in allowed
        assert Seat.objects.get(pk=seat.pk).state == "invited"


def test_what_has_happened_to_the_call_stands_on_the_page_of_its_review(client):
    call = cases.make_reviewing()
    client.force_login(make_operator())
    listed = client.get(page(call)).content.decode().split("What has happened")[-1].split("</ol>")[0]
    assert listed.count("<li") == audit.timeline(call, public_only=False).count() > 1
