"""The report of calls for operators: figures, tables and charts of her districts; each figure opens the cases it counts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from apps.analytics import breakdowns, charts, figures, lists, policies, reports, steps, tables
from apps.analytics.forms import ReportForm
from apps.analytics.models import CallReport
from apps.analytics.scope import Scope, calls_of
from apps.core.admin import ReadOnlyAdmin

PAGE = 50


@admin.register(CallReport)
class CallReportAdmin(ReadOnlyAdmin):
    """One page in place of a list of rows."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_staff and policies.can_read_calls(request.user))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        raise Http404

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = ReportForm(request.GET, user=request.user)
        frame = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "title": _("Report of calls"),
        }
        if not form.is_valid():
            return TemplateResponse(request, "admin/analytics/calls.html", frame, status=400)
        scope = form.scope()
        if request.GET.get("figure") or request.GET.get("step"):
            return _opened(request, scope, frame)
        report = reports.calls(request.user, scope)
        if request.GET.get("format"):
            return download(request, reports.as_tables(report), "calls")
        return TemplateResponse(request, "admin/analytics/calls.html", {**frame, **_context(report, scope)})


def _context(report: reports.Report, scope: Scope) -> dict[str, Any]:
    by = {table.by: table for table in report.tables}
    chart = charts.months(by["month"].lines, reports.CHARTED)
    return {
        "report": report,
        "scope": scope,
        "tiles": [_tiles(title, report, scope, codes) for title, codes in reports.groups()],
        "shares": [
            (row, _linked(report, scope, row.share.part), _linked(report, scope, row.share.whole))
            for row in report.shares
        ],
        "chart": chart,
        "chart_columns": _columns(chart, scope) if chart else [],
        "charted": [(code, figures.FIGURES[code].label) for code in reports.CHARTED],
        "boxes": [(box, scope.query(step=box.spread.step)) for box in charts.boxes(report.spreads)],
        "columns": [figures.FIGURES[code].label for code in breakdowns.COLUMNS],
        "breakdowns": [(table, _lines(table, scope)) for table in report.tables],
        "narrowed": bool(scope.query()),
        "query": scope.query(),
    }


def _tiles(title: str, report: reports.Report, scope: Scope, codes: tuple[str, ...]) -> dict[str, Any]:
    shown = [report.values[code] for code in codes if code in report.values]
    return {"title": title, "rows": [(value, scope.query(figure=value.figure.code)) for value in shown]}


def _linked(report: reports.Report, scope: Scope, code: str) -> dict[str, Any]:
    return {"value": report.values[code], "address": scope.query(figure=code)}


def _columns(chart: charts.Columns, scope: Scope) -> list[tuple[charts.Column, list[tuple[charts.Block, str, str]]]]:
    """Each block of a column with where it leads and what it says."""
    return [
        (
            column,
            [
                (
                    block,
                    scope.narrowed(month=column.month).query(figure=block.figure),
                    f"{column.month}: {figures.FIGURES[block.figure].label} {block.count}",
                )
                for block in column.blocks
            ],
        )
        for column in chart.columns
    ]


def _lines(table: breakdowns.Breakdown, scope: Scope) -> list[dict[str, Any]]:
    most = max((line.counts["submitted"] for line in table.lines), default=0)
    return [
        {
            "line": line,
            "share": line.counts["submitted"] / most if most else 0,
            "cells": [
                (count, scope.narrowed(**{table.by: line.code}).query(figure=code), figures.FIGURES[code].label)
                for code, count in line.counts.items()
            ],
        }
        for line in table.lines
    ]


def _opened(request: HttpRequest, scope: Scope, frame: dict[str, Any]) -> HttpResponse:
    """The cases behind one figure or one step; a name that is unknown or not hers is no page."""
    step = request.GET.get("step", "")
    found = _of_step(request, scope, step) if step else _of_figure(request, scope, request.GET.get("figure", ""))
    if request.GET.get("format"):
        cases = found["all_cases"]()
        return download(request, [lists.as_table(found["title"], found["headings"], cases)], "cases")
    page = Paginator(found["rows"], PAGE).get_page(request.GET.get("page"))
    context = {
        **frame,
        **found,
        "page": page,
        "cases": found["cases"](page.object_list),
        "narrow": reports.told(scope),
        "query": scope.query(**({"step": step} if step else {"figure": request.GET.get("figure", "")})),
        "back": scope.narrowed(state="", in_chain="", in_district="", year="", month="").query(),
    }
    return TemplateResponse(request, "admin/analytics/cases.html", context)


def _of_figure(request: HttpRequest, scope: Scope, code: str) -> dict[str, Any]:
    figure = figures.FIGURES.get(code)
    if figure is None or figure.of not in figures.kinds(request.user):
        raise Http404
    rows = figures.rows_of(request.user, scope, figure)
    fetched = lists.fetched(rows, figure)
    return {
        "title": str(figure.label),
        "headings": lists.headings(figure.of),
        "rows": fetched,
        "total": figures.total(rows, figure),
        "cases": lambda shown: lists.cases(shown, figure),
        "all_cases": lambda: lists.cases(fetched, figure),
    }


def _of_step(request: HttpRequest, scope: Scope, step: str) -> dict[str, Any]:
    if step not in steps.STEPS:
        raise Http404
    rows = [stay for stay in steps.stays(calls_of(request.user, scope)) if stay.step == step]
    return {
        "title": _("Time in the step: %(step)s") % {"step": steps.STEPS[step]},
        "headings": lists.stay_headings(),
        "rows": rows,
        "total": None,
        "cases": lambda shown: lists.stay_cases(list(shown)),
        "all_cases": lambda: lists.stay_cases(rows),
    }


def download(request: HttpRequest, made: list[tables.Table], name: str) -> HttpResponse:
    """The same tables as a file; another form than these two is no page."""
    kind = request.GET.get("format", "")
    if kind not in ("csv", "xlsx"):
        raise Http404
    content = tables.as_csv(made) if kind == "csv" else tables.as_xlsx(made)
    response = HttpResponse(content, content_type=tables.CSV if kind == "csv" else tables.XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
