"""As a city would run it: cookies, headers and checks of a production environment."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from talentplatform import settings as production
from tests.factories import make_user

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_django_has_no_complaint_about_a_production_environment() -> None:
    environment = {
        "PATH": os.environ["PATH"], "SECRET_KEY": secrets.token_urlsafe(60), "ALLOWED_HOSTS": "talent.example",
        "DATABASE_URL": "postgres:///nowhere",
    }  # fmt: skip
    asked = [sys.executable, "-W", "ignore", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, "no issues" in done.stdout) == (0, True), done.stderr


def test_second_factors_are_demanded_of_operators_outside_the_demo() -> None:
    assert (production.DEMO, production.MFA_REQUIRED_FOR_STAFF) == (False, True)


def test_cookies_travel_by_https_only() -> None:
    assert (production.SESSION_COOKIE_SECURE, production.CSRF_COOKIE_SECURE) == (True, True)


def test_codes_are_six_digits() -> None:
    assert production.ALLAUTH_USER_CODE_FORMAT == {"numeric": True, "dashed": False, "length": 6}


@pytest.mark.django_db
def test_pages_of_an_account_are_sent_with_the_headers_that_protect_them(client: Client) -> None:
    client.force_login(make_user())
    for path in ("/settings/", "/messages/", "/accounts/2fa/"):
        headers = client.get(path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        kept = [headers[name] for name in ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy")]
        assert kept == ["DENY", "nosniff", "same-origin"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", [
    "/accounts/login/", "/accounts/signup/", "/accounts/logout/", "/accounts/password/reset/", "/settings/",
    "/settings/close/", "/settings/keep/", "/messages/read/", "/me/act-for/", "/employer/members/", "/i18n/setlang/",
])  # fmt: skip
def test_nothing_is_done_without_the_forms_token(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    assert client.post(path, {"contact": "lin@example.test"}).status_code == 403
