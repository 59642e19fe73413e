"""An employer is interested: one page names employer, position and data, and one POST consents. A GET never does."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts import consents
from apps.core.moves import possible
from apps.matching import interest, policies
from apps.matching.models import TALENT_SEES, Match
from apps.web import cards
from apps.web.rates import rate_for
from apps.web.steps import step
from apps.web.talent.acting import talent_of, talent_required


@talent_required
@require_http_methods(["GET", "POST"])
def asked(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = Match.objects.filter(talent=talent_of(request), state__in=TALENT_SEES)
    match = get_object_or_404(
        rows.select_related("position__current", "position__employer__organisation", "talent__user"),
        public_id=public_id,
    )
    if request.method == "POST":
        return _answer(request, match)
    position = cards.with_card_rows(type(match.position).objects.filter(pk=match.position_id)).get()
    context = {
        "match": match,
        "card": cards.position_card(position, rate=rate_for(request)),
        "employer": match.position.employer.organisation,
        "notice": consents.current_notice(interest.CONSENT),
        "open": "agree" in possible(match),
        "data": _data(),
    }
    return render(request, "talent/asked.html", context)


def _answer(request: HttpRequest, match: Match) -> HttpResponse:
    user = talent_of(request).user
    if not policies.can_answer(user, match):
        return HttpResponse(status=403)
    if request.POST.get("answer") == "agree":
        application = None
        with step(request, _("The employer can now see your profile.")):
            application = interest.agree(match, by=user)
        if application is not None:
            return redirect("talent:application", application.public_id)
    elif request.POST.get("answer") == "refuse":
        with step(request, _("You have declined. The employer does not learn who you are.")):
            interest.refuse(match, by=user)
        return redirect("talent:home")
    else:
        return HttpResponse(status=400)
    return redirect("talent:asked", match.public_id)


def _data() -> list[str]:
    return [
        _("your name"),
        _("your contact details"),
        _("education and experience"),
        _("skills, languages and projects"),
        _("your CV"),
    ]
