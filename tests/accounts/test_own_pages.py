"""A person's own pages: where she belongs, settings, language, notifications, the demo's mailbox."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.notifications import send
from apps.notifications.models import MailboxItem, Message
from tests.factories import make_employer, make_operator, make_talent, make_user
from tests.procedures.cases import lodge

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- /me/


def test_each_is_led_to_her_own_pages(client: Client) -> None:
    for user, place in (
        (make_operator(), "admin:index"),
        (make_employer().owner, "employer:home"),
        (make_talent().user, "talent:home"),
    ):
        client.force_login(user)
        assert client.get("/me/")["Location"] == reverse(place)


def test_who_is_nothing_yet_is_asked(client: Client) -> None:
    client.force_login(make_user())
    page = client.get("/me/")
    assert page.status_code == 200
    for place in ("talent:start", "employer:start"):
        assert f'href="{reverse(place)}"' in page.content.decode()


@pytest.mark.parametrize("path", ["/me/", "/settings/", "/messages/", "/settings/close/"])
def test_signed_out_there_is_only_the_door(client: Client, path: str) -> None:
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"


def test_acting_for_another_of_ones_employers(client: Client) -> None:
    first, second, foreign = make_employer(), make_employer(), make_employer()
    second.organisation.memberships.create(user=first.owner, role="recruiter")
    client.force_login(first.owner)
    client.post("/me/act-for/", {"organisation": second.organisation.public_id})
    assert client.session["acting_for"] == second.organisation.public_id
    assert client.post("/me/act-for/", {"organisation": foreign.organisation.public_id}).status_code == 404
    assert client.get("/me/act-for/").status_code == 405
    page = client.get("/employer/members/")
    assert page.context["request"].employer == second
    assert page.context["portal_others"] == [first.organisation]
    assert f'value="{first.organisation.public_id}"' in page.content.decode()


# ---------------------------------------------------------------- settings and language

GOOD = {"display_name": "Lin Wei", "language": "en", "time_zone": "Europe/Berlin"}


def test_settings_are_kept(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    client.post("/settings/", {**GOOD, "discreet": "on", "private_email": "quiet@example.test"})
    user.refresh_from_db()
    assert (user.display_name, user.language, user.language_chosen) == ("Lin Wei", "en", True)
    assert (user.time_zone, user.discreet, user.private_email) == ("Europe/Berlin", True, "quiet@example.test")


@pytest.mark.parametrize(("field", "value"), [
    ("language", "tlh"), ("time_zone", "Mars/Olympus"), ("private_email", "nobody"), ("display_name", "x" * 121),
    ("display_name", "a\x00b"),
])  # fmt: skip
def test_a_wrong_value_is_said_at_the_field_and_nothing_is_stored(client: Client, field: str, value: str) -> None:
    user = make_user(display_name="Before")
    client.force_login(user)
    answer = client.post("/settings/", {**GOOD, field: value})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    user.refresh_from_db()
    assert (user.display_name, user.time_zone) == ("Before", "Asia/Shanghai")


def test_discreet_mode_without_any_address_is_refused(client: Client) -> None:
    user = make_user("x@example.test", phone="+8613800138000")
    User.objects.filter(pk=user.pk).update(email=None)
    client.force_login(user)
    answer = client.post("/settings/", {**GOOD, "discreet": "on"})
    assert list(answer.context["form"].errors) == ["private_email"]


def test_nobody_can_give_herself_rights_by_adding_fields(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    client.post("/settings/", {**GOOD, "is_staff": "on", "is_superuser": "on", "email": "other@example.test"})
    before = user.email
    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser, user.email) == (False, False, before)


@pytest.mark.parametrize(("code", "word"), [("zh-hans", "zh-hans"), ("zh-hant", "zh-hant"), ("en", "en")])
def test_the_language_menu_is_remembered_with_the_account(client: Client, code: str, word: str) -> None:
    user = make_user()
    client.force_login(user)
    client.post("/i18n/setlang/", {"language": code, "next": "/settings/"})
    user.refresh_from_db()
    assert (user.language, user.language_chosen) == (code, True)
    elsewhere = Client()
    elsewhere.force_login(user)
    assert f'<html lang="{word}"' in elsewhere.get("/settings/").content.decode()


def test_what_was_chosen_in_this_browser_goes_before_the_account(client: Client) -> None:
    client.cookies["django_language"] = "en"
    client.force_login(make_user(language="zh-hant", language_chosen=True))
    assert '<html lang="en"' in client.get("/settings/").content.decode()


def test_the_settings_page_chooses_for_this_browser_too(client: Client) -> None:
    client.cookies["django_language"] = "en"
    client.force_login(make_user())
    client.post("/settings/", {**GOOD, "language": "zh-hant"})
    assert '<html lang="zh-hant"' in client.get("/settings/").content.decode()


def test_a_visitors_language_is_kept_by_the_browser(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "zh-hant", "next": "/accounts/login/"})
    assert '<html lang="zh-hant"' in client.get("/accounts/login/").content.decode()


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    client.post("/i18n/setlang/", {"language": "tlh"})
    user.refresh_from_db()
    assert user.language_chosen is False


# ---------------------------------------------------------------- notifications


def told(user: User, **fields: Any) -> Message:
    names = {"zh-hans": "海蓝材料", "en": "Sea Blue"}
    return send.tell(user, "employer_verified", context={"employer": names}, url="/employer/", **{"key": "1", **fields})


def test_notifications_are_read_in_the_readers_language(client: Client) -> None:
    user = make_user(language="en", language_chosen=True)
    told(user)
    client.force_login(user)
    page = client.get("/messages/")
    assert [row["title"] for row in page.context["rows"]] == ["Sea Blue is verified"]


def test_opening_marks_as_read_and_leads_on(client: Client) -> None:
    user = make_user()
    message = told(user)
    client.force_login(user)
    assert client.get(f"/messages/{message.public_id}/").status_code == 405
    assert client.post(f"/messages/{message.public_id}/")["Location"] == "/employer/"
    message.refresh_from_db()
    assert message.read_at is not None


def test_all_at_once(client: Client) -> None:
    user, other = make_user(), make_user()
    told(user), told(user, key="2"), told(other, key="3")
    client.force_login(user)
    client.post("/messages/read/")
    assert list(Message.objects.filter(read_at__isnull=True).values_list("recipient", flat=True)) == [other.pk]
    assert client.get("/messages/?unread=1").context["rows"] == []


def test_a_strangers_notification_does_not_exist(client: Client) -> None:
    message = told(make_user())
    client.force_login(make_user())
    assert client.post(f"/messages/{message.public_id}/").status_code == 404
    assert client.get("/messages/").context["rows"] == []
    message.refresh_from_db()
    assert message.read_at is None


def test_an_address_outside_is_never_gone_to(client: Client) -> None:
    user = make_user()
    message = Message.objects.create(recipient=user, kind="cv_read", url="https://elsewhere.example/")
    client.force_login(user)
    assert client.post(f"/messages/{message.public_id}/")["Location"] == "/messages/"


def test_a_message_of_a_kind_that_is_gone_does_not_break_the_page(client: Client) -> None:
    user = make_user()
    Message.objects.create(recipient=user, kind="of_last_year")
    Message.objects.create(recipient=user, kind="employer_verified", context={})
    client.force_login(user)
    assert [row["title"] for row in client.get("/messages/").context["rows"]] == ["employer_verified", "of_last_year"]


def test_the_list_asks_the_database_the_same_for_one_and_for_twenty(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    asked = []
    for count in (1, 19):
        for number in range(count):
            told(user, key=f"{count}-{number}")
        with CaptureQueriesContext(connection) as queries:
            client.get("/messages/")
        asked.append(len(queries))
    assert asked[0] == asked[1]


# ---------------------------------------------------------------- the demo's mailbox


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True
    settings.EMAIL_BACKEND = "apps.notifications.mailbox.MailboxEmailBackend"
    settings.SMS_BACKEND = "apps.notifications.mailbox.MailboxSmsBackend"


def test_outside_the_demo_there_is_no_mailbox(client: Client) -> None:
    client.force_login(make_operator())
    assert client.get("/mailbox/").status_code == 404


@pytest.mark.usefixtures("demo", "notice")
def test_in_the_demo_codes_are_in_the_mailbox(client: Client) -> None:
    from tests.accounts import letters

    fields = {"purpose": "talent", "agree": "on"}
    client.post("/accounts/signup/", {"contact": "lin@example.test", **fields})
    Client().post("/accounts/signup/", {"contact": "13800138000", **fields})
    letters.post()
    rows = client.get("/mailbox/").context["rows"]
    assert [row["item"].to for row in rows] == ["+8613800138000", "lin@example.test"]
    assert outbox.outbox == []
    where = client.post("/accounts/confirm-email/", {"code": rows[1]["code"]})["Location"]
    assert where == reverse("talent:start")


@pytest.mark.usefixtures("demo")
def test_the_mailbox_is_filtered_by_address_and_kind(client: Client) -> None:
    MailboxItem.objects.create(channel="email", to="lin@example.test", subject="One", body="<script>1</script>")
    MailboxItem.objects.create(channel="sms", to="+8613800138000", body="Two")
    for query, found in (("to=LIN", ["lin@example.test"]), ("channel=sms", ["+8613800138000"]), ("to=nobody", [])):
        assert [row["item"].to for row in client.get(f"/mailbox/?{query}").context["rows"]] == found
    assert "<script>1" not in client.get("/mailbox/").content.decode()


# ---------------------------------------------------------------- one's own data


def test_who_only_acts_for_a_firm_has_her_data_as_a_file_too(client: Client) -> None:
    employer, other = make_employer(), make_employer()
    client.force_login(employer.owner)
    assert reverse("account:own-data") in client.get(reverse("account:settings")).content.decode()
    answer = client.get(reverse("account:own-data"))
    data = answer.json()
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    assert data["account"]["email"] == employer.owner.email
    assert [row["organisation"] for row in data["acts_for"]] == [str(employer.organisation)]
    assert other.owner.email not in answer.content.decode()


def test_nobody_elses_data_and_none_without_an_account(client: Client) -> None:
    assert "/login/" in client.get(reverse("account:own-data")).url
    assert client.post(reverse("account:own-data")).status_code == 302
    client.force_login(make_user())
    assert client.post(reverse("account:own-data")).status_code == 405


def test_what_she_objected_to_is_in_it(client: Client) -> None:
    objection = lodge()
    client.force_login(objection.objector)
    (row,) = client.get(reverse("account:own-data")).json()["objections"]
    assert (row["id"], row["text"], row["name"]) == (objection.public_id, objection.text, objection.name)
