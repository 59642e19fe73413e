"""The worker's side of the outbox."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from apps.core import marks
from apps.notifications import outbox
from apps.notifications.kinds import KINDS
from apps.notifications.models import Delivery, MailboxItem, Message

log = logging.getLogger(__name__)
CODES_KEPT = timedelta(days=1)
MAILBOX_KEPT = timedelta(days=30)  # the demo's
READ_KEPT = timedelta(days=365)


@shared_task(name="apps.notifications.tasks.deliver")
def deliver(mark_id: int) -> None:
    """Send one delivery and settle its mark. A crash in between repeats it with the same Message-ID."""
    claim = marks.claim(mark_id)
    if claim is None:
        return
    delivery = Delivery.objects.filter(pk=claim.object_id).select_related("recipient").first()
    late = delivery is not None and outbox.too_late(delivery)
    try:
        if delivery is not None and delivery.sent_at is None and not late:
            outbox.send(delivery)
    except Exception as error:
        log.warning("delivery %s failed: %s", claim.object_id, type(error).__name__)
        outbox.note_failure(claim, type(error).__name__)
        return
    with transaction.atomic():
        if marks.settle(claim) and delivery is not None and delivery.sent_at is None:
            outbox.note_too_late(delivery) if late else outbox.note_sent(delivery)


@shared_task(name="apps.notifications.tasks.purge_old")
def purge_old() -> None:
    """Once an hour, safe to repeat: codes and mailbox items that are of no use any more, messages read long ago."""
    now = timezone.now()
    codes = [kind for kind, entry in KINDS.items() if entry.minutes]
    Delivery.objects.filter(kind__in=codes, created_at__lt=now - CODES_KEPT).delete()
    MailboxItem.objects.filter(created_at__lt=now - MAILBOX_KEPT).delete()
    Message.objects.filter(read_at__lt=now - READ_KEPT).delete()
