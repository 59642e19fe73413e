"""Steps of reviews in machines 1 and 2 from every state that their tables forbid, through every door.

The functions, the operators' page, the API and the clock are tried: each refuses, and nothing is left behind. The tables
themselves and the doors below are tried in tests/challenges, tests/proposals and tests/procedures (machine 13).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apps.challenges import states as machine1
from apps.challenges.models import Challenge
from apps.challenges.states import ChallengeState
from apps.core.models import AuditEntry
from apps.core.moves import MoveRefused
from apps.notifications.models import Message
from apps.procedures import tasks as publicity_clock
from apps.proposals import states as machine2
from apps.proposals.models import Proposal
from apps.proposals.states import ProposalState
from apps.reviews import case_admin, determination, tasks
from apps.reviews.models import Determination, Panel, Winner
from tests.api.conftest import Api
from tests.factories import make_operator
from tests.reviews import cases

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
Scene = dict[str, Any]


def judged(**rules: Any) -> Scene:
    call = cases.make_judged(2, panel_size=3, **rules)
    return {"call": call, "winner": call.entrants[0]}


def proposed(**rules: Any) -> Scene:
    scene = judged(**rules)
    return scene | {"live": cases.make_proposed(scene["call"])}


# step of the table, what makes the scene, function, name and data of the page's button, address and body of the API
Door = tuple[str, Callable[[], Scene], Callable[[Scene, Any], Any], tuple[str, Any], tuple[str, Any]]
REASON = {"reason": "依据不足"}
CALLS: dict[str, Door] = {
    "propose": (
        "propose_award", judged,
        lambda s, by: determination.propose(s["call"], [s["winner"]], by=by, reasons="得分最高"),
        ("propose", lambda s: {"winner": s["winner"].public_id, "reason": "得分最高"}),
        ("determination/", lambda s: {"winners": [s["winner"].public_id], "reasons": "得分最高"}),
    ),
    "announce": (
        "announce", proposed, lambda s, by: determination.announce(s["live"], by=by),
        ("announce", lambda s: {}), ("determination/announce/", lambda s: {}),
    ),
    "take_effect": (
        "award", lambda: proposed(publicity=False), lambda s, by: determination.take_effect(s["live"], by=by),
        ("effect", lambda s: {}), ("determination/take-effect/", lambda s: {}),
    ),
    "overturn": (
        "drop_award", proposed, lambda s, by: determination.overturn(s["live"], by=by, reason="依据不足"),
        ("overturn", lambda s: REASON), ("determination/overturn/", lambda s: REASON),
    ),
}  # fmt: skip


def traces() -> list[Any]:
    rows = [
        list(model.objects.order_by("pk").values_list("pk", "state"))
        for model in (Challenge, Proposal, Determination, Panel)
    ]
    return [*rows, AuditEntry.objects.count(), Message.objects.count(), Winner.objects.count()]


def refuses(run: Callable[[], Any]) -> None:
    with pytest.raises(MoveRefused), transaction.atomic():
        run()


def said(answer: Any, statuses: tuple[int, ...]) -> str:
    """The sentence with which a door was closed."""
    assert answer.status_code in statuses, (answer.status_code, answer.content[:300])
    return answer.content.decode()


def through_the_page(client: Any, call: Challenge, act: str, data: dict[str, Any]) -> None:
    """A sentence above the page; where the call is not listed any more, the list it leads back to."""
    answer = client.post(reverse("admin:reviews_reviewcase_change", args=[call.pk]), {"act": act, **data})
    assert answer.status_code == 302
    *_before, told = answer.wsgi_request._messages
    assert told.level_tag == ("error" if call.state in case_admin.SHOWN else "warning"), str(told)
    assert str(told)


@pytest.mark.parametrize("name", CALLS)
def test_a_call_in_a_state_that_forbids_it(client, name: str):
    step, make, run, (act, data), (address, body) = CALLS[name]
    scene, by, api = make(), make_operator(), Api()
    api.force_authenticate(by)
    client.force_login(by)
    tried = 0
    for state in [state for state in ChallengeState if state not in machine1.MOVES[step].sources]:
        sid = transaction.savepoint()
        Challenge.objects.filter(pk=scene["call"].pk).update(state=state)
        there = _again(scene)
        before = traces()
        refuses(lambda there=there: run(there, by))
        assert traces() == before, (state, "function")
        through_the_page(client, there["call"], act, data(there))
        assert traces() == before, (state, "page")
        said(api.call("post", f"challenges/{there['call'].public_id}/{address}", body(there)), (404, 409))
        assert traces() == before, (state, "API")
        transaction.savepoint_rollback(sid)
        tried += 1
    assert tried == len(ChallengeState) - len(machine1.MOVES[step].sources)


def _again(scene: Scene) -> Scene:
    """As stored now."""
    rows = Determination.objects.select_related("challenge__programme", "publicity")
    return {
        "call": Challenge.objects.get(pk=scene["call"].pk),
        "winner": Proposal.objects.select_related("challenge").get(pk=scene["winner"].pk),
        "live": rows.get(pk=scene["live"].pk) if "live" in scene else None,
    }


ONES: dict[str, Callable[[Proposal, Any], Any]] = {
    "renounce": lambda p, by: determination.renounce(p, by=by, reason="团队解散"),
    "disqualify": lambda p, by: determination.disqualify(p, by=by, reason="材料造假"),
}


@pytest.mark.parametrize("name", ONES)
def test_a_proposal_in_a_state_that_forbids_it(client, name: str):
    scene, boss = judged(), make_operator()
    call, one = scene["call"], scene["winner"]
    by = one.lead if name == "renounce" else boss
    api = Api()
    api.force_authenticate(by)
    client.force_login(by)
    for state in [state for state in ProposalState if state not in machine2.MOVES[name].sources]:
        sid = transaction.savepoint()
        Proposal.objects.filter(pk=one.pk).update(state=state)
        there = Proposal.objects.select_related("challenge").get(pk=one.pk)
        before = traces()
        refuses(lambda there=there: ONES[name](there, by))
        if name == "renounce":
            client.post(reverse("proposals:renounce", args=[one.public_id]), {"reason": "团队解散"})
        else:
            through_the_page(client, call, "disqualify", {"proposal": one.public_id, "reason": "材料造假"})
        said(api.call("post", f"proposals/{one.public_id}/{name}/", {"reason": "团队解散"}), (409,))
        assert traces() == before, state
        transaction.savepoint_rollback(sid)


@pytest.mark.parametrize("name", ["propose", "renounce", "disqualify"])
def test_after_a_contract_no_step_of_the_review_is_taken(name: str):
    scene = judged()
    for state in machine1.MOVES["execute"].sources | machine1.MOVES["begin_acceptance"].sources:
        Challenge.objects.filter(pk=scene["call"].pk).update(state=state)
        there, before = _again(scene), traces()
        if name == "propose":
            refuses(lambda there=there: CALLS["propose"][2](there, make_operator()))
        else:
            refuses(lambda there=there: ONES[name](there["winner"], there["winner"].lead))
        assert traces()[:4] == before[:4]


@pytest.mark.parametrize(
    "state", [state for state in ProposalState if state not in machine2.MOVES["propose"].sources | {"scored"}]
)
def test_nobody_is_proposed_out_of_turn(state: str):
    """Shortlisting and proposing are one act: from `scored`, from the short list, or after another winner is gone."""
    scene = judged()
    Proposal.objects.filter(pk=scene["winner"].pk).update(state=state)
    there, before = _again(scene), traces()
    refuses(lambda: CALLS["propose"][2](there, make_operator()))
    assert traces() == before


def test_a_panel_out_of_order_is_refused_by_page_and_api(client):
    """Marks are opened once, locked once, put off only while they are given, and nobody is excused from a locked panel."""
    call, by, api = cases.make_judged(1, panel_size=3), make_operator(), Api()
    api.force_authenticate(by)
    client.force_login(by)
    seat = Panel.objects.get().seats.filter(state="accepted").first()
    soon = (timezone.now() + timedelta(days=9)).isoformat()
    acts = {
        "draw": ("panel/", {"places": [{"field": cases.FIELD, "places": 3}]}, {"field": cases.FIELD, "places": "3"}),
        "begin": ("panel/begin/", {"due_at": soon, "defence_at": soon, "defence_place": "x"}, {"due_at": soon}),
        "extend": ("panel/extend/", {"due_at": soon, "reason": "x"}, {"due_at": soon, "reason": "x"}),
        "lock": ("panel/lock/", {}, {}),
        "excuse": ("panel/excuse/", {"seat": seat.public_id, **REASON}, {"seat": seat.public_id, **REASON}),
    }
    before = traces()
    for act, (address, body, data) in acts.items():
        said(api.call("post", f"challenges/{call.public_id}/{address}", body), (409,))
        through_the_page(client, call, act, data)
        assert traces() == before, act


def test_the_clock_takes_no_step_that_is_not_due():
    """From every state of the call: the tasks find nothing to lock, to expire or to put in effect."""
    scene = proposed()
    for state in ChallengeState:
        sid = transaction.savepoint()
        Challenge.objects.filter(pk=scene["call"].pk).update(state=state)
        before = traces()
        tasks.run_clock()
        publicity_clock.run_clock()
        assert traces() == before, state
        transaction.savepoint_rollback(sid)


def test_the_steps_tried_here_are_all_that_determinations_take():
    """`reopen_review` is the same function as `drop_award`, from the publicity period; `fail_call` and `begin_review` are tried
    with the form check and the recovery of calls."""
    assert {step for step, *_rest in CALLS.values()} == {"propose_award", "announce", "award", "drop_award"}
