"""The calls of a report by state, programme, chain, district, year and month: a query each, a row each value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, F, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat, ExtractMonth, ExtractYear, LPad
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.analytics.figures import FIGURES
from apps.analytics.scope import NOTHING
from apps.challenges.models import Challenge, Programme
from apps.challenges.states import ChallengeState
from apps.procedures.calendar import city_zone
from apps.taxonomy.lookups import label

COLUMNS = ("submitted", "published", "undecided", "awarded", "signed", "accepted", "failed")


@dataclass(frozen=True)
class Line:
    """One value: its code as it stands in an address, its words, counts by figure, and the bounties published."""

    code: str
    label: str
    counts: dict[str, int]
    bounty: int


@dataclass(frozen=True)
class Breakdown:
    """`by` is the name of the filter that opens a line."""

    by: str
    title: str | Promise
    lines: tuple[Line, ...]


TITLES = {
    "state": gettext_lazy("By state"),
    "programme": gettext_lazy("By programme"),
    "in_chain": gettext_lazy("By industry chain"),
    "in_district": gettext_lazy("By district"),
    "year": gettext_lazy("By year"),
    "month": gettext_lazy("By month"),
}
KEYS = {
    "state": F("state"),
    "programme": F("programme__public_id"),
    "in_chain": F("told_chain"),
    "in_district": F("district"),
}


def of(calls: QuerySet[Challenge], columns: Iterable[str] = COLUMNS) -> list[Breakdown]:
    """All breakdowns of `calls`, which have the columns of `scope.with_columns`; six queries."""
    chosen = tuple(columns)
    names = {row.public_id: str(row) for row in Programme.objects.only("public_id", "title_zh", "title_en")}
    found = {by: _lines(calls, by, key, names, chosen) for by, key in KEYS.items()}
    months = _lines(calls, "month", _month(), names, chosen)
    found["year"], found["month"] = _years(months), months
    return [Breakdown(by, TITLES[by], tuple(found[by])) for by in TITLES]


def _month() -> Any:
    """`2026-03` by the city's clock."""
    zone = city_zone()
    year = Cast(ExtractYear("told_at", tzinfo=zone), CharField())
    month = LPad(Cast(ExtractMonth("told_at", tzinfo=zone), CharField()), 2, Value("0"))
    return Concat(year, Value("-"), month, output_field=CharField())


def _lines(
    calls: QuerySet[Challenge], by: str, key: Any, names: dict[str, str], columns: tuple[str, ...]
) -> list[Line]:
    counts = {f"{code}_count": Count("pk", filter=FIGURES[code].where) for code in columns}
    bounty = Sum("told_bounty", filter=FIGURES["published"].where, default=0)
    grouped = calls.order_by().annotate(line_key=key).values("line_key").annotate(**counts, bounty_sum=bounty)
    rows: list[dict[str, Any]] = list(grouped)  # type: ignore[arg-type]
    lines = [
        Line(
            row["line_key"] or NOTHING,
            words(by, row["line_key"], names),
            {code: row[f"{code}_count"] for code in columns},
            row["bounty_sum"],
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: _place(by, line))


def words(by: str, code: str, names: dict[str, str]) -> str:
    """What a reader calls a value."""
    if not code:
        return _("not stated")
    if by == "state":
        return str(ChallengeState(code).label)
    if by == "programme":
        return names.get(code, code)
    return label(by.removeprefix("in_"), code) if by in ("in_chain", "in_district") else code


def _place(by: str, line: Line) -> Any:
    """States in the order of the procedure, months and years by time, the rest by size."""
    if by == "state":
        return ChallengeState.values.index(line.code)
    return line.code if by == "month" else (-max(line.counts.values()), line.label)


def _years(months: list[Line]) -> list[Line]:
    grouped: dict[str, list[Line]] = defaultdict(list)
    for line in months:
        grouped[line.code[:4]].append(line)
    return [
        Line(
            year,
            year,
            {code: sum(line.counts[code] for line in lines) for code in lines[0].counts},
            sum(line.bounty for line in lines),
        )
        for year, lines in sorted(grouped.items())
    ]
