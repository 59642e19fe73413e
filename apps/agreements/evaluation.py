"""Evaluation of an accepted contract: a score, its grade 优/良/合格/不合格, and what became of the result."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.agreements import race, signals, telling
from apps.agreements.models import Contract, Evaluation
from apps.agreements.terms import TransferMode, grade_of
from apps.core.moves import GuardFailed, move


@dataclass(frozen=True)
class Transfer:
    """How the result reached its use; sums in whole yuan."""

    transfer: str = TransferMode.NONE
    transfer_value: int = 0
    output_value: int = 0
    patents: int = 0
    papers: int = 0
    jobs: int = 0


@transaction.atomic
def evaluate(contract: Contract, *, by: User, score: int, transfer: Transfer, note: str = "") -> Evaluation:
    """Once, after the acceptance. The grade follows from the score."""
    rows = Contract.objects.select_for_update(of=("self",)).select_related(
        "challenge__current", "challenge__employer__organisation", "proposal"
    )
    row = rows.get(pk=contract.pk)
    if not 0 <= score <= 100:
        raise GuardFailed(_("A score lies between 0 and 100."))
    if min(value for value in asdict(transfer).values() if isinstance(value, int)) < 0:
        raise GuardFailed(_("Figures of the transfer are not below zero."))
    if transfer.transfer == TransferMode.NONE and transfer.transfer_value:
        raise GuardFailed(_("A result that was not transferred has no value of transfer."))
    grade = grade_of(score)
    move(row, "evaluate", by=by, role="department", data={"score": score, "grade": grade})
    made = Evaluation.objects.create(
        contract=row, score=score, grade=grade, note=note.strip()[:4000], evaluated_by=by, evaluated_at=timezone.now(),
        **asdict(transfer),
    )  # fmt: skip
    telling.both(row, "contract_evaluated", score=str(score))
    signals.evaluated.send(sender=Contract, contract=row, evaluation=made)
    race.follow(row.challenge, by=by)
    contract.refresh_from_db()
    return made
