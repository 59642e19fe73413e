"""The operators' page of the contracts of one call: drawn up, begun on one day, ranked at checkpoints, or given up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.agreements import contracts, facts, policies, race, typed
from apps.agreements.models import READERS, Checkpoint, Contract, Purse
from apps.agreements.states import RUNNING, ContractState
from apps.agreements.terms import StopRule
from apps.challenges import policies as challenges
from apps.challenges.models import Challenge
from apps.challenges.states import ChallengeState
from apps.core.moves import GuardFailed, MoveRefused
from apps.procedures.lifecycle import open_objections
from apps.proposals.models import Proposal
from apps.proposals.states import ProposalState
from apps.reviews import failing

NEEDED = (StopRule.MISSED, StopRule.FRAUD)  # these belong to every contract


def may_look(user: Any, challenge: Challenge) -> bool:
    """Operators of the district who stand on no side of it."""
    rows = [row for row in _contracts(challenge) if not policies.operates(user, row, *READERS)]
    winners = [row for row in _winners(challenge) if not policies.can_look_to_draft(user, row)]
    return not rows and not winners and policies.operates_call(user, challenge, *READERS)


def context(request: HttpRequest, challenge: Challenge) -> dict[str, Any]:
    user, rows = request.user, _contracts(challenge)
    waiting = [row for row in _winners(challenge) if not hasattr(row, "contract")]
    return {
        "challenge": challenge,
        "contracts": rows,
        "waiting": [_offer(row) for row in waiting if policies.can_draft(user, row)],
        "waits_for_others": [row for row in waiting if not policies.can_draft(user, row)],
        "purse": Purse.objects.filter(challenge=challenge).first(),
        "bounty": challenge.current.bounty if challenge.current else 0,
        "objection": open_objections(challenge).exists(),
        "stop_rules": [(code, word, code in NEEDED) for code, word in StopRule.choices],
        "running": [row for row in rows if row.state in RUNNING],
        "checkpoints": Checkpoint.objects.filter(challenge=challenge).prefetch_related("standings__contract"),
        "can": _can(user, challenge, rows),
    }


def _can(user: Any, challenge: Challenge, rows: list[Any]) -> dict[str, bool]:
    running = [row for row in rows if row.state in RUNNING]
    nobody = not Proposal.objects.filter(challenge=challenge, state=ProposalState.AWARDED).exists()
    signed = [row for row in rows if row.state == ContractState.SIGNED]
    return {
        "begin": challenge.state == ChallengeState.CONTRACTED and bool(signed)
        and all(policies.can_keep(user, row) for row in signed),
        "checkpoint": len(running) > 1 and all(policies.can_decide(user, row) for row in running),
        "fail": challenge.state == ChallengeState.AWARDED and nobody and challenges.can_approve(user, challenge),
    }  # fmt: skip


def _contracts(challenge: Challenge) -> list[Any]:
    rows = Contract.objects.filter(challenge=challenge).select_related(
        "proposal__organisation", "challenge__employer__organisation"
    )
    return list(rows.order_by("number"))


def _winners(challenge: Challenge) -> list[Proposal]:
    rows = Proposal.objects.filter(challenge=challenge, state=ProposalState.AWARDED).order_by("pk")
    return list(rows.select_related("contract", "organisation", "lead", "challenge__employer__organisation"))


def _offer(proposal: Proposal) -> dict[str, Any]:
    try:
        offered = facts.read(proposal)
    except GuardFailed as refused:
        return {"proposal": proposal, "refused": str(refused)}
    bounty = proposal.challenge.current.bounty if proposal.challenge.current else 0
    return {"proposal": proposal, "offer": offered, "amount": min(offered.quote, bounty or offered.quote)}


Act = Callable[[Challenge, User, HttpRequest], str | None]


def _draft(challenge: Challenge, by: User, request: HttpRequest) -> str:
    proposal = Proposal.objects.filter(challenge=challenge, public_id=typed.text(request, "proposal", 16)).first()
    if proposal is None:
        raise GuardFailed(_("Choose a proposal."))
    if not policies.can_draft(by, proposal):
        raise PermissionDenied
    made = contracts.draft(
        proposal, by=by, amount=typed.whole(request, "amount"), clauses=typed.text(request, "clauses", 6000),
        stop_rules=tuple(request.POST.getlist("stop_rule")), grace_days=typed.whole(request, "grace_days"),
    )  # fmt: skip
    return reverse("admin:agreements_contract_change", args=[made.pk])


def _begin(challenge: Challenge, by: User, request: HttpRequest) -> None:
    contracts.begin(challenge, by=by)


def _checkpoint(challenge: Challenge, by: User, request: HttpRequest) -> None:
    running = [row for row in _contracts(challenge) if row.state in RUNNING]
    ranks = {row.public_id: typed.whole(request, f"rank_{row.public_id}") for row in running}
    race.hold_checkpoint(
        challenge, by=by, milestone=typed.whole(request, "milestone"), ranks=ranks,
        keep=typed.whole(request, "keep"), note=typed.text(request, "note", 2000),
    )  # fmt: skip


def _fail(challenge: Challenge, by: User, request: HttpRequest) -> None:
    failing.fail_call(challenge, by=by, reason=typed.text(request, "reason", 2000))


ACTS: dict[str, tuple[Act, Any]] = {
    "draft": (_draft, gettext_lazy("Drawn up. Both sides have been told to print, sign and hand it in.")),
    "begin": (_begin, gettext_lazy("The work begins today; the milestones have their days.")),
    "checkpoint": (_checkpoint, gettext_lazy("The checkpoint is held.")),
    "fail": (_fail, gettext_lazy("The call has ended without a valid proposal. The poster is told.")),
}


def decide(request: HttpRequest, challenge: Challenge) -> str | None:
    """Carry out the button that was pressed; refusals become messages. Where to go next, if elsewhere."""
    act = request.POST.get("act", "")
    assert isinstance(request.user, User)
    if act not in ACTS:
        messages.error(request, _("This act is not known."))
        return None
    if act != "draft" and not _can(request.user, challenge, _contracts(challenge))[act]:
        raise PermissionDenied
    run, done = ACTS[act]
    try:
        with transaction.atomic():
            onward = run(challenge, request.user, request)
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return None
    messages.success(request, str(done))
    return onward
