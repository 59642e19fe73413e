"""The applicant team reports a milestone: what was reached, files that show it, values that were measured."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.agreements import milestones, policies
from apps.agreements.models import Milestone
from apps.agreements.states import ContractState, MilestoneState
from apps.web.contracts.forms import ReportForm
from apps.web.contracts.views import own, stages_of, title_of
from apps.web.steps import step
from apps.web.who import user_of

M = MilestoneState
REPORTABLE = (M.PLANNED, M.IN_PROGRESS, M.REWORK, M.DELAYED)


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, public_id: str, milestone_id: str) -> HttpResponse:
    found, _side = own(request, public_id)
    row: Milestone = get_object_or_404(stages_of(found), public_id=milestone_id)
    if not policies.can_report(request.user, found):
        return redirect("contracts:contract", found.public_id)
    if request.method == "GET" and (found.state != ContractState.EXECUTING or row.state not in REPORTABLE):
        return redirect("contracts:contract", found.public_id)
    form = ReportForm(row, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with step(request, _("Your report has arrived. The poster confirms it, the department then passes it.")):
            if row.state == M.PLANNED:
                milestones.start(row, by=user_of(request))
            milestones.report(
                row, by=user_of(request), text=form.cleaned_data["text"], uploads=form.cleaned_data["evidence"],
                measured=form.measured(),
            )  # fmt: skip
        return redirect("contracts:contract", found.public_id)
    values = [form[name] for name in form.fields if name.startswith("value_")]
    context = {
        "contract": found, "title": title_of(found), "milestone": row, "named": row.name, "form": form,
        "values": values, "last": row.reports.last() if row.state == M.REWORK else None,
    }  # fmt: skip
    return render(request, "contracts/report.html", context, status=422 if form.errors else 200)
