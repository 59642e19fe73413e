"""Where a signed-in person belongs."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.models import User
from apps.accounts.people import signed_in
from apps.experts.models import Expert
from apps.talents.models import Talent
from apps.web.employer import acting

PURPOSE_KEY = "signed_up_for"
PURPOSES = [
    ("talent", _("I am looking for a position or bring a project")),
    ("employer", _("I recruit for an employer")),
]
START = {"talent": "talent:start", "employer": "employer:start"}


def remember_purpose(request: HttpRequest, purpose: str) -> None:
    request.session[PURPOSE_KEY] = purpose


def after_signup(request: HttpRequest) -> str:
    """The first page of what she said she came for."""
    return reverse(START.get(request.session.pop(PURPOSE_KEY, ""), "account:me"))


@require_GET
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """To the administration, the employer's pages, the talent's or the expert's; who is nothing yet is asked."""
    target = home_of(request)
    return redirect(target) if target else render(request, "account/choose.html")


def home_of(request: HttpRequest) -> str:
    if request.user.is_staff:
        return "admin:index"
    if acting.memberships(request):
        return "employer:home"
    user = signed_in(request)
    if is_talent(user):
        return "talent:home"
    return "expert:home" if Expert.objects.filter(user=user).exists() else ""


def is_talent(user: User) -> bool:
    return Talent.objects.filter(user=user).exists()


@require_POST
@login_required
def act_for(request: HttpRequest) -> HttpResponse:
    """Act for another of one's employers."""
    if not acting.choose(request, request.POST.get("organisation", "")):
        return HttpResponse(status=404)
    return redirect("employer:home")
