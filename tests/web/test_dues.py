"""What is due next: every kind, for whom, until when, and on which home."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Membership
from apps.agreements import acceptance, contracts, endings, milestones, payments
from apps.agreements.models import Contract, Payment
from apps.challenges.models import Challenge, ChallengeRevision, Problem
from apps.procedures.calendar import today
from apps.proposals import members
from apps.proposals.models import Proposal
from apps.reviews import form_check
from apps.web.contracts import home as contract_dues
from apps.web.dues import Due, city_day, in_order
from apps.web.employer import due as employer_due
from apps.web.employer.home import what_is_due
from apps.web.operator import due as operator_due
from apps.web.proposals import due as proposals_due
from tests.agreements.factories import (  # fmt: skip
    Cast,
    Scan,
    good,
    in_acceptance,
    make_awarded,
    make_contracts,
    owner_of,
    paid,
    passed,
    reported,
)
from tests.challenges.content import make_challenge, make_programme
from tests.factories import make_employer, make_member, make_operator, make_talent, make_user
from tests.procedures.cases import at as objection_at
from tests.procedures.cases import judge, lodge
from tests.proposals.content import make_call, make_draft, make_sealed, move_deadline, rows, signed
from tests.reviews.cases import make_judged, make_panel, make_pool, make_proposed, make_reviewing, scoring, seated
from tests.reviews.form_cases import checker, department, opened, refused, returned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def cast():
    return Cast()


def told(found: Any) -> dict[str, Any]:
    """Title -> last day."""
    return {str(due.title): due.until for due in found}


def operator(*verbs: str, **fields: Any) -> Any:
    return make_operator(verbs=[f"challenges.{verb}" for verb in verbs], **fields)


def of_operator(user: Any) -> dict[str, Any]:
    return told(operator_due.items(user))


def test_what_has_a_last_day_comes_first_and_by_it():
    days = [None, today() + timedelta(days=9), today()]
    found = in_order(Due(str(at), "", "", "", day) for at, day in enumerate(days))
    assert [due.title for due in found] == ["2", "1", "0"]


# ---------------------------------------------------------------- applicants
def test_a_draft_is_due_until_its_call_closes():
    draft = signed(make_draft(make_call()))
    until = city_day(draft.challenge.closes_at)
    assert told(proposals_due.items(draft.lead)) == {"Finish your proposal and seal it": until}
    assert told(proposals_due.items(make_user())) == {}
    move_deadline(draft.challenge, seconds=-1)
    assert told(proposals_due.items(draft.lead)) == {}


def test_signatures_are_due_for_who_signs_and_for_who_leads():
    draft = make_draft(make_call())
    lead, other = draft.lead, make_user()
    until = city_day(draft.challenge.closes_at)
    members.name(draft, rows(("60", "50"), ("40", "50")), by=lead)
    draft.members.filter(is_lead=False).update(user=other)
    draft.members.filter(is_lead=True).update(signed_at=None, undertaking=None)
    found = told(proposals_due.items(lead))
    assert (found["Sign the integrity undertaking"], found["Signatures are missing"]) == (until, until)
    assert told(proposals_due.items(other)) == {"Sign the integrity undertaking": until}


def test_an_amended_call_is_to_be_read():
    draft = signed(make_draft(make_call()))
    later = ChallengeRevision.objects.create(challenge=draft.challenge, number=9)
    Challenge.objects.filter(pk=draft.challenge_id).update(current=later)
    assert "The call was amended: read the new text and confirm it" in told(proposals_due.items(draft.lead))


def test_a_correction_is_due_until_its_day():
    _call, (proposal,) = opened()
    proposal = returned(proposal)
    assert told(proposals_due.items(proposal.lead)) == {
        "Correct your proposal and seal it again": city_day(proposal.returned_until)
    }


def test_an_appeal_is_open_until_its_day():
    _call, (proposal,) = opened()
    refused(proposal)
    found = told(proposals_due.items(proposal.lead))
    assert list(found) == ["The form check was not passed: you may appeal"]
    assert found.popitem()[1] == city_day(proposal.form_checks.get().appeal_until)


def test_a_sealed_proposal_asks_for_nothing():
    assert told(proposals_due.items(make_sealed(make_call()).lead)) == {}


# ---------------------------------------------------------------- both sides of a contract
def sides(contract: Contract) -> tuple[dict[str, Any], dict[str, Any]]:
    owner = owner_of(contract)
    return (
        told(contract_dues.of_solver(contract.proposal.lead)),
        told(contract_dues.of_poster(owner, contract.challenge.employer)),
    )


def test_a_contract_is_signed_by_both_sides(cast):
    (contract,) = make_contracts(cast, state="drafted")
    solver, poster = sides(contract)
    assert (len(solver), len(poster)) == (1, 1)
    party = contract.agreement.parties.get(side="solver")
    contracts.hand_in(party, by=contract.proposal.lead, upload=Scan(), signatory="某某", sealed=True)
    solver, poster = sides(contract)
    assert (len(solver), len(poster)) == (0, 1)


def test_a_milestone_is_due_for_the_team_and_then_for_the_poster(cast):
    (contract,) = make_contracts(cast)
    first = contract.milestones.order_by("order").first()
    solver, poster = sides(contract)
    assert (list(solver.values()), poster) == ([first.due_on], {})
    reported(first)
    solver, poster = sides(contract)
    assert (len(solver), len(poster)) == (0, 1)
    assert told(contract_dues.of_solver(make_user())) == {}


def test_the_end_users_word_is_due_from_the_poster(cast):
    (contract,) = make_contracts(cast)
    for milestone in contract.milestones.all():
        passed(milestone, cast)
    assert "acceptance" in next(iter(sides(contract)[0]))
    acceptance.ask(contract, by=contract.proposal.lead)
    solver, poster = sides(contract)
    assert (solver, len(poster)) == ({}, 1)


def test_a_proposed_end_is_to_be_answered_until_its_day(cast):
    (contract,) = make_contracts(cast)
    made = endings.propose(contract, by=cast.officer, kind="excused", rule="unattainable", reason="指标不可达。")
    assert list(sides(contract)[0].values()) == [made.hear_until]
    assert of_operator(cast.second)["Decide the end that was proposed"] == made.hear_until
    assert "Decide the end that was proposed" not in of_operator(cast.officer)


# ---------------------------------------------------------------- posters
def of_employer(employer: Any, user: Any = None) -> dict[str, Any]:
    return told(employer_due.of_calls(user or employer.owner, employer))


@pytest.mark.parametrize(
    ("state", "title"),
    [("draft", "Finish the call and submit it"), ("returned", "Correct the call and submit it again")],
)
def test_a_call_that_is_written_is_due_while_it_can_still_be_open_long_enough(state, title):
    employer = make_employer()
    made = make_challenge(state=state, employer=employer)
    last = city_day(made.draft.closes_at - timedelta(days=made.programme.minimum_open_days))
    assert of_employer(employer) == {title: last}
    assert of_employer(employer, make_member(employer.organisation, "viewer")) == {}


def test_a_waiting_call_whose_deadline_comes_too_near_is_put_off():
    employer = make_employer()
    make_challenge(state="submitted", employer=employer)
    assert of_employer(employer) == {}
    make_challenge(state="approved", employer=employer, closes_at=timezone.now() + timedelta(days=5))
    assert list(of_employer(employer)) == ["Put the deadline of the call off"]


def test_a_poster_that_decides_chooses_the_winner():
    call = make_judged(2, decided_by="poster")
    owner = Membership.objects.get(organisation=call.employer.organisation, role="owner").user
    assert list(of_employer(call.employer, owner)) == ["The marks are locked: choose the winner"]
    other = make_judged(2)
    owner = Membership.objects.get(organisation=other.employer.organisation, role="owner").user
    assert of_employer(other.employer, owner) == {}


def test_problems_are_corrected_and_renewed():
    employer = make_employer()
    fields = {"employer": employer, "description": "…", "listed_at": timezone.now()}
    Problem.objects.create(title="Returned", state="returned", **fields)
    soon, far = today() + timedelta(days=3), today() + timedelta(days=60)
    Problem.objects.create(title="Soon", state="listed", fresh_until=soon, **fields)
    Problem.objects.create(title="Far", state="listed", fresh_until=far, **fields)
    assert told(employer_due.of_problems(employer.owner, employer)) == {
        "Correct the problem and submit it again": None, "Say that the problem still stands": soon,
    }  # fmt: skip
    assert told(employer_due.of_problems(make_user(), employer)) == {}


# ---------------------------------------------------------------- operators
@pytest.mark.parametrize(
    ("state", "rules", "verb", "title"),
    [
        ("submitted", {"district_check": True}, "review", "Check the call"),
        ("submitted", {"district_check": False, "appraisal": False}, "approve", "Decide about the call"),
        ("argued", {}, "approve", "Decide about the call"),
        ("approved", {}, "publish", "Publish the call"),
    ],
)
def test_calls_wait_for_whose_turn_it_is(state, rules, verb, title):
    made = make_challenge(state=state, programme=make_programme(**rules))
    Challenge.objects.filter(pk=made.pk).update(district="370212")
    last = city_day(made.draft.closes_at - timedelta(days=made.programme.minimum_open_days))
    assert of_operator(operator(verb)) == {title: last}
    assert of_operator(operator(verb, district="370212")) == {title: last}
    assert of_operator(operator(verb, district="370203")) == {}
    assert of_operator(operator("finance")) == {}
    own = operator(verb)
    Membership.objects.create(user=own, organisation=made.employer.organisation, role="viewer")
    assert of_operator(own) == {}


def test_who_approved_a_call_does_not_publish_it():
    made = make_challenge(state="approved")
    both = operator("publish")
    Challenge.objects.filter(pk=made.pk).update(approved_by=both)
    assert of_operator(both) == {}


def test_a_problem_is_screened_in_its_district():
    fields = {"title": "…", "description": "…", "state": "submitted", "district": "370212"}
    Problem.objects.create(employer=make_employer(), **fields)
    assert of_operator(operator("review", district="370212")) == {"Screen the problem": None}
    assert of_operator(operator("review", district="370203")) == {}


def test_calls_close_and_are_opened():
    call = make_call()
    make_sealed(call)
    user = operator("open")
    assert of_operator(user) == {}
    move_deadline(call, days=3)
    assert of_operator(user) == {"The call closes": city_day(call.closes_at)}
    move_deadline(call, seconds=-1)
    Challenge.objects.filter(pk=call.pk).update(state="closed")
    assert of_operator(user) == {"Open the proposals": city_day(call.closes_at)}


def test_form_checks_and_appeals_wait():
    _call, (proposal,) = opened()
    officer = checker()
    assert of_operator(officer) == {"Check the form of a proposal": None}
    refused(proposal, by=officer)
    assert of_operator(officer) == {}
    made = form_check.appeal(Proposal.objects.get(pk=proposal.pk), by=proposal.lead, text="附件名称正确。")
    assert of_operator(department()) == {"Decide the appeal against a form check": made.due_on}


def test_panels_are_drawn_filled_and_scored():
    call, user = make_reviewing(1), operator("review")
    assert of_operator(user) == {"Draw the panel": None}
    make_pool(7)
    panel = make_panel(call)
    first = min(seat.answer_by for seat in panel.seats.filter(state="invited"))
    assert of_operator(user) == {"Fill the panel: 0 of 5 seats": city_day(first)}
    seated(panel)
    assert of_operator(user) == {"The panel is full: open the marks": None}
    scoring(panel)
    panel.refresh_from_db()
    assert of_operator(user) == {"Marks of the panel are due": city_day(panel.due_at)}


def test_winners_are_proposed_by_one_and_announced_by_another():
    call = make_judged(2)
    one, other = operator("approve"), operator("approve")
    assert of_operator(one) == {"Propose the winner": None}
    make_proposed(call, by=one)
    assert (of_operator(one), of_operator(other)) == ({}, {"Announce the winner": None})


def test_objections_are_taken_up_and_answered_by_somebody_else():
    officer, objection = judge(), lodge()
    assert of_operator(officer) == {"Take up the objection": objection.intake_due_on}
    objection.delete()
    taken = objection_at("investigating")
    assert of_operator(officer) == {"Answer the objection": taken.answer_due_on}
    taken.publicity.determined_by = [officer.public_id]
    taken.publicity.save()
    assert of_operator(officer) == {}


def test_a_contract_is_drawn_up_filed_and_begun(cast):
    call = make_awarded()
    assert of_operator(cast.keeper) == {"Draw up the contract": None}
    made = contracts.draft(call.winners[0], by=cast.keeper)
    assert of_operator(cast.keeper) == {}
    for party in made.agreement.parties.all():
        who = owner_of(made) if party.side == "poster" else made.proposal.lead
        contracts.hand_in(party, by=who, upload=Scan(), signatory="某某", sealed=True)
        assert of_operator(cast.keeper) == {"File the signed contract": None}
        contracts.file_side(party, by=cast.keeper)
    assert of_operator(cast.keeper) == {"Begin the work": None}


def test_milestones_payments_and_the_second_pair_of_eyes(cast):
    (contract,) = make_contracts(cast)
    first = contract.milestones.order_by("order").first()
    reported(first)
    assert of_operator(cast.officer) == {}
    milestones.confirm(first, by=owner_of(contract))
    assert of_operator(cast.officer) == {"Pass the milestone": first.due_on}
    milestones.pass_(first, by=cast.officer)
    assert of_operator(cast.finance) == {"Order the payment": None}
    payment = Payment.objects.get()
    payments.order(payment, by=cast.finance)
    assert of_operator(cast.finance) == {}
    assert of_operator(cast.cashier) == {"Release the payment: yours is the second pair of eyes": None}


def test_acceptance_and_evaluation_wait_for_the_department(cast):
    (contract,) = make_contracts(cast)
    in_acceptance(contract, cast)
    assert of_operator(cast.officer)["Decide the acceptance"] is None
    measured = {"measured": good(contract), "experts": "甲、乙、丙", "opinion": "同意验收"}
    acceptance.accept(contract, by=cast.officer, **measured)
    assert "Evaluate the result" in of_operator(cast.officer)


def test_money_that_comes_back_is_booked_and_confirmed_by_two(cast):
    (contract,) = make_contracts(cast)
    passed(contract.milestones.order_by("order").first(), cast)
    paid(Payment.objects.get(), cast)
    contract.refresh_from_db()
    made = endings.propose(contract, by=cast.officer, kind="fault", rule="fraud", reason="虚假材料。", recover=1000)
    endings.answer(made, by=contract.proposal.lead, statement="没有虚假材料。")
    endings.confirm(made, by=cast.second, note="属实。")
    assert of_operator(cast.finance)["Book the money that is to come back"] is None
    payments.book(made.recovery, by=cast.finance, reference="R-1")
    assert "Confirm the money that came back" not in of_operator(cast.finance)
    assert "Confirm the money that came back" in of_operator(cast.cashier)


# ---------------------------------------------------------------- the homes
ENGLISH = {"accept-language": "en"}


def test_every_home_shows_what_is_due_with_its_link(client, cast):
    (contract,) = make_contracts(cast, state="drafted")
    talent = make_talent(user=contract.proposal.lead)
    address = reverse("contracts:contract", args=[contract.public_id])
    for user, home in ((talent.user, "talent:home"), (owner_of(contract), "employer:home")):
        client.force_login(user)
        page = client.get(reverse(home), headers=ENGLISH).content.decode()
        assert "What is due next" in page
        assert address in page
    made = make_challenge(state="approved")
    client.force_login(cast.keeper)
    page = client.get(reverse("admin:index"), headers=ENGLISH).content.decode()
    assert reverse("admin:challenges_challenge_change", args=[made.pk]) in page


def test_an_employers_home_also_shows_the_proposals_it_makes():
    employer = make_employer()
    draft = make_draft(make_call(), user=employer.owner, organisation=employer.organisation)
    found = told(what_is_due(employer.owner, employer))
    assert found["Finish your proposal and seal it"] == city_day(draft.challenge.closes_at)
