"""Signing up: by e-mail or mobile number, with a code, a purpose and a consent."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from apps.accounts.models import Consent, User
from apps.core.models import AuditEntry
from tests.accounts import letters
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("notice")]


def sign_up(client: Client, contact: str, **fields: Any) -> Any:
    return client.post("/accounts/signup/", {"contact": contact, "purpose": "talent", "agree": "on", **fields})


def test_by_email_a_code_leads_to_what_she_came_for(client: Client) -> None:
    answer = sign_up(client, "Lin@Example.test", purpose="employer")
    assert answer["Location"] == reverse("account_email_verification_sent")
    user = User.objects.get(email="lin@example.test")
    assert "_auth_user_id" not in client.session
    answer = client.post(answer["Location"], {"code": letters.mailed_code("lin@example.test")})
    assert answer["Location"] == reverse("employer:start")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert EmailAddress.objects.get(user=user).verified


def test_by_mobile_number_without_any_email(client: Client) -> None:
    answer = sign_up(client, "138 0013 8000")
    assert answer["Location"] == reverse("account_verify_phone")
    answer = client.post(answer["Location"], {"code": letters.texted_code("+8613800138000")})
    assert answer["Location"] == reverse("talent:start")
    user = User.objects.get(phone="+8613800138000")
    assert (user.email, user.phone_verified) == (None, True)


def test_two_people_without_email_do_not_collide(client: Client) -> None:
    for number in ("13800138000", "13900139000"):
        sign_up(Client(), number)
    assert User.objects.filter(email__isnull=True).count() == 2


def test_the_consent_is_kept_with_its_version_and_the_pages_language(client: Client) -> None:
    client.cookies["django_language"] = "zh-hant"
    sign_up(client, "lin@example.test")
    user = User.objects.get(email="lin@example.test")
    consent = Consent.objects.get(user=user)
    assert (consent.purpose, consent.notice.version, consent.language) == ("account", 1, "zh-hant")
    assert (user.language, user.language_chosen) == ("zh-hant", True)
    assert AuditEntry.objects.filter(subject_ref=consent.public_id, act="give").count() == 1


def test_who_never_touched_the_language_menu_has_not_chosen(client: Client) -> None:
    sign_up(client, "lin@example.test")
    assert User.objects.get(email="lin@example.test").language_chosen is False


@pytest.mark.parametrize("missing", ["agree", "purpose", "contact"])
def test_without_consent_purpose_or_address_nobody_is_made(client: Client, missing: str) -> None:
    fields = {"contact": "lin@example.test", "purpose": "talent", "agree": "on"}
    answer = client.post("/accounts/signup/", {name: value for name, value in fields.items() if name != missing})
    assert list(answer.context["form"].errors) == [missing]
    assert not User.objects.exists()


def test_the_consent_box_is_not_ticked_beforehand(client: Client) -> None:
    page = client.get("/accounts/signup/").content.decode()
    box = next(part for part in page.split("<input") if 'name="agree"' in part).split(">")[0]
    assert "checked" not in box


@pytest.mark.parametrize(
    "contact", ["lin", "lin@", "12", "+99912345678901234", "a\x00b@example.test", "x" * 300 + "@e.test"]
)
def test_an_address_that_cannot_be_is_said_at_the_field(client: Client, contact: str) -> None:
    answer = sign_up(client, contact)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["contact"])
    assert not User.objects.exists()


def answers(contact: str) -> tuple[Any, ...]:
    """All that a visitor sees of signing up with `contact`."""
    client = Client()
    answer = sign_up(client, contact)
    page = client.get(answer["Location"])
    return answer.status_code, answer["Location"], page.status_code, _without_tokens(page.content.decode())


def test_an_email_that_is_taken_gets_the_same_answer() -> None:
    new = answers("lin@example.test")
    User.objects.filter(email="lin@example.test").update(email="other@example.test")
    EmailAddress.objects.all().delete()
    make_user("lin@example.test")
    cache.clear()
    assert answers("lin@example.test") == new
    assert [mail.subject.split(" / ")[0] for mail in letters.mails_to("lin@example.test")][
        -1
    ] == "You already have an account"


def test_a_number_that_is_taken_gets_the_same_answer() -> None:
    new = answers("13800138000")
    cache.clear()
    assert answers("13800138000") == new
    assert User.objects.filter(phone="+8613800138000").count() == 1
    assert "You already have an account" in letters.sms_to("+8613800138000")[-1]


def _without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrf" not in line.lower()]


def test_a_wrong_code_three_times_ends_the_attempt(client: Client) -> None:
    where = sign_up(client, "lin@example.test")["Location"]
    right = letters.mailed_code("lin@example.test")
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    assert client.post(where, {"code": wrong}).context["verify_form"].errors["code"] == ["This code is not correct."]
    client.post(where, {"code": wrong})
    client.post(where, {"code": wrong})
    client.post(where, {"code": right})
    assert "_auth_user_id" not in client.session


def test_full_width_digits_are_digits(client: Client) -> None:
    where = sign_up(client, "lin@example.test")["Location"]
    code = letters.mailed_code("lin@example.test")
    client.post(where, {"code": code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))})
    assert "_auth_user_id" in client.session


def test_the_key_of_the_session_changes_when_she_is_in(client: Client) -> None:
    where = sign_up(client, "lin@example.test")["Location"]
    before = client.session.session_key
    client.post(where, {"code": letters.mailed_code("lin@example.test")})
    assert client.session.session_key != before
