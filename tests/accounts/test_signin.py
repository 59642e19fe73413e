"""Signing in on the pages: by code, by password; what a stranger learns; limits; sessions."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from apps.accounts import people
from apps.accounts.models import User
from tests.accounts import letters
from tests.factories import PASSWORD, make_operator

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture
def lin() -> User:
    return people.create("lin@example.test", PASSWORD, phone="+8613800138000", phone_verified=True)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_by_a_code_to_the_mailbox(client: Client, lin: User) -> None:
    answer = client.post(LOGIN, {"login": "LIN@example.test", "by_code": "1"})
    assert answer["Location"] == reverse("account_confirm_login_code")
    answer = client.post(answer["Location"], {"code": letters.mailed_code("lin@example.test")})
    assert (answer["Location"], signed_in(client)) == ("/me/", True)


def test_by_a_code_to_the_mobile_phone(client: Client, lin: User) -> None:
    answer = client.post(LOGIN, {"login": "13800138000"})
    client.post(answer["Location"], {"code": letters.texted_code("+8613800138000")})
    assert signed_in(client)


@pytest.mark.parametrize("login", ["lin@example.test", "+86 138 0013 8000"])
def test_by_password(client: Client, lin: User, login: str) -> None:
    answer = client.post(LOGIN, {"login": login, "password": PASSWORD})
    assert (answer["Location"], signed_in(client)) == ("/me/", True)


def test_the_code_button_goes_before_a_password_the_browser_filled_in(client: Client, lin: User) -> None:
    answer = client.post(LOGIN, {"login": "lin@example.test", "password": "filled by the browser", "by_code": "1"})
    assert answer["Location"] == reverse("account_confirm_login_code")


def test_only_pages_of_this_site_come_next(client: Client, lin: User) -> None:
    for wanted, reached in (("/talent/", "/talent/"), ("https://elsewhere.example/", "/me/"), ("//x.example", "/me/")):
        answer = Client().post(f"{LOGIN}?next={wanted}", {"login": lin.email, "password": PASSWORD, "next": wanted})
        assert answer["Location"] == reached


@pytest.mark.parametrize("state", ["missing", "there", "closed", "without_password", "unproved"])
def test_a_wrong_password_tells_nothing_about_the_account(client: Client, state: str) -> None:
    if state != "missing":
        user = people.create(
            "lin@example.test", None if state == "without_password" else PASSWORD, verified=state != "unproved"
        )
        User.objects.filter(pk=user.pk).update(is_active=state != "closed")
    answer = client.post(LOGIN, {"login": "lin@example.test", "password": "wrong-" + PASSWORD})
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() == ["The address or the password is not correct."]


def test_asking_for_a_code_looks_the_same_for_a_missing_account(lin: User) -> None:
    seen = []
    for login in ("lin@example.test", "who@example.test"):
        client = Client()
        answer = client.post(LOGIN, {"login": login, "by_code": "1"})
        page = client.get(answer["Location"]).content.decode().replace(login, "…")
        lines = [line for line in page.splitlines() if "csrf" not in line.lower()]
        seen.append((answer.status_code, answer["Location"], lines))
    assert seen[0] == seen[1]
    assert letters.mails_to("who@example.test")[-1].subject.startswith("There is no account with this address")


def test_with_the_mail_server_away_the_answer_is_the_same(settings: Any, lin: User) -> None:
    """Mail goes through the outbox: the page never waits for the server, so its absence tells nothing."""
    settings.EMAIL_BACKEND = "tests.accounts.broken_mail.Backend"
    answers = [Client().post(LOGIN, {"login": login, "by_code": "1"}) for login in (lin.email, "who@example.test")]
    assert [(a.status_code, a["Location"]) for a in answers] == [(302, "/accounts/login/code/confirm/")] * 2


def test_who_never_proved_the_address_has_to_first(client: Client) -> None:
    people.create("lin@example.test", PASSWORD, verified=False)
    answer = client.post(LOGIN, {"login": "lin@example.test", "password": PASSWORD})
    assert (answer["Location"], signed_in(client)) == (reverse("account_email_verification_sent"), False)


def test_a_closed_account_stays_out(client: Client, lin: User) -> None:
    User.objects.filter(pk=lin.pk).update(is_active=False)
    answer = client.post(LOGIN, {"login": lin.email, "password": PASSWORD})
    assert (answer["Location"], signed_in(client)) == (reverse("account_inactive"), False)


def test_after_ten_wrong_passwords_the_right_one_waits_but_a_code_works(client: Client, lin: User) -> None:
    for _ in range(10):
        client.post(LOGIN, {"login": lin.email, "password": "wrong-one"})
    answer = client.post(LOGIN, {"login": lin.email, "password": PASSWORD})
    assert not signed_in(client)
    assert "Too many attempts" in answer.context["form"].non_field_errors()[0]
    answer = client.post(LOGIN, {"login": lin.email, "by_code": "1"})
    client.post(answer["Location"], {"code": letters.mailed_code(lin.email or "")})
    assert signed_in(client)


def test_wrong_passwords_of_one_number_do_not_lock_another(client: Client, lin: User) -> None:
    other = people.create("", PASSWORD, phone="+8613900139000", phone_verified=True)
    for _ in range(11):
        client.post(LOGIN, {"login": lin.phone, "password": "wrong-one"})
    client.post(LOGIN, {"login": other.phone, "password": PASSWORD})
    assert signed_in(client)


def test_an_address_gets_few_codes(client: Client, lin: User) -> None:
    for _ in range(5):
        Client().post(LOGIN, {"login": lin.email, "by_code": "1"})
    assert len(letters.mails_to("lin@example.test")) == 3


def test_the_key_of_the_session_changes_and_other_sessions_end_with_a_new_password(client: Client, lin: User) -> None:
    client.get(LOGIN)
    before = client.session.session_key
    client.post(LOGIN, {"login": lin.email, "password": PASSWORD})
    assert client.session.session_key != before
    other = Client()
    other.post(LOGIN, {"login": lin.email, "password": PASSWORD})
    new = "another-good-phrase-77"
    answer = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert client.get("/settings/").status_code == 200
    assert other.get("/settings/").status_code == 302


def test_a_new_password_by_code(client: Client, lin: User) -> None:
    other = Client()
    other.post(LOGIN, {"login": lin.email, "password": PASSWORD})
    answer = client.post("/accounts/password/reset/", {"email": lin.email})
    answer = client.post(answer["Location"], {"code": letters.mailed_code("lin@example.test")})
    new = "another-good-phrase-77"
    answer = client.post(answer["Location"], {"password1": new, "password2": new})
    assert User.objects.get().check_password(new)
    assert other.get("/settings/").status_code == 302


def test_asking_for_a_new_password_tells_nothing(lin: User) -> None:
    answers = [Client().post("/accounts/password/reset/", {"email": e}) for e in (lin.email, "who@example.test")]
    assert [(a.status_code, a["Location"]) for a in answers] == [(302, answers[0]["Location"])] * 2


def test_a_suspended_persons_open_session_ends_with_the_next_request(client: Client, lin: User) -> None:
    client.post(LOGIN, {"login": lin.email, "password": PASSWORD})
    User.objects.filter(pk=lin.pk).update(is_active=False)
    assert client.get("/settings/").status_code == 302


def test_operators_come_in_by_the_same_door(client: Client) -> None:
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/accounts/login/?next=%2Fadmin%2F"
    assert client.post("/admin/login/", {"username": "a", "password": "b"}).status_code == 302
    cache.clear()
    client.force_login(make_operator())
    assert client.get("/admin/").status_code == 200


def test_others_are_refused_at_the_admins_door(client: Client, lin: User) -> None:
    client.force_login(lin)
    assert client.get("/admin/login/").status_code == 403
