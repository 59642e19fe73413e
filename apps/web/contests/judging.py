"""A judge's seats: asked, declared independent, then one sheet for each entry. Nothing here names an entrant."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.contests import bench, policies, sheets
from apps.contests.models import Entry, Judge, Sheet
from apps.contests.states import SheetState, StageState
from apps.core.moves import possible
from apps.web import autosave
from apps.web.contests.forms import AnswerForm, SheetForm
from apps.web.steps import step
from apps.web.who import user_of

TEXTS = ("summary", "solution", "market", "plan")


@login_required
@require_GET
def seats(request: HttpRequest) -> HttpResponse:
    rows = Judge.objects.of(request.user).select_related("stage__edition", "group").order_by("-pk")
    return render(request, "contests/seats.html", {"rows": list(rows[:200])})


def own_seat(request: HttpRequest, public_id: str) -> Judge:
    rows = Judge.objects.of(request.user).select_related("stage__edition", "group", "expert")
    return get_object_or_404(rows, public_id=public_id)


@login_required
@require_GET
def seat(request: HttpRequest, public_id: str) -> HttpResponse:
    row = own_seat(request, public_id)
    mine = Sheet.objects.of(request.user).filter(judge=row).exclude(state=SheetState.VOID)
    allowed = possible(row)
    in_time = row.answer_by is not None and timezone.now() < row.answer_by
    context = {
        "seat": row,
        "sheets": sorted(((s, s.entry.code) for s in mine.select_related("entry")), key=lambda pair: pair[1]),
        "form": AnswerForm(),
        "may_accept": "accept" in allowed and in_time,
        "may_leave": "leave_for_conflict" in allowed and row.stage.state in (StageState.PLANNED, StageState.SCORING),
    }
    return render(request, "contests/seat.html", context)


@login_required
@require_POST
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    row, form = own_seat(request, public_id), AnswerForm(request.POST)
    if not policies.can_answer(request.user, row) or not form.is_valid():
        raise Http404
    act, by, reason = request.POST.get("act"), user_of(request), form.cleaned_data["reason"]
    if act == "accept":
        with step(request, _("Thank you: the seat is yours. You are told when the entries are open to you.")):
            bench.accept(row, by=by, independent=form.cleaned_data["independent"])
    elif act == "decline":
        with step(request, _("Thank you for answering; somebody else is asked.")):
            bench.decline(row, by=by, reason=reason)
    elif act == "conflict":
        with step(request, _("Thank you for saying so; somebody else takes the seat.")):
            bench.declare_conflict(row, by=by, reason=reason)
    return redirect("contests:seat", public_id)


def own_sheet(request: HttpRequest, public_id: str) -> Sheet:
    rows = Sheet.objects.of(request.user).select_related(
        "judge__stage__edition", "judge__expert", "entry__edition", "entry__track"
    )
    found = get_object_or_404(rows, public_id=public_id)
    if not policies.can_read_sheet(request.user, found):
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """What judges read beside the criteria, saved as one goes."""
    found = own_sheet(request, public_id)
    given: dict[str, Any] = {f"mark_{mark.criterion_id}": f"{mark.value.normalize():f}" for mark in found.marks.all()}
    bound = request.POST if request.method == "POST" else None
    form = SheetForm(list(found.entry.edition.criteria.all()), bound, initial=given | {"comment": found.comment})
    if bound is not None and form.is_valid():
        answered = _saved(request, found, form)
        if answered is not None:
            return answered
    if bound is not None and request.headers.get("X-Autosave") == "1":
        return HttpResponse(status=422)
    open_ = policies.can_score(request.user, found)
    context = {
        "sheet": found,
        "stage": found.judge.stage,
        "form": form,
        "texts": [(Entry._meta.get_field(name).verbose_name, getattr(found.entry, name)) for name in TEXTS],  # type: ignore[union-attr]
        "writable": open_ and found.state == SheetState.DRAFT,
        "may_take_back": open_ and found.state == SheetState.HANDED_IN,
        "saves": request.POST.get("saves") or found.saves,
    }
    return render(request, "contests/sheet.html", context, status=422 if bound is not None else 200)


def _saved(request: HttpRequest, found: Sheet, form: SheetForm) -> HttpResponse | None:
    hands_in, by = request.POST.get("act") == "hand_in", user_of(request)

    def store() -> int:
        comment = form.cleaned_data["comment"]
        sheets.save(found, by=by, marks=form.marks(), comment=comment, saves=autosave.saves_read(request))
        if hands_in:
            sheets.hand_in(found, by=by)
        return found.saves

    def done() -> HttpResponse | None:
        if not hands_in:
            return None
        messages.success(request, _("Handed in. You can take it back until the deadline."))
        return redirect("contests:seat", found.judge.public_id)

    return autosave.stored(request, form, store, done)


@login_required
@require_POST
def take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    found = own_sheet(request, public_id)
    with step(request, _("You can change it again.")):
        sheets.take_back(found, by=user_of(request))
    return redirect("contests:sheet", found.public_id)
