"""What is next in a contract, said to the one who reads: her own turn first, else for whom it waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from apps.agreements import milestones
from apps.agreements.models import Contract, Party
from apps.agreements.states import ContractState, EndingState, MilestoneState
from apps.agreements.terms import Outcome, Side, Word

C, M = ContractState, MilestoneState


@dataclass(frozen=True)
class Due:
    """`mine`: it is the reader's turn. `until` where there is a day."""

    text: str
    mine: bool = False
    until: date | None = None


def of(contract: Contract, side: str) -> Due | None:
    """None where nothing is to be done any more."""
    ending = contract.endings.filter(state=EndingState.PROPOSED).first()
    if ending is not None:
        if side == Side.SOLVER and ending.statement_at is None:
            return Due(
                _("An end of the contract is proposed. Please say what you have to say."), True, ending.hear_until
            )
        return Due(_("An end of the contract is proposed. An officer decides it."))
    if contract.state == C.DRAFTED:
        return _signing(contract, side)
    if contract.state == C.EXECUTING:
        return _work(contract, side)
    if contract.state == C.ACCEPTANCE:
        return _acceptance(contract, side)
    waits = {
        C.SIGNED: _("Both sides are filed. The work begins when every contract of the call is signed."),
        C.ACCEPTED: _("The result is accepted. The department evaluates it."),
    }
    text = waits.get(C(contract.state))
    return Due(text) if text else None


def _signing(contract: Contract, side: str) -> Due:
    mine = next((row for row in contract.agreement.parties.all() if row.side == side), None)
    if isinstance(mine, Party) and mine.scan_id is None:
        return Due(_("Please download the contract, print it, sign and seal it, and upload the scan."), True)
    return Due(_("Your scan is in. The contract counts as signed when the scans of both sides are filed."))


def _work(contract: Contract, side: str) -> Due:
    row, solver = milestones.next_due(contract), side == Side.SOLVER
    if row is None:
        text = _("Every milestone is settled. Ask for the acceptance.") if solver else _("Every milestone is settled. The applicant team asks for the acceptance.")  # fmt: skip
        return Due(text, solver, contract.rectify_until)
    words = {"milestone": row.name}
    if row.state == M.REPORTED and row.word != Word.CONFIRMED:
        text = _("“%(milestone)s” is reported. Please confirm it or send it back.") if not solver else _("“%(milestone)s” is reported. It waits for the poster's word.")  # fmt: skip
        return Due(text % words, not solver)
    if row.state == M.REPORTED:
        return Due(_("“%(milestone)s” is confirmed. The department passes it.") % words)
    until = row.grace_until if row.state == M.DELAYED else row.due_on
    text = _("“%(milestone)s” is late and to be made good.") if row.state == M.DELAYED else _("Next: “%(milestone)s” is to be reported.")  # fmt: skip
    return Due(text % words, solver, until)


def _acceptance(contract: Contract, side: str) -> Due:
    found = contract.acceptances.filter(outcome=Outcome.NONE).last()
    if found is None:
        return Due(_("The result does not reach its indicators. The department decides about an end."))
    if found.user_word_at is None:
        poster = side == Side.POSTER
        text = _("The acceptance is asked for. Please enter the end user's word.") if poster else _("The acceptance is asked for. It waits for the end user's word.")  # fmt: skip
        return Due(text, poster)
    return Due(_("The acceptance is under way: experts and the department decide."))
