"""Panels, sheets and determinations over REST, from the draw to the award."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from apps.procedures import draw
from apps.procedures import tasks as clock
from apps.reviews.models import Determination, Panel, Seat, Sheet
from tests.api import world
from tests.factories import make_member, make_operator, make_user
from tests.reviews import cases
from tests.reviews.form_cases import admitted, checker, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def at(call, step="") -> str:
    return f"challenges/{call.public_id}/{step}"


def refused(answer, status: int, words: str) -> None:
    assert answer.status_code == status, answer.content
    assert words in answer.content.decode()


def places(count=3, field=cases.FIELD):
    return {"places": [{"field": field, "places": count}]}


def test_from_the_draw_to_the_award(api):
    call = cases.make_reviewing(2, panel_size=3, defence=False)
    cases.make_pool(4)
    boss, second = api(make_operator()), api(make_operator())
    drawn = boss.ok("post", at(call, "panel/"), places())
    assert [row["state"] for row in drawn["seats"]] == ["invited", "invited", "invited", "reserve"]
    refused(boss.call("post", at(call, "panel/"), places()), 409, "not repeated")
    published = api().ok("get", at(call, "draw/"))
    assert draw.problems(published["draw"], nonce_hash=published["nonce_hash"]) == []
    due = {"due_at": world.soon(7)}
    refused(boss.call("post", at(call, "panel/begin/"), due), 409, "Not every place")
    experts = _answered(api, call)
    assert boss.ok("post", at(call, "panel/begin/"), due)["state"] == "scoring"
    refused(boss.call("post", at(call, "panel/extend/"), {"due_at": world.soon(3), "reason": "晚"}), 409, "put off")
    boss.ok("post", at(call, "panel/extend/"), {"due_at": world.soon(9), "reason": "节假日"})
    refused(boss.call("post", at(call, "panel/lock/")), 409, "Not every sheet")
    for expert in experts:
        _mark_all(expert)
    assert boss.ok("get", at(call, "results/"))["results"] == []
    assert boss.ok("post", at(call, "panel/lock/"))["state"] == "locked"
    order = boss.ok("get", at(call, "results/"))["results"]
    assert [(row["rank"], row["total"], row["passes"]) for row in order] == [(1, "90.00", True), (2, "80.00", True)]
    assert len(order[0]["by_expert"]) == 3
    assert (order[0]["spread"], order[0]["outliers"]) == ("0.00", [])
    _decided(call, boss, second, order)


def _answered(api, call):
    """All three take the seat; the first tries without the declaration."""
    experts = []
    for seat in Seat.objects.filter(panel__challenge=call, state="invited").select_related("expert__user"):
        expert = api(seat.expert.user)
        one = f"me/panels/{seat.public_id}/"
        refused(expert.call("post", one + "accept/", {"independent": False}), 409, "declare")
        assert expert.ok("get", one)["sheets"] == []
        assert expert.ok("post", one + "accept/", {"independent": True})["state"] == "accepted"
        experts.append(expert)
    return experts


def _mark_all(expert):
    (panel,) = expert.ok("get", "me/panels/")["results"]
    assert [row["code"] for row in panel["sheets"]] == ["P01", "P02"]
    for row, value in zip(panel["sheets"], ("90", "80"), strict=True):
        one = f"me/sheets/{row['id']}/"
        rubric = expert.ok("get", one)["marks"]
        refused(expert.call("post", one + "submit/"), 409, "mark for every criterion")
        marks = [{"criterion": mark["criterion"], "value": value} for mark in rubric]
        saved = expert.ok("patch", one, {"marks": marks, "for_applicant": "路线清楚", "saves": 0})
        assert {mark["value"] for mark in saved["marks"]} == {f"{value}.0"}
        refused(expert.call("patch", one, {"for_panel": "x", "saves": 0}), 409, "another window")
        assert expert.ok("post", one + "submit/")["state"] == "handed_in"
        refused(expert.call("patch", one, {"for_panel": "x"}), 409, "handed in")
        expert.ok("post", one + "take-back/")
        expert.ok("post", one + "submit/")


def _decided(call, boss, second, order):
    body = {"winners": [order[0]["id"]], "reasons": "得分最高。"}
    made = boss.ok("post", at(call, "determination/"), body)
    assert (made["state"], made["winners"][0]["rank"], made["publicity"]) == ("proposed", 1, None)
    refused(boss.call("post", at(call, "determination/"), body), 409, "state")
    assert boss.call("post", at(call, "determination/announce/")).status_code == 403  # four eyes
    refused(second.call("post", at(call, "determination/take-effect/")), 409, "not ended")
    announced = second.ok("post", at(call, "determination/announce/"))
    assert announced["publicity"]
    made = Determination.objects.select_related("publicity").get()
    with time_machine.travel(made.publicity.open_until() + timedelta(minutes=1), tick=False):
        clock.run_clock()
    (row,) = boss.ok("get", at(call, "determination/"))["results"]
    assert row["state"] == "effective"
    assert boss.call("post", at(call, "determination/overturn/"), {"reason": "晚了"}).status_code == 403


def test_a_seat_is_declined_or_left_for_a_conflict(api):
    call = cases.make_reviewing(1, panel_size=3)
    cases.make_pool(5)
    first, second, third = cases.make_panel(call, 3).seats.filter(state="invited").select_related("expert__user")
    one = api(first.expert.user)
    assert one.ok("post", f"me/panels/{first.public_id}/decline/", {})["state"] == "declined"
    refused(one.call("post", f"me/panels/{first.public_id}/accept/", {"independent": True}), 409, "not possible")
    two = api(second.expert.user)
    assert two.call("post", f"me/panels/{second.public_id}/conflict/", {"reason": " "}).status_code == 400
    assert two.ok("post", f"me/panels/{second.public_id}/conflict/", {"reason": "曾共事"})["state"] == "conflicted"
    boss = api(make_operator())
    seats = boss.ok("post", at(call, "panel/excuse/"), {"seat": third.public_id, "reason": "病假"})["seats"]
    assert sorted(row["state"] for row in seats) == ["conflicted", "declined", "excused", "invited", "invited"]
    reserve = Seat.objects.filter(panel__challenge=call, expert=first.expert).get()
    assert api(second.expert.user).call("get", f"me/panels/{reserve.public_id}/").status_code == 404


@pytest.fixture
def scored():
    call = cases.make_reviewing(1, panel_size=3, defence=False)
    cases.make_pool(4)
    panel = cases.scoring(cases.seated(cases.make_panel(call, 3)))
    return Sheet.objects.filter(seat__panel=panel).select_related("seat__expert__user", "proposal").first()


def test_a_mark_is_wrong_at_its_place(api, scored):
    client, one = api(scored.seat.expert.user), f"me/sheets/{scored.public_id}/"
    for value in ("80.3", "100.5", "-1", "x", "80.55"):
        answer = client.call("patch", one, {"marks": [{"criterion": 1, "value": value}]})
        assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "marks.0.value"), value
    answer = client.call("patch", one, {"marks": [{"criterion": 99, "value": "80"}]})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "marks.0.criterion")
    assert not scored.marks.exists()


def test_what_is_not_named_stays(api, scored):
    client, one = api(scored.seat.expert.user), f"me/sheets/{scored.public_id}/"
    client.ok("patch", one, {"marks": [{"criterion": 1, "value": "80.5"}], "for_applicant": "清楚"})
    kept = client.ok("patch", one, {"marks": [{"criterion": 2, "value": 70}], "for_panel": "注意"})
    assert [row["value"] for row in kept["marks"]][:2] == ["80.5", "70.0"]
    assert (kept["for_applicant"], kept["for_panel"]) == ("清楚", "注意")
    gone = client.ok("patch", one, {"marks": [{"criterion": 1, "value": None}]})
    assert [row["value"] for row in gone["marks"]][:2] == [None, "70.0"]


def test_another_expert_and_one_who_has_left_find_no_sheet(api, scored):
    other = Seat.objects.filter(panel=scored.seat.panel, state="accepted").exclude(pk=scored.seat_id).first()
    route = f"me/sheets/{scored.public_id}/"
    assert api(other.expert.user).call("get", route).status_code == 404
    mine = api(scored.seat.expert.user)
    mine.ok("post", f"me/panels/{scored.seat.public_id}/conflict/", {"reason": "亲属"})
    for method, step in (("get", ""), ("patch", ""), ("post", "submit/"), ("get", "file/")):
        assert mine.call(method, route + step, {} if method != "get" else None).status_code == 404


def test_after_the_deadline_nothing_is_taken_before_the_clock_comes(api, scored):
    Panel.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    answer = api(scored.seat.expert.user).call("patch", f"me/sheets/{scored.public_id}/", {"for_panel": "x"})
    refused(answer, 409, "deadline")


def test_the_applicant_reads_her_result_once_it_is_decided(api):
    call = cases.make_judged(2, publicity=False, panel_size=3, defence=False)
    first, last = call.entrants
    lead = api(first.lead)
    assert lead.call("get", f"proposals/{first.public_id}/result/").status_code == 403
    made = cases.make_proposed(call)
    boss = api(make_operator())
    refused(boss.call("post", at(call, "determination/announce/")), 409, "no publicity")
    assert boss.ok("post", at(call, "determination/take-effect/"))["id"] == made.public_id
    mine = lead.ok("get", f"proposals/{first.public_id}/result/")
    assert (mine["rank"], mine["of"], mine["total"], len(mine["comments"])) == (1, 2, "90.00", 3)
    assert mine["code"] == first.pseudonym.code
    assert lead.call("get", f"proposals/{last.public_id}/result/").status_code == 404
    assert lead.call("post", f"proposals/{first.public_id}/renounce/", {"reason": ""}).status_code == 400
    assert lead.ok("post", f"proposals/{first.public_id}/renounce/", {"reason": "团队解散"})["state"] == "withdrawn"
    assert boss.ok("get", at(call, "determination/"))["results"][0]["state"] == "overturned"
    again = boss.ok("post", at(call, "determination/"), {"winners": [last.public_id], "reasons": "顺位递补"})
    assert again["number"] == 2


def test_taken_out_of_the_race_by_the_department_alone(api):
    call = cases.make_judged(2, panel_size=3, defence=False)
    cases.make_proposed(call)
    one = f"proposals/{call.entrants[0].public_id}/disqualify/"
    body = {"reason": "材料造假"}
    assert api(call.entrants[0].lead).call("post", one, body).status_code == 403
    assert api(make_user()).call("post", one, body).status_code == 404
    assert api(make_operator(verbs=["challenges.review"])).call("post", one, body).status_code == 404
    assert api(make_operator()).call("post", one, body).status_code == 204
    assert Determination.objects.get().state == "overturned"


def test_where_the_poster_decides_its_owner_proposes(api):
    call = cases.make_judged(2, preset="firm_to_firm", panel_size=3)
    owner, house = api(make_member(call.employer.organisation)), api(make_operator())
    body = {"winners": [call.entrants[1].public_id], "reasons": "报价低"}
    assert house.call("post", at(call, "determination/"), body).status_code == 403
    assert [row["rank"] for row in owner.ok("get", at(call, "results/"))["results"]] == [1, 2]
    assert owner.call("get", at(call, "panel/")).status_code == 403  # who the experts are is not hers to know
    owner.ok("post", at(call, "determination/"), body)
    assert owner.call("post", at(call, "determination/take-effect/")).status_code == 403
    assert house.ok("post", at(call, "determination/take-effect/"))["state"] == "effective"


def test_a_winner_of_another_call_is_not_found(api):
    call = cases.make_judged(1, panel_size=3, defence=False)
    body = {"winners": ["zzzzzzzzzzzz"], "reasons": "x"}
    assert api(make_operator()).call("post", at(call, "determination/"), body).status_code == 404


def test_before_the_draw_there_is_nothing_to_see_and_nothing_to_lock(api):
    call = cases.make_reviewing(1)
    boss = api(make_operator())
    assert api().call("get", at(call, "draw/")).status_code == 404
    assert boss.call("get", at(call, "panel/")).status_code == 404
    refused(boss.call("post", at(call, "panel/lock/")), 409, "not been drawn")
    refused(boss.call("post", at(call, "determination/announce/")), 409, "no determination")


def test_the_review_begins_once_every_proposal_is_settled(api):
    challenge, (proposal,) = opened()
    here, officer = f"challenges/{challenge.public_id}/begin-review/", checker()
    assert api(officer).call("post", here).status_code == 409, "its form is not checked yet"
    admitted(proposal, officer)
    assert api(make_operator(district="370203", verbs=["challenges.review"])).call("post", here).status_code in (
        403,
        404,
    )
    assert api(proposal.lead).call("post", here).status_code == 403
    assert api(officer).call("post", here).json() == {"state": "reviewing"}
    challenge.refresh_from_db()
    assert challenge.state == "reviewing"
    assert api(officer).call("post", here).status_code == 409
