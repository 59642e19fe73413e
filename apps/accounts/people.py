"""Making accounts outside the sign-up page: by operators, imports, the sample world and tests."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest

from apps.accounts.models import User


def signed_in(request: HttpRequest) -> User:
    """The user of a request that only signed-in people get through to."""
    assert isinstance(request.user, User)
    return request.user


@transaction.atomic
def create(email: str, password: str | None = None, *, verified: bool = True, **fields: Any) -> User:
    """A user who can sign in at once by code, and by `password` if one is given."""
    user = User.objects.create_user(email, password, **fields)
    if verified:
        mark_verified(user)
    return user


def mark_verified(user: User) -> None:
    """Say that the user's e-mail address is hers; a second call changes nothing."""
    if user.email:
        EmailAddress.objects.update_or_create(
            user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
        )


def has_verified_address(user: User) -> bool:
    """Whether she has proved an e-mail address or a mobile number."""
    return user.phone_verified or EmailAddress.objects.filter(user=user, verified=True).exists()
