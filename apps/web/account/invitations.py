"""Joining an organisation by a link: a GET shows who invites, a POST joins."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.accounts import invitations
from apps.core.moves import MoveRefused
from apps.web.employer import acting


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    invitation = invitations.find(secret)
    if request.method == "GET" or invitation is None:
        status = 200 if invitation else 410
        return render(request, "account/join.html", {"invitation": invitation}, status=status)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        membership = invitations.accept(secret, request.user)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("account:me")
    acting.choose(request, membership.organisation.public_id)
    messages.success(request, _("Welcome to %(employer)s.") % {"employer": membership.organisation.name})
    return redirect("employer:home")
