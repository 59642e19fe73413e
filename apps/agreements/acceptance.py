"""Acceptance of the result against the indicators, with the end user's word and experts; one correction, with a day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.agreements import milestones, payments, race, signals, telling
from apps.agreements.milestones import Measured
from apps.agreements.models import Acceptance, Contract, Measurement
from apps.agreements.states import ContractState, EndingState
from apps.agreements.terms import Outcome
from apps.core import audit, files
from apps.core.models import File
from apps.core.moves import GuardFailed, move
from apps.procedures.calendar import today
from apps.procedures.likeness import Human, same_human
from apps.reviews import parties
from apps.talents.names import split_name

_BETWEEN = re.compile(r"[、,，;；/\n]")


def _locked(contract: Contract) -> Contract:
    rows = Contract.objects.select_for_update(of=("self",)).select_related(
        "challenge__current", "challenge__employer__organisation", "proposal", "agreement", "revision"
    )
    return rows.get(pk=contract.pk)


@transaction.atomic
def ask(contract: Contract, *, by: User) -> Acceptance:
    """Everything is reached, says the applicant team: the acceptance begins; after a correction for the second time."""
    row = _locked(contract)
    if row.state == ContractState.EXECUTING and not milestones.all_settled(row):
        raise GuardFailed(_("The acceptance begins when every milestone is passed or waived."))
    move(row, "begin_acceptance", by=by, role="applicant")
    made = Acceptance.objects.create(
        contract=row, round=row.acceptances.count() + 1, asked_by=by, asked_at=timezone.now()
    )
    telling.both(row, "acceptance_begun")
    telling.department(row, "acceptance_begun")
    race.follow(row.challenge, by=by)
    contract.refresh_from_db()
    return made


def current(contract: Contract) -> Acceptance:
    """The round that is open. Raises GuardFailed where there is none."""
    found = contract.acceptances.filter(outcome=Outcome.NONE).last()
    if contract.state != ContractState.ACCEPTANCE or found is None:
        raise GuardFailed(_("No acceptance is open."))
    return found


@transaction.atomic
def give_user_word(contract: Contract, *, by: User, name: str, word: str, satisfied: bool, upload: Any) -> None:
    """What the end user says of the result, entered by the poster with the paper that the end user has signed.

    It may be given anew until the decision; each paper is kept.
    """
    row = current(_locked(contract))
    if not name.strip() or not word.strip():
        raise GuardFailed(_("Please say who the end user is and what the end user says."))
    row.user_name, row.user_word, row.user_satisfied = name.strip()[:160], word.strip()[:4000], satisfied
    row.user_word_by, row.user_word_at = by, timezone.now()
    row.user_paper = files.store(
        upload.content, name=upload.name, content_type=upload.content_type,
        data_class=File.DataClass.AGREEMENT, owner_ref=row.contract.public_id,
    )  # fmt: skip
    row.save()
    data = {"sha256": row.user_paper.sha256, "satisfied": satisfied}
    audit.record(row.contract, "give_user_word", by=by, role="poster", data=data)
    telling.both(contract, "acceptance_user_word")
    telling.department(contract, "acceptance_user_word")


@transaction.atomic
def accept(contract: Contract, *, by: User, measured: Sequence[Measured], experts: str, opinion: str) -> None:
    """Every indicator is measured and met, the end user can use it, experts have said so: the result is accepted."""
    row = _locked(contract)
    found = _decidable(row, by)
    values = _measured(row, found, measured, experts, opinion)
    if len(values) != row.revision.indicators.count() or not all(value.met for value in values):
        raise GuardFailed(_("Every indicator has to be measured and met. There is one correction."))
    if not found.user_satisfied:
        raise GuardFailed(_("The end user has not said that the result can be used."))
    _decide(found, Outcome.ACCEPTED, by, opinion)
    move(row, "accept_result", by=by, role="department", facts={"rectify_until": None})
    move(row.agreement, "fulfil", by=by, role="department")
    payments.fall_due_after(row)
    telling.both(row, "contract_accepted")
    signals.accepted.send(sender=Contract, contract=row)
    race.follow(row.challenge, by=by)
    contract.refresh_from_db()


@transaction.atomic
def rectify(
    contract: Contract,
    *,
    by: User,
    until: date,
    note: str,
    measured: Sequence[Measured] = (),
    experts: str,
    opinion: str,
) -> None:
    """整改: back to the applicant team, once in the life of a contract, with a day and with what is wrong."""
    row = _locked(contract)
    found = _decidable(row, by)
    if row.acceptances.filter(outcome=Outcome.RECTIFY).exists():
        raise GuardFailed(_("There is one correction, and there has been one."))
    if until <= today():
        raise GuardFailed(_("The day of the correction lies ahead."))
    if not note.strip():
        raise GuardFailed(_("Please say what is to be corrected."))
    _measured(row, found, measured, experts, opinion)
    _decide(found, Outcome.RECTIFY, by, note)
    move(row, "rectify", by=by, role="department", reason=note.strip(), facts={"rectify_until": until})
    telling.both(row, "contract_rectify", until=until.isoformat(), reason=note.strip())
    race.follow(row.challenge, by=by, reason=note.strip())
    contract.refresh_from_db()


@transaction.atomic
def find_not_met(
    contract: Contract, *, by: User, note: str, measured: Sequence[Measured] = (), experts: str, opinion: str
) -> None:
    """The result does not reach its indicators, the correction is used up: what follows is one of the two ends."""
    row = _locked(contract)
    found = _decidable(row, by)
    if not row.acceptances.filter(outcome=Outcome.RECTIFY).exists():
        raise GuardFailed(_("First there is one correction."))
    if not note.strip():
        raise GuardFailed(_("Please give a reason."))
    _measured(row, found, measured, experts, opinion)
    _decide(found, Outcome.NOT_MET, by, note)
    audit.record(row, "find_not_met", by=by, role="department", reason=note.strip())
    telling.both(row, "acceptance_not_met", reason=note.strip())
    contract.refresh_from_db()


def _decidable(row: Contract, by: User) -> Acceptance:
    found = current(row)
    if by.pk in (found.asked_by_id, found.user_word_by_id):
        raise GuardFailed(_("Another person has to decide this."))
    if row.endings.filter(state=EndingState.PROPOSED).exists():
        raise GuardFailed(_("An end has been proposed. It is decided first."))
    return found


def _measured(
    row: Contract, found: Acceptance, measured: Sequence[Measured], experts: str, opinion: str
) -> list[Measurement]:
    if not experts.strip() or not opinion.strip():
        raise GuardFailed(_("Please enter the experts and their opinion."))
    _on_no_side(row, experts)
    found.experts, found.opinion = experts.strip(), opinion.strip()[:6000]
    found.save(update_fields=["experts", "opinion"])
    return Measurement.objects.bulk_create(milestones.measurements(row, measured, acceptance=found))


def _on_no_side(row: Contract, experts: str) -> None:
    """Raises GuardFailed where somebody who is named as an expert acts for a side of the contract."""
    sides = [parties.poster(row.challenge), *parties.applicants([row.proposal])]
    for name in filter(None, (part.strip() for part in _BETWEEN.split(experts))):
        expert = Human(*split_name(name))
        if any(same_human(expert, person) for side in sides for person in side.people):
            raise GuardFailed(
                _("%(name)s acts for a side of this contract and cannot judge its result.") % {"name": name}
            )


def _decide(found: Acceptance, outcome: str, by: User, note: str) -> None:
    facts: dict[str, Any] = {"decided_by": by, "decided_at": timezone.now(), "note": note.strip()[:2000]}
    Acceptance.objects.filter(pk=found.pk).update(outcome=outcome, **facts)
