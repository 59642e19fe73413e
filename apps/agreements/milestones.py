"""Milestones: started and reported by the applicant team, confirmed by the employer, passed by the department.

A stage is settled by three people at least: who reported it, who confirmed it for the poster, who passed it. It passes
only with a value for each indicator it is measured by, and none below what the stage asks for. The clock finds what is late and begins the period of grace (R14).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.agreements import payments, policies, telling
from apps.agreements.models import Contract, Evidence, Measurement, Milestone, Report
from apps.agreements.states import SETTLED, UNREPORTED, ContractState, MilestoneState
from apps.agreements.terms import Word
from apps.challenges.models import Indicator, MilestoneGoal
from apps.challenges.terms import Comparison
from apps.core import audit, files
from apps.core.actors import SYSTEM
from apps.core.models import File
from apps.core.moves import GuardFailed, move
from apps.core.texts import in_language
from apps.procedures.calendar import today

M = MilestoneState
NO_WORD: dict[str, Any] = {"word": Word.NONE, "word_by": None, "word_at": None}
MOST_FILES = 20


@dataclass(frozen=True)
class Measured:
    """A value of an indicator by its public id; `shown` for one that has no number."""

    indicator: str
    value: Decimal | None = None
    shown: bool = False
    verifier: str = ""


def met(indicator: Indicator, measured: Measured, threshold: Decimal | None = None) -> bool:
    """Whether the value holds against the threshold: that of the call, or the `threshold` of a stage."""
    threshold = indicator.threshold if threshold is None else threshold
    if indicator.comparison == Comparison.SHOWN:
        return measured.shown
    if measured.value is None or threshold is None:
        return False
    value = measured.value
    if indicator.comparison == Comparison.AT_LEAST:
        return value >= threshold
    return value <= threshold if indicator.comparison == Comparison.AT_MOST else value == threshold


def measurements(
    contract: Contract, rows: Sequence[Measured], goals: Sequence[MilestoneGoal] = (), **owner: Any
) -> list[Measurement]:
    """Rows to be stored, one an indicator of the contract. Raises GuardFailed for others and for doubles.

    Held against what `goals` ask for at a stage; against the call where they ask nothing.
    """
    asked = {goal.indicator_id: goal.threshold for goal in goals}
    known = {row.public_id: row for row in contract.revision.indicators.all()}
    if len({row.indicator for row in rows}) != len(rows) or {row.indicator for row in rows} - set(known):
        raise GuardFailed(_("Please give one value for each indicator of the contract."))
    return [
        Measurement(
            indicator=known[row.indicator], value=row.value, verifier=row.verifier.strip()[:160],
            met=met(known[row.indicator], row, asked.get(known[row.indicator].pk)), **owner,
        )
        for row in rows
    ]  # fmt: skip


def _locked(milestone: Milestone, *states: str) -> Milestone:
    row = Milestone.objects.select_for_update(of=("self",)).select_related(
        "contract__challenge__current", "contract__challenge__employer__organisation", "contract__proposal"
    )
    found = row.get(pk=milestone.pk)
    if found.contract.state not in (states or (ContractState.EXECUTING,)):
        raise GuardFailed(_("No work is under way under this contract."))
    return found


@transaction.atomic
def start(milestone: Milestone, *, by: User) -> None:
    row = _locked(milestone)
    move(row, "start_milestone", by=by, role="applicant")
    telling.both(row.contract, "milestone_started", milestone=telling.named(row))
    milestone.refresh_from_db()


@transaction.atomic
def report(
    milestone: Milestone, *, by: User, text: str, uploads: Sequence[Any], measured: Sequence[Measured] = ()
) -> Report:
    """Say what was reached, with files that show it and, where it was measured, values of indicators."""
    row = _locked(milestone)
    if not text.strip():
        raise GuardFailed(_("Please say what was reached."))
    if not 1 <= len(uploads) <= MOST_FILES:
        raise GuardFailed(_("A report rests on one file at least and on twenty at most."))
    goals = row.goals()
    _all_measured(goals, {each.indicator for each in measured})
    round_ = (row.reports.aggregate(last=Max("round"))["last"] or 0) + 1
    move(row, "report", by=by, role="applicant", facts=NO_WORD, data={"round": round_})
    made = Report.objects.create(
        milestone=row, round=round_, text=text.strip()[:6000], reported_by=by, reported_at=timezone.now()
    )
    for upload in uploads:
        file = files.store(
            upload.content, name=upload.name, content_type=upload.content_type,
            data_class=File.DataClass.AGREEMENT, owner_ref=row.contract.public_id,
        )  # fmt: skip
        Evidence.objects.create(report=made, file=file)
    Measurement.objects.bulk_create(measurements(row.contract, measured, goals, report=made))
    telling.both(row.contract, "milestone_reported", milestone=telling.named(row))
    milestone.refresh_from_db()
    return made


@transaction.atomic
def confirm(milestone: Milestone, *, by: User) -> None:
    """The employer's word that it was reached: without it the department passes nothing."""
    row = _locked(milestone)
    if row.state != M.REPORTED:
        raise GuardFailed(_("There is no report that waits for this word."))
    if policies.is_solver(by, row.contract) or row.reports.filter(reported_by=by).exists():
        raise GuardFailed(_("Nobody confirms a milestone of her own."))
    _word(row, Word.CONFIRMED, by, "confirm_milestone")
    telling.department(row.contract, "milestone_confirmed", milestone=telling.named(row))
    milestone.refresh_from_db()


