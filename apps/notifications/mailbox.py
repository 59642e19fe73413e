"""The demo's mailbox: what would leave the house is shown on a page instead."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from apps.notifications.models import Delivery, MailboxItem


class MailboxEmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [
            MailboxItem(
                channel=Delivery.Channel.EMAIL,
                to=address,
                subject=str(message.subject)[:300],
                body=str(message.body),
                headers={"From": str(message.from_email), **{k: str(v) for k, v in message.extra_headers.items()}},
            )
            for message in email_messages
            for address in message.recipients()
        ]
        MailboxItem.objects.bulk_create(rows)
        return len(email_messages)


class MailboxSmsBackend:
    def send(self, phone: str, text: str) -> None:
        MailboxItem.objects.create(channel=Delivery.Channel.SMS, to=phone, body=text)
