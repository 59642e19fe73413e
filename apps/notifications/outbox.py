"""From an outbox row to a mail or SMS in the recipient's languages."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apps.core import marks
from apps.notifications import sms
from apps.notifications.kinds import KINDS, words
from apps.notifications.models import Delivery

RULE = "\n\n— — —\n\n"


def message_id(delivery: Delivery) -> str:
    """The same for every attempt at one delivery, so that a repeat is recognised."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{hashlib.sha256(delivery.key.encode()).hexdigest()[:32]}@{host}>"


def compose(delivery: Delivery) -> tuple[str, str]:
    """Subject and body; two languages one under the other for a first contact.

    To a discreet person the mail says that there is a message, not what it is about; codes stand in the body.
    """
    subjects, bodies = [], []
    for language in delivery.languages.split(","):
        with translation.override(language):
            subject, body = _one_language(delivery)
            subjects.append(subject)
            bodies.append(body)
    return " / ".join(dict.fromkeys(subjects)), RULE.join(bodies)


def _one_language(delivery: Delivery) -> tuple[str, str]:
    title, body = words(delivery.kind, delivery.context)
    if discreet(delivery):
        subject = _("A message for you")
        parts = [title, body] if is_code(delivery) else [_("Please sign in to read it.")]
        return subject, "\n\n".join([*parts, *_link_line(delivery)])
    parts = [title, body, *_link_line(delivery), _("This message was sent by the talent platform.")]
    return title, "\n\n".join(parts)


def _link_line(delivery: Delivery) -> list[str]:
    return [link(delivery)] if delivery.context.get("url") else []


def is_code(delivery: Delivery) -> bool:
    return delivery.kind in KINDS and KINDS[delivery.kind].minutes > 0


def too_late(delivery: Delivery) -> bool:
    """Whether it is a code that is no longer valid: sending it would only mislead."""
    return is_code(delivery) and timezone.now() - delivery.created_at > timedelta(minutes=KINDS[delivery.kind].minutes)


def link(delivery: Delivery) -> str:
    return settings.SITE_URL.rstrip("/") + str(delivery.context.get("url") or "/")


def send(delivery: Delivery) -> None:
    """Hand the message over; raises whatever the backend raises."""
    if delivery.channel == Delivery.Channel.SMS:
        sms.send(delivery.address, sms_text(delivery))
        return
    subject, body = compose(delivery)
    sender = settings.DISCREET_FROM_EMAIL if discreet(delivery) else settings.DEFAULT_FROM_EMAIL
    headers = {"Message-ID": message_id(delivery), "Auto-Submitted": "auto-generated"}
    EmailMessage(subject.replace("\n", " "), body, sender, [delivery.address], headers=headers).send()


def sms_text(delivery: Delivery) -> str:
    """One or two sentences in the first language: an SMS is short."""
    with translation.override(delivery.languages.split(",")[0]):
        title, body = words(delivery.kind, delivery.context)
        if is_code(delivery):
            return f"{title}. {body}"
        return " ".join([_("A message for you") if discreet(delivery) else title, *_link_line(delivery)])


def discreet(delivery: Delivery) -> bool:
    return bool(delivery.recipient and delivery.recipient.discreet)


def note_sent(delivery: Delivery) -> None:
    """A secret is forgotten once it has left."""
    secret = delivery.kind in KINDS and KINDS[delivery.kind].secret
    facts: dict[str, Any] = {"context": {}} if secret else {}
    Delivery.objects.filter(pk=delivery.pk).update(sent_at=timezone.now(), failed_at=None, error="", **facts)


def note_too_late(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(failed_at=timezone.now(), error="too late", context={})


@transaction.atomic
def note_failure(claim: marks.Claim, error: str) -> None:
    """Try again later; after the last attempt the row says so and the mark is parked for operators."""
    marks.fail(claim, error)
    last = claim.attempt >= settings.MARK_ATTEMPTS
    Delivery.objects.filter(pk=claim.object_id).update(error=error, failed_at=timezone.now() if last else None)
