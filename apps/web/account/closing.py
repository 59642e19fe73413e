"""Closing one's account, and thinking again."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import lifecycle
from apps.accounts.models import User
from apps.accounts.people import signed_in
from apps.notifications.send import tell
from apps.web.steps import step


@login_required
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """What closing means, and the button; asks for a fresh proof that it is her."""
    if request.method == "GET":
        return render(request, "account/close.html", {"days": lifecycle.THINK_AGAIN.days})
    user = User.objects.get(pk=signed_in(request).pk)
    with step(request, _("Your account will be erased. Until then you may keep it.")):
        lifecycle.request_deactivation(user, by=user)
        day = str(user.erase_on)
        tell(user, "deactivation_requested", context={"day": day}, url="/settings/", key=f"{user.public_id}:{day}")
    return redirect("account:settings")


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    user = User.objects.get(pk=signed_in(request).pk)
    with step(request, _("Your account stays.")):
        lifecycle.keep(user, by=user)
    return redirect("account:settings")
