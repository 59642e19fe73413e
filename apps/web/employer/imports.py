"""Import of positions from a spreadsheet: upload, columns, check, preview, take in.

The same pages serve an employer's team and operators who import for many employers.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from apps.core.spreadsheets import BadWorkbook
from apps.employers.models import Employer
from apps.positions import policies
from apps.positions.imports import reports, runs
from apps.positions.models import PositionImport
from apps.taxonomy.lookups import label
from apps.web.employer.acting import employer_of, employer_required
from apps.web.employer.import_forms import FileForm, MappingForm
from apps.web.files import attachment
from apps.web.steps import step

Step = PositionImport.Step
BUSY = (Step.CHECKING, Step.IMPORTING)


@employer_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The employer's own positions."""
    employer = employer_of(request)
    if not policies.can_import(request.user, employer):
        return render(request, "employer/position_closed.html", status=403)
    return _start(request, employer)


@login_required
@require_http_methods(["GET", "POST"])
def start_for_many(request: HttpRequest) -> HttpResponse:
    """Positions of many employers, by an operator: a column names the employer."""
    if not policies.can_import_for_many(request.user):
        raise PermissionDenied
    return _start(request, None)


def _start(request: HttpRequest, employer: Employer | None) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            taken = runs.upload(
                file.content,
                name=file.name,
                content_type=file.content_type,
                employer=employer,
                by=request.user,  # type: ignore[arg-type]
            )
        except BadWorkbook as error:
            form.add_error("file", str(error))
        else:
            return redirect("employer:import-run", taken.public_id)
    context = {
        "form": form,
        "many": employer is None,
        "recent": runs.recent(request.user, employer),  # type: ignore[arg-type]
    }
    return render(request, "employer/import_start.html", context, status=422 if form.errors else 200)


def _taken(request: HttpRequest, public_id: str) -> PositionImport:
    """An import that the person may see; every other one does not exist."""
    rows = PositionImport.objects.select_related("employer__organisation", "file", "created_by")
    taken = get_object_or_404(rows, public_id=public_id)
    if not policies.can_see_import(request.user, taken):
        raise Http404
    return taken


@never_cache
@login_required
@require_GET
def run(request: HttpRequest, public_id: str) -> HttpResponse:
    taken = _taken(request, public_id)
    if taken.step == Step.MAPPING or (taken.step == Step.CHECKED and "columns" in request.GET):
        return _mapping(request, taken, MappingForm(taken))
    return render(request, "employer/import_run.html", _context(taken))


def _context(taken: PositionImport) -> dict[str, Any]:
    wrong = runs.blocking(taken)
    return {
        "taken": taken,
        "busy": taken.step in BUSY,
        "progress": progress_of(taken),
        "steps": steps_of(taken),
        "wrong": wrong[:200],
        "wrong_count": len(wrong),
        "remarks": [problem for problem in taken.problems if not problem["blocking"]][:200],
        "remarks_count": len(taken.problems) - len(wrong),
        "rows": [_shown(row) for row in taken.preview],
        "home": reverse("employer:import" if taken.employer_id else "employer:import-many"),
    }


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    labels = {"degree": "degree", "district": "district", "chain": "chain"}
    return row | {name: label(kind, row[name]) if row[name] else "" for name, kind in labels.items()}


def progress_of(taken: PositionImport) -> dict[str, Any]:
    return {
        "label": _("Checking the rows") if taken.step == Step.CHECKING else _("Taking the positions in"),
        "done": taken.checked,
        "total": taken.total or None,
        "poll_url": reverse("employer:import-progress", args=[taken.public_id]),
    }


def steps_of(taken: PositionImport) -> list[dict[str, str]]:
    """Where the import stands, for the stepper."""
    order = [_("File"), _("Columns"), _("Check"), _("Take in")]
    at = {Step.MAPPING: 1, Step.CHECKING: 2, Step.CHECKED: 2, Step.IMPORTING: 3, Step.DONE: 4, Step.FAILED: 2}
    here = at[Step(taken.step)]
    states = ["done" if number < here else "current" if number == here else "ahead" for number in range(len(order))]
    if taken.step == Step.FAILED:
        states[here] = "bad"
    return [{"label": word, "state": state} for word, state in zip(order, states, strict=True)]


@never_cache
@login_required
@require_GET
def progress(request: HttpRequest, public_id: str) -> HttpResponse:
    taken = _taken(request, public_id)
    if taken.step not in BUSY:
        return HttpResponseClientRefresh()
    return render(request, "components/progress.html", progress_of(taken))


def _mapping(request: HttpRequest, taken: PositionImport, form: MappingForm) -> HttpResponse:
    context = {
        "taken": taken,
        "form": form,
        "steps": steps_of(taken),
        "samples": [[row.cell(at) for at in range(len(taken.headings))] for row in runs.samples(taken)],
        "home": reverse("employer:import" if taken.employer_id else "employer:import-many"),
    }
    return render(request, "employer/import_mapping.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def check(request: HttpRequest, public_id: str) -> HttpResponse:
    taken = _taken(request, public_id)
    form = MappingForm(taken, request.POST)
    if not form.is_valid():
        return _mapping(request, taken, form)
    with step(request):
        runs.check(taken, mapping=form.mapping(), wants_review=form.cleaned_data["wants_review"])
    return redirect("employer:import-run", taken.public_id)


@login_required
@require_POST
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    taken = _taken(request, public_id)
    with step(request):
        runs.confirm(taken)
    return redirect("employer:import-run", taken.public_id)


@login_required
@require_GET
def errors(request: HttpRequest, public_id: str) -> HttpResponse:
    """All problems as a sheet, to work them off beside the file."""
    taken = _taken(request, public_id)
    return attachment(
        reports.problem_sheet(taken), f"{taken.file.name.rpartition('.')[0]} - {_('errors')}.xlsx", reports.XLSX
    )
