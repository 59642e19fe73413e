"""The calls in figures, for everybody: a page, and the same as JSON and CSV."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.analytics import public_calls, tables
from apps.analytics.breakdowns import Breakdown, Line
from apps.analytics.figures import FIGURES
from apps.analytics.public_calls import COLUMNS, FEW, Picture, Told
from apps.analytics.scope import NOTHING
from apps.web import formatting

# a figure of the page -> the stage of the public list that shows what it counts
STAGES = {"published": "", "open": "open", "judged": "review"}
ON_THE_WAY = 4  # so many figures before those of what came out: two even rows of the page
FILTERS = {"in_chain": "chain", "in_district": "district"}


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    picture = public_calls.picture()
    context = {
        "calls": [_stat(row, request) for row in picture.calls[:ON_THE_WAY]],
        "outcomes": [_stat(row, request) for row in picture.calls[ON_THE_WAY:]],
        "others": [_stat(row, request) for row in picture.others],
        "to_award": picture.to_award,
        "spreads": picture.spreads,
        "columns": [FIGURES[code].label for code in COLUMNS],
        "tables": [(table, [_line(table, line) for line in table.lines]) for table in picture.tables],
        "few": FEW,
        "empty": not picture.calls[0].count,
    }
    return render(request, "public/figures.html", context)


def _stat(row: Told, request: HttpRequest) -> dict[str, Any]:
    note = formatting.money(row.amount, getattr(request, "LANGUAGE_CODE", None)) if row.amount else ""
    shown = {"text": f"< {FEW}"} if row.count is None else {"value": row.count}
    stage = STAGES.get(row.code)
    url = "" if stage is None else _list(stage=stage)
    return {"label": row.label, "note": note, "url": url, **shown}


def _line(table: Breakdown, line: Line) -> dict[str, Any]:
    """A line leads to its calls where the public list has a filter for it."""
    name = FILTERS.get(table.by)
    url = _list(**{name: line.code}) if name and line.code != NOTHING else ""
    if table.by == "programme":
        url = reverse("public:programme", args=[line.code])
    return {"line": line, "url": url, "counts": [line.counts[code] for code in COLUMNS]}


def _list(**filters: str) -> str:
    query = urlencode({name: value for name, value in filters.items() if value})
    return reverse("public:challenges") + (f"?{query}" if query else "")


@require_GET
def as_json(request: HttpRequest) -> HttpResponse:
    """Codes as they are; null where too few stand behind a figure."""
    picture = public_calls.picture()
    answer = {
        "fewest_told": FEW,
        "figures": [{"code": row.code, "count": row.count, "yuan": row.amount} for row in _all(picture)],
        "median_days_to_award": _rounded(picture.to_award),
        "steps": [
            {
                "code": row.step,
                "measured": row.count,
                "days": {"lower": _rounded(row.lower), "median": _rounded(row.median), "upper": _rounded(row.upper)},
            }
            for row in picture.spreads
        ],
        "by": {
            _plain(table.by): [
                {"code": "" if line.code == NOTHING else line.code, **line.counts, "bounty_yuan": line.bounty}
                for line in table.lines
            ]
            for table in picture.tables
        },
    }  # fmt: skip
    return JsonResponse(answer)


@require_GET
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same, a figure a line."""
    picture = public_calls.picture()
    rows: list[tuple[Any, ...]] = []
    for row in _all(picture):
        rows.append(("all", "", row.code, row.count))
        if row.amount is not None:
            rows.append(("all", "", f"{row.code}_yuan", row.amount))
    rows.append(("all", "", "median_days_to_award", _rounded(picture.to_award)))
    rows += [("step", row.step, "median_days", _rounded(row.median)) for row in picture.spreads]
    for table in picture.tables:
        for line in table.lines:
            code = "" if line.code == NOTHING else line.code
            rows += [(_plain(table.by), code, name, count) for name, count in line.counts.items()]
            rows.append((_plain(table.by), code, "bounty_yuan", line.bounty))
    made = tables.Table(_("Calls in figures"), ("by", "code", "figure", "value"), tuple(rows))
    response = HttpResponse(tables.as_csv([made]), content_type=tables.CSV)
    response["Content-Disposition"] = 'attachment; filename="call-figures.csv"'
    return response


def _all(picture: Picture) -> list[Told]:
    return [*picture.calls, *picture.others]


def _plain(by: str) -> str:
    return by.removeprefix("in_")


def _rounded(days: float | None) -> float | None:
    return None if days is None else round(days, 1)
