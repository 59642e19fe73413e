"""The form check: its items, its three ends, the correction that touches only what was asked for, the appeal."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from apps.accounts.models import Role, RoleHolding
from apps.accounts.signals import erased
from apps.challenges.models import Challenge
from apps.core import audit
from apps.core.moves import GuardFailed, IllegalMove
from apps.notifications.models import Message
from apps.procedures.calendar import today
from apps.proposals import drafts, members, sealing
from apps.proposals.models import Package, Proposal
from apps.proposals.tasks import run_clock as run_proposal_clock
from apps.reviews import form_check, form_items, form_tasks
from apps.reviews.form_check import Tick
from apps.reviews.models import CheckList, FormAppeal, FormCheck
from tests.factories import make_member, make_organisation, make_user
from tests.proposals.content import CONTENT, close, make_call, make_draft, make_sealed, rows, signed
from tests.reviews.form_cases import (
    admitted,
    check_of,
    checker,
    department,
    open_,
    opened,
    refused,
    returned,
    tick_all,
)

pytestmark = pytest.mark.django_db


def told(user, kind) -> int:
    return Message.objects.filter(recipient=user, kind=kind).count()


def expire(proposal) -> None:
    FormCheck.objects.filter(proposal=proposal, outcome="ineligible").update(appeal_until=timezone.now())


def test_the_opening_makes_a_check_of_each_proposal_filled_in_with_what_was_found():
    clerk = checker()
    _challenge, (one, two) = opened(2)
    assert FormCheck.objects.count() == 2
    items = {item.item: (item.finding, item.verdict) for item in check_of(one).items.all()}
    assert list(items) == list(form_items.DEFAULT)
    assert items["complete"] == items["shares"] == items["files_fit"] == ("met", "met")
    assert items["conflicts"] == ("", "")  # a person looks
    assert told(clerk, "form_check_waits") == 1
    assert check_of(two).outcome == ""


def test_the_list_has_no_item_of_region_degree_age_or_title():
    """R6, in codes and in words, in the list from which every round picks."""
    words = " ".join(f"{item} {item.label}" for item in form_items.Item).lower()
    for forbidden in ("age ", "degree", "region", "district", "country", "title", "school", "registered", "trade"):
        assert forbidden not in words


def test_passes_once_every_item_is_in_order():
    _challenge, (proposal,) = opened()
    admitted(proposal)
    assert proposal.state == "eligible"
    assert check_of(proposal).outcome == "eligible"
    assert told(proposal.lead, "proposal_eligible") == 1


def test_an_item_without_a_verdict_or_a_fault_without_a_remark_stops_it():
    clerk = checker()
    _challenge, (proposal,) = opened()
    check = check_of(proposal)
    with pytest.raises(GuardFailed, match="needs a verdict"):
        form_check.admit(check, by=clerk)
    tick_all(check, by=clerk, conflicts=("unmet", ""))
    with pytest.raises(GuardFailed, match="write a remark"):
        form_check.find_ineligible(check, by=clerk, reason="x")
    tick_all(check, by=clerk, conflicts=("unmet", "没有说明"))
    with pytest.raises(GuardFailed, match="not in order"):
        form_check.admit(check, by=clerk)
    with pytest.raises(GuardFailed, match="give a reason"):
        form_check.find_ineligible(check, by=clerk, reason=" ")
    tick_all(check, by=clerk)
    with pytest.raises(GuardFailed, match="which item"):
        form_check.find_ineligible(check, by=clerk, reason="x")
    with pytest.raises(GuardFailed, match="which item"):
        form_check.return_(check, by=clerk, reason="x", asked=["plan"])


def test_against_the_finding_of_the_system_a_remark_is_needed():
    clerk = checker()
    _challenge, (proposal,) = opened()
    check = check_of(proposal)
    tick_all(check, by=clerk)
    check.items.filter(item="stayed").update(finding="unmet")
    with pytest.raises(GuardFailed, match="write a remark"):
        form_check.admit(check, by=clerk)
    tick_all(check, by=clerk, stayed=("met", "成员已书面说明"))
    form_check.admit(check, by=clerk)


def test_a_decided_check_stays():
    clerk = checker()
    _challenge, (proposal,) = opened()
    admitted(proposal, clerk)
    for step in (
        lambda check: form_check.admit(check, by=clerk),
        lambda check: form_check.tick(check, {"shares": Tick("unmet")}, by=clerk),
        lambda check: form_check.find_ineligible(check, by=clerk, reason="x"),
        lambda check: form_check.return_(check, by=clerk, reason="x", asked=["plan"]),
    ):
        with pytest.raises(GuardFailed, match="is decided"):
            step(check_of(proposal))


def test_only_while_the_call_is_closed():
    _challenge, (proposal,) = opened()
    Challenge.objects.update(state="reviewing")
    with pytest.raises(GuardFailed, match="whose review has not begun"):
        tick_all(check_of(proposal), by=checker())


def test_nobody_checks_her_own_side():
    _challenge, (proposal,) = opened()
    sister = make_organisation(parent=proposal.challenge.employer.organisation)
    for own in (proposal.lead, make_member(sister, "hiring_manager")):
        with pytest.raises(GuardFailed, match="one side"):
            tick_all(check_of(proposal), by=own)


def test_ineligible_with_reasons_and_a_day_until_which_to_appeal():
    _challenge, (proposal,) = opened()
    refused(proposal)
    check = check_of(proposal)
    assert (proposal.state, check.reason) == ("ineligible", "附件不符合要求。")
    assert check.appeal_until > timezone.now() + timedelta(days=4)
    assert told(proposal.lead, "proposal_ineligible") == 1
    entry = audit.timeline(proposal).get(act="find_ineligible")
    assert entry.data == {"items": ["files_fit"]}


def test_a_round_has_a_list_and_days_of_its_own():
    challenge = make_call()
    CheckList.objects.create(programme=challenge.programme, items=["complete", "shares"], appeal_days=1)
    proposal = make_sealed(challenge)
    open_(challenge)
    assert [item.item for item in check_of(proposal).items.all()] == ["complete", "shares"]
    assert form_check.rules_of(challenge.programme).appeal_days == 1


# ---------------------------------------------------------------- correction


def test_a_correction_touches_what_was_asked_for_and_nothing_else():
    _challenge, (proposal,) = opened()
    proposal = returned(proposal, "plan", "files_blind")
    lead = proposal.lead
    drafts.save(proposal, {"plan": "改正后的计划", "route": CONTENT["route"]}, by=lead)  # what is equal may be sent
    with pytest.raises(GuardFailed, match="did not ask for this: Technical route"):
        drafts.save(proposal, {"route": "别人的路线"}, by=lead)
    with pytest.raises(GuardFailed, match="did not ask"):
        drafts.save(proposal, {"quote": 1}, by=lead)
    drafts.attach(proposal, "blind", b"%PDF-1.4 x", name="plan.pdf", by=lead)
    with pytest.raises(GuardFailed, match="Files of the identity part"):
        drafts.attach(proposal, "identity", b"%PDF-1.4 x", name="plan.pdf", by=lead)
    with pytest.raises(GuardFailed, match="Members"):
        members.name(proposal, rows(("100", "100")), by=lead)


def test_files_that_were_not_asked_for_stay():
    challenge = make_call()
    proposal = signed(make_draft(challenge))
    drafts.attach(proposal, "identity", b"%PDF-1.4 x", name="team.pdf", by=proposal.lead)
    sealing.submit(proposal, by=proposal.lead)
    open_(challenge)
    proposal = returned(Proposal.objects.get(pk=proposal.pk))
    with pytest.raises(GuardFailed, match="Files of the identity part"):
        drafts.detach(proposal.draft.attachments.get())


def test_a_correction_has_a_receipt_of_its_own_and_is_checked_anew():
    clerk = checker()
    _challenge, (proposal,) = opened()
    proposal = returned(proposal, by=clerk)
    assert proposal.state == "returned"
    assert told(proposal.lead, "proposal_returned") == 1
    drafts.save(proposal, {"plan": "改正后的计划"}, by=proposal.lead)
    sealing.submit(proposal, by=proposal.lead)
    first, second = FormCheck.objects.filter(proposal=proposal).order_by("round")
    assert (first.outcome, second.outcome, second.round) == ("returned", "", 2)
    packages = Package.objects.filter(proposal=proposal, part="blind")
    assert len({row.receipt_hash for row in packages}) == 2
    assert told(clerk, "form_check_waits") == 2
    admitted(Proposal.objects.get(pk=proposal.pk), clerk)
    with pytest.raises(GuardFailed, match="is decided"):
        form_check.tick(first, {}, by=clerk)


def test_a_correction_says_what_and_names_only_what_there_is():
    clerk = checker()
    _challenge, (proposal,) = opened()
    check = check_of(proposal)
    tick_all(check, by=clerk, complete=("unmet", "x"))
    with pytest.raises(GuardFailed, match="what has to be corrected"):
        form_check.return_(check, by=clerk, reason="x", asked=[])
    with pytest.raises(ValidationError):
        form_check.return_(check, by=clerk, reason="x", asked=["age"])
    with pytest.raises(GuardFailed, match="give a reason"):
        form_check.return_(check, by=clerk, reason="", asked=["plan"])


def test_before_the_clock_withdraws_it_the_lead_is_told_once():
    _challenge, (proposal,) = opened()
    proposal = returned(proposal)
    Proposal.objects.update(returned_until=timezone.now() + timedelta(hours=37))
    assert form_tasks.remind_of_corrections() == 0
    Proposal.objects.update(returned_until=timezone.now() + timedelta(hours=35))
    form_tasks.run_clock()
    form_tasks.run_clock()
    assert told(proposal.lead, "proposal_correction_due") == 1
    Proposal.objects.update(returned_until=timezone.now() - timedelta(seconds=1))
    assert form_tasks.remind_of_corrections() == 0
    assert run_proposal_clock() == 1
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"


# ---------------------------------------------------------------- appeal


def test_one_appeal_decided_by_another_person_of_the_department():
    boss, both = department(), checker()
    _challenge, (proposal,) = opened()
    role = Role.objects.create(
        code="both", label_zh_hans="x", label_zh_hant="x", label_en="x", verbs=["challenges.approve"]
    )
    RoleHolding.objects.create(user=both, role=role)
    refused(proposal, both)
    made = form_check.appeal(proposal, by=proposal.lead, text="附件名称只是缩写。")
    assert told(boss, "form_appeal_waits") == 1
    assert told(both, "form_appeal_waits") == 0
    assert told(proposal.lead, "proposal_appealed") == 1
    for other in (both, checker(), proposal.lead):
        with pytest.raises(GuardFailed, match="Somebody else"):
            form_check.allow(made, by=other, reply="x")
    with pytest.raises(GuardFailed, match="give a reason"):
        form_check.refuse(made, by=boss, reply="")
    form_check.allow(made, by=boss, reply="说明成立。")
    proposal.refresh_from_db()
    assert proposal.state == "eligible"
    assert told(proposal.lead, "proposal_appeal_allowed") == 1
    with pytest.raises(IllegalMove):
        form_check.refuse(made, by=boss, reply="x")


def test_a_refused_appeal_is_the_end():
    _challenge, (proposal,) = opened()
    refused(proposal)
    made = form_check.appeal(proposal, by=proposal.lead, text="x")
    form_check.refuse(made, by=department(), reply="理由不成立。")
    proposal.refresh_from_db()
    assert (proposal.state, made.state) == ("ineligible", "refused")
    assert told(proposal.lead, "proposal_appeal_refused") == 1
    with pytest.raises(GuardFailed, match="possible once"):
        form_check.appeal(proposal, by=proposal.lead, text="again")


def test_an_appeal_is_in_time_with_a_text_and_about_something():
    _challenge, (one, two) = opened(2)
    refused(one)
    admitted(two)
    with pytest.raises(GuardFailed, match="nothing to appeal"):
        form_check.appeal(two, by=two.lead, text="x")
    with pytest.raises(GuardFailed, match="give a reason"):
        form_check.appeal(one, by=one.lead, text=" ")
    expire(one)
    with pytest.raises(GuardFailed, match="is over"):
        form_check.appeal(one, by=one.lead, text="x")


def test_the_department_is_reminded_before_its_day():
    boss = department()
    _challenge, (proposal,) = opened()
    refused(proposal)
    form_check.appeal(proposal, by=proposal.lead, text="x")
    form_tasks.remind_of_appeals()
    assert told(boss, "form_appeal_due") == 0
    with time_machine.travel("2026-11-30 02:00:00+00:00", tick=False):  # a Monday
        FormAppeal.objects.update(due_on=today())
        form_tasks.remind_of_appeals()
        form_tasks.remind_of_appeals()
    assert told(boss, "form_appeal_due") == 1


def test_what_she_wrote_goes_with_her_account():
    _challenge, (proposal,) = opened()
    refused(proposal)
    made = form_check.appeal(proposal, by=proposal.lead, text="personal words")
    erased.send(type(proposal.lead), user=proposal.lead, addresses=[])
    made.refresh_from_db()
    assert made.text == ""


# ---------------------------------------------------------------- the review begins


def test_the_review_begins_when_everything_is_settled_and_somebody_passed():
    clerk = checker()
    challenge, (one, two, three) = opened(3)
    with pytest.raises(GuardFailed, match="3 proposals are not settled"):
        form_check.begin_review(challenge, by=clerk)
    admitted(one)
    refused(two)
    three = returned(three)
    with pytest.raises(GuardFailed, match="2 proposals are not settled"):  # a correction; time to appeal
        form_check.begin_review(challenge, by=clerk)
    Proposal.objects.filter(pk=three.pk).update(returned_until=timezone.now())
    run_proposal_clock()
    made = form_check.appeal(two, by=two.lead, text="x")
    expire(two)
    with pytest.raises(GuardFailed, match="1 proposal is not settled"):  # under appeal
        form_check.begin_review(challenge, by=clerk)
    form_check.refuse(made, by=department(), reply="x")
    form_check.begin_review(challenge, by=clerk)
    challenge.refresh_from_db()
    assert challenge.state == "reviewing"
    assert told(challenge.employer.organisation.memberships.get().user, "challenge_reviewing") == 1
    with pytest.raises(IllegalMove):
        form_check.begin_review(challenge, by=clerk)


def test_without_an_eligible_proposal_the_call_can_only_fail():
    challenge, (proposal,) = opened()
    assert not form_check.can_fail(challenge)
    refused(proposal)
    assert not form_check.can_fail(challenge)
    expire(proposal)
    assert form_check.can_fail(challenge)
    with pytest.raises(GuardFailed, match="No proposal has passed"):
        form_check.begin_review(challenge, by=checker())


def test_who_belongs_to_a_side_does_not_begin_the_review():
    challenge, (proposal,) = opened()
    admitted(proposal)
    clerk = checker()
    proposal.members.create(user=clerk, name="x", country="CN", budget_share=0, ip_share=0)
    with pytest.raises(GuardFailed, match="one side"):
        form_check.begin_review(challenge, by=clerk)
    with pytest.raises(GuardFailed, match="one side"):
        form_check.begin_review(challenge, by=make_user())


def test_a_sealed_proposal_that_was_never_opened_is_not_settled():
    challenge = make_call()
    make_sealed(challenge)
    close(challenge)
    assert len(form_check.unsettled(challenge)) == 1
