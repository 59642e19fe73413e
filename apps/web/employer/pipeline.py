"""The pipeline of a position: the board, its drags with Undo, and one application."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.applications import board, lifecycle, pending, policies
from apps.applications.models import Application, Note, PendingMove
from apps.applications.states import ApplicationState
from apps.core.moves import GuardFailed, MoveRefused, possible
from apps.core.texts import text_for_reader
from apps.positions.models import Position
from apps.web import profiles, timelines
from apps.web.employer.acting import employer_of, employer_required
from apps.web.employer.pipeline_forms import InviteForm, NoteForm, OfferForm, RejectForm
from apps.web.steps import step
from apps.web.who import user_of

# The state that a column's `to` names, and the step that leads there. Offers and interviews ask first, on a dialog.
STEPS = {"shortlisted": "shortlist", "ended": "reject"}


def column_labels() -> dict[str, str]:
    return {
        "new": _("New"),
        "shortlisted": _("Passed screening"),
        "interview": _("Interview"),
        "offered": _("Offer"),
        "paperwork": _("Paperwork"),
        "hired": _("Hired"),
        "ended": _("Ended"),
    }


def _positions(request: HttpRequest) -> Any:
    return Position.objects.filter(employer=employer_of(request)).select_related("current", "draft")


def _applications(request: HttpRequest) -> Any:
    """Applications to this employer that it may see."""
    rows = Application.objects.visible_to(request.user).filter(position__employer=employer_of(request))
    return rows.exclude(state__in=policies.HIDDEN_FROM_EMPLOYER).select_related(
        "talent__user", "position__current", "position__employer__organisation"
    )


@employer_required
@require_GET
def pipeline(request: HttpRequest, public_id: str) -> HttpResponse:
    position = get_object_or_404(_positions(request), public_id=public_id)
    labels = column_labels()
    columns = [
        {
            "state": column.code,
            "label": labels[column.code],
            "cards": [_card(request, row) for row in column.applications if not _waits(row)],
            "empty": _("Nobody here"),
            "ask_dialog": "reject" if column.code == "ended" else "",
        }
        for column in board.columns(position)
    ]
    waiting = PendingMove.objects.filter(application__position=position).select_related("application__talent__user")
    context = {
        "position": position,
        "columns": columns,
        "undo": [_undo(row, labels) for row in waiting],
        "reject_form": RejectForm(),
    }
    return render(request, "employer/pipeline.html", context)


def _waits(application: Application) -> bool:
    return hasattr(application, "pending_move")


def _card(request: HttpRequest, application: Application) -> dict[str, Any]:
    text = text_for_reader(application.talent.texts.all())
    moves = []
    if policies.can_decide(request.user, application):
        allowed = possible(application)
        if "shortlist" in allowed or "view" in allowed:
            moves.append({"state": "shortlisted", "label": _("Passed screening")})
        if "reject" in allowed:
            moves.append({"state": "ended", "label": _("Not taken further"), "ask_dialog": "reject"})
    return {
        "id": application.public_id,
        "title": profiles.display_name(application.talent),
        "subtitle": text.headline if text else "",
        "url": reverse("employer:application", args=[application.public_id]),
        "since": application.moved_at,
        "move_url": reverse("employer:application-move", args=[application.public_id]),
        "moves": moves,
    }


def _undo(row: PendingMove, labels: dict[str, str]) -> dict[str, Any]:
    target = labels["shortlisted"] if row.move == "shortlist" else labels["ended"]
    name = profiles.display_name(row.application.talent)
    return {
        "id": row.application.public_id,
        "text": _("%(name)s → %(column)s.") % {"name": name, "column": target},
        "until": row.due_at,
        "url": reverse("employer:application-undo", args=[row.application.public_id]),
    }


@employer_required
@require_POST
def drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """A card dragged or sent to another column: taken after ten minutes unless undone."""
    application = get_object_or_404(_applications(request), public_id=public_id)
    back = redirect("employer:pipeline", application.position.public_id)
    name = STEPS.get(request.POST.get("to", ""))
    if not policies.can_decide(request.user, application):
        return HttpResponse(_("Only owners and recruiters move applications."), status=403, content_type="text/plain")
    try:
        if name is None:
            raise GuardFailed(_("This step is taken on the candidate's page."))
        lifecycle.view(application, by=user_of(request))
        pending.defer(application, name, by=user_of(request), data=_reason(request) if name == "reject" else {})
    except MoveRefused as refused:
        if request.headers.get("HX-Request"):
            return HttpResponse(str(refused), status=409, content_type="text/plain")
        with step(request):
            raise refused
        return back
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": back.url})
    return back


def _reason(request: HttpRequest) -> dict[str, str]:
    form = RejectForm(request.POST)
    if not form.is_valid():
        raise GuardFailed(_("Choose a reason and write what the candidate will read."))
    return {"reason_code": form.cleaned_data["reason_code"], "reason": form.cleaned_data["reason"]}


@employer_required
@require_POST
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    application = get_object_or_404(_applications(request), public_id=public_id)
    with step(request, _("Taken back. Nobody was told.")):
        if not policies.can_decide(request.user, application) or not pending.undo(application):
            raise GuardFailed(_("It is too late to take this back."))
    return redirect("employer:pipeline", application.position.public_id)


@employer_required
@require_GET
def application(request: HttpRequest, public_id: str) -> HttpResponse:
    """One candidate: what she opened, her letter, the match beside it, notes of the team, and the next steps."""
    found = get_object_or_404(_applications(request), public_id=public_id)
    decides = policies.can_decide(request.user, found)
    if decides:
        lifecycle.view(found, by=user_of(request))
    allowed = possible(found) if decides else frozenset()
    employer = employer_of(request)
    context = {
        "application": found,
        "profile": profiles.full_profile(
            found.talent, viewer=user_of(request), organisation=employer.organisation, subject_ref=found.public_id
        ),
        "timeline": timelines.entries(found),
        "notes": found.notes.select_related("author").order_by("created_at"),
        "interviews": found.interviews.order_by("-created_at"),
        "note_form": NoteForm(),
        "invite_form": InviteForm(),
        "offer_form": OfferForm(),
        "reject_form": RejectForm(),
        "can": {name: name in allowed for name in ("shortlist", "invite", "offer", "reject")},
        "invite_again": decides and found.state == ApplicationState.INTERVIEW,
    }
    return render(request, "employer/application.html", context)


@employer_required
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the step that the form names: shortlist, invite, offer or reject."""
    found = get_object_or_404(_applications(request), public_id=public_id)
    if not policies.can_decide(request.user, found):
        return HttpResponse(status=403)
    takers = {"shortlist": _shortlist, "invite": _invite, "offer": _offer, "reject": _reject}
    taker = takers.get(request.POST.get("step", ""))
    if taker is None:
        return HttpResponse(status=400)
    with step(request, _("Done. The candidate is told.")):
        taker(request, found)
    return redirect("employer:application", public_id)


