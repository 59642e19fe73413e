"""Signing in by password outside the pages (API): the same limits, the same checks, typed refusals.

The caller must have come through allauth's AccountMiddleware, which keeps the request for the counters.
"""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.accounts import policies
from apps.accounts.models import User
from apps.core.text import mend

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class SignInRefused(Exception):
    """Base of all refusals; `code` for machines, `str()` for people."""

    code = "refused"
    message = _("Signing in is not possible.")

    def __str__(self) -> str:
        return str(self.message)


class BadCredentials(SignInRefused):
    code = "bad_credentials"
    message = _("E-mail or password is not correct.")


class RateLimited(SignInRefused):
    code = "rate_limited"
    message = _("Too many attempts. Please try again later.")


class Inactive(SignInRefused):
    code = "inactive"
    message = _("This account is closed.")


class UnverifiedEmail(SignInRefused):
    code = "unverified_email"
    message = _("Please confirm your e-mail address first: sign in on the website once.")


class CodeNeeded(SignInRefused):
    code = "code_needed"
    message = _("Please add the code of your authenticator app.")


class CodeWrong(SignInRefused):
    code = "code_wrong"
    message = _("The code is not correct.")


class SecondFactorMissing(SignInRefused):
    code = "second_factor_missing"
    message = _("Operators need a second factor: set one up on the website first.")


def check_credentials(request: HttpRequest, email: str, password: str, code: str = "") -> User:
    """The user who may sign in with these. Raises a SignInRefused; a missing account is refused as a wrong password.

    `request` is Django's own. Nothing is told about an account before its password was right. Counters stand in the
    limits table and survive a rollback.
    """
    if not ratelimit.consume(request, action="login"):
        raise RateLimited
    user = _by_password(request, email.strip().lower(), password)
    if not user.is_active:
        raise Inactive
    if not EmailAddress.objects.filter(user=user, email=email.strip().lower(), verified=True).exists():
        raise UnverifiedEmail
    _check_second_factor(user, code)
    return user


def needs_second_factor(user: User) -> bool:
    """Whether `user` must have a second factor and has none."""
    return bool(
        settings.MFA_REQUIRED_FOR_STAFF
        and policies.second_factor_demanded(user)
        and not is_mfa_enabled(user, SECOND_FACTORS)
    )


def _by_password(request: HttpRequest, email: str, password: str) -> User:
    if not email or not password or mend(email) != email:  # what no database takes is nobody's address
        raise BadCredentials
    try:
        user = get_adapter(request).authenticate(request, email=email, password=password)
    except ValidationError as error:  # the only one it raises: too many failed attempts
        raise RateLimited from error
    if user is None:
        raise BadCredentials
    return user


def _check_second_factor(user: User, code: str) -> None:
    if needs_second_factor(user):
        raise SecondFactorMissing
    if not is_mfa_enabled(user, SECOND_FACTORS):
        return
    if not code:
        raise CodeNeeded
    form = AuthenticateForm({"code": code}, user=user)
    if not form.is_valid():
        limited = any(error.code == "too_many_login_attempts" for error in form.errors.as_data().get("code", []))
        raise RateLimited if limited else CodeWrong
    form.authenticator.record_usage()
