"""The poster's page of a call that nobody answered: why, and once more with what would change it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.challenges import policies
from apps.challenges.models import Challenge, Programme
from apps.challenges.states import ChallengeState
from apps.core.moves import GuardFailed, MoveRefused
from apps.reviews import policies as reviews
from apps.reviews import recovery, recovery_words
from apps.web import challenge_cards
from apps.web.employer.acting import employer_required
from apps.web.employer.challenges import own_calls
from apps.web.steps import step
from apps.web.who import user_of


@employer_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, public_id: str) -> HttpResponse:
    """A POST makes the call that follows, with the chosen changes; before an operator has ended the call it makes none."""
    failed = get_object_or_404(own_calls(request), public_id=public_id)
    if not reviews.can_read_recovery(request.user, failed):
        raise Http404
    if request.method == "POST":
        return _take_up(request, failed)
    assert failed.current is not None
    title, under = challenge_cards.titles(failed.current)
    context = {
        "challenge": failed,
        "title": title,
        "title_under": under,
        "waits": failed.state == ChallengeState.CLOSED,
        "may_take_up": failed.state == ChallengeState.FAILED and policies.can_submit(request.user, failed),
        "programmes": _rounds(failed),
        "lineage": challenge_cards.lineage(failed, own_calls(request)),
        **_report(failed),
    }
    return render(request, "employer/recovery.html", context)


def _rounds(failed: Challenge) -> list[Programme]:
    """Open ones, those by the same rules first."""
    return sorted(
        Programme.objects.open(), key=lambda row: (row.pk != failed.programme_id, row.preset != failed.programme.preset)
    )


def _report(failed: Challenge) -> dict[str, Any]:
    try:
        found = recovery.report(failed)
    except MoveRefused as refused:
        return {"told": None, "refused": str(refused)}
    return {"told": recovery_words.told(found, exact=False), "picture": recovery_words.picture(found, exact=False)}


def _take_up(request: HttpRequest, failed: Challenge) -> HttpResponse:
    """The call once more, in the chosen open round."""
    made = None
    with step(request, _("The call is a draft again, with the changes you chose.")):
        if not policies.can_submit(request.user, failed):
            raise GuardFailed(_("You may not write calls for this employer."))
        programme = Programme.objects.open().filter(public_id=request.POST.get("programme", "")).first()
        if programme is None:
            raise GuardFailed(_("There is no open round at present."))
        made = recovery.take_up(failed, programme, codes=request.POST.getlist("change"), by=user_of(request))
    if made is None:
        return redirect("employer:challenge-recovery", failed.public_id)
    return redirect("employer:challenge", made.public_id)
