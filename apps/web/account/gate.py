"""Operators work with a second factor: until one is set up, every page leads to setting it up."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts import signin

OPEN = ("/accounts/", "/i18n/", "/healthz", "/readyz")  # setting up, signing out, language; the API answers by itself
View = Callable[[HttpRequest], HttpResponse]


class SecondFactorMiddleware:
    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.concerns(request):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": str(signin.SecondFactorMissing())}, status=403)
        messages.warning(request, _("Your work needs a second factor. Please set one up; it takes a minute."))
        return redirect(reverse("mfa_index"))

    def concerns(self, request: HttpRequest) -> bool:
        if not settings.MFA_REQUIRED_FOR_STAFF or SESSION_KEY not in request.session:
            return False
        if request.path.startswith((*OPEN, settings.STATIC_URL)):
            return False
        return request.user.is_authenticated and signin.needs_second_factor(request.user)
