"""The clock of appraisals: opinions that were not given in time end, experts are told the day before."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from apps.core.moves import MoveRefused
from apps.reviews import appraisal, appraisal_telling
from apps.reviews.models.appraisal import Opinion

BATCH = 500
BEFORE = timedelta(hours=36)
log = logging.getLogger(__name__)


@shared_task(name="apps.reviews.appraisal_tasks.run_clock")
def run_clock() -> int:
    """End what is late and remind of what is due; how many."""
    return expire_late() + remind()


def expire_late() -> int:
    now, count = timezone.now(), 0
    for opinion in Opinion.objects.open().filter(due_at__lte=now).order_by("pk")[:BATCH]:
        try:
            with transaction.atomic():
                appraisal.expire(opinion, now=now)
            count += 1
        except MoveRefused as refused:  # given or declined at this moment
            log.info("opinion %s does not expire: %s", opinion.public_id, refused)
    return count


def remind() -> int:
    now = timezone.now()
    due = Opinion.objects.open().filter(due_at__gt=now, due_at__lte=now + BEFORE)
    rows = list(due.select_related("expert__user", "challenge__programme").order_by("pk")[:BATCH])
    for opinion in rows:
        appraisal_telling.expert(opinion, "appraisal_due", stamp=f"{opinion.public_id}:due")
    return len(rows)
