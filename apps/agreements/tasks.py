"""The clock of contracts: milestones past their day are delayed, and both sides are warned before they are."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import shared_task
from django.db import transaction

from apps.agreements import milestones, telling
from apps.agreements.models import Milestone
from apps.agreements.states import UNREPORTED, ContractState
from apps.core.moves import MoveRefused
from apps.procedures.calendar import today

BATCH = 500  # it runs every minute; a backlog is worked off in rounds
WARN_DAYS = 14
log = logging.getLogger(__name__)


@shared_task(name="apps.agreements.tasks.run_clock")
def run_clock() -> int:
    """Delay what is late and remind of what is near; how many."""
    return delay_due() + remind()


def delay_due() -> int:
    late = Milestone.objects.filter(
        state__in=UNREPORTED, contract__state=ContractState.EXECUTING, due_on__lt=today()
    ).order_by("pk")
    count = 0
    for milestone in late[:BATCH]:
        try:
            with transaction.atomic():
                milestones.delay(milestone)
            count += 1
        except MoveRefused as refused:  # reported at this moment
            log.info("milestone %s is not delayed: %s", milestone.public_id, refused)
    return count


def remind() -> int:
    """Two weeks before the day, once."""
    on = today() + timedelta(days=WARN_DAYS)
    soon = Milestone.objects.filter(state__in=UNREPORTED, contract__state=ContractState.EXECUTING)
    soon = soon.filter(due_on__gte=today(), due_on__lte=on, reminded_on__isnull=True).order_by("pk")
    rows = list(soon.select_related("contract__challenge", "contract__proposal")[:BATCH])
    for milestone in rows:
        with transaction.atomic():
            Milestone.objects.filter(pk=milestone.pk).update(reminded_on=today())
            named = telling.named(milestone)
            telling.both(milestone.contract, "milestone_soon", milestone=named, due=str(milestone.due_on))
    return len(rows)