@transaction.atomic
def do_without(milestone: Milestone, *, by: User) -> None:
    """The employer's word that this stage is no longer needed: the department may then waive it; nothing is paid."""
    row = _locked(milestone)
    if row.state not in (*UNREPORTED, M.DELAYED):
        raise GuardFailed(_("A stage that was reported is passed or sent back."))
    if policies.is_solver(by, row.contract):
        raise GuardFailed(_("Nobody confirms a milestone of her own."))
    _word(row, Word.WAIVED, by, "do_without")
    telling.department(row.contract, "milestone_to_waive", milestone=telling.named(row))
    milestone.refresh_from_db()


def _word(row: Milestone, word: str, by: User, act: str) -> None:
    Milestone.objects.filter(pk=row.pk).update(word=word, word_by=by, word_at=timezone.now())
    audit.record(row, act, by=by, role="poster")


@transaction.atomic
def pass_(milestone: Milestone, *, by: User) -> None:
    """The department passes it after the employer's word; its payment becomes due where the contract says so."""
    row = _locked(milestone)
    if row.state == M.REPORTED:
        if row.word != Word.CONFIRMED:
            raise GuardFailed(_("The employer has not confirmed this milestone."))
        _reached(row)
    _not_twice(row, by)
    facts = {"decided_by": by, "decided_at": timezone.now()}
    move(row, "pass_milestone", by=by, role="department", facts=facts)
    payments.fall_due(row)
    telling.both(row.contract, "milestone_passed", milestone=telling.named(row))
    milestone.refresh_from_db()


def _all_measured(goals: Sequence[MilestoneGoal], given: set[str]) -> None:
    """Raises GuardFailed where a stage is measured by an indicator that nobody gave a value for."""
    lacking = [
        in_language(goal.metric, goal.indicator.metric_en) for goal in goals if goal.indicator.public_id not in given
    ]
    if lacking:
        words = {"metrics": ", ".join(lacking)}
        raise GuardFailed(_("This milestone is measured by: %(metrics)s. Please give each value.") % words)


def _reached(row: Milestone) -> None:
    """Raises GuardFailed unless its last report has a value for each goal and all of these hold.

    Other indicators may be on their way still. A stage of a call that named no goals needs one value at least.
    """
    last, goals = row.reports.last(), row.goals()
    values = list(last.measurements.select_related("indicator")) if last else []
    _all_measured(goals, {value.indicator.public_id for value in values})
    asked = {goal.indicator_id for goal in goals} or {value.indicator_id for value in values}
    if not asked:
        raise GuardFailed(_("Nothing was measured for this milestone: nothing is paid for it."))
    if any(value.indicator_id in asked and not value.met for value in values):
        raise GuardFailed(_("A measured value misses its indicator: this is to be reworked."))


@transaction.atomic
def send_back(milestone: Milestone, *, by: User, reason: str, role: str = "poster") -> None:
    """What was reported does not hold: it is worked on and reported again."""
    row = _locked(milestone)
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    if policies.is_solver(by, row.contract):
        raise GuardFailed(_("Nobody decides about a milestone of her own."))
    move(row, "send_back", by=by, role=role, reason=reason.strip(), facts=NO_WORD)
    last = row.reports.last()
    if last is not None:
        Report.objects.filter(pk=last.pk).update(answer=reason.strip()[:2000])
    telling.both(row.contract, "milestone_rework", milestone=telling.named(row), reason=reason.strip())
    milestone.refresh_from_db()


@transaction.atomic
def waive(milestone: Milestone, *, by: User, reason: str) -> None:
    """The department does without a stage after the employer's word. Nothing is paid for it."""
    row = _locked(milestone)
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    if row.state in (*UNREPORTED, M.DELAYED) and row.word != Word.WAIVED:
        raise GuardFailed(_("The employer has not said that it can do without this milestone."))
    _not_twice(row, by)
    facts = {"decided_by": by, "decided_at": timezone.now()}
    move(row, "waive", by=by, role="department", reason=reason.strip(), facts=facts)
    telling.both(row.contract, "milestone_waived", milestone=telling.named(row), reason=reason.strip())
    milestone.refresh_from_db()


def _not_twice(row: Milestone, by: User) -> None:
    if row.word_by_id == by.pk or row.reports.filter(reported_by=by).exists():
        raise GuardFailed(_("Another person has to decide this."))


@transaction.atomic
def delay(milestone: Milestone) -> None:
    """The clock: its day has passed unreported. A warning to both sides, and the period of grace begins."""
    row = _locked(milestone)
    if row.due_on is None or row.due_on >= today():
        raise GuardFailed(_("There is time until the deadline."))
    until = row.grace_until or today() + timedelta(days=row.contract.grace_days)
    move(row, "delay", by=SYSTEM, reason_code="late", facts={"grace_until": until})
    telling.both(row.contract, "milestone_delayed", milestone=telling.named(row), until=until.isoformat())
    telling.department(row.contract, "milestone_delayed", milestone=telling.named(row), until=until.isoformat())
    milestone.refresh_from_db()


def all_settled(contract: Contract) -> bool:
    """Whether every milestone is passed or waived."""
    return not contract.milestones.exclude(state__in=SETTLED).exists()


def next_due(contract: Contract) -> Milestone | None:
    """The first stage that is not settled."""
    return contract.milestones.exclude(state__in=SETTLED).order_by("order").first()
