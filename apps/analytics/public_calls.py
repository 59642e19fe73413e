"""What everybody may know of the calls as a whole.

Calls are public one by one, so their counts are told as they are. Proposals are not: they, contracts and times are told
for the whole city only, never by chain, district or round, and only where enough of them stand behind a figure that no
applicant shows through.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.agreements.models import Contract, Payment
from apps.agreements.states import PaymentState
from apps.analytics import breakdowns, steps
from apps.analytics.breakdowns import Breakdown
from apps.analytics.figures import FIGURES
from apps.analytics.scope import published_calls
from apps.analytics.steps import Spread
from apps.proposals.models import Proposal

FEW = 5  # below this many a figure about proposals, contracts or times is not told
CALLS = ("published", "open", "judged", "awarded", "signed", "accepted", "failed", "cancelled")
COLUMNS = ("published", "open", "awarded", "failed")
SHOWN_BY = ("year", "in_chain", "in_district", "programme")
STEPS = ("open", "opening", "form_check", "review", "publicity", "signing", "work", "acceptance")


@dataclass(frozen=True)
class Told:
    """One figure; `count` and `amount` are None where too few stand behind it."""

    code: str
    label: str | Promise
    count: int | None
    amount: int | None = None


@dataclass(frozen=True)
class Picture:
    calls: list[Told]
    others: list[Told]
    to_award: float | None
    spreads: list[Spread]
    tables: list[Breakdown]


def picture() -> Picture:
    """All of it, in about a dozen queries."""
    rows = published_calls()
    counts = {f"{code}_count": Count("pk", filter=FIGURES[code].where) for code in CALLS}
    sums = {
        f"{code}_sum": Sum("told_bounty", filter=FIGURES[code].where, default=0)
        for code in CALLS
        if FIGURES[code].amount
    }
    found = rows.aggregate(**counts, **sums)
    calls = [Told(code, FIGURES[code].label, found[f"{code}_count"], found.get(f"{code}_sum")) for code in CALLS]
    tables = [table for table in breakdowns.of(rows, COLUMNS) if table.by in SHOWN_BY]
    days = steps.between(rows, "publish", "award")
    return Picture(
        calls,
        _others(),
        steps.quartiles(days)[1] if len(days) >= FEW else None,
        [row for row in steps.spreads(steps.stays(rows)) if row.step in STEPS and row.count >= FEW],
        sorted(tables, key=lambda table: SHOWN_BY.index(table.by)),
    )


def _others() -> list[Told]:
    calls = published_calls().values("pk")
    opened = Proposal.objects.filter(challenge__in=calls, opened_at__isnull=False)
    contracts = Contract.objects.ever_signed().filter(challenge__in=calls)
    paid = Payment.objects.filter(contract__challenge__in=calls, state=PaymentState.PAID)
    calls_of_proposals = opened.values("challenge").distinct().count()
    contracted = contracts.aggregate(count=Count("pk"), sum=Sum("amount", default=0))
    money = paid.aggregate(count=Count("contract", distinct=True), sum=Sum("amount", default=0))
    return [
        _told("proposals", _("Proposals opened"), opened.count(), behind=calls_of_proposals),
        _told("contracts", _("Contracts signed"), contracted["count"], contracted["sum"]),
        _told("paid", _("Contracts under which money was paid"), money["count"], money["sum"]),
    ]


def _told(code: str, label: Any, count: int, amount: int | None = None, *, behind: int | None = None) -> Told:
    """`behind`: of how many calls they are, where that is another number."""
    enough = count >= FEW and (behind is None or behind >= FEW)
    return Told(code, label, count if enough else None, amount if enough else None)
