"""Her applications: apply, follow, answer, withdraw."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts import consents
from apps.applications import lifecycle, policies
from apps.applications.models import Application, Interview
from apps.applications.states import OPEN, ApplicationState
from apps.core.moves import possible
from apps.positions.models import Position
from apps.web import cards, timelines
from apps.web.rates import rate_for
from apps.web.steps import step
from apps.web.talent.acting import talent_of, talent_required


class ApplyForm(forms.Form):
    """Applying is the consent; the box is never ticked beforehand."""

    letter = forms.CharField(
        label=gettext_lazy("A few words to the employer"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    agree = forms.BooleanField(
        label=gettext_lazy("I agree that my profile is shown to this employer"),
        error_messages={"required": gettext_lazy("Without your consent the employer cannot see your application.")},
    )


def _own(request: HttpRequest) -> Any:
    rows = Application.objects.filter(talent=talent_of(request))
    return rows.select_related("position__current", "position__employer__organisation", "talent__user", "consent")


@talent_required
@require_GET
def applications(request: HttpRequest) -> HttpResponse:
    rows = list(_own(request).prefetch_related("position__current__texts").order_by("-moved_at"))
    running = [row for row in rows if row.state in (ApplicationState.DRAFT, *OPEN)]
    ended = [row for row in rows if row not in running]
    return render(request, "talent/applications.html", {"running": running, "ended": ended})


@talent_required
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, public_id: str) -> HttpResponse:
    """One page: what the employer will see, a few words, one consent, one button."""
    talent = talent_of(request)
    position = get_object_or_404(cards.with_card_rows(Position.objects.live()), public_id=public_id)
    if not policies.can_apply(request.user, talent, position):
        return render(request, "talent/apply_refused.html", {"position": position}, status=403)
    form = ApplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        application: Application | None = None
        with step(request, _("Your application has been sent.")) as outcome:
            application = lifecycle.start(talent, position, by=talent.user)
            lifecycle.submit(application, by=talent.user, letter=form.cleaned_data["letter"])
        if outcome.done and application is not None:
            return redirect("talent:application", application.public_id)
        return redirect("public:position", position.public_id)
    context = {
        "form": form,
        "card": cards.position_card(position, rate=rate_for(request)),
        "position": position,
        "notice": consents.current_notice(lifecycle.CONSENT),
        "unconfirmed": talent.confirmed_at is None,
    }
    return render(request, "talent/apply.html", context, status=422 if form.errors else 200)


@talent_required
@require_GET
def application(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(_own(request), public_id=public_id)
    allowed = possible(found)
    context = {
        "application": found,
        "card": cards.position_card(found.position, rate=rate_for(request)) if found.position.current else None,
        "timeline": timelines.entries(found),
        "interviews": [_interview(row) for row in found.interviews.order_by("-created_at")],
        "can": {name: name in allowed for name in ("submit", "accept", "decline", "withdraw")},
    }
    return render(request, "talent/application.html", context)


def _interview(row: Interview) -> dict[str, Any]:
    times = [datetime.fromisoformat(text) for text in row.proposed]
    return {"row": row, "times": [(moment, moment.isoformat()) for moment in times], "open": row.answered_at is None}


@talent_required
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """Accept, decline or withdraw, named by `step`."""
    found = get_object_or_404(_own(request), public_id=public_id)
    name, talent = request.POST.get("step", ""), talent_of(request)
    if name == "accept":
        with step(request, _("You have accepted the offer.")):
            lifecycle.accept(found, by=talent.user)
    elif name == "decline":
        with step(request, _("You have declined the offer.")):
            lifecycle.decline(found, by=talent.user, reason=request.POST.get("reason", "")[:1000])
    elif name == "withdraw":
        with step(request, _("Your application has been withdrawn. The employer can no longer see it.")):
            lifecycle.withdraw(found, by=talent.user)
    else:
        return HttpResponse(status=400)
    return redirect("talent:application", public_id)


@talent_required
@require_POST
def answer_interview(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take one of the proposed times, or none of them."""
    rows = Interview.objects.filter(application__talent=talent_of(request)).select_related("application")
    row = get_object_or_404(rows, public_id=public_id)
    chosen = request.POST.get("time", "")
    if chosen:
        try:
            moment = datetime.fromisoformat(chosen)
        except ValueError:
            return HttpResponse(status=400)
        with step(request, _("The time has been taken; the employer is told.")):
            lifecycle.choose_time(row, moment, by=talent_of(request).user)
    else:
        with step(request, _("The employer is asked for other times.")):
            lifecycle.refuse_times(row, by=talent_of(request).user, reason=request.POST.get("reason", "")[:1000])
    return redirect("talent:application", row.application.public_id)
