"""What the buttons of a contract's page do: the policy is asked for the very row, then the step is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.agreements import acceptance, contracts, endings, evaluation, milestones, payments, policies, typed
from apps.agreements.evaluation import Transfer
from apps.agreements.models import Contract, Ending, Milestone, Party, Payment, Recovery
from apps.agreements.states import EndingState
from apps.agreements.terms import TransferMode
from apps.core.ids import PublicIdModel
from apps.core.moves import GuardFailed

Row = TypeVar("Row", bound=PublicIdModel)
Act = Callable[[Contract, User, HttpRequest], object]


def _named(rows: QuerySet[Row], request: HttpRequest, name: str) -> Row:
    found = rows.filter(public_id=typed.text(request, name, 16)).first()
    if found is None:
        raise GuardFailed(_("This is not part of the contract."))
    return found


def _demand(permitted: object) -> None:
    if not permitted:
        raise PermissionDenied


def _reason(request: HttpRequest) -> str:
    return typed.text(request, "reason")


# ---------------------------------------------------------------- before the signing
def _party(contract: Contract, request: HttpRequest) -> Party:
    return _named(contract.agreement.parties.select_related("agreement__contract", "scan"), request, "party")


def _file(contract: Contract, by: User, request: HttpRequest) -> None:
    party = _party(contract, request)
    _demand(policies.can_file(by, party))
    contracts.file_side(party, by=by, seen=typed.text(request, "seen", 64))


def _return(contract: Contract, by: User, request: HttpRequest) -> None:
    party = _party(contract, request)
    _demand(policies.can_keep(by, contract))
    contracts.return_scan(party, by=by, reason=_reason(request))


def _revise(contract: Contract, by: User, request: HttpRequest) -> None:
    _demand(policies.can_keep(by, contract))
    contracts.revise(
        contract, by=by, amount=typed.whole(request, "amount"), stop_rules=tuple(request.POST.getlist("stop_rule")),
        grace_days=typed.whole(request, "grace_days"), clauses=typed.text(request, "clauses", 6000),
    )  # fmt: skip


def _lapse(contract: Contract, by: User, request: HttpRequest) -> None:
    _demand(policies.can_keep(by, contract))
    contracts.lapse(contract, by=by, reason=_reason(request))


# ---------------------------------------------------------------- work and money
def _milestone(contract: Contract, request: HttpRequest) -> Milestone:
    return _named(contract.milestones.select_related("contract__challenge__employer__organisation"), request, "milestone")  # fmt: skip


def _pass(contract: Contract, by: User, request: HttpRequest) -> None:
    row = _milestone(contract, request)
    _demand(policies.can_settle(by, row))
    milestones.pass_(row, by=by)


def _send_back(contract: Contract, by: User, request: HttpRequest) -> None:
    row = _milestone(contract, request)
    _demand(policies.can_send_back(by, row))
    milestones.send_back(row, by=by, reason=_reason(request), role="department")


def _waive(contract: Contract, by: User, request: HttpRequest) -> None:
    row = _milestone(contract, request)
    _demand(policies.can_settle(by, row))
    milestones.waive(row, by=by, reason=_reason(request))


def _payment(contract: Contract, request: HttpRequest) -> Payment:
    return _named(contract.payments.select_related("contract__challenge"), request, "payment")


def _order(contract: Contract, by: User, request: HttpRequest) -> None:
    row = _payment(contract, request)
    _demand(policies.can_order(by, row))
    payments.order(row, by=by)


def _release(contract: Contract, by: User, request: HttpRequest) -> None:
    row = _payment(contract, request)
    _demand(policies.can_release(by, row))
    payments.release(row, by=by, reference=typed.text(request, "reference", 80))


def _refuse_order(contract: Contract, by: User, request: HttpRequest) -> None:
    row = _payment(contract, request)
    _demand(policies.can_release(by, row))
    payments.refuse(row, by=by, reason=_reason(request))


def _recovery(contract: Contract) -> Recovery:
    found = contract.recoveries.first()
    if found is None:
        raise GuardFailed(_("Nothing is demanded back here."))
    return found


def _book(contract: Contract, by: User, request: HttpRequest) -> None:
    row = _recovery(contract)
    _demand(policies.can_book(by, row))
    payments.book(row, by=by, reference=typed.text(request, "reference", 80))


def _confirm_booking(contract: Contract, by: User, request: HttpRequest) -> None:
    row = _recovery(contract)
    _demand(policies.can_confirm_booking(by, row))
    payments.confirm_booking(row, by=by)


def _refuse_booking(contract: Contract, by: User, request: HttpRequest) -> None:
    row = _recovery(contract)
    _demand(policies.can_confirm_booking(by, row))
    payments.refuse_booking(row, by=by, reason=_reason(request))


# ---------------------------------------------------------------- acceptance, ends, evaluation
def _heard(contract: Contract, by: User, request: HttpRequest) -> dict[str, Any]:
    _demand(policies.can_decide(by, contract))
    return {
        "measured": typed.measured(request, contract),
        "experts": typed.text(request, "experts"),
        "opinion": typed.text(request, "opinion", 6000),
    }


def _accept(contract: Contract, by: User, request: HttpRequest) -> None:
    acceptance.accept(contract, by=by, **_heard(contract, by, request))


def _rectify(contract: Contract, by: User, request: HttpRequest) -> None:
    given = _heard(contract, by, request)
    acceptance.rectify(contract, by=by, until=typed.day(request, "until"), note=_reason(request), **given)


def _not_met(contract: Contract, by: User, request: HttpRequest) -> None:
    acceptance.find_not_met(contract, by=by, note=_reason(request), **_heard(contract, by, request))


def _propose_ending(contract: Contract, by: User, request: HttpRequest) -> None:
    _demand(policies.can_decide(by, contract))
    kind, _sign, rule = typed.text(request, "end", 40).partition(":")
    if kind not in ("excused", "fault"):
        raise GuardFailed(_("Please choose what kind of end it is."))
    recover = typed.whole(request, "recover", empty=0)
    endings.propose(contract, by=by, kind=kind, rule=rule, reason=_reason(request), recover=recover)


def _ending(contract: Contract, by: User) -> Ending:
    found = contract.endings.filter(state=EndingState.PROPOSED).select_related("contract__challenge").first()
    if found is None:
        raise GuardFailed(_("No end is proposed."))
    _demand(policies.can_decide_ending(by, found))
    return found


def _confirm_ending(contract: Contract, by: User, request: HttpRequest) -> None:
    endings.confirm(_ending(contract, by), by=by, note=_reason(request))


def _dismiss_ending(contract: Contract, by: User, request: HttpRequest) -> None:
    endings.dismiss(_ending(contract, by), by=by, note=_reason(request))


def _evaluate(contract: Contract, by: User, request: HttpRequest) -> None:
    _demand(policies.can_decide(by, contract))
    mode = typed.text(request, "transfer", 10)
    if mode not in TransferMode.values:
        raise GuardFailed(_("Please say how the result is used."))
    figures = {name: typed.whole(request, name, empty=0) for name in FIGURES}
    evaluation.evaluate(
        contract, by=by, score=typed.whole(request, "score"), transfer=Transfer(mode, **figures),
        note=_reason(request),
    )  # fmt: skip


FIGURES = ("transfer_value", "output_value", "patents", "papers", "jobs")
ACTS: dict[str, tuple[Act, Any]] = {
    "file": (_file, gettext_lazy("Filed.")),
    "return": (_return, gettext_lazy("Sent back. The side is asked for another scan.")),
    "revise": (_revise, gettext_lazy("Changed. Both sides have the new paper.")),
    "lapse": (_lapse, gettext_lazy("The contract has lapsed. The money is free again.")),
    "pass": (_pass, gettext_lazy("Passed.")),
    "send_back": (_send_back, gettext_lazy("Sent back with your reason.")),
    "waive": (_waive, gettext_lazy("Waived. Nothing is paid for it.")),
    "order": (_order, gettext_lazy("Ordered. Another person releases it.")),
    "release": (_release, gettext_lazy("Released and booked as paid.")),
    "refuse_order": (_refuse_order, gettext_lazy("The order is taken back.")),
    "book": (_book, gettext_lazy("Booked. Another person confirms it.")),
    "confirm_booking": (_confirm_booking, gettext_lazy("Confirmed: the money is back.")),
    "refuse_booking": (_refuse_booking, gettext_lazy("The booking is taken back.")),
    "accept": (_accept, gettext_lazy("The result is accepted.")),
    "rectify": (_rectify, gettext_lazy("Back to the applicant team, until the day you set.")),
    "not_met": (_not_met, gettext_lazy("Noted: the indicators are not met. One of the two ends follows.")),
    "propose_ending": (
        _propose_ending,
        gettext_lazy("Proposed. The applicant team is heard, another officer decides."),
    ),
    "confirm_ending": (_confirm_ending, gettext_lazy("The contract has ended.")),
    "dismiss_ending": (_dismiss_ending, gettext_lazy("Dismissed. The contract goes on.")),
    "evaluate": (_evaluate, gettext_lazy("Evaluated.")),
}
