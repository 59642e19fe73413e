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

View = Callable[[HttpRequest], HttpResponse]


class UserLanguageMiddleware:
    """Activates the language that the signed-in person chose; before that, the browser's or the cookie's stays."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session and request.user.is_authenticated and request.user.language_chosen:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the choice in the cookie and, for a signed-in person, with her account."""
    code = request.POST.get("language", "")
    if request.user.is_authenticated and code in Language.values:
        User.objects.filter(pk=request.user.pk).update(language=code, language_chosen=True)
    return remember_in_cookie(request)


def chosen_here(request: HttpRequest) -> bool:
    """Whether this browser's visitor has used the language menu."""
    return settings.LANGUAGE_COOKIE_NAME in request.COOKIES
