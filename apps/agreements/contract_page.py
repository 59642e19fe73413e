"""The operators' page of one contract: everything that is known of it, and what its buttons do. The policies decide."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.agreements import contract_acts, originals, policies
from apps.agreements.models import Contract, Milestone, Party, Payment
from apps.agreements.models.agreement import KEEPERS
from apps.agreements.states import (
    RUNNING,
    UNREPORTED,
    ContractState,
    EndingState,
    MilestoneState,
    PaymentState,
    RecoveryState,
)
from apps.agreements.terms import ENDS, EndKind, Outcome, StopRule, TransferMode, Word
from apps.agreements.words import told
from apps.challenges.differences import number
from apps.challenges.terms import Comparison
from apps.core import audit, words
from apps.core.moves import MoveRefused
from apps.procedures.lifecycle import open_objections

C, M, P, R = ContractState, MilestoneState, PaymentState, RecoveryState


def context(request: HttpRequest, contract: Contract) -> dict[str, Any]:
    """All of it, each button only for whom it is."""
    user = request.user
    ending = contract.endings.filter(state=EndingState.PROPOSED).first()
    return {
        "contract": contract,
        "challenge": contract.challenge,
        "agreement": contract.agreement,
        "call_page": reverse("admin:agreements_contract_call", args=[contract.challenge.public_id]),
        "parties": [_party(user, row) for row in contract.agreement.parties.select_related("scan", "organisation", "filed_by")],
        "faults": originals.faults(contract.agreement),
        "objection": open_objections(contract.challenge).exists(),
        "stages": [_stage(user, row) for row in _milestones(contract)],
        "payments": [_payment(user, row) for row in _payments(contract)],
        "rounds": contract.acceptances.select_related("user_paper").prefetch_related("measurements__indicator"),
        "indicators": [(row, number(row.threshold)) for row in contract.revision.indicators.all()],
        "shown_code": Comparison.SHOWN.value,
        "endings": contract.endings.select_related("recovery", "proposed_by", "decided_by").order_by("pk"),
        "ending": ending,
        "evaluation": getattr(contract, "evaluation", None),
        "stop_rules": [(code, word, code in contract.stop_rules) for code, word in StopRule.choices],
        "end_choices": _end_choices(contract),
        "transfers": TransferMode.choices,
        "entries": _entries(contract),
        "can": _can(user, contract, ending),
    }  # fmt: skip


def _milestones(contract: Contract) -> Any:
    rows = contract.milestones.select_related("contract__challenge__employer__organisation", "contract__proposal")
    return rows.prefetch_related(
        "reports__evidence__file", "reports__measurements__indicator", "stage__goals__indicator"
    )


def _payments(contract: Contract) -> Any:
    rows = contract.payments.select_related("milestone", "ordered_by", "released_by")
    return rows.select_related("contract__challenge__employer__organisation", "contract__proposal").order_by(
        "milestone__order"
    )


def _party(user: Any, row: Party) -> dict[str, Any]:
    waits = row.scan_id is not None and row.filed_at is None
    return {
        "row": row,
        "can_file": waits and policies.can_file(user, row),
        "can_keep": row.agreement.contract.state == C.DRAFTED and policies.can_keep(user, row.agreement.contract),
    }


def _stage(user: Any, row: Milestone) -> dict[str, Any]:
    at_work = row.contract.state == C.EXECUTING
    settles = at_work and policies.can_settle(user, row)
    return {
        "row": row,
        "reports": list(row.reports.all()),
        "goals": row.goals(),
        "can_pass": settles and row.state == M.REPORTED and row.word == Word.CONFIRMED,
        "can_send_back": at_work and row.state == M.REPORTED and policies.can_send_back(user, row),
        "can_waive": settles and row.state in (*UNREPORTED, M.DELAYED) and row.word == Word.WAIVED,
    }


def _payment(user: Any, row: Payment) -> dict[str, Any]:
    ordered = row.state == P.ORDERED
    return {
        "row": row,
        "can_order": row.state == P.DUE and policies.can_order(user, row),
        "can_release": ordered and policies.can_release(user, row),
        "other_eyes": ordered and row.ordered_by_id == user.pk,
    }


def _end_choices(contract: Contract) -> list[tuple[str, str]]:
    """Kind and rule together, those of the contract only."""
    return [
        (f"{kind}:{rule}", f"{EndKind(kind).label} · {StopRule(rule).label}")
        for kind, rules in ENDS.items()
        for rule in rules
        if rule in contract.stop_rules
    ]


def _can(user: Any, contract: Contract, ending: Any) -> dict[str, bool]:
    keeps, decides = policies.can_keep(user, contract), policies.can_decide(user, contract)
    found = contract.acceptances.filter(outcome=Outcome.NONE).last()
    unsigned = not contract.agreement.parties.filter(scan__isnull=False).exists()
    own = found is not None and user.pk in (found.asked_by_id, found.user_word_by_id)
    recovery = contract.recoveries.first()
    return {
        "keep": keeps,
        "revise": keeps and contract.state == C.DRAFTED and unsigned,
        "lapse": keeps and contract.state == C.DRAFTED,
        "accept": decides and contract.state == C.ACCEPTANCE and found is not None and ending is None and not own,
        "rectified": contract.acceptances.filter(outcome=Outcome.RECTIFY).exists(),
        "propose_ending": decides and contract.state in RUNNING and ending is None,
        "decide_ending": ending is not None and policies.can_decide_ending(user, ending),
        "evaluate": decides and contract.state == C.ACCEPTED,
        "book": recovery is not None and recovery.state == R.DEMANDED and policies.can_book(user, recovery),
        "confirm_booking": recovery is not None and recovery.state == R.BOOKED and policies.can_confirm_booking(user, recovery),
        "records": policies.may(user, KEEPERS, contract.challenge.district),
    }  # fmt: skip


def _entries(contract: Contract) -> list[dict[str, Any]]:
    """Of the contract, its record, its milestones and payments, oldest first."""
    rows = [contract, contract.agreement, *contract.milestones.all(), *contract.payments.all(), *contract.endings.all()]
    found = [(entry, row) for row in rows for entry in audit.timeline(row, public_only=False)]
    found.sort(key=lambda pair: (pair[0].at, pair[0].pk))
    return [
        {
            "at": entry.at,
            "label": told(entry, row),
            "what": "" if row in (contract, contract.agreement) else str(row),
            "who": words.word(words.ROLE, entry.actor_role) if entry.actor_role else "",
            "reason": entry.reason,
        }
        for entry, row in found
    ]


def decide(request: HttpRequest, contract: Contract) -> None:
    """Carry out the button that was pressed; refusals become messages."""
    act = request.POST.get("act", "")
    assert isinstance(request.user, User)
    if act not in contract_acts.ACTS:
        messages.error(request, _("This act is not known."))
        return
    run, done = contract_acts.ACTS[act]
    try:
        with transaction.atomic():
            run(contract, request.user, request)
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return
    messages.success(request, str(done))
