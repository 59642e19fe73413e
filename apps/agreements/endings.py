"""Two different ends before the aim (R15): without fault, and by fault with recovery. Two officers and a hearing.

One officer proposes an end under a stop rule of the contract, the applicant team is heard, another officer decides.
Without fault nothing is taken back, and what has passed is paid. By fault nothing more is paid, and what was paid may be
demanded back. A missed milestone is a fault only after its period of grace.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.agreements import money, payments, race, signals, telling
from apps.agreements.models import Contract, Ending, Recovery
from apps.agreements.states import RUNNING, EndingState, MilestoneState
from apps.agreements.terms import ENDS, EndKind, Outcome, StopRule
from apps.core import audit
from apps.core.moves import GuardFailed, move
from apps.procedures.calendar import add_working_days, today

HEARING_DAYS = 5  # working days for the applicant team to answer


@transaction.atomic
def propose(contract: Contract, *, by: User, kind: str, rule: str, reason: str, recover: int = 0) -> Ending:
    """Open the case. Raises GuardFailed where the contract has no such rule or the facts do not carry it."""
    _purse, row = money.locked(contract)
    if row.state not in RUNNING:
        raise GuardFailed(_("No work is under way under this contract."))
    if rule not in ENDS.get(EndKind(kind), ()) or rule not in row.stop_rules:
        raise GuardFailed(_("This is no stop rule of the contract for such an end."))
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    if rule == StopRule.MISSED and not missed(row):
        raise GuardFailed(_("No period of grace is over: there is time to make it good."))
    if not 0 <= recover <= row.paid or (recover and kind != EndKind.FAULT):
        raise GuardFailed(_("Recovered is what was paid at most, and only after a fault."))
    if row.endings.filter(state=EndingState.PROPOSED).exists():
        raise GuardFailed(_("An end has been proposed. It is decided first."))
    made = Ending.objects.create(
        contract=row, kind=kind, rule=rule, reason=reason.strip()[:4000], recover=recover, proposed_by=by,
        hear_until=add_working_days(today(), HEARING_DAYS).date,
    )  # fmt: skip
    audit.record(
        row, "propose_ending", by=by, role="department", reason=reason.strip(), data={"kind": kind, "rule": rule}
    )
    telling.both(row, "ending_proposed", until=made.hear_until.isoformat(), reason=reason.strip())
    telling.department(row, "ending_to_decide")
    return made


def missed(contract: Contract) -> bool:
    """A milestone whose grace is over, a correction whose day has passed, or a result found not to reach its aim."""
    late = contract.milestones.filter(state=MilestoneState.DELAYED, grace_until__lt=today()).exists()
    uncorrected = contract.rectify_until is not None and contract.rectify_until < today()
    return late or uncorrected or contract.acceptances.filter(outcome=Outcome.NOT_MET).exists()


@transaction.atomic
def answer(ending: Ending, *, by: User, statement: str) -> None:
    """The applicant team is heard."""
    row = Ending.objects.select_for_update().get(pk=ending.pk)
    if row.state != EndingState.PROPOSED or row.statement_at is not None:
        raise GuardFailed(_("There is nothing to answer here now."))
    if not statement.strip():
        raise GuardFailed(_("Please write text."))
    row.statement, row.statement_by, row.statement_at = statement.strip()[:6000], by, timezone.now()
    row.save(update_fields=["statement", "statement_by", "statement_at"])
    audit.record(row.contract, "answer_ending", by=by, role="applicant")
    telling.department(row.contract, "ending_heard")
    telling.poster(row.contract, "ending_heard")
    ending.refresh_from_db()


@transaction.atomic
def confirm(ending: Ending, *, by: User, note: str) -> None:
    """Another officer ends the contract, after the hearing."""
    purse, contract = money.locked(ending.contract)
    row = _decidable(ending, by, note)
    if row.statement_at is None and today() <= row.hear_until:
        raise GuardFailed(_("The applicant team is still to be heard."))
    facts = {"decided_by": by, "decided_at": timezone.now()}
    move(row, "confirm_ending", by=by, role="department", reason=note.strip(), facts=facts)
    is_fault = row.kind == EndKind.FAULT
    if is_fault:
        payments.withhold_all(purse, contract, by=by)
    move(contract, "terminate" if is_fault else "excuse", by=by, role="department", reason=note.strip())
    money.free(purse, contract)
    move(contract.agreement, "break_" if is_fault else "lapse", by=by, role="department", reason=note.strip())
    telling.both(contract, "contract_ended_fault" if is_fault else "contract_ended_excused", reason=note.strip())
    if row.recover:
        Recovery.objects.create(contract=contract, ending=row, amount=row.recover)
        telling.both(contract, "recovery_demanded", amount=f"{row.recover:,}")
    signals.ended.send(sender=Contract, contract=contract, ending=row)
    race.follow(contract.challenge, by=by, reason=note.strip())
    ending.refresh_from_db()


@transaction.atomic
def dismiss(ending: Ending, *, by: User, note: str) -> None:
    """Another officer finds that it does not carry: the contract goes on."""
    money.locked(ending.contract)
    row = _decidable(ending, by, note)
    facts = {"decided_by": by, "decided_at": timezone.now()}
    move(row, "dismiss_ending", by=by, role="department", reason=note.strip(), facts=facts)
    telling.both(row.contract, "ending_dismissed", reason=note.strip())
    ending.refresh_from_db()


def _decidable(ending: Ending, by: User, note: str) -> Ending:
    row = Ending.objects.select_for_update(of=("self",)).select_related("contract__challenge").get(pk=ending.pk)
    if row.proposed_by_id == by.pk:
        raise GuardFailed(_("Four eyes: another person has to do the second step."))
    if not note.strip():
        raise GuardFailed(_("Please give a reason."))
    return row
