"""赛马: several contracts under one call, how far the call is then, and who is eliminated at a checkpoint.

**A call is as far as the slowest of its contracts that still bind.** A race starts together and ends when the last
runner has arrived or dropped out, so:

- `contract`: with the last signature. As long as one awarded team has neither signed nor let its contract lapse the
  call stays awarded, because only from there the next in rank can take its place.
- `execute`: the work of all begins on one day, by one act for the call.
- `begin_acceptance`: when no contract is at work any more and one waits for its acceptance. While one is accepted and
  another still works, the call shows that work is under way.
- `rectify`: when a contract goes back to work and none else was at work.
- `accept_result`: when the last one is decided and at least one result was accepted. Who was eliminated or ended
  earlier does not hold the others up.
- `evaluate`: when every accepted contract is evaluated.
- `excuse` or `terminate`: when nothing binds any more and nothing was accepted. By fault if any of the contracts ended
  by fault, else without fault; elimination is no fault.

Eliminating never ends a call: at least one contract goes on from every checkpoint.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.agreements import money, telling
from apps.agreements.models import Checkpoint, Contract, Milestone, Standing
from apps.agreements.states import SETTLED, UNREPORTED, ContractState
from apps.challenges.models import Challenge
from apps.challenges.states import ChallengeState
from apps.core import audit
from apps.core.actors import Actor
from apps.core.moves import GuardFailed, move
from apps.procedures.calendar import today
from apps.proposals.models import Proposal
from apps.proposals.states import ProposalState

C, S = ContractState, ChallengeState
ROAD = (S.AWARDED, S.CONTRACTED, S.EXECUTING, S.ACCEPTANCE, S.ACCEPTED, S.EVALUATED)
STEPS = ("contract", "execute", "begin_acceptance", "accept_result", "evaluate")
SLOWEST_FIRST = (C.SIGNED, C.EXECUTING, C.ACCEPTANCE, C.ACCEPTED, C.EVALUATED)
PLACE = dict(zip(SLOWEST_FIRST, ROAD[1:], strict=True))


def follow(challenge: Challenge, *, by: Actor, reason: str = "") -> None:
    """Take the call's steps to where its contracts are now; none if it is there."""
    row = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    target = standing(row)
    if target in (S.TERMINATED_EXCUSED, S.TERMINATED_FAULT):
        if row.state not in (S.EXECUTING, S.ACCEPTANCE):
            return
        name = "excuse" if target == S.TERMINATED_EXCUSED else "terminate"
        move(row, name, by=by, role="department", reason=reason)
    elif (row.state, target) == (S.ACCEPTANCE, S.EXECUTING):
        move(row, "rectify", by=by, role="department", reason=reason)
    elif row.state in ROAD and target in ROAD:
        for name in STEPS[ROAD.index(S(row.state)) : ROAD.index(S(target))]:
            move(row, name, by=by, role="operator")
    challenge.refresh_from_db()


def standing(challenge: Challenge) -> str:
    """Where a call belongs by its contracts, as the rules above say."""
    states = list(Contract.objects.filter(challenge=challenge).values_list("state", flat=True))
    awarded = Proposal.objects.filter(challenge=challenge, state=ProposalState.AWARDED)
    open_ = C.DRAFTED in states or awarded.filter(contract__isnull=True).exists()
    binding = [state for state in SLOWEST_FIRST if state in states]
    if open_ or (not binding and not {C.TERMINATED_EXCUSED, C.TERMINATED_FAULT} & set(states)):
        return S.AWARDED
    if binding:
        return PLACE[binding[0]]
    return S.TERMINATED_FAULT if C.TERMINATED_FAULT in states else S.TERMINATED_EXCUSED


@transaction.atomic
def hold_checkpoint(
    challenge: Challenge, *, by: User, milestone: int, ranks: Mapping[str, int], keep: int, note: str
) -> Checkpoint:
    """Rank all contracts that run (public id to rank, 1 is best); those ranked below `keep` are eliminated.

    The checkpoint's milestone must have been reported by each, or its day have passed.
    """
    purse = money.purse_of(challenge)
    running = list(
        Contract.objects.filter(challenge=challenge)
        .select_for_update(of=("self",))
        .running()
        .select_related("challenge", "proposal")
    )
    _guard(running, milestone, ranks, keep)
    if not note.strip():
        raise GuardFailed(_("Please give a reason."))
    if Checkpoint.objects.filter(challenge=challenge, milestone=milestone).exists():
        raise GuardFailed(_("This checkpoint has been held already."))
    held = Checkpoint.objects.create(challenge=challenge, milestone=milestone, keep=keep, note=note.strip(), held_by=by)
    running.sort(key=lambda contract: ranks[contract.public_id])
    for contract in running:
        rank = ranks[contract.public_id]
        Standing.objects.create(checkpoint=held, contract=contract, rank=rank)
        audit.record(contract, "hold_checkpoint", by=by, role="department", data={"milestone": milestone, "rank": rank})
        if rank > keep:
            move(contract, "eliminate", by=by, role="department", reason=note.strip())
            money.free(purse, contract)
            move(contract.agreement, "lapse", by=by, role="department", reason_code="eliminated")
        telling.both(contract, "contract_eliminated" if rank > keep else "checkpoint_passed", rank=str(rank))
    follow(challenge, by=by)
    return held


def _guard(running: list[Contract], milestone: int, ranks: Mapping[str, int], keep: int) -> None:
    if len(running) < 2:
        raise GuardFailed(_("A checkpoint ranks at least two contracts."))
    if {contract.public_id for contract in running} != set(ranks) or sorted(ranks.values()) != [
        *range(1, len(running) + 1)
    ]:
        raise GuardFailed(_("Please give each contract that runs one place of its own, from 1 on."))
    if not 1 <= keep <= len(running):
        raise GuardFailed(_("At least one contract goes on from every checkpoint."))
    for contract in running:
        row = Milestone.objects.filter(contract=contract, order=milestone).first()
        if row is None:
            raise GuardFailed(_("There is no such milestone in every contract."))
        waits = row.state in UNREPORTED and row.state not in SETTLED and (row.due_on is None or row.due_on >= today())
        if waits:
            raise GuardFailed(_("Not everybody has reported this milestone, and its day has not passed."))
        if ranks[contract.public_id] > keep and contract.state != C.EXECUTING:
            raise GuardFailed(_("A contract whose acceptance is under way is not eliminated."))
