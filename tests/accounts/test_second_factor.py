"""Operators work with a second factor; everybody may have one."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client, RequestFactory

from apps.accounts import people
from apps.accounts.models import RoleHolding, User
from tests.accounts.test_credentials import app_code
from tests.factories import PASSWORD, make_operator, make_user

pytestmark = pytest.mark.django_db


def give_factor(user: User) -> str:
    secret = generate_totp_secret()
    with context.request_context(RequestFactory().get("/")):
        TOTP.activate(user, secret)
    return secret


@pytest.fixture
def demanded(settings: Any) -> None:
    settings.MFA_REQUIRED_FOR_STAFF = True


@pytest.mark.usefixtures("demanded")
@pytest.mark.parametrize("path", ["/admin/", "/me/", "/settings/", "/", "/nowhere/"])
def test_until_it_is_set_up_every_page_leads_there(client: Client, path: str) -> None:
    client.force_login(make_operator())
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")


@pytest.mark.usefixtures("demanded")
def test_the_api_says_so_in_its_own_manner(client: Client) -> None:
    client.force_login(make_operator())
    assert client.get("/api/v1/positions/").status_code == 403


@pytest.mark.usefixtures("demanded")
def test_who_holds_a_role_is_no_exception_for_not_being_staff(client: Client) -> None:
    operator = make_operator()
    User.objects.filter(pk=operator.pk).update(is_staff=False)
    client.force_login(operator)
    assert client.get("/settings/")["Location"] == "/accounts/2fa/"
    RoleHolding.objects.all().delete()
    assert client.get("/settings/").status_code == 200


@pytest.mark.usefixtures("demanded")
def test_setting_up_signing_out_and_the_language_stay_open(client: Client) -> None:
    client.force_login(make_operator())
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.post("/i18n/setlang/", {"language": "en"}).status_code in (204, 302)
    assert client.post("/accounts/logout/")["Location"] == "/"


@pytest.mark.usefixtures("demanded")
def test_with_it_the_administration_opens(client: Client) -> None:
    operator = make_operator()
    give_factor(operator)
    client.force_login(operator)
    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("demanded")
def test_talents_and_employers_are_not_asked(client: Client) -> None:
    client.force_login(make_user())
    assert client.get("/settings/").status_code == 200


def test_in_the_demo_it_is_not_demanded(client: Client, settings: Any) -> None:
    assert settings.MFA_REQUIRED_FOR_STAFF is False
    client.force_login(make_operator())
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("fields", [{"password": PASSWORD}, {"by_code": "1"}])
def test_neither_password_nor_mailed_code_is_enough_once_it_is_on(client: Client, fields: dict[str, str]) -> None:
    from tests.accounts import letters

    user = people.create("lin@example.test", PASSWORD)
    secret = give_factor(user)
    answer = client.post("/accounts/login/", {"login": "lin@example.test", **fields})
    if "by_code" in fields:
        answer = client.post(answer["Location"], {"code": letters.mailed_code("lin@example.test")})
    assert (answer["Location"], "_auth_user_id" in client.session) == ("/accounts/2fa/authenticate/", False)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "_auth_user_id" not in client.session
    client.post("/accounts/2fa/authenticate/", {"code": app_code(secret)})
    assert "_auth_user_id" in client.session


def test_setting_up_an_app_gives_recovery_codes_and_tells_her(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    from tests.accounts import letters

    people.create("lin@example.test", PASSWORD, language="en", language_chosen=True)
    client.post("/accounts/login/", {"login": "lin@example.test", "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/2fa/totp/activate/", {"code": app_code(secret)})
    page = client.get(answer["Location"])
    assert page.content.decode().count("<pre") == 1
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    told = [mail.subject.split(" / ")[-1] for mail in letters.mails_to("lin@example.test")]
    assert "An authenticator app protects your account now" in told


def test_what_concerns_safety_asks_whether_it_is_her(client: Client) -> None:
    people.create("lin@example.test", PASSWORD)
    client.post("/accounts/login/", {"login": "lin@example.test", "password": PASSWORD})
    for path in ("/accounts/2fa/totp/activate/", "/accounts/email/", "/settings/close/"):
        answer = client.post(path, {"email": "new@example.test", "action_add": ""})
        assert answer["Location"].startswith("/accounts/reauthenticate/"), path
    assert User.objects.get().state == "active"


@pytest.mark.parametrize("path", [
    "/accounts/login/", "/accounts/signup/", "/accounts/login/code/", "/accounts/password/reset/",
    "/accounts/inactive/", "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/", "/accounts/email/", "/accounts/phone/change/", "/accounts/password/change/",
    "/accounts/logout/", "/accounts/reauthenticate/", "/settings/", "/settings/close/", "/messages/", "/me/",
])  # fmt: skip
@pytest.mark.parametrize("known", [False, True])
@pytest.mark.usefixtures("notice")
def test_every_page_opens_in_our_frame(client: Client, path: str, known: bool) -> None:
    """Signed out and in; nothing of allauth's own plain pages shows through."""
    if known:
        people.create("lin@example.test", PASSWORD)
        client.post("/accounts/login/", {"login": "lin@example.test", "password": PASSWORD})
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    assert "css/tokens.css" in answer.content.decode()
    assert "Menu:" not in answer.content.decode()
