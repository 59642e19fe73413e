"""The operators' report of calls, and the cases behind each of its figures."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.analytics import figures, policies, reports
from apps.analytics.figures import CALLS, CONTRACTS, PAYMENTS
from apps.analytics.forms import ReportForm
from apps.analytics.scope import NOTHING, Scope
from apps.api.errors import demand

PAGE = 50
HELP = {
    "since": "first day, by the day of the publication, before that of the submission",
    "until": "last day",
    "programme": "public id",
    "chain": "code; takes in what is part of it",
    "district": "code",
    "state": "of the call",
    "in_chain": f"this chain alone; `{NOTHING}` for calls without one",
    "in_district": f"this district alone; `{NOTHING}` for calls without one",
    "year": "2026",
    "month": "2026-03",
}
FILTERS = [OpenApiParameter(name, str, description=text) for name, text in HELP.items()]


class FigureOut(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="`reports/calls/cases/?figure=` lists what it counts")
    label = serializers.CharField()
    count = serializers.IntegerField()
    amount = serializers.IntegerField(allow_null=True, help_text="whole yuan; null where nothing is summed")


class RateOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()
    value = serializers.FloatField(allow_null=True, help_text="null while the whole is empty")
    part = serializers.CharField(help_text="code of a figure")
    whole = serializers.CharField(help_text="code of a figure")


class StepTimeOut(serializers.Serializer[Any]):
    code = serializers.CharField(source="step")
    label = serializers.CharField()
    measured = serializers.IntegerField(source="count")
    lower = serializers.FloatField(help_text="days: lower quartile")
    median = serializers.FloatField(help_text="days")
    upper = serializers.FloatField(help_text="days: upper quartile")


class LineOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="by the code of a figure")
    bounty = serializers.IntegerField(help_text="bounties published, whole yuan")


class BreakdownOut(serializers.Serializer[Any]):
    by = serializers.CharField(help_text="name of the filter that opens a line")
    title = serializers.CharField()
    lines = LineOut(many=True)


class CallReportOut(serializers.Serializer[Any]):
    figures = FigureOut(many=True)
    rates = RateOut(many=True)
    steps = StepTimeOut(many=True)
    breakdowns = BreakdownOut(many=True)


class CaseOut(serializers.Serializer[Any]):
    """A call, or a proposal, contract or payment of one. Nobody is named."""

    kind = serializers.CharField(help_text="calls, proposals, contracts or payments")
    id = serializers.CharField()
    challenge = serializers.CharField(help_text="public id of the call")
    state = serializers.CharField()
    amount = serializers.IntegerField(allow_null=True, help_text="whole yuan")


class CasesOut(serializers.Serializer[Any]):
    count = serializers.IntegerField(help_text="as the figure says")
    amount = serializers.IntegerField(allow_null=True)
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    results = CaseOut(many=True)


def scope_of(request: Request) -> Scope:
    """403 for who handles no calls, 400 for a filter that is wrong or not hers."""
    demand(policies.can_read_calls(request.user))
    form = ReportForm(request.query_params, user=request.user)
    if not form.is_valid():
        raise ValidationError({name: list(errors) for name, errors in form.errors.items()})
    return form.scope()


class CallReport(APIView):
    @extend_schema(parameters=FILTERS, responses=CallReportOut)
    def get(self, request: Request) -> Response:
        """Calls of the districts that she handles: counts, money, rates, the time of each step, and their tables."""
        report = reports.calls(request.user, scope_of(request))
        rows = {
            "figures": [
                {"code": code, "label": row.figure.label, "count": row.count, "amount": row.amount}
                for code, row in report.values.items()
            ],
            "rates": [
                {
                    "code": row.share.code,
                    "label": row.share.label,
                    "value": row.value,
                    "part": row.share.part,
                    "whole": row.share.whole,
                }
                for row in report.shares
            ],
            "steps": report.spreads,
            "breakdowns": report.tables,
        }
        return Response(CallReportOut(rows).data)


class CallReportCases(APIView):
    @extend_schema(
        parameters=[
            OpenApiParameter("figure", str, required=True, description="code of a figure of the report"),
            OpenApiParameter("page", int),
            *FILTERS,
        ],
        responses=CasesOut,
    )
    def get(self, request: Request) -> Response:
        """The very cases that one figure counts, fifty a page."""
        scope = scope_of(request)
        figure = figures.FIGURES.get(request.query_params.get("figure", ""))
        if figure is None or figure.of not in figures.kinds(request.user):
            raise ValidationError({"figure": [_("There is no such figure.")]})
        rows = figures.rows_of(request.user, scope, figure)
        place = {CALLS: (), PAYMENTS: ("contract__challenge",)}.get(figure.of, ("challenge",))
        pages = Paginator(rows.order_by("pk").select_related(*place) if place else rows.order_by("pk"), PAGE)
        page = pages.get_page(request.query_params.get("page"))
        answer = {
            "count": pages.count,
            "amount": figures.total(rows, figure),
            "page": page.number,
            "pages": pages.num_pages,
            "results": [_case(figure.of, row) for row in page.object_list],
        }
        return Response(CasesOut(answer).data)


def _case(of: str, row: Any) -> dict[str, Any]:
    challenge = row if of == CALLS else row.contract.challenge if of == PAYMENTS else row.challenge
    amounts = {CALLS: "told_bounty", CONTRACTS: "amount", PAYMENTS: "amount"}
    return {
        "kind": of,
        "id": row.public_id,
        "challenge": challenge.public_id,
        "state": row.state,
        "amount": getattr(row, amounts[of]) if of in amounts else None,
    }