def _shortlist(request: HttpRequest, found: Application) -> None:
    lifecycle.shortlist(found, by=user_of(request))


def _invite(request: HttpRequest, found: Application) -> None:
    form = InviteForm(request.POST)
    if not form.is_valid():
        raise GuardFailed(form.first_error())
    zone = ZoneInfo(settings.CITY_TIME_ZONE)
    times: list[datetime] = [moment.replace(tzinfo=zone).astimezone(ZoneInfo("UTC")) for moment in form.times()]
    minutes, link = form.cleaned_data["minutes"], form.cleaned_data["link"]
    lifecycle.invite(found, by=user_of(request), proposed=times, minutes=minutes, link=link)


def _offer(request: HttpRequest, found: Application) -> None:
    form = OfferForm(request.POST)
    if not form.is_valid():
        raise GuardFailed(form.first_error())
    lifecycle.offer(found, by=user_of(request), salary=form.cleaned_data["salary"], until=form.until())


def _reject(request: HttpRequest, found: Application) -> None:
    lifecycle.reject(found, by=user_of(request), **_reason(request))


@employer_required
@require_POST
def note(request: HttpRequest, public_id: str) -> HttpResponse:
    """Members of the team comment and score; the candidate never sees it."""
    found = get_object_or_404(_applications(request), public_id=public_id)
    if not policies.can_comment(request.user, found):
        return HttpResponse(status=403)
    form = NoteForm(request.POST)
    if form.is_valid():
        score = form.cleaned_data["score"]
        Note.objects.create(
            application=found,
            author=user_of(request),
            text=form.cleaned_data["text"],
            score=int(score) if score else None,
        )
    return redirect("employer:application", public_id)
