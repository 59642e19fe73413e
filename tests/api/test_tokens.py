"""Signing in to the API: tokens, limits, second factor, signing out."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from knox.models import AuthToken

from tests.api.conftest import Api
from tests.factories import PASSWORD, make_operator, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counters():
    cache.clear()
    yield
    cache.clear()


def ask(email, password=PASSWORD, **more):
    return Api(raise_request_exception=False).call(
        "post", "auth/token/", {"email": email, "password": password, **more}
    )


def refused(answer):
    (fault,) = answer.json()["errors"]
    return answer.status_code, fault["code"]


def verified(user):
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def bearer(token):
    client = Api(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


def test_a_token_opens_and_signing_out_ends_it():
    user = verified(make_user())
    answer = ask(user.email)
    assert (answer.status_code, sorted(answer.json())) == (200, ["expires_at", "token"])
    expires_at = parse_datetime(answer.json()["expires_at"])
    assert timedelta(hours=11) < expires_at - timezone.now() <= timedelta(hours=12)
    client, other = bearer(answer.json()["token"]), bearer(ask(user.email).json()["token"])
    assert client.ok("get", "me/")["id"] == user.public_id
    assert client.call("post", "auth/logout/").status_code == 204
    assert client.call("get", "me/").status_code == 401
    assert other.call("get", "me/").status_code == 200


def test_the_address_must_be_confirmed():
    user = make_user()
    assert refused(ask(user.email)) == (403, "unverified_email")
    EmailAddress.objects.create(user=user, email=user.email, verified=False)
    assert refused(ask(user.email)) == (403, "unverified_email")


def test_a_wrong_password_and_an_unknown_address_answer_alike():
    user = verified(make_user())
    wrong, unknown = ask(user.email, "not the password"), ask("nobody@example.test")
    assert refused(wrong) == (401, "bad_credentials")
    assert (unknown.status_code, unknown.content) == (wrong.status_code, wrong.content)


def test_a_closed_account_gets_no_token():
    user = verified(make_user(is_active=False))
    assert ask(user.email).status_code in (401, 403)


def test_guessing_ends_at_the_limit_of_the_pages():
    user = verified(make_user())
    answers = [ask(user.email, f"guess {number}").status_code for number in range(12)]
    assert answers[:9] == [401] * 9
    assert refused(ask(user.email)) == (429, "rate_limited")


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_a_second_factor_is_asked_for():
    user = verified(make_user())
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    assert refused(ask(user.email)) == (401, "code_needed")
    assert refused(ask(user.email, code="000000")) == (401, "code_wrong")
    assert ask(user.email, code=code_of(secret)).status_code == 200
    assert Authenticator.objects.filter(user=user).count() == 1


def test_operators_need_a_second_factor(settings):
    settings.MFA_REQUIRED_FOR_STAFF = True
    assert refused(ask(verified(make_operator()).email)) == (403, "second_factor_missing")


def test_a_token_from_before_she_became_an_operator_stops(settings):
    settings.MFA_REQUIRED_FOR_STAFF = True
    user = verified(make_user())
    client = bearer(ask(user.email).json()["token"])
    assert client.call("get", "me/").status_code == 200
    user.is_staff = True
    user.save()
    assert client.call("get", "me/").status_code == 403


@pytest.mark.parametrize("token", ["", "x", "x y", "0" * 64, "ÿþ", "'; --", "x" * 5000])
def test_what_is_no_token_is_refused(token):
    answer = bearer(token).call("get", "me/")
    assert answer.status_code == 401


def test_an_expired_token_is_refused():
    user = make_user()
    row, token = AuthToken.objects.create(user=user)
    row.expiry = timezone.now() - timedelta(seconds=1)
    row.save()
    assert bearer(token).call("get", "me/").status_code == 401
