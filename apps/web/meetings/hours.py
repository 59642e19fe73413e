"""Taking part in the meetings of an event: one's own hours, as a talent or for an employer one recruits for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.accounts.policies import organisations_of
from apps.events.models import Event, Registration
from apps.events.terms import Party
from apps.meetings import links, taking_part
from apps.meetings.models import ACTING, Availability, Planning
from apps.talents.models import Talent
from apps.web.meetings.forms import HoursForm
from apps.web.steps import step
from apps.web.who import user_of

Who = dict[str, Any]  # talent or organisation, as `taking_part` names them


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest, public_id: str) -> HttpResponse:
    """`?for=` names the employer; without it, for oneself. Who has not registered is led to the event's page."""
    planning = get_object_or_404(
        Planning.objects.filter(event__in=Event.objects.public()).select_related("event"), event__public_id=public_id
    )
    user, event = user_of(request), planning.event
    who = _who(request, user)
    if not taking_part.registered(event, **who):
        messages.error(request, _("Please register for the event first."))
        return redirect("events:event", public_id)
    row = Availability.objects.filter(event=event, **who).prefetch_related("slots").first()
    form = _form(request, planning, row, user, who)
    if request.method == "POST" and form.is_valid():
        with step(request, _("Saved.")) as outcome:
            row = taking_part.keep_hours(event, by=user, **who, **form.facts())
        if outcome.done and row is not None:
            if said := links.warning(row.link):
                messages.warning(request, str(said))
            return redirect("meetings:partners", row.public_id)
    context = {"event": event, "form": form, "row": row, "who": who, "others": _others(user, event, who)}
    return render(request, "meetings/hours.html", context, status=422 if form.errors else 200)


def _who(request: HttpRequest, user: User) -> Who:
    wanted = request.GET.get("for", "")
    if wanted:
        return {"organisation": get_object_or_404(organisations_of(user, *ACTING), public_id=wanted)}
    talent = Talent.objects.filter(user=user).first()
    firm = None if talent else organisations_of(user, *ACTING).order_by("pk").first()
    if talent is None and firm is None:
        raise Http404
    return {"talent": talent} if talent else {"organisation": firm}


def _form(request: HttpRequest, planning: Planning, row: Availability | None, user: User, who: Who) -> HoursForm:
    host = "organisation" in who
    most = planning.most_employer if host else planning.most_talent
    coming = list(planning.event.slots.filter(starts_at__gt=timezone.now()))
    start = {"zone": row.zone if row else user.time_zone, "most": most, "host": host}
    return HoursForm(request.POST if request.method == "POST" else None, row=row, slots=coming, start=start)


def _others(user: User, event: Event, who: Who) -> list[Any]:
    """Employers she has registered with, for which she could keep hours too."""
    rows = Registration.objects.live().filter(event=event, party=Party.EMPLOYER)
    firms = organisations_of(user, *ACTING).filter(pk__in=rows.values("organisation"))
    return [firm for firm in firms if firm != who.get("organisation")]
