"""The applicant's steps around the award: letting her name be shown, giving the proposal up."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.moves import possible
from apps.reviews import determination, naming, policies
from apps.web import challenge_cards
from apps.web.proposals.views import own
from apps.web.steps import step
from apps.web.who import user_of


class RenounceForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


@login_required
@require_POST
def name(request: HttpRequest, public_id: str) -> HttpResponse:
    """Each member for herself: show my name, or no longer."""
    found = own(request, public_id)
    user = user_of(request)
    if not policies.can_choose_name(user, found):
        raise Http404
    if request.POST.get("act") == "disagree":
        with step(request, _("Your name is not shown any more.")):
            naming.disagree(found, by=user)
    else:
        with step(request, _("Thank you. Your name is shown if this proposal is awarded.")):
            naming.agree(found, by=user)
    return redirect("proposals:proposal", found.public_id)


@login_required
@require_http_methods(["GET", "POST"])
def renounce(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the proposal up after the closing. The next one in the order may then be proposed."""
    found = own(request, public_id)
    if "renounce" not in possible(found) or not policies.can_renounce(request.user, found):
        return redirect("proposals:proposal", found.public_id)
    form = RenounceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with step(request, _("Withdrawn.")):
            determination.renounce(found, by=user_of(request), reason=form.cleaned_data["reason"])
        return redirect("proposals:proposal", found.public_id)
    current = found.challenge.current
    context = {"proposal": found, "title": challenge_cards.titles(current)[0] if current else "", "form": form}
    return render(request, "proposals/renounce.html", context, status=422 if form.errors else 200)
