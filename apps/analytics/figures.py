"""The figures of a report on calls. A figure is a condition: its count and the list behind it are the same query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.agreements.models import Contract, Payment
from apps.agreements.states import UNSIGNED, PaymentState
from apps.analytics import policies
from apps.analytics.scope import Scope, calls_of
from apps.challenges.models import ChallengeQuerySet
from apps.challenges.states import ChallengeState as S
from apps.proposals.models import Member, Proposal
from apps.proposals.states import ProposalState
from apps.reviews.form_states import AppealState, FormOutcome
from apps.reviews.models import FormCheck

CALLS, PROPOSALS, CONTRACTS, PAYMENTS = "calls", "proposals", "contracts", "payments"
ENDED_EARLY = (S.TERMINATED_EXCUSED, S.TERMINATED_FAULT)
ACCEPTED = (S.ACCEPTED, S.EVALUATED)
SIGNED = (S.CONTRACTED, S.EXECUTING, S.ACCEPTANCE, *ACCEPTED, *ENDED_EARLY)
AWARDED = (S.AWARDED, *SIGNED)
JUDGED = (S.CLOSED, S.REVIEWING, S.PROPOSED_AWARD, S.IN_PUBLICITY)


@dataclass(frozen=True)
class Figure:
    """`of` says which rows it counts; with `amount` it also sums that column, in whole yuan."""

    code: str
    label: str | Promise
    of: str
    where: Q
    amount: str = ""


@dataclass(frozen=True)
class Value:
    figure: Figure
    count: int
    amount: int | None = None


@dataclass(frozen=True)
class Share:
    """`part` of `whole`, each a figure of its own."""

    code: str
    label: str | Promise
    part: str
    whole: str


_SIGNED_CONTRACT = ~Q(state__in=UNSIGNED)
FIGURES = {
    figure.code: figure
    for figure in (
        Figure("submitted", _("Calls submitted"), CALLS, Q()),
        Figure("published", _("Calls published"), CALLS, Q(published_at__isnull=False), "told_bounty"),
        Figure("open", _("Open for proposals"), CALLS, Q(state=S.PUBLISHED)),
        Figure("judged", _("Closed, being decided"), CALLS, Q(state__in=JUDGED)),
        Figure("undecided", _("Published, not decided"), CALLS, Q(published_at__isnull=False) & ~Q(state__in=(*AWARDED, S.FAILED, S.CANCELLED))),
        Figure("decided", _("Decided: awarded or without valid proposal"), CALLS, Q(state__in=(*AWARDED, S.FAILED))),
        Figure("awarded", _("Calls awarded"), CALLS, Q(state__in=AWARDED), "told_bounty"),
        Figure("signed", _("Contract signed"), CALLS, Q(state__in=SIGNED)),
        Figure("finished", _("Work ended: accepted or broken off"), CALLS, Q(state__in=(*ACCEPTED, *ENDED_EARLY))),
        Figure("accepted", _("Result accepted"), CALLS, Q(state__in=ACCEPTED)),
        Figure("ended_early", _("Broken off"), CALLS, Q(state__in=ENDED_EARLY)),
        Figure("failed", _("Without a valid proposal"), CALLS, Q(state=S.FAILED)),
        Figure("cancelled", _("Calls cancelled"), CALLS, Q(state=S.CANCELLED)),
        Figure("rejected", _("Calls rejected"), CALLS, Q(state=S.REJECTED)),
        Figure("opened_calls", _("Calls whose opening is over"), CALLS, Q(was_answered=True) | Q(state=S.FAILED)),
        Figure("proposals", _("Proposals opened"), PROPOSALS, Q()),
        Figure("joint", _("Joint proposals (several members)"), PROPOSALS, Q(is_joint=True)),
        Figure("checked", _("Proposals whose form check is decided"), PROPOSALS, Q(was_passed=True) | Q(was_failed=True)),
        Figure("passed", _("Form check passed"), PROPOSALS, Q(was_passed=True)),
        Figure("not_passed", _("Form check not passed"), PROPOSALS, Q(was_passed=False, was_failed=True)),
        Figure("corrected", _("Returned for correction once"), PROPOSALS, Q(was_returned=True)),
        Figure("won", _("Proposals awarded"), PROPOSALS, Q(state=ProposalState.AWARDED)),
        Figure("contracts", _("Contracts signed"), CONTRACTS, _SIGNED_CONTRACT, "amount"),
        Figure("paid", _("Payments made"), PAYMENTS, Q(state=PaymentState.PAID), "amount"),
        Figure("unpaid", _("Payments due or ordered"), PAYMENTS, Q(state__in=(PaymentState.DUE, PaymentState.ORDERED)), "amount"),
        Figure("recovered", _("Contracts with money recovered"), CONTRACTS, Q(recovered__gt=0), "recovered"),
    )
}  # fmt: skip
SHARES = (
    Share("per_call", _("Proposals for each call"), "proposals", "opened_calls"),
    Share("joint_share", _("Joint proposals"), "joint", "proposals"),
    Share("form_pass", _("Form check passed"), "passed", "checked"),
    Share("award_rate", _("Calls that end in an award"), "awarded", "decided"),
    Share("failed_rate", _("Calls without a valid proposal"), "failed", "decided"),
    Share("signing_rate", _("Awards that are signed"), "signed", "awarded"),
    Share("acceptance_rate", _("Results that are accepted"), "accepted", "finished"),
)
BY_TIMES = ("per_call",)  # shares that are told as a number, not in per cent


def rows_of(user: Any, scope: Scope, figure: Figure) -> QuerySet[Any]:
    """The very rows that the figure counts."""
    return subject(user, scope, figure.of).filter(figure.where)


def subject(user: Any, scope: Scope, of: str) -> QuerySet[Any]:
    """All rows of one kind that belong to the calls of a report."""
    calls = calls_of(user, scope)
    if of == PROPOSALS:
        return _proposals(calls)
    if of == CONTRACTS:
        return Contract.objects.visible_to(user).filter(challenge__in=calls.values("pk"))
    if of == PAYMENTS:
        return Payment.objects.visible_to(user).filter(contract__challenge__in=calls.values("pk"))
    return calls


def _proposals(calls: ChallengeQuerySet) -> QuerySet[Proposal]:
    """Opened ones only: before the opening nobody counts them. Columns that the conditions read stand beside."""
    others = Member.objects.filter(proposal=OuterRef("pk"), is_lead=False, left_at__isnull=True)
    checks = FormCheck.objects.filter(proposal=OuterRef("pk"))
    allowed = Proposal.objects.filter(pk=OuterRef("pk"), form_appeal__state=AppealState.ALLOWED)
    return Proposal.objects.filter(challenge__in=calls.values("pk"), opened_at__isnull=False).annotate(
        is_joint=Exists(others),
        was_passed=Q(Exists(checks.filter(outcome=FormOutcome.ELIGIBLE))) | Q(Exists(allowed)),
        was_failed=Exists(checks.filter(outcome=FormOutcome.INELIGIBLE)),
        was_returned=Exists(checks.filter(outcome=FormOutcome.RETURNED)),
    )


def values(user: Any, scope: Scope) -> dict[str, Value]:
    """Every figure that she may read, by its code: one query for each kind of row."""
    found: dict[str, Value] = {}
    for of in kinds(user):
        mine = [figure for figure in FIGURES.values() if figure.of == of]
        sums = {f"{row.code}_sum": Sum(row.amount, filter=row.where, default=0) for row in mine if row.amount}
        counts = {f"{row.code}_count": Count("pk", filter=row.where) for row in mine}
        row = subject(user, scope, of).aggregate(**counts, **sums)
        for figure in mine:
            found[figure.code] = Value(figure, row[f"{figure.code}_count"], row.get(f"{figure.code}_sum"))
    return {code: found[code] for code in FIGURES if code in found}


def kinds(user: Any) -> tuple[str, ...]:
    return (CALLS, PROPOSALS, CONTRACTS, PAYMENTS) if policies.can_read_money(user) else (CALLS, PROPOSALS)


def ratio(share: Share, found: dict[str, Value]) -> float | None:
    """None where the whole is empty: nothing can be said."""
    whole = found[share.whole].count
    return found[share.part].count / whole if whole else None


def total(rows: QuerySet[Any], figure: Figure) -> int | None:
    """The sum of a list, to stand under it."""
    return int(rows.aggregate(sum=Sum(F(figure.amount), default=0))["sum"]) if figure.amount else None
