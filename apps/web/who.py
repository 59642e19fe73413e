"""The signed-in user of a request, for views behind `login_required`."""

from __future__ import annotations

from django.http import HttpRequest

from apps.accounts.models import User


def user_of(request: HttpRequest) -> User:
    """Raises AssertionError on a page that forgot to demand a sign-in."""
    assert isinstance(request.user, User)
    return request.user
