"""The worker's side of the outbox."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import transaction

from apps.core import marks
from apps.notifications import outbox
from apps.notifications.models import Delivery

log = logging.getLogger(__name__)


@shared_task(name="apps.notifications.tasks.deliver")
def deliver(mark_id: int) -> None:
    """Send one delivery and settle its mark. A crash in between repeats it with the same Message-ID."""
    claim = marks.claim(mark_id)
    if claim is None:
        return
    delivery = Delivery.objects.filter(pk=claim.object_id).first()
    try:
        if delivery is not None and delivery.sent_at is None:
            outbox.send(delivery)
    except Exception as error:
        log.warning("delivery %s failed: %s", claim.object_id, type(error).__name__)
        outbox.note_failure(claim, type(error).__name__)
        return
    with transaction.atomic():
        if marks.settle(claim) and delivery is not None:
            outbox.note_sent(delivery)
