"""A message leaves once: worded, addressed, tried again, recognised when repeated, parked when it cannot leave."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import transaction

from apps.accounts.models import User
from apps.core import marks
from apps.core.models import Mark
from apps.notifications import outbox, send, sms, tasks
from apps.notifications.models import Delivery, Message
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NAMES = {"zh-hans": "海蓝材料", "en": "Sea Blue"}


@pytest.fixture
def lin() -> User:
    return make_user("lin@example.test", language="en", language_chosen=True)


def told(user: User, key: str = "1", **fields: Any) -> Message:
    return send.tell(user, "employer_verified", context={"employer": NAMES}, url="/employer/", key=key, **fields)


def deliver() -> None:
    for mark_id in marks.due(send.MARK):
        tasks.deliver(mark_id)


def force_due() -> None:
    Mark.objects.update(next_at="2020-01-01T00:00:00Z", lease_until=None)


def test_in_the_app_and_by_mail(lin: User) -> None:
    message = told(lin)
    deliver()
    sent = mail.outbox[0]
    assert (sent.subject, sent.to) == ("Sea Blue is verified", ["lin@example.test"])
    assert "http://localhost:8000/employer/" in sent.body
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.read_at is None
    assert Delivery.objects.get().sent_at is not None


def test_the_same_thing_is_told_once(lin: User) -> None:
    assert told(lin) == told(lin)
    deliver()
    deliver()
    assert (Message.objects.count(), Delivery.objects.count(), len(mail.outbox)) == (1, 1, 1)


def test_two_people_and_two_channels_are_told_each(lin: User) -> None:
    other = make_user("bo@example.test", phone="+8613800138000")
    for user in (lin, other):
        told(user, channels=("email", "sms"))
    assert Delivery.objects.count() == 3, "who has no mobile number gets no SMS"


def test_long_keys_are_not_cut_into_one(lin: User) -> None:
    for end in "ab":
        told(lin, key="x" * 300 + end, channels=("email",))
    assert Delivery.objects.count() == 2


def test_a_step_that_is_rolled_back_tells_nobody(lin: User) -> None:
    with transaction.atomic():
        told(lin)
        transaction.set_rollback(True)
    assert (Message.objects.count(), Delivery.objects.count(), Mark.objects.count()) == (0, 0, 0)


def test_a_missing_fact_is_refused_before_anything_is_stored(lin: User) -> None:
    for kind, context in (("employer_verified", {}), ("no_such_kind", {})):
        with pytest.raises(KeyError):
            send.tell(lin, kind, context=context, key="1")
    assert (Message.objects.count(), Delivery.objects.count()) == (0, 0)


def test_until_she_chose_a_language_mail_is_in_two() -> None:
    told(make_user("new@example.test", language="zh-hans"))
    deliver()
    assert mail.outbox[0].subject.endswith(" / Sea Blue is verified")
    assert mail.outbox[0].body.count("http://localhost:8000/employer/") == 2
    assert mail.outbox[0].body.count(outbox.RULE) == 1


@pytest.mark.parametrize(
    ("language", "both"), [("zh-hans", "zh-hans,en"), ("zh-hant", "zh-hant,en"), ("en", "en,zh-hans")]
)
def test_which_two_languages(language: str, both: str) -> None:
    told(make_user(language=language))
    assert Delivery.objects.get().languages == both
    chosen = make_user(language=language, language_chosen=True)
    assert send.languages_for(chosen) == [language]


def test_discreet_mail_says_nothing_and_goes_to_the_private_address(settings: Any) -> None:
    settings.DISCREET_FROM_EMAIL = "post@example.test"
    user = make_user(
        "lin@example.test", language="en", language_chosen=True, discreet=True, private_email="q@example.test"
    )
    told(user)
    deliver()
    sent = mail.outbox[0]
    assert (sent.subject, sent.to, sent.from_email) == ("A message for you", ["q@example.test"], "post@example.test")
    assert "Sea Blue" not in sent.body
    assert "http://localhost:8000/employer/" in sent.body


def test_a_crash_between_sending_and_settling_repeats_the_same_message(lin: User, monkeypatch: Any) -> None:
    told(lin)
    (mark_id,) = marks.due(send.MARK)

    def killed(claim: marks.Claim) -> bool:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(marks, "settle", killed)
        with pytest.raises(SystemExit):
            tasks.deliver(mark_id)
    assert Delivery.objects.get().sent_at is None
    force_due()
    tasks.deliver(mark_id)
    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(ids) == 2
    assert ids[0] == ids[1], "the receiving server recognises the repeat"
    force_due()
    tasks.deliver(mark_id)
    assert len(mail.outbox) == 2
    assert Delivery.objects.get().sent_at is not None


def test_a_worker_that_lost_its_lease_notes_nothing(lin: User, monkeypatch: Any) -> None:
    told(lin)
    monkeypatch.setattr(marks, "settle", lambda claim: False)
    deliver()
    assert Delivery.objects.get().sent_at is None


def test_a_server_that_is_away_is_tried_again_and_parked_in_the_end(lin: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.accounts.broken_mail.Backend"
    told(lin)
    (mark_id,) = marks.due(send.MARK)
    for _attempt in range(settings.MARK_ATTEMPTS):
        assert Delivery.objects.get().failed_at is None
        force_due()
        tasks.deliver(mark_id)
    delivery, mark = Delivery.objects.get(), Mark.objects.get()
    assert (delivery.failed_at is not None, delivery.error) == (True, "ConnectionRefusedError")
    assert (mark.parked_at is not None, mark.error) == (True, "ConnectionRefusedError")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    marks.retry(mark)
    deliver()
    delivery.refresh_from_db()
    assert (len(mail.outbox), delivery.failed_at, delivery.error) == (1, None, "")


def test_operators_see_failures_and_send_again(client: Any, lin: User) -> None:
    told(lin)
    Delivery.objects.update(failed_at="2026-01-01T00:00:00Z", error="SMTPServerDisconnected")
    Mark.objects.update(parked_at="2026-01-01T00:00:00Z", attempts=5)
    client.force_login(make_user(is_staff=True, is_superuser=True))
    page = client.get("/admin/notifications/delivery/?outcome=failed").content.decode()
    assert "SMTPServerDisconnected" in page
    assert "lin@example.test" not in page
    client.post("/admin/notifications/delivery/", {"action": "retry", "_selected_action": [Delivery.objects.get().pk]})
    deliver()
    assert len(mail.outbox) == 1
    Mark.objects.update(parked_at="2026-01-01T00:00:00Z", error="boom", done_gen=0)
    assert "boom" in client.get("/admin/core/mark/?state=parked").content.decode()
    client.post("/admin/core/mark/", {"action": "retry", "_selected_action": [Mark.objects.get().pk]})
    assert Mark.objects.get().parked_at is None


# ---------------------------------------------------------------- codes


def code_to(user: User, channel: str = "email") -> Delivery:
    send.post(user, "login_code", channel=channel, context={"code": "123456"}, key="code")
    return Delivery.objects.get()


def test_a_code_goes_before_everything_else(lin: User) -> None:
    told(lin)
    code = code_to(lin) if not Delivery.objects.exists() else None
    send.post(lin, "login_code", channel="email", context={"code": "123456"}, key="code")
    first = Mark.objects.get(pk=marks.due(send.MARK)[0])
    assert code is None
    assert (first.urgent, first.object_id) == (True, Delivery.objects.get(kind="login_code").pk)


def test_a_code_is_forgotten_once_it_has_left(lin: User) -> None:
    code_to(lin)
    deliver()
    assert "123456" in mail.outbox[0].body
    assert Delivery.objects.get().context == {}


def test_a_code_that_is_too_late_is_not_sent_and_bothers_nobody(lin: User) -> None:
    delivery = code_to(lin)
    Delivery.objects.filter(pk=delivery.pk).update(created_at="2026-01-01T00:00:00Z")
    deliver()
    delivery.refresh_from_db()
    assert (len(mail.outbox), delivery.error, delivery.context) == (0, "too late", {})
    assert Mark.objects.get().parked_at is None


def test_a_discreet_person_still_gets_her_code() -> None:
    user = make_user("lin@example.test", language="en", language_chosen=True, discreet=True)
    code_to(user)
    deliver()
    assert (mail.outbox[0].subject, "123456" in mail.outbox[0].body) == ("A message for you", True)


def test_an_sms_is_one_short_line() -> None:
    sms.MemoryBackend.outbox.clear()
    user = make_user(phone="+8613800138000", language="en", language_chosen=True)
    told(user, channels=("sms",))
    send.post(user, "login_code", channel="sms", context={"code": "123456"}, key="code")
    deliver()
    assert sorted(text for _to, text in sms.MemoryBackend.outbox) == [
        "Sea Blue is verified http://localhost:8000/employer/",
        "Your sign-in code: 123456. It is valid for 15 minutes. Nobody of us will ever ask you for it.",
    ]


def test_without_an_sms_provider_nobody_believes_a_code_was_sent(settings: Any) -> None:
    settings.SMS_BACKEND = "apps.notifications.sms.UnconfiguredBackend"
    with pytest.raises(RuntimeError):
        sms.send("+8613800138000", "x")


def test_old_rows_go_and_going_twice_is_the_same(lin: User) -> None:
    code_to(lin)
    told(lin)
    Message.objects.update(read_at="2024-01-01T00:00:00Z")
    unread = told(lin, key="2")
    with time_machine.travel("2030-01-01", tick=False):
        tasks.purge_old()
        tasks.purge_old()
    assert list(Delivery.objects.values_list("kind", flat=True)) == ["employer_verified", "employer_verified"]
    assert list(Message.objects.all()) == [unread]
