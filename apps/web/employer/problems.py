"""An employer's problems: handed in with a few lines or as a spreadsheet, renewed, made a call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.challenges import policies, problem_sheets
from apps.challenges import problems as lifecycle
from apps.challenges.models import Problem, Programme
from apps.contests import problem_tracks
from apps.core.moves import GuardFailed, possible
from apps.core.spreadsheets import EXTENSIONS, BadWorkbook
from apps.taxonomy import choices
from apps.web import challenge_cards, timelines
from apps.web.employer.acting import employer_of, employer_required
from apps.web.employer.challenge_forms import ANY
from apps.web.pages import page_of
from apps.web.steps import step
from apps.web.uploads import UploadField
from apps.web.who import user_of


class ProblemForm(forms.ModelForm):
    """Cheap to hand in: a title and a few lines; the rest helps."""

    chain = forms.ChoiceField(label=gettext_lazy("Industry chain"), required=False)
    district = forms.ChoiceField(label=gettext_lazy("District"), required=False)

    class Meta:
        model = Problem
        fields = (
            "title", "description", "kind", "chain", "indicators", "budget_min", "budget_max", "district", "audience",
            "language", "title_en", "contact_name", "contact_phone",
        )  # fmt: skip
        widgets = {
            "description": forms.Textarea(attrs={"rows": 6}),
            "indicators": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("chain", choices.chains()), ("district", choices.districts())):
            self.fields[name].choices = [*ANY, *rows]  # type: ignore[attr-defined]

    def clean_district(self) -> str:
        """Empty is where the employer is: a problem without a district would reach no district's operator."""
        return str(self.cleaned_data["district"] or self.instance.employer.organisation.district)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        low, high = data.get("budget_min"), data.get("budget_max")
        if low and high and low > high:
            raise ValidationError({"budget_max": _("The budget begins above its end.")})
        return data


class SheetForm(forms.Form):
    file = UploadField(label=gettext_lazy("Spreadsheet"), allowed=EXTENSIONS)


def _own(request: HttpRequest) -> QuerySet[Problem]:
    return Problem.objects.filter(employer=employer_of(request)).select_related("employer__organisation")


@employer_required
@require_GET
def problems(request: HttpRequest) -> HttpResponse:
    page = page_of(request, _own(request).order_by("-created_at", "-pk"))
    may_write = policies.can_post(request.user, employer_of(request))
    return render(request, "employer/problems.html", {"page": page, "rows": page.rows, "may_write": may_write})


@employer_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    employer = employer_of(request)
    if not policies.can_post(request.user, employer):
        return redirect("employer:problems")
    row = Problem(employer=employer, district=employer.organisation.district, created_by=user_of(request))
    return _written(request, row)


@employer_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    row = get_object_or_404(_own(request), public_id=public_id)
    if not policies.can_write_problem(request.user, row):
        return redirect("employer:problem", row.public_id)
    return _written(request, row)


def _written(request: HttpRequest, row: Problem) -> HttpResponse:
    form = ProblemForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        form.save()
        if request.POST.get("act") == "submit":
            with step(request, _("Submitted. You will hear from us.")):
                lifecycle.submit(row, by=user_of(request))
        return redirect("employer:problem", row.public_id)
    context = {"form": form, "problem": row if row.pk else None}
    return render(request, "employer/problem_form.html", context, status=422 if form.errors else 200)


@employer_required
@require_GET
def problem(request: HttpRequest, public_id: str) -> HttpResponse:
    row = get_object_or_404(_own(request), public_id=public_id)
    context = {
        "problem": row,
        "card": challenge_cards.problem_card(row),
        "can": actions(request, row),
        "programmes": Programme.objects.open(),
        "timeline": timelines.entries(row),
        "track": problem_tracks.of_subject(row),
    }
    return render(request, "employer/problem.html", context)


def actions(request: HttpRequest, row: Problem) -> dict[str, bool]:
    """Which buttons there are: what the state allows and the policies grant."""
    allowed = possible(row) if policies.can_manage_problem(request.user, row) else frozenset()
    names = {name: name in allowed for name in ("submit", "renew", "withdraw", "solve", "promote")}
    return {"edit": policies.can_write_problem(request.user, row), **names}


Step = Callable[[HttpRequest, Problem], None]
STEPS: dict[str, tuple[Step, Any]] = {
    "submit": (lambda r, p: lifecycle.submit(p, by=user_of(r)), gettext_lazy("Submitted. You will hear from us.")),
    "renew": (lambda r, p: lifecycle.renew(p, by=user_of(r)), gettext_lazy("Fresh for another half year.")),
    "withdraw": (lambda r, p: lifecycle.withdraw(p, by=user_of(r)), gettext_lazy("Withdrawn.")),
    "solve": (lambda r, p: lifecycle.solve(p, by=user_of(r)), gettext_lazy("Congratulations. It is marked as solved.")),
}


@employer_required
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    row = get_object_or_404(_own(request), public_id=public_id)
    name = request.POST.get("act", "")
    if name == "promote":
        return _promote(request, row)
    if name not in STEPS:
        return HttpResponse(status=400)
    run, text = STEPS[name]
    with step(request, str(text)):
        if not policies.can_manage_problem(request.user, row):
            raise GuardFailed(_("You may not do this."))
        run(request, row)
    return redirect("employer:problem", row.public_id)


def _promote(request: HttpRequest, row: Problem) -> HttpResponse:
    """The problem becomes the first draft of a call in the chosen round."""
    programme = get_object_or_404(Programme.objects.open(), public_id=request.POST.get("programme", ""))
    with step(request, _("The call is a draft: go on with its sections.")) as outcome:
        if not policies.can_manage_problem(request.user, row):
            raise GuardFailed(_("You may not do this."))
        challenge = lifecycle.promote(row, programme, by=user_of(request))
    if not outcome.done:
        return redirect("employer:problem", row.public_id)
    return redirect("employer:challenge", challenge.public_id)


@employer_required
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """A spreadsheet of problems: all rows become drafts, or none and every fault is named."""
    employer = employer_of(request)
    if not policies.can_post(request.user, employer):
        return redirect("employer:problems")
    form = SheetForm(request.POST or None, request.FILES or None)
    faults: list[problem_sheets.Fault] = []
    if request.method == "POST" and form.is_valid():
        try:
            sheet = problem_sheets.read(form.cleaned_data["file"].content)
        except BadWorkbook as error:
            form.add_error("file", str(error))
        else:
            faults = sheet.problems
            if not faults:
                made = problem_sheets.take_in(employer, sheet, by=user_of(request))
                done = ngettext(
                    "%(n)d problem was taken in as a draft.", "%(n)d problems were taken in as drafts.", len(made)
                )
                messages.success(request, done % {"n": len(made)})
                return redirect("employer:problems")
    context = {"form": form, "faults": faults[:100], "names": [names[0] for names in problem_sheets.NAMES.values()]}
    return render(request, "employer/problem_import.html", context, status=422 if form.errors or faults else 200)
