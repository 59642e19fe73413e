"""Members of a proposal: named by the lead, joined by a link, each signing for herself."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.proposals import members as lifecycle
from apps.proposals import policies, sealing
from apps.web.proposals.forms import MemberFormSet, member_initial
from apps.web.proposals.views import own
from apps.web.steps import step
from apps.web.who import user_of

# Django renders a formset with its own data; a field of the rules that belongs to no row is told above the rows.


@login_required
@require_http_methods(["GET", "POST"])
def members(request: HttpRequest, public_id: str) -> HttpResponse:
    """The whole list at once: its shares total 100.00 % or nothing is stored."""
    found = own(request, public_id)
    if not policies.can_edit(request.user, found):
        return redirect("proposals:proposal", found.public_id)
    there = sealing.active(found)
    bound = request.POST if request.method == "POST" else None
    rows = MemberFormSet(bound, prefix="members", initial=None if bound else [member_initial(row) for row in there])
    faults: list[str] = []
    if bound is not None and rows.is_valid():
        try:
            with step(request, _("Stored. Who is new has been invited by mail; everybody signs again.")) as outcome:
                lifecycle.name(found, rows.rows(), by=user_of(request))
            if outcome.done:
                return redirect("proposals:proposal", found.public_id)
        except ValidationError as error:
            faults = error.messages
    context = {"proposal": found, "rows": rows, "faults": faults}
    status = 422 if bound is not None else 200
    return render(request, "proposals/members.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """A GET only asks; joining is one POST in the invited account."""
    if request.method == "POST":
        with step(request, _("You have joined. Please read the proposal and sign.")) as outcome:
            member = lifecycle.join(secret, by=user_of(request))
        if outcome.done:
            return redirect("proposals:proposal", member.proposal.public_id)
    return render(request, "proposals/join.html")
