"""The language of a signed-in person: chosen once, kept with her account, the same on every device."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as remember_in_cookie

from apps.accounts.models import Language, User
from apps.accounts.people import signed_in

View = Callable[[HttpRequest], HttpResponse]


class UserLanguageMiddleware:
    """Activates the language of the signed-in person in a browser that remembers no choice of its own.

    Whoever used the language menu here sees what she chose here; mail always follows the account.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.concerns(request):
            translation.activate(signed_in(request).language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)

    def concerns(self, request: HttpRequest) -> bool:
        if chosen_here(request) or SESSION_KEY not in request.session:
            return False
        return request.user.is_authenticated and signed_in(request).language_chosen


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the choice in the cookie and, for a signed-in person, with her account."""
    code = request.POST.get("language", "")
    if request.user.is_authenticated and code in Language.values:
        User.objects.filter(pk=request.user.pk).update(language=code, language_chosen=True)
    return remember_in_cookie(request)


def remember(response: HttpResponse, code: str) -> None:
    """Let this browser show pages in `code`, as the language menu does."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
    )


def chosen_here(request: HttpRequest) -> bool:
    """Whether this browser's visitor has used the language menu."""
    return settings.LANGUAGE_COOKIE_NAME in request.COOKIES
