"""What the outbox would send, sent at once; codes read as a person reads them."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail

from apps.core import marks
from apps.core.models import Mark
from apps.notifications import sms
from apps.notifications.send import MARK
from apps.notifications.tasks import deliver


def post() -> None:
    """Deliver everything that is due."""
    for mark_id in marks.due(MARK):
        deliver(mark_id)
    assert not Mark.objects.filter(kind=MARK).exclude(error="").exists(), "a delivery failed"


def mails_to(address: str) -> list[Any]:
    post()
    return [message for message in mail.outbox if message.to == [address]]


def sms_to(phone: str) -> list[str]:
    post()
    return [text for number, text in sms.MemoryBackend.outbox if number == phone]


def code_in(text: str) -> str:
    found = re.search(r"(?<!\d)\d{6}(?!\d)", text)
    assert found, f"no code in {text!r}"
    return found.group()


def mailed_code(address: str) -> str:
    return code_in(mails_to(address)[-1].body)


def texted_code(phone: str) -> str:
    return code_in(sms_to(phone)[-1])
