"""A whole report on calls as a value: for the operators' page, its downloads and the API alike."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.analytics import breakdowns, figures, steps
from apps.analytics.breakdowns import Breakdown
from apps.analytics.figures import FIGURES, Share, Value
from apps.analytics.scope import NOTHING, Scope, calls_of
from apps.analytics.steps import Spread
from apps.analytics.tables import Table
from apps.challenges.models import Programme

CHARTED = ("awarded", "failed", "undecided")


@dataclass(frozen=True)
class Rate:
    share: Share
    value: float | None

    @property
    def text(self) -> str:
        """`1.5` or `37.5%`; a dash where nothing can be said."""
        if self.value is None:
            return "–"
        return f"{self.value:.1f}" if self.share.code in figures.BY_TIMES else f"{self.value:.1%}"


@dataclass(frozen=True)
class Report:
    values: dict[str, Value]
    shares: list[Rate]
    tables: list[Breakdown]
    spreads: list[Spread]


def groups() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Which figures stand together."""
    return (
        (_("Calls"), ("submitted", "published", "open", "judged", "awarded", "signed", "accepted", "failed", "ended_early", "cancelled", "rejected")),
        (_("Proposals"), ("proposals", "joint", "checked", "passed", "not_passed", "corrected", "won")),
        (_("Money"), ("contracts", "paid", "unpaid", "recovered")),
    )  # fmt: skip


def calls(user: Any, scope: Scope) -> Report:
    """About fifteen queries, whatever the number of calls."""
    rows = calls_of(user, scope)
    found = figures.values(user, scope)
    rates = [Rate(share, figures.ratio(share, found)) for share in figures.SHARES]
    return Report(found, rates, breakdowns.of(rows), steps.spreads(steps.stays(rows)))


def as_tables(report: Report) -> list[Table]:
    """Figures, rates, times and a table each breakdown, as they are taken away."""
    labels = [str(FIGURES[code].label) for code in breakdowns.COLUMNS]
    sums = tuple((str(row.figure.label), row.count, row.amount) for row in report.values.values())
    rates = tuple((str(rate.share.label), rate.value, str(FIGURES[rate.share.part].label), str(FIGURES[rate.share.whole].label)) for rate in report.shares)  # fmt: skip
    times = tuple(
        (str(row.label), row.count, round(row.lower, 1), round(row.median, 1), round(row.upper, 1))
        for row in report.spreads
    )
    made = [
        Table(_("Figures"), (_("Figure"), _("Count"), _("Amount (yuan)")), sums),
        Table(_("Rates"), (_("Rate"), pgettext("rate", "Value"), _("Part"), _("Whole")), rates),
        Table(
            _("Time in each step"),
            (
                _("Step"),
                _("Cases measured"),
                _("Lower quartile (days)"),
                _("Median (days)"),
                _("Upper quartile (days)"),
            ),
            times,
        ),
    ]
    for table in report.tables:
        rows = tuple(
            (line.label, *(line.counts[code] for code in breakdowns.COLUMNS), line.bounty) for line in table.lines
        )
        made.append(Table(str(table.title), (str(table.title), *labels, _("Bounties published (yuan)")), rows))
    return made


def told(scope: Scope) -> list[str]:
    """What narrows a list, in words."""
    names = {row.public_id: str(row) for row in Programme.objects.filter(public_id=scope.programme)}
    found = []
    for name, value in asdict(scope).items():
        if not value:
            continue
        if name in ("since", "until"):
            word = _("from %(day)s") if name == "since" else _("until %(day)s")
            found.append(word % {"day": value.isoformat()})
        elif name in ("chain", "district"):
            found.append(breakdowns.words(f"in_{name}", value, names))
        else:
            found.append(breakdowns.words(name, "" if value == NOTHING else value, names))
    return found
