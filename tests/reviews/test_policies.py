"""Role x verb of panels, sheets and determinations. What is not named here is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from apps.reviews import policies
from apps.reviews.models import Seat, Sheet
from apps.reviews.states import SeatState
from tests.factories import make_member, make_operator, make_organisation, make_user
from tests.reviews import cases

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "370212", "370203"
RUN = {"run_panel", "see_results"}
DECIDE = {"determine", "overturn", "disqualify"}
READ_BLIND = {"answer", "read_sheet", "read_blind"}
MARKING = {  # the marks are being given; the department decides
    "operator of the district": RUN,
    "operator elsewhere": set(),
    "department": RUN | DECIDE,
    "department of the poster's family": set(),
    "department with a proposal of her own": set(),
    "department whose employer applies": set(),
    "department once asked for the panel": set(),
    "publisher": set(),
    "operator of other verbs": set(),
    "poster's owner": set(),
    "applicant's lead": {"renounce"},
    "a member": set(),
    "the expert": READ_BLIND | {"score"},
    "another on the panel": {"read_blind"},
    "who has declined": set(),
    "who is in reserve": set(),
    "stranger": set(),
    "nobody": set(),
}
PROPOSED = {  # marks are locked, an award is proposed by another person of the department
    **MARKING,
    "department": RUN | DECIDE | {"announce"},
    "publisher": {"announce"},
    "who proposed it": RUN | DECIDE,
    "the expert": READ_BLIND,
}
POSTER = {  # the same where the poster decides
    **PROPOSED,
    "department": RUN | {"overturn", "disqualify", "announce"},
    "who proposed it": {"see_results", "determine", "read_as_poster"},
    "poster's owner": {"see_results", "determine", "read_as_poster"},
}
SCENES = {"marking": MARKING, "proposed": PROPOSED, "poster decides": POSTER}


def people(call: Any, seats: dict[str, Seat]) -> dict[str, Any]:
    proposal = call.entrants[0]
    kin, entrant, clerk = (make_operator(verbs=["challenges.approve"]) for _each in range(3))
    kin.memberships.create(organisation=call.employer.organisation, role="hiring_manager")
    call.entrants[1].members.filter(is_lead=True).update(user=entrant)
    applying = make_organisation()
    type(proposal).objects.filter(pk=call.entrants[1].pk).update(organisation=applying)
    clerk.memberships.create(organisation=applying, role="hiring_manager")
    member = make_user()
    proposal.members.create(name="Second Person", country="CN", user=member, budget_share=0, ip_share=0)
    return {
        "operator of the district": make_operator(district=HERE, verbs=["challenges.review"]),
        "operator elsewhere": make_operator(district=ELSEWHERE),
        "department": make_operator(verbs=["challenges.approve"]),
        "department of the poster's family": kin,
        "department with a proposal of her own": entrant,
        "department whose employer applies": clerk,
        "department once asked for the panel": seats["operator"].expert.user,
        "publisher": make_operator(verbs=["challenges.publish"]),
        "operator of other verbs": make_operator(verbs=["positions.review"]),
        "poster's owner": make_member(call.employer.organisation),
        "applicant's lead": proposal.lead,
        "a member": member,
        "the expert": seats["hers"].expert.user,
        "another on the panel": seats["other"].expert.user,
        "who has declined": seats["declined"].expert.user,
        "who is in reserve": seats["reserve"].expert.user,
        "stranger": make_user(),
        "nobody": AnonymousUser(),
    }


def seats_of(panel: Any) -> dict[str, Seat]:
    """Two who are on the panel, one who declined, one in reserve, and one excused who is of the department."""
    rows = panel.seats.select_related("expert__user", "panel__challenge__programme")
    hers, other, *_more = rows.filter(state=SeatState.ACCEPTED).order_by("pk")
    reserve, second, third, *_rest = rows.filter(state=SeatState.RESERVE).order_by("pk")
    for row, state in ((second, SeatState.DECLINED), (third, SeatState.EXCUSED)):
        Seat.objects.filter(pk=row.pk).update(state=state, invited_at=panel.drawn_at)
    operator = make_operator(verbs=["challenges.approve"], display_name="远方来客")
    type(third.expert).objects.filter(pk=third.expert_id).update(user=operator)
    found = {"hers": hers, "other": other, "reserve": reserve, "declined": second, "operator": third}
    return {name: rows.get(pk=row.pk) for name, row in found.items()}


def answers(user: Any, call: Any, hers: Seat, live: Any) -> set[str]:
    proposal, sheet = call.entrants[0], Sheet.objects.get(seat=hers, proposal=call.entrants[0])
    asked = {
        **dict.fromkeys(("run_panel", "see_results", "determine", "disqualify"), (call,)),
        **{verb: (live,) for verb in ("announce", "overturn") if live},
        **dict.fromkeys(("renounce", "see_comments", "read_blind", "read_as_poster"), (proposal,)),
        **dict.fromkeys(("read_sheet", "score"), (sheet,)),
        "answer": (hers,),
    }
    return {verb for verb, on in asked.items() if getattr(policies, f"can_{verb}")(user, *on)}


@pytest.mark.parametrize("scene", SCENES)
def test_role_by_verb(scene: str):
    call = cases.make_reviewing(2, preset="firm_to_firm" if scene == "poster decides" else "state_run", panel_size=3)
    cases.make_pool(7)
    panel = cases.scoring(cases.seated(cases.make_panel(call, 3)))
    live = None
    found = {}
    if scene != "marking":
        cases.give(panel, {proposal.pk: [80] * 3 for proposal in call.entrants})
        cases.sheets.lock(panel, by=make_operator())
        call.refresh_from_db()
        by = (
            make_member(call.employer.organisation)
            if scene == "poster decides"
            else make_operator(verbs=["challenges.approve"])
        )
        live = cases.make_proposed(call, by=by)
        found["who proposed it"] = by
    for proposal in call.entrants:
        proposal.refresh_from_db()
    seats = seats_of(panel)
    found |= people(call, seats)
    call = type(call).objects.get(pk=call.pk)
    call.entrants = list(call.proposals.select_related("challenge__programme").order_by("pk"))
    seen = {who: answers(user, call, seats["hers"], live) for who, user in found.items()}
    expected = SCENES[scene]
    if live is None:
        expected = {who: verbs - {"overturn"} for who, verbs in expected.items()}
    assert seen == {who: expected[who] for who in seen}


def test_an_expert_of_the_panel_who_left_it_reads_nothing_more():
    call = cases.make_reviewing(1, panel_size=3)
    cases.make_pool(5)
    panel = cases.scoring(cases.seated(cases.make_panel(call, 3)))
    seat = panel.seats.filter(state=SeatState.ACCEPTED).select_related("expert__user").first()
    assert policies.can_read_blind(seat.expert.user, call.entrants[0])
    cases.panels.excuse(seat, by=make_operator(), reason="病假")
    assert not policies.can_read_blind(seat.expert.user, call.entrants[0])
    sheet = Sheet.objects.filter(seat=seat).select_related("seat__expert", "seat__panel").first()
    assert not policies.can_read_sheet(seat.expert.user, sheet)


def test_who_was_switched_off_may_nothing():
    call = cases.make_reviewing(1, panel_size=3)
    user = make_operator()
    assert policies.can_run_panel(user, call)
    user.is_active = False
    for verb in ("run_panel", "see_results", "determine", "disqualify"):
        assert not getattr(policies, f"can_{verb}")(user, call)
