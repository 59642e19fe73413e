"""From an outbox row to a mail or SMS in the recipient's languages."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apps.core import marks
from apps.notifications import sms
from apps.notifications.kinds import words
from apps.notifications.models import Delivery

RULE = "\n\n— — —\n\n"


def message_id(delivery: Delivery) -> str:
    """The same for every attempt at one delivery, so that a repeat is recognised."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{hashlib.sha256(delivery.key.encode()).hexdigest()[:32]}@{host}>"


def compose(delivery: Delivery) -> tuple[str, str]:
    """Subject and body; two languages one under the other for a first contact."""
    subjects, bodies = [], []
    for language in delivery.languages.split(","):
        with translation.override(language):
            title, body = words(delivery.kind, delivery.context)
            subjects.append(title)
            bodies.append(
                "\n\n".join([title, body, link(delivery), _("This message was sent by the talent platform.")])
            )
    subject = neutral_subject(delivery) if _discreet(delivery) else " / ".join(subjects)
    return subject, RULE.join(bodies)


def neutral_subject(delivery: Delivery) -> str:
    with translation.override(delivery.languages.split(",")[0]):
        return _("A message for you")


def link(delivery: Delivery) -> str:
    return settings.SITE_URL.rstrip("/") + str(delivery.context.get("url") or "/")


def send(delivery: Delivery) -> None:
    """Hand the message over; raises whatever the backend raises."""
    subject, body = compose(delivery)
    if delivery.channel == Delivery.Channel.SMS:
        sms.send(delivery.address, f"{subject} {link(delivery)}")
        return
    sender = settings.DISCREET_FROM_EMAIL if _discreet(delivery) else settings.DEFAULT_FROM_EMAIL
    headers = {"Message-ID": message_id(delivery), "Auto-Submitted": "auto-generated"}
    EmailMessage(subject.replace("\n", " "), body, sender, [delivery.address], headers=headers).send()


def _discreet(delivery: Delivery) -> bool:
    return bool(delivery.recipient and delivery.recipient.discreet)


def note_sent(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(sent_at=timezone.now(), failed_at=None, error="")


@transaction.atomic
def note_failure(claim: marks.Claim, error: str) -> None:
    """Try again later; after the last attempt the row says so and the mark is parked for operators."""
    marks.fail(claim, error)
    last = claim.attempt >= settings.MARK_ATTEMPTS
    Delivery.objects.filter(pk=claim.object_id).update(error=error, failed_at=timezone.now() if last else None)
