"""Acceptance with one correction, two different ends with a hearing, recovery, evaluation."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from apps.agreements import acceptance, endings, evaluation, milestones, payments
from apps.agreements.evaluation import Transfer
from apps.agreements.milestones import Measured
from apps.agreements.models import Acceptance, Contract, Ending, Evaluation, Milestone, Payment, Purse, Recovery
from apps.challenges.models import Challenge
from apps.core.moves import GuardFailed, IllegalMove
from apps.notifications.models import Message
from apps.procedures.calendar import today
from tests.agreements.factories import Scan, accepted, good, in_acceptance, make_contracts, owner_of, paid, passed

pytestmark = pytest.mark.django_db
WORDS = {"experts": "甲、乙、丙", "opinion": "已审"}
LATER = date(2099, 1, 1)


@pytest.fixture
def contract(cast):
    return make_contracts(cast)[0]


class TestAcceptance:
    def test_not_before_every_stage_is_settled(self, contract, cast):
        passed(contract.milestones.first(), cast)
        with pytest.raises(GuardFailed, match="every milestone"):
            acceptance.ask(contract, by=contract.proposal.lead)

    def test_every_indicator_is_measured_and_met(self, contract, cast):
        in_acceptance(contract, cast)
        life, permeability = contract.revision.indicators.all()
        for rows in (
            [],
            [Measured(life.public_id, Decimal(11))],
            [Measured(life.public_id, Decimal(9)), Measured(permeability.public_id, Decimal("0.1"))],
        ):
            with pytest.raises(GuardFailed, match="indicator"):
                acceptance.accept(contract, by=cast.officer, measured=rows, **WORDS)
        acceptance.accept(contract, by=cast.officer, measured=good(contract), **WORDS)
        found = Acceptance.objects.get()
        assert (contract.state, found.outcome, found.measurements.count()) == ("accepted", "accepted", 2)

    def test_not_without_the_end_user(self, contract, cast):
        in_acceptance(contract, cast, satisfied=False)
        with pytest.raises(GuardFailed, match="end user"):
            acceptance.accept(contract, by=cast.officer, measured=good(contract), **WORDS)

    def test_not_without_experts(self, contract, cast):
        in_acceptance(contract, cast)
        for words in ({"experts": "", "opinion": "x"}, {"experts": "x", "opinion": " "}):
            with pytest.raises(GuardFailed, match="experts"):
                acceptance.accept(contract, by=cast.officer, measured=good(contract), **words)

    def test_not_by_who_gave_the_word(self, contract, cast):
        in_acceptance(contract, cast)
        for who in (owner_of(contract), contract.proposal.lead):
            with pytest.raises(GuardFailed, match="Another"):
                acceptance.accept(contract, by=who, measured=good(contract), **WORDS)

    def test_one_correction_with_a_day_and_no_second(self, contract, cast):
        in_acceptance(contract, cast)
        for until, note in ((today(), "补测"), (LATER, " ")):
            with pytest.raises(GuardFailed):
                acceptance.rectify(contract, by=cast.officer, until=until, note=note, **WORDS)
        acceptance.rectify(contract, by=cast.officer, until=LATER, note="补测寿命", **WORDS)
        contract.challenge.refresh_from_db()
        assert (contract.state, contract.rectify_until, contract.challenge.state) == ("executing", LATER, "executing")
        in_acceptance(contract, cast)
        with pytest.raises(GuardFailed, match="one correction"):
            acceptance.rectify(contract, by=cast.officer, until=LATER, note="再补", **WORDS)
        with pytest.raises(IntegrityError), transaction.atomic():
            Acceptance.objects.filter(round=2).update(
                outcome="rectify", decided_by=cast.officer, decided_at=contract.created_at
            )
        acceptance.accept(contract, by=cast.officer, measured=good(contract), **WORDS)
        assert contract.state == "accepted"

    def test_not_met_only_after_the_correction(self, contract, cast):
        in_acceptance(contract, cast)
        with pytest.raises(GuardFailed, match="correction"):
            acceptance.find_not_met(contract, by=cast.officer, note="未达标", **WORDS)
        acceptance.rectify(contract, by=cast.officer, until=LATER, note="补测", **WORDS)
        in_acceptance(contract, cast)
        with pytest.raises(GuardFailed):
            acceptance.find_not_met(contract, by=cast.officer, note=" ", **WORDS)
        acceptance.find_not_met(contract, by=cast.officer, note="未达标", **WORDS)
        with pytest.raises(GuardFailed, match="open"):
            acceptance.accept(contract, by=cast.officer, measured=good(contract), **WORDS)
        endings.propose(contract, by=cast.officer, kind="excused", rule="unattainable", reason="路线不通")

    def test_a_word_needs_words_and_an_open_round(self, contract, cast):
        with pytest.raises(GuardFailed, match="open"):
            acceptance.give_user_word(
                contract, by=owner_of(contract), name="x", word="y", satisfied=True, upload=Scan()
            )
        in_acceptance(contract, cast)
        with pytest.raises(GuardFailed):
            acceptance.give_user_word(
                contract, by=owner_of(contract), name="x", word=" ", satisfied=True, upload=Scan()
            )

    def test_who_acts_for_a_side_is_no_expert_of_its_result(self, contract, cast):
        in_acceptance(contract, cast)
        owner = owner_of(contract)
        type(owner).objects.filter(pk=owner.pk).update(display_name="许岫云")
        for side in (contract.proposal.members.get(is_lead=True).name, "许岫云"):
            with pytest.raises(GuardFailed, match="for a side"):
                acceptance.accept(
                    contract, by=cast.officer, measured=good(contract), experts=f"顾岫石、{side}", opinion="同意"
                )
        acceptance.accept(contract, by=cast.officer, measured=good(contract), experts="顾岫石、邵岫林", opinion="同意")

    def test_nothing_is_decided_while_an_end_is_proposed(self, contract, cast):
        in_acceptance(contract, cast)
        endings.propose(contract, by=cast.officer, kind="excused", rule="need_gone", reason="已有成果")
        with pytest.raises(GuardFailed, match="end"):
            acceptance.accept(contract, by=cast.officer, measured=good(contract), **WORDS)


class TestEndings:
    def propose(self, contract, cast, **changes):
        given = {"kind": "fault", "rule": "fraud", "reason": "数据造假", **changes}
        return endings.propose(contract, by=cast.officer, **given)

    def test_without_fault_nothing_is_taken_back_and_what_passed_is_paid(self, contract, cast):
        passed(contract.milestones.first(), cast)
        made = self.propose(contract, cast, kind="excused", rule="unattainable", reason="路线不通")
        endings.answer(made, by=contract.proposal.lead, statement="已尽力")
        endings.confirm(made, by=cast.second, note="勤勉尽责")
        contract.refresh_from_db()
        challenge = Challenge.objects.get(pk=contract.challenge_id)
        assert (contract.state, challenge.state) == ("terminated_excused", "terminated_excused")
        assert contract.agreement.__class__.objects.get().state == "lapsed"
        paid(Payment.objects.get(), cast)
        assert not Recovery.objects.exists()
        assert Purse.objects.get().promised == 240_000

    def test_by_fault_nothing_more_is_paid_and_money_is_recovered_by_two(self, contract, cast):
        first, second, _third = contract.milestones.all()
        passed(first, cast)
        paid(Payment.objects.get(), cast)
        passed(second, cast)
        open_ = Payment.objects.get(milestone=second)
        payments.order(open_, by=cast.finance)
        made = self.propose(contract, cast, recover=200_000)
        endings.answer(made, by=contract.proposal.lead, statement="无异议")
        endings.confirm(made, by=cast.second, note="属实")
        contract.refresh_from_db()
        open_.refresh_from_db()
        purse = Purse.objects.get()
        assert (contract.state, open_.state, purse.ordered, purse.promised) == (
            "terminated_fault",
            "withheld",
            0,
            240_000,
        )
        assert contract.agreement.__class__.objects.get().state == "broken"
        recovery = Recovery.objects.get()
        with pytest.raises(GuardFailed, match="reference"):
            payments.book(recovery, by=cast.finance, reference=" ")
        payments.book(recovery, by=cast.finance, reference="R-1")
        with pytest.raises(GuardFailed, match="Four eyes"):
            payments.confirm_booking(recovery, by=cast.finance)
        with pytest.raises(GuardFailed, match="Four eyes"):
            payments.refuse_booking(recovery, by=cast.finance, reason="x")
        payments.refuse_booking(recovery, by=cast.cashier, reason="未到账")
        payments.book(recovery, by=cast.finance, reference="R-2")
        payments.confirm_booking(recovery, by=cast.cashier)
        assert (recovery.state, Purse.objects.get().recovered) == ("recovered", 200_000)
        with pytest.raises(IntegrityError), transaction.atomic():
            Recovery.objects.update(confirmed_by=cast.finance)

    def test_two_officers_and_a_hearing(self, contract, cast, time_machine):
        made = self.propose(contract, cast)
        for step in (endings.confirm, endings.dismiss):
            with pytest.raises(GuardFailed, match="Four eyes"):
                step(made, by=cast.officer, note="x")
            with pytest.raises(GuardFailed, match="reason"):
                step(made, by=cast.second, note=" ")
        with pytest.raises(GuardFailed, match="heard"):
            endings.confirm(made, by=cast.second, note="x")
        with pytest.raises(IntegrityError), transaction.atomic():
            Ending.objects.update(decided_by=cast.officer)
        time_machine.move_to(made.hear_until + timedelta(days=1))
        endings.confirm(made, by=cast.second, note="未答复")
        assert made.state == "confirmed"

    def test_answered_once_and_dismissed_the_work_goes_on(self, contract, cast):
        made = self.propose(contract, cast)
        with pytest.raises(GuardFailed, match="proposed"):
            self.propose(contract, cast)
        with pytest.raises(GuardFailed):
            endings.answer(made, by=contract.proposal.lead, statement=" ")
        endings.answer(made, by=contract.proposal.lead, statement="不属实")
        with pytest.raises(GuardFailed):
            endings.answer(made, by=contract.proposal.lead, statement="再说")
        endings.dismiss(made, by=cast.second, note="证据不足")
        contract.refresh_from_db()
        assert (contract.state, made.state) == ("executing", "dismissed")
        with pytest.raises(IllegalMove):
            endings.confirm(made, by=cast.second, note="x")
        assert Message.objects.filter(kind="ending_dismissed", recipient=contract.proposal.lead).exists()

    @pytest.mark.parametrize("changes", [
        {"kind": "excused", "rule": "fraud"}, {"kind": "fault", "rule": "force_majeure"}, {"reason": " "},
        {"recover": 1}, {"kind": "excused", "rule": "need_gone", "recover": 1}, {"rule": "missed"},
    ])  # fmt: skip
    def test_what_does_not_carry_an_end(self, contract, cast, changes):
        with pytest.raises(GuardFailed):
            self.propose(contract, cast, **changes)

    def test_a_rule_that_the_contract_does_not_have(self, contract, cast):
        Contract.objects.update(stop_rules=["missed", "fraud"])
        with pytest.raises(GuardFailed, match="stop rule"):
            self.propose(contract, cast, kind="excused", rule="need_gone")

    def test_a_missed_milestone_is_a_fault_only_after_its_grace(self, contract, cast):
        first = contract.milestones.first()
        Milestone.objects.filter(pk=first.pk).update(due_on=today() - timedelta(days=1))
        milestones.delay(first)
        with pytest.raises(GuardFailed, match="grace"):
            self.propose(contract, cast, rule="missed")
        Milestone.objects.filter(pk=first.pk).update(grace_until=today() - timedelta(days=1))
        assert self.propose(contract, cast, rule="missed").state == "proposed"

    def test_a_correction_whose_day_has_passed_counts_as_missed(self, contract, cast):
        Contract.objects.update(rectify_until=today() - timedelta(days=1))
        assert self.propose(contract, cast, rule="missed").state == "proposed"

    def test_nothing_ends_that_does_not_run(self, cast):
        (contract,) = make_contracts(cast, state="signed")
        with pytest.raises(GuardFailed):
            self.propose(contract, cast)


class TestEvaluation:
    @pytest.mark.parametrize(("score", "grade"), [
        (100, "excellent"), (90, "excellent"), (89, "good"), (75, "good"), (74, "pass"), (60, "pass"), (59, "fail"), (0, "fail"),
    ])  # fmt: skip
    def test_the_grade_follows_from_the_score(self, contract, cast, score, grade):
        accepted(contract, cast)
        made = evaluation.evaluate(
            contract, by=cast.officer, score=score, transfer=Transfer("licensed", 500_000, patents=2)
        )
        assert (made.grade, made.transfer_value, made.patents) == (grade, 500_000, 2)

    def test_once_and_within_its_bounds(self, contract, cast):
        with pytest.raises(IllegalMove):
            evaluation.evaluate(contract, by=cast.officer, score=90, transfer=Transfer())
        accepted(contract, cast)
        for score, transfer in (
            (101, Transfer()),
            (-1, Transfer()),
            (50, Transfer("none", 5)),
            (50, Transfer(patents=-1)),
        ):
            with pytest.raises(GuardFailed):
                evaluation.evaluate(contract, by=cast.officer, score=score, transfer=transfer)
        evaluation.evaluate(contract, by=cast.officer, score=90, transfer=Transfer())
        with pytest.raises(IllegalMove):
            evaluation.evaluate(contract, by=cast.officer, score=90, transfer=Transfer())
        with pytest.raises(IntegrityError), transaction.atomic():
            Evaluation.objects.update(score=10)
