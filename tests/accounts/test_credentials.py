"""Signing in by API: the same limits and second factors as on the pages, refusals that a program can read."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.core import context
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client, RequestFactory

from apps.accounts import people, signin
from apps.accounts.models import User
from tests.factories import PASSWORD, make_operator

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin() -> User:
    return people.create("lin@example.test", PASSWORD)


def check(email: str, password: str, code: str = "", ip: str = "192.0.2.1") -> User:
    request = RequestFactory().post("/api/v1/auth/token/", REMOTE_ADDR=ip)
    with context.request_context(request):
        return signin.check_credentials(request, email, password, code)


def app_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_email_and_password(lin: User) -> None:
    assert check("Lin@example.test", PASSWORD) == lin


@pytest.mark.parametrize(("email", "password"), [
    ("lin@example.test", "wrong-one"), ("who@example.test", PASSWORD), ("", PASSWORD), ("lin@example.test", ""),
    ("lin@example.test\x00", PASSWORD), ("x" * 10_000, PASSWORD),
])  # fmt: skip
def test_anything_wrong_is_one_refusal(lin: User, email: str, password: str) -> None:
    with pytest.raises(signin.BadCredentials):
        check(email, password)


def test_a_closed_account_is_told_only_to_who_knows_the_password(lin: User) -> None:
    User.objects.update(is_active=False)
    with pytest.raises(signin.Inactive):
        check("lin@example.test", PASSWORD)
    with pytest.raises(signin.BadCredentials):
        check("lin@example.test", "wrong-one")


def test_an_unproved_address_is_refused() -> None:
    people.create("lin@example.test", PASSWORD, verified=False)
    with pytest.raises(signin.UnverifiedEmail):
        check("lin@example.test", PASSWORD)


def test_pages_and_api_share_one_counter(lin: User) -> None:
    for _ in range(10):
        Client().post("/accounts/login/", {"login": "lin@example.test", "password": "wrong-one"})
    with pytest.raises(signin.RateLimited):
        check("lin@example.test", PASSWORD)


def test_the_counter_is_the_accounts_wherever_the_tries_come_from(lin: User) -> None:
    for number in range(10):
        with pytest.raises(signin.BadCredentials):
            check("lin@example.test", "wrong-one", ip=f"192.0.2.{number}")
    with pytest.raises(signin.RateLimited):
        check("lin@example.test", PASSWORD, ip="198.51.100.7")


def test_one_address_has_fifty_tries_over_all_accounts(lin: User) -> None:
    for number in range(50):
        with pytest.raises(signin.BadCredentials):
            check(f"person{number}@example.test", "wrong-one")
    with pytest.raises(signin.RateLimited):
        check("lin@example.test", PASSWORD)


def test_a_made_up_forwarding_header_does_not_make_another_address(lin: User) -> None:
    for number in range(50):
        request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
        with context.request_context(request), pytest.raises(signin.BadCredentials):
            signin.check_credentials(request, f"person{number}@example.test", "wrong-one")
    with pytest.raises(signin.RateLimited):
        check("lin@example.test", PASSWORD)


def test_right_passwords_use_up_nothing(lin: User) -> None:
    for _ in range(30):
        check("lin@example.test", PASSWORD)


def test_a_second_factor_is_asked_for_and_checked(lin: User) -> None:
    secret = generate_totp_secret()
    with context.request_context(RequestFactory().get("/")):
        TOTP.activate(lin, secret)
        recovery = RecoveryCodes.activate(lin).get_unused_codes()[0]
    with pytest.raises(signin.CodeNeeded):
        check("lin@example.test", PASSWORD)
    with pytest.raises(signin.CodeWrong):
        check("lin@example.test", PASSWORD, "000000")
    code = app_code(secret)
    assert check("lin@example.test", PASSWORD, code) == lin
    with pytest.raises(signin.CodeWrong):  # each code once
        check("lin@example.test", PASSWORD, code)
    assert check("lin@example.test", PASSWORD, recovery) == lin
    with pytest.raises(signin.CodeWrong):
        check("lin@example.test", PASSWORD, recovery)


def test_codes_cannot_be_guessed_without_end(lin: User) -> None:
    with context.request_context(RequestFactory().get("/")):
        TOTP.activate(lin, generate_totp_secret())
    for _ in range(10):
        with pytest.raises(signin.CodeWrong):
            check("lin@example.test", PASSWORD, "000000")
    with pytest.raises(signin.RateLimited):
        check("lin@example.test", PASSWORD, "000000")


def test_the_apps_secret_is_not_readable_in_the_database(lin: User) -> None:
    secret = generate_totp_secret()
    with context.request_context(RequestFactory().get("/")):
        stored = TOTP.activate(lin, secret).instance.data["secret"]
    assert secret not in stored


def test_operators_without_a_second_factor_are_refused_where_it_is_demanded(settings: Any) -> None:
    operator = make_operator()
    people.mark_verified(operator)
    assert check(operator.email or "", PASSWORD) == operator
    settings.MFA_REQUIRED_FOR_STAFF = True
    cache.clear()
    with pytest.raises(signin.SecondFactorMissing):
        check(operator.email or "", PASSWORD)
