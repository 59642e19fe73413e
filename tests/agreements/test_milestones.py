"""Milestones: reported, confirmed, passed by three people; rework, waiving, delay by the clock."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from apps.agreements import milestones, tasks
from apps.agreements.milestones import Measured
from apps.agreements.models import Milestone, Payment
from apps.core.moves import GuardFailed, IllegalMove
from apps.notifications.models import Message
from apps.procedures.calendar import today
from tests.agreements.factories import Scan, make_contracts, owner_of, passed, reported
from tests.factories import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(cast):
    return make_contracts(cast)[0]


@pytest.fixture
def first(contract):
    return contract.milestones.first()


def test_sent_back_twice_then_passed(first, cast):
    owner = owner_of(first.contract)
    for round_ in (1, 2):
        reported(first)
        milestones.confirm(first, by=owner)
        milestones.send_back(first, by=owner, reason="缺第三方报告")
        assert (first.state, first.word, first.word_by) == ("rework", "", None)
        assert first.reports.get(round=round_).answer == "缺第三方报告"
    passed(first, cast)
    assert (first.state, first.reports.count(), Payment.objects.get().amount) == ("passed", 3, first.amount)


def test_a_report_needs_words_and_evidence(first):
    lead = first.contract.proposal.lead
    milestones.start(first, by=lead)
    for text, uploads in ((" ", [Scan()]), ("x", []), ("x", [Scan()] * 21)):
        with pytest.raises(GuardFailed):
            milestones.report(first, by=lead, text=text, uploads=uploads)
    assert not first.reports.exists()


def test_nothing_passes_without_the_employer_and_nobody_confirms_her_own(first, cast):
    reported(first)
    with pytest.raises(GuardFailed, match="employer"):
        milestones.pass_(first, by=cast.officer)
    with pytest.raises(GuardFailed, match="own"):
        milestones.confirm(first, by=first.contract.proposal.lead)
    torn = make_member(first.contract.challenge.employer.organisation)
    first.contract.proposal.members.create(user=torn, budget_share=0, ip_share=0, country="CN", name="x")
    with pytest.raises(GuardFailed, match="own"):
        milestones.confirm(first, by=torn)
    with pytest.raises(GuardFailed, match="own"):
        milestones.send_back(first, by=torn, reason="x")
    owner = owner_of(first.contract)
    milestones.confirm(first, by=owner)
    with pytest.raises(GuardFailed, match="Another person"):
        milestones.pass_(first, by=owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(pk=first.pk).update(decided_by=owner)
    milestones.pass_(first, by=cast.officer)


def at_stage(contract, life: str, permeability: str) -> list[Measured]:
    """Values of both indicators; the first stage is measured by the permeability (1 at most), the call asks for .5."""
    one, two = contract.revision.indicators.all()
    return [Measured(one.public_id, Decimal(life)), Measured(two.public_id, Decimal(permeability))]


def test_a_stage_passes_by_what_it_is_measured_by_and_not_without(first, cast):
    _life, permeability = at_stage(first.contract, "2", "0.9")
    with pytest.raises(GuardFailed, match="Permeability"):
        reported(first, measured=[_life])
    assert not first.reports.exists()
    reported(first, measured=[_life, permeability])  # the life of ten years may come later
    milestones.confirm(first, by=owner_of(first.contract))
    milestones.pass_(first, by=cast.officer)
    values = {row.indicator.metric: row.met for row in first.reports.get().measurements.all()}
    assert (first.state, values) == ("passed", {"涂层寿命": False, "渗透率": True})


def test_a_value_short_of_the_stage_passes_nothing(first, cast):
    reported(first, measured=at_stage(first.contract, "11", "1.1"))
    milestones.confirm(first, by=owner_of(first.contract))
    with pytest.raises(GuardFailed, match="misses"):
        milestones.pass_(first, by=cast.officer)
    first.reports.get().measurements.all().delete()
    with pytest.raises(GuardFailed, match="Permeability"):
        milestones.pass_(first, by=cast.officer)
    assert not Payment.objects.exists()


def test_a_call_that_named_no_goals_still_pays_for_nothing_unmeasured(first, cast):
    first.stage.goals.all().delete()
    reported(first, measured=[])
    milestones.confirm(first, by=owner_of(first.contract))
    with pytest.raises(GuardFailed, match="Nothing was measured"):
        milestones.pass_(first, by=cast.officer)


def test_a_word_before_the_report_counts_for_nothing(first):
    with pytest.raises(GuardFailed):
        milestones.confirm(first, by=owner_of(first.contract))
    milestones.start(first, by=first.contract.proposal.lead)
    milestones.do_without(first, by=owner_of(first.contract))
    reported(first)
    assert first.word == ""


@pytest.mark.parametrize(("comparison", "value", "held"), [
    ("ge", 10, True), ("ge", "9.999999", False), ("le", 10, True), ("le", "10.000001", False),
    ("eq", "10.0", True), ("eq", 11, False), ("ge", None, False),
])  # fmt: skip
def test_a_value_is_held_against_its_threshold(contract, comparison, value, held):
    indicator = contract.revision.indicators.first()
    indicator.comparison = comparison
    number = None if value is None else Decimal(value)
    assert milestones.met(indicator, Measured(indicator.public_id, number)) is held


def test_what_is_shown_is_met_when_it_was_shown(contract):
    indicator = contract.revision.indicators.first()
    indicator.comparison, indicator.threshold = "shown", None
    assert milestones.met(indicator, Measured(indicator.public_id, shown=True))
    assert not milestones.met(indicator, Measured(indicator.public_id, Decimal(99)))


def test_a_value_below_its_threshold_passes_nothing(first, cast):
    reported(first, measured=at_stage(first.contract, "9", "1.2"))
    milestones.confirm(first, by=owner_of(first.contract))
    with pytest.raises(GuardFailed, match="measured"):
        milestones.pass_(first, by=cast.officer)
    milestones.send_back(first, by=cast.officer, reason="渗透率不足", role="department")
    reported(first, measured=at_stage(first.contract, "10", "1"))
    milestones.confirm(first, by=owner_of(first.contract))
    milestones.pass_(first, by=cast.officer)


def test_values_of_other_indicators_and_doubles_are_refused(first):
    milestones.start(first, by=first.contract.proposal.lead)
    life = first.contract.revision.indicators.first().public_id
    for rows in ([Measured("zzzz", Decimal(1))], [Measured(life, Decimal(1)), Measured(life, Decimal(2))]):
        with pytest.raises(GuardFailed), transaction.atomic():
            milestones.report(first, by=first.contract.proposal.lead, text="x", uploads=[Scan()], measured=rows)


def test_waived_only_with_the_employers_word_and_unpaid(first, cast):
    with pytest.raises(GuardFailed, match="do without"):
        milestones.waive(first, by=cast.officer, reason="不再需要")
    with pytest.raises(GuardFailed, match="own"):
        milestones.do_without(first, by=first.contract.proposal.lead)
    milestones.do_without(first, by=owner_of(first.contract))
    with pytest.raises(GuardFailed):
        milestones.waive(first, by=cast.officer, reason=" ")
    milestones.waive(first, by=cast.officer, reason="不再需要")
    assert first.state == "waived"
    assert not Payment.objects.exists()


def test_a_reported_stage_is_not_waived(first, cast):
    reported(first)
    with pytest.raises(GuardFailed):
        milestones.do_without(first, by=owner_of(first.contract))
    with pytest.raises(IllegalMove):
        milestones.waive(first, by=cast.officer, reason="x")


def test_the_clock_delays_what_is_late_and_gives_a_grace(first, cast):
    with pytest.raises(GuardFailed):
        milestones.delay(first)
    Milestone.objects.filter(pk=first.pk).update(due_on=today() - timedelta(days=1))
    assert tasks.delay_due() == 1
    assert tasks.delay_due() == 0
    first.refresh_from_db()
    assert (first.state, first.grace_until) == ("delayed", today() + timedelta(days=30))
    told = Message.objects.filter(kind="milestone_delayed")
    assert {first.contract.proposal.lead_id, owner_of(first.contract).pk} <= set(
        told.values_list("recipient", flat=True)
    )
    passed(first, cast)


def test_the_clock_leaves_alone_what_was_reported_or_has_ended(first, cast):
    reported(first)
    Milestone.objects.update(due_on=date(2020, 1, 1))
    first.contract.milestones.exclude(pk=first.pk).update(state="waived", word="waived", word_by=owner_of(first.contract),
        word_at=first.contract.created_at, decided_by=cast.officer, decided_at=first.contract.created_at)  # fmt: skip
    assert tasks.run_clock() == 0


def test_both_sides_are_reminded_once(first):
    Milestone.objects.filter(pk=first.pk).update(due_on=today() + timedelta(days=10))
    assert [tasks.remind(), tasks.remind()] == [1, 0]
    assert Message.objects.filter(kind="milestone_soon", recipient=first.contract.proposal.lead).count() == 1


def test_nothing_moves_before_the_work_begins(cast):
    (contract,) = make_contracts(cast, state="signed")
    with pytest.raises(GuardFailed):
        milestones.start(contract.milestones.first(), by=contract.proposal.lead)
