"""The clock of contests: marks are locked, answers expire, awards fall due or lapse, tasks are reminded of."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from apps.contests import bench, entitlements, following, landing, stages
from apps.contests.models import Entitlement, Entry, Judge, Stage
from apps.contests.states import EntitlementState, EntryState, JudgeState, StageState
from apps.core.moves import MoveRefused
from apps.procedures.calendar import today

BATCH = 500
log = logging.getLogger(__name__)


@shared_task(name="apps.contests.tasks.run_clock")
def run_clock() -> int:
    """Take every step that is due; how many. Twice is once: each step moves a state or claims its row."""
    now, day = timezone.now(), today()
    judges = Judge.objects.filter(state=JudgeState.INVITED, answer_by__lte=now, stage__state__in=("planned", "scoring"))
    open_ = Stage.objects.filter(state=StageState.SCORING, due_at__lte=now)
    winners = Entry.objects.select_related("edition", "entrant")
    landed = winners.filter(state=EntryState.LANDED, award__prize__gt=0).select_related("award")
    late = winners.filter(state=EntryState.CONFIRMED, land_by__lt=day)
    unused = Entitlement.objects.filter(state=EntitlementState.GRANTED, until__lt=day)
    return (
        _each(judges.select_related("stage__edition", "expert__user"), bench.expire)
        + _each(open_.select_related("edition"), stages.lock)
        + _each(landed, landing.fall_due)
        + _each(late, landing.lapse)
        + _each(unused, entitlements.expire)
        + following.remind()
    )


def _each(rows: Any, step: Callable[..., None]) -> int:
    count = 0
    for row in rows.order_by("pk")[:BATCH]:
        try:
            with transaction.atomic():
                step(row)
            count += 1
        except MoveRefused as refused:
            log.info("%s %s: %s", step.__name__, row.public_id, refused)
    return count
