"""Running totals in whole yuan. The purse of the call is locked first, then the contract, then the payment.

Promised: amounts of contracts that bind, and of those that are over what was paid or is still owed. Neither what is
promised nor what is ordered and paid exceeds the bounty; the database holds the same by check constraints.
"""

from __future__ import annotations

from django.db.models import Sum
from django.utils.translation import gettext as _

from apps.agreements.models import Contract, Payment, Purse
from apps.agreements.states import PaymentState
from apps.challenges.models import Challenge
from apps.core.moves import GuardFailed


def purse_of(challenge: Challenge) -> Purse:
    """The call's purse, locked; made with its bounty on first use."""
    assert challenge.current is not None, "an awarded call has a text in force"
    Purse.objects.get_or_create(challenge=challenge, defaults={"bounty": challenge.current.bounty or 0})
    return Purse.objects.select_for_update().get(challenge=challenge)


def locked(contract: Contract) -> tuple[Purse, Contract]:
    """Purse and contract, locked in this order by every step that moves money."""
    purse = purse_of(contract.challenge)
    row = Contract.objects.select_for_update(of=("self",)).select_related(
        "challenge__current", "challenge__employer__organisation", "proposal", "agreement"
    )
    return purse, row.get(pk=contract.pk)


def promise(purse: Purse, amount: int, *, instead_of: int = 0) -> None:
    """Bind `amount`, in place of what was bound before. Raises GuardFailed where the bounty does not reach."""
    after = purse.promised - instead_of + amount
    if after > purse.bounty:
        left = f"{purse.bounty - purse.promised + instead_of:,}"
        raise GuardFailed(_("Of the bounty %(left)s yuan are left to be promised.") % {"left": left})
    purse.promised = after
    purse.save(update_fields=["promised"])


def free(purse: Purse, contract: Contract) -> None:
    """The contract is over: only what was paid and what is still owed for passed milestones stays promised."""
    owed = contract.payments.exclude(state=PaymentState.WITHHELD).aggregate(sum=Sum("amount"))["sum"] or 0
    promise(purse, owed, instead_of=contract.amount)


def order(purse: Purse, contract: Contract, payment: Payment) -> None:
    """Raises GuardFailed where the sum would exceed the contract or the bounty."""
    if contract.ordered + contract.paid + payment.amount > contract.amount:
        raise GuardFailed(_("This would be more than the contract says."))
    if purse.ordered + purse.paid + payment.amount > purse.bounty:
        raise GuardFailed(_("This would be more than the bounty."))
    _add(purse, contract, ordered=payment.amount)


def take_back(purse: Purse, contract: Contract, payment: Payment) -> None:
    """An order that was refused or withheld."""
    _add(purse, contract, ordered=-payment.amount)


def pay(purse: Purse, contract: Contract, payment: Payment) -> None:
    _add(purse, contract, ordered=-payment.amount, paid=payment.amount)


def recover(purse: Purse, contract: Contract, amount: int) -> None:
    if contract.recovered + amount > contract.paid:
        raise GuardFailed(_("No more can be recovered than was paid."))
    _add(purse, contract, recovered=amount)


def _add(purse: Purse, contract: Contract, **sums: int) -> None:
    for row in (purse, contract):
        for name, amount in sums.items():
            setattr(row, name, getattr(row, name) + amount)
        row.save(update_fields=list(sums))


def amounts(total: int, shares: list[object]) -> list[int]:
    """The sum of each stage in whole yuan, rounded down; the last one takes what rounding leaves."""
    made: list[int] = []
    for at, share in enumerate(shares):
        made.append(total - sum(made) if at == len(shares) - 1 else int(total * share / 100))  # type: ignore[operator]
    return made
