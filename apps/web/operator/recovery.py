"""The operators' page of a call that nobody answered: why, what would change it, ending it, and telling near misses."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.challenges.models import Challenge
from apps.core.moves import GuardFailed, MoveRefused, possible
from apps.matching import call_runs
from apps.matching import policies as matching
from apps.reviews import failing, policies, recovery, recovery_invitations, recovery_words
from apps.web.steps import step
from apps.web.who import user_of


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, public_id: str) -> HttpResponse:
    challenge = get_object_or_404(Challenge.objects.visible_to(request.user).with_texts(), public_id=public_id)
    if not policies.can_see_recovery(request.user, challenge):
        raise PermissionDenied
    if request.method == "POST":
        _act(request, challenge)
        return HttpResponseRedirect(request.path)
    context = {**admin.site.each_context(request), **_context(request, challenge), "title": str(challenge)}
    return TemplateResponse(request, "admin/challenges/recovery.html", context)


def _context(request: HttpRequest, challenge: Challenge) -> dict[str, Any]:
    refused, told, picture = "", None, []
    try:
        found = recovery.report(challenge)
        told, picture = recovery_words.told(found, exact=True), recovery_words.picture(found, exact=True)
    except MoveRefused as fault:
        refused = str(fault)
    can_end = "fail_call" in possible(challenge) and policies.can_fail(request.user, challenge)
    followers = Challenge.objects.filter(follows=challenge).with_texts().order_by("pk")
    live = set(call_runs.open_calls().filter(follows=challenge).values_list("pk", flat=True))
    return {
        "challenge": challenge,
        "told": told,
        "picture": picture,
        "refused": refused,
        "can_end": can_end and not failing.hindrance(challenge),
        "near": len(recovery_invitations.near_misses(challenge)) if told else 0,
        "followers": [{"call": row, "open": row.pk in live} for row in followers],
        "may_invite": matching.can_see_solvers(request.user, challenge),
        "back": f"/admin/challenges/challenge/{challenge.pk}/change/",
    }


def _act(request: HttpRequest, challenge: Challenge) -> None:
    """End the call, or tell the near misses of the one that follows; refusals become messages."""
    act = request.POST.get("act", "")
    if act == "fail":
        with step(request, _("The call has ended without a valid proposal. The poster is told.")):
            if not policies.can_fail(request.user, challenge):
                raise GuardFailed(_("You may not end this call."))
            failing.fail_call(challenge, by=user_of(request), reason=request.POST.get("reason", "")[:2000])
        return
    following = Challenge.objects.filter(follows=challenge, public_id=request.POST.get("call", "")).first()
    with step(request, ""):
        if act != "invite" or following is None:
            raise GuardFailed(_("This act is not known."))
        done = recovery_invitations.invite(following, by=user_of(request))
        text = ngettext("%(count)s person invited.", "%(count)s people invited.", done) % {"count": done}
        messages.success(request, text)
