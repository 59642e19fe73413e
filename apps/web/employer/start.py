"""Coming in as an employer: a new one, or one that the city has taken in and that waits to be claimed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.accounts import invitations
from apps.core.moves import GuardFailed, MoveRefused
from apps.employers import lifecycle
from apps.web.employer import acting
from apps.web.employer.profile_forms import StartForm
from apps.web.who import user_of


@login_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("name_zh", "name_en", "credit_code", "type", "district")}
        employer = lifecycle.create(by=user_of(request), **facts)
        acting.choose(request, employer.organisation.public_id)
        messages.success(request, _("Welcome. You can write positions at once; your papers open the rest."))
        return redirect("employer:home")
    context = {"form": form, "acts_already": acting.memberships(request)}
    return render(request, "employer/start.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, secret: str) -> HttpResponse:
    """A GET shows whose link it is; only a POST of somebody signed in joins."""
    try:
        invitation = invitations.open_invitation(secret)
    except GuardFailed as refused:
        return render(request, "employer/claim.html", {"refused": str(refused)}, status=410)
    if request.method == "GET":
        return render(request, "employer/claim.html", {"invitation": invitation, "secret": secret})
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        membership = invitations.accept(secret, request.user)
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return redirect("account:me")
    acting.choose(request, membership.organisation.public_id)
    messages.success(request, _("You now act for %(employer)s.") % {"employer": membership.organisation.name})
    return redirect("employer:home")
